#include "delivery/remembered.h"

#include <string.h>

#include "delivery/kept-text.h"

#define EMPTY_LIST "-"

struct _CsRemembered
{
  const CsRememberedKind *kind;
  GHashTable *facts; /* (element-type utf8 gpointer): by key */
  CsKeptText *file;
};

static void
make_room (CsRemembered *remembered)
{
  const char *least = NULL;
  gint64 least_rank = G_MAXINT64;
  GHashTableIter iter;
  const char *key;
  gconstpointer fact;

  if (g_hash_table_size (remembered->facts) < remembered->kind->most)
    return;
  g_hash_table_iter_init (&iter, remembered->facts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&fact))
    {
      gint64 rank = remembered->kind->rank (fact);

      if (rank >= least_rank)
        continue;
      least = key;
      least_rank = rank;
    }
  g_hash_table_remove (remembered->facts, least);
}

/* Takes both. */
static void
put (CsRemembered *remembered, char *key, gpointer fact)
{
  make_room (remembered);
  g_hash_table_replace (remembered->facts, key, fact);
}

/* --- the file ----------------------------------------------------------------------------- */

/* (nullable): the space behind @n_words words of @line */
static const char *
end_of_words (const char *line, guint n_words)
{
  const char *end = strchr (line, ' ');

  while (end != NULL && --n_words > 0)
    end = strchr (end + 1, ' ');
  return end;
}

static void
read_line (CsRemembered *remembered, const char *line)
{
  const CsRememberedKind *kind = remembered->kind;
  const char *end = end_of_words (line, kind->key_words);
  g_autofree char *key = NULL;
  g_auto (GStrv) words = NULL;
  gpointer fact;

  if (end == NULL || *line == ' ')
    return;
  key = g_strndup (line, (gsize)(end - line));
  words = g_strsplit (end + 1, " ", -1);
  fact = g_malloc0 (kind->size_bytes);
  if (kind->read (fact, key, words, g_strv_length (words)))
    put (remembered, g_steal_pointer (&key), fact);
  else
    kind->free (fact);
}

static void
load (CsRemembered *remembered)
{
  g_autofree char *text = cs_kept_text_load (remembered->file, remembered->kind->file_max_bytes);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    read_line (remembered, lines[i]);
}

/* Lines that would not be read again are left out. */
static char *
to_text (gpointer user_data)
{
  const CsRemembered *remembered = user_data;
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  const char *key;
  gconstpointer fact;

  g_hash_table_iter_init (&iter, remembered->facts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&fact))
    {
      gsize before = text->len;

      g_string_append (text, key);
      if (remembered->kind->write (fact, text) && text->len < remembered->kind->file_max_bytes)
        g_string_append_c (text, '\n');
      else
        g_string_truncate (text, before);
    }
  return g_string_free (text, FALSE);
}

/* --- the interface ------------------------------------------------------------------------ */

CsRemembered *
cs_remembered_new (const char *path, const CsRememberedKind *kind)
{
  CsRemembered *remembered = g_new0 (CsRemembered, 1);

  remembered->kind = kind;
  remembered->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kind->free);
  remembered->file = cs_kept_text_new (path, kind->what, to_text, remembered);
  load (remembered);
  return remembered;
}

void
cs_remembered_free (CsRemembered *remembered)
{
  cs_kept_text_free (remembered->file);
  g_hash_table_unref (remembered->facts);
  g_free (remembered);
}

gpointer
cs_remembered_find (CsRemembered *remembered, const char *key)
{
  return g_hash_table_lookup (remembered->facts, key);
}

gpointer
cs_remembered_find_or_add (CsRemembered *remembered, const char *key)
{
  gpointer fact = cs_remembered_find (remembered, key);

  if (fact == NULL)
    {
      fact = g_malloc0 (remembered->kind->size_bytes);
      put (remembered, g_strdup (key), fact);
    }
  return fact;
}

void
cs_remembered_remove (CsRemembered *remembered, const char *key)
{
  g_hash_table_remove (remembered->facts, key);
}

GHashTable *
cs_remembered_all (CsRemembered *remembered)
{
  return remembered->facts;
}

void
cs_remembered_note_change (CsRemembered *remembered)
{
  cs_kept_text_note_change (remembered->file);
}

void
cs_remembered_note_trifle (CsRemembered *remembered)
{
  cs_kept_text_note_trifle (remembered->file);
}

/* --- lists -------------------------------------------------------------------------------- */

char *
cs_remembered_list_to_word (char **list)
{
  return *list != NULL ? g_strjoinv (",", list) : g_strdup (EMPTY_LIST);
}

GStrv
cs_remembered_word_to_list (const char *word, int most)
{
  return g_str_equal (word, EMPTY_LIST) ? g_new0 (char *, 1) : g_strsplit (word, ",", most);
}
