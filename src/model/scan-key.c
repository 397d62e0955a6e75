/* scan-key.c - finds keys that stand twice in one object, however they are written
 */
#include <string.h>

#include "base/text.h"
#include "model/scan-private.h"

#define FEW_KEYS 16
#define NAME_MAX_BYTES 64

static guint32
hash_bytes (const char *bytes, gsize size_bytes)
{
  guint32 hash = 5381;

  for (gsize i = 0; i < size_bytes; i++)
    hash = hash * 33 + (guchar)bytes[i];

  return hash;
}

static gunichar
take_unicode_escape (const char **at)
{
  gunichar high = g_ascii_strtoull ((char[5]){ (*at)[2], (*at)[3], (*at)[4], (*at)[5] }, NULL, 16);
  gunichar low;

  *at += 6;
  if (high < 0xd800 || high > 0xdbff)
    return high;

  low = g_ascii_strtoull ((char[5]){ (*at)[2], (*at)[3], (*at)[4], (*at)[5] }, NULL, 16);
  *at += 6;
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* @text: between the quotes, its escapes already found to be right. */
static char *
unescape (const char *text, gsize size_bytes)
{
  static const char plain[] = "bfnrt";
  static const char meant[] = "\b\f\n\r\t";
  const char *end = text + size_bytes;
  GString *name = g_string_sized_new (size_bytes);

  while (text < end)
    {
      const char *letter;

      if (*text != '\\')
        g_string_append_c (name, *text++);
      else if (text[1] == 'u')
        g_string_append_unichar (name, take_unicode_escape (&text));
      else
        {
          letter = strchr (plain, text[1]);
          g_string_append_c (name, letter != NULL ? meant[letter - plain] : text[1]);
          text += 2;
        }
    }

  return g_string_free (name, FALSE);
}

void
cs_scanner_add_key (CsScanner *scanner, const char *quote, gsize size_bytes, gboolean has_escapes)
{
  CsScanKey key = { quote + 1, size_bytes, 0, quote - scanner->scan->text };

  if (has_escapes)
    {
      char *name = unescape (key.text, size_bytes);

      g_ptr_array_add (scanner->unescaped, name);
      key.text = name;
      key.size_bytes = strlen (name);
    }

  key.hash = hash_bytes (key.text, key.size_bytes);
  g_array_append_val (scanner->keys, key);
}

/* By content, then by place; the hash first only because it is quick. */
static gint
compare (gconstpointer a, gconstpointer b)
{
  const CsScanKey *x = a, *y = b;
  int difference;

  if (x->hash != y->hash)
    return x->hash < y->hash ? -1 : 1;
  if (x->size_bytes != y->size_bytes)
    return x->size_bytes < y->size_bytes ? -1 : 1;

  difference = memcmp (x->text, y->text, x->size_bytes);
  if (difference != 0)
    return difference;
  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static gboolean
is_same (const CsScanKey *a, const CsScanKey *b)
{
  return a->hash == b->hash && a->size_bytes == b->size_bytes
         && memcmp (a->text, b->text, a->size_bytes) == 0;
}

/* Where the object stands: "remote-domains[3].outbound-security." */
static void
append_path (const CsScanner *scanner, GString *path)
{
  for (guint i = 0; i + 1 < scanner->depth; i++)
    {
      const CsScanLevel *level = &scanner->levels[i];
      const CsScanKey *key;
      g_autofree char *name = NULL;

      if (!level->is_object)
        {
          g_string_append_printf (path, "[%u]", level->n_items);
          continue;
        }

      /* the last key of an object that is still open is the one whose value is being read */
      key = &g_array_index (scanner->keys, CsScanKey, scanner->levels[i + 1].first_key - 1);
      name = cs_text_clean (key->text, key->size_bytes, NAME_MAX_BYTES);
      g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", name);
    }
}

static void
report (CsScanner *scanner, const CsScanKey *first, const CsScanKey *again)
{
  g_autofree char *name = cs_text_clean (again->text, again->size_bytes, NAME_MAX_BYTES);
  g_autoptr (GString) path = g_string_new (NULL);
  CsFault *fault;
  guint column;

  scanner->has_duplicates = TRUE;
  cs_scanner_fail (scanner, scanner->scan->text + again->offset, CS_FAULT_DUPLICATE_KEY, name,
                   strlen (name), NULL);

  fault = g_ptr_array_index (scanner->faults, scanner->faults->len - 1);
  cs_scan_position_of_offset (scanner->scan, first->offset, &fault->other_line, &column);
  append_path (scanner, path);
  g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", name);
  g_free (fault->path);
  fault->path = g_strdup (path->str);
}

/* Almost always enough: no two of a few keys have the same hash. */
static gboolean
are_few_and_different (const CsScanKey *keys, guint n)
{
  if (n > FEW_KEYS)
    return FALSE;

  for (guint i = 1; i < n; i++)
    for (guint j = 0; j < i; j++)
      if (keys[i].hash == keys[j].hash)
        return FALSE;

  return TRUE;
}

void
cs_scanner_close_object (CsScanner *scanner, const CsScanLevel *level)
{
  guint n = scanner->keys->len - level->first_key;
  /* before the first key of all the array has no data */
  CsScanKey *keys = n > 0 ? &g_array_index (scanner->keys, CsScanKey, level->first_key) : NULL;
  const CsScanKey *first = keys;

  if (!are_few_and_different (keys, n))
    {
      g_qsort_with_data (keys, n, sizeof *keys, (GCompareDataFunc)(void (*) (void))compare, NULL);
      for (guint i = 1; i < n; i++)
        if (is_same (first, &keys[i]))
          report (scanner, first, &keys[i]);
        else
          first = &keys[i];
    }

  g_array_set_size (scanner->keys, level->first_key);
}
