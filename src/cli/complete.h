/* complete.h - what could be typed next, for the shells
 *
 * "countersign __complete WORD…" prints candidates for the last word, one a
 * line; the scripts in completion/ do nothing but call it. The tables of
 * commands and options are what --help shows, so none is written twice.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_COMPLETE_COMMAND "__complete"

/* @words: after "countersign"; the last is being typed and may be empty. Prints nothing on errors.
 */
void cs_complete_print (GPtrArray *words);

G_END_DECLS
