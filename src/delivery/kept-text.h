/* kept-text.h - a text in a file that follows what is in memory, a moment later
 *
 * For what is good to know after a restart and can be learnt anew: changes are
 * gathered for some seconds and written in a thread, the newest last. What may
 * never be lost is the queue's business.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsKeptText CsKeptText;

/* @path: (nullable): nothing is kept. @what: for the log: "policies". @to_text: (transfer full):
 * what is to be written now. */
CsKeptText *cs_kept_text_new (const char *path, const char *what, char *(*to_text) (gpointer),
                              gpointer user_data);
/* Writes first what has changed. */
void cs_kept_text_free (CsKeptText *kept);
/* (transfer full) (nullable): what is in the file; NULL: none that can be read. Blocks briefly. */
char *cs_kept_text_load (CsKeptText *kept, gsize max_bytes);
void cs_kept_text_note_change (CsKeptText *kept);
/* A change that is worth no writing of its own: it goes with the next one, or at the end. */
void cs_kept_text_note_trifle (CsKeptText *kept);

G_END_DECLS
