/* encoded-word.h - what a Subject says, RFC 2047
 *
 * Only for showing: what cannot be decoded is shown as it stands. Pure.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The value of a field on one line, as clean UTF-8 of at most @max_characters. */
char *cs_encoded_word_decode (const char *value, guint max_characters);

G_END_DECLS
