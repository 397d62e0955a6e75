#include "submission/aliases.h"

#include <string.h>

#include "base/mailbox-list.h"

struct _CsAliases
{
  GHashTable *targets; /* lower-case name to GStrv */
};

void
cs_aliases_free (CsAliases *aliases)
{
  g_hash_table_unref (aliases->targets);
  g_free (aliases);
}

static gboolean
leads_to_mail (const char *target)
{
  const char *first = *target == '"' ? target + 1 : target;

  return *first != '|' && *first != '/' && *first != '\\' && *first != '\0';
}

/* "ann@example.com, bob": what :include: names becomes "/path" by the rules of groups. */
static char **
parse_targets (const char *text, gsize size_bytes)
{
  g_autoptr (GPtrArray) mailboxes = cs_mailbox_list_parse (text, size_bytes, NULL);
  GPtrArray *targets = g_ptr_array_new ();

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const CsMailbox *mailbox = mailboxes->pdata[i];

      if (leads_to_mail (mailbox->address))
        g_ptr_array_add (targets, g_strdup (mailbox->address));
    }

  g_ptr_array_add (targets, NULL);
  return (char **)g_ptr_array_free (targets, FALSE);
}

static char *
clean_name (const char *text, gsize size_bytes)
{
  char *name = g_strstrip (g_strndup (text, size_bytes));
  gsize size = strlen (name);

  if (size >= 2 && name[0] == '"' && name[size - 1] == '"')
    {
      name[size - 1] = '\0';
      memmove (name, name + 1, size - 1);
    }
  for (char *c = name; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  return name;
}

static void
add_entry (CsAliases *aliases, const GString *entry)
{
  const char *colon = memchr (entry->str, ':', entry->len);
  char *name;
  char **targets;

  if (entry->len == 0 || colon == NULL)
    return;

  name = clean_name (entry->str, colon - entry->str);
  targets = parse_targets (colon + 1, entry->str + entry->len - (colon + 1));
  if (*name != '\0' && targets[0] != NULL)
    g_hash_table_replace (aliases->targets, name, targets);
  else
    {
      g_free (name);
      g_strfreev (targets);
    }
}

/* A line that begins with white space goes on with the entry before it. */
CsAliases *
cs_aliases_parse (const char *text, gsize size_bytes)
{
  CsAliases *aliases = g_new0 (CsAliases, 1);
  g_autoptr (GString) entry = g_string_new (NULL);
  const char *end = text + size_bytes;

  aliases->targets
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);

  while (text < end)
    {
      const char *feed = memchr (text, '\n', end - text);
      gsize size = feed != NULL ? (gsize)(feed - text) : (gsize)(end - text);

      if (size > 0 && *text != ' ' && *text != '\t' && *text != '#')
        {
          add_entry (aliases, entry);
          g_string_truncate (entry, 0);
        }
      if (size > 0 && *text != '#')
        {
          g_string_append_len (entry, text, size);
          g_string_append_c (entry, ' ');
        }
      text += size + 1;
    }

  add_entry (aliases, entry);
  return aliases;
}

const char *const *
cs_aliases_lookup (const CsAliases *aliases, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (aliases->targets, lower);
}
