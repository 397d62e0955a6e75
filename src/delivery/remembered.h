/* remembered.h - facts by name, a bounded number of them, in a file over restarts
 *
 * What logins.h, offers.h, host-memory.h and sts-cache.h have in common: a
 * table, a line of the file for each fact ("KEY WORD…"), and the one of least
 * rank goes when there is no room. What the facts are is theirs to say; when
 * the file is written, kept-text.h's.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *what; /* for the log: "policies" */
  guint most; /* facts */
  gsize file_max_bytes;
  guint key_words; /* of a line: how many words the key has */
  gsize size_bytes; /* of a fact, which begins as zeros */
  GDestroyNotify free; /* of a fact */
  gint64 (*rank) (gconstpointer fact);
  /* The words behind the key. FALSE: this is no fact. */
  gboolean (*read) (gpointer fact, const char *key, char **words, guint n_words);
  /* Appends the words behind the key, each with a space before it. FALSE: it is worth no line. */
  gboolean (*write) (gconstpointer fact, GString *line);
} CsRememberedKind;

typedef struct _CsRemembered CsRemembered;

/* @path: (nullable): nothing is kept. @kind: static. A file that cannot be read is as none, a line
 * that makes no sense is left out. Blocks briefly. */
CsRemembered *cs_remembered_new (const char *path, const CsRememberedKind *kind);
void cs_remembered_free (CsRemembered *remembered); /* saves first */

/* (transfer none) (nullable): until the next one is added or removed */
gpointer cs_remembered_find (CsRemembered *remembered, const char *key);
/* (transfer none): the same; a new one if there is none */
gpointer cs_remembered_find_or_add (CsRemembered *remembered, const char *key);
void cs_remembered_remove (CsRemembered *remembered, const char *key);
/* (element-type utf8 gpointer) (transfer none): all of them, by key */
GHashTable *cs_remembered_all (CsRemembered *remembered);

/* As in kept-text.h: whoever changes a fact says so. */
void cs_remembered_note_change (CsRemembered *remembered);
void cs_remembered_note_trifle (CsRemembered *remembered);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsRemembered, cs_remembered_free)

/* A list as one word of a line, and back; both (transfer full). @most: items, -1: any number */
char *cs_remembered_list_to_word (char **list);
GStrv cs_remembered_word_to_list (const char *word, int most);

G_END_DECLS
