/* nearest.h - what somebody probably meant to type
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The candidate that is at most a third of its length away from @word (insertions, deletions,
 * replacements and swaps of neighbours); NULL if none is. @candidates: (element-type utf8) */
const char *cs_nearest (const char *word, GPtrArray *candidates);

G_END_DECLS
