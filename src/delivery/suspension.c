#include "delivery/suspension.h"

#include <string.h>

#include "base/when.h"

#define PAUSE_S 60

typedef enum
{
  STATE_UNTRIED,
  STATE_WORKED,
  STATE_PAUSED,
  STATE_SUSPENDED,
} State;

typedef struct
{
  char *credential;
  State state;
  guint n_logins; /* under way */
  guint era; /* grows with each change of state: a login belongs to the era it began in */
  gint64 until_s; /* STATE_PAUSED */
  gboolean has_mark;
  guint64 mark; /* of the secret that was refused last */
} Entry;

struct _CsSuspensions
{
  GHashTable *entries; /* (element-type utf8 Entry): "CREDENTIAL HOST:PORT" */
  guint64 key;
};

static void
entry_free (Entry *entry)
{
  g_free (entry->credential);
  g_free (entry);
}

CsSuspensions *
cs_suspensions_new (void)
{
  CsSuspensions *suspensions = g_new0 (CsSuspensions, 1);

  suspensions->entries
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)entry_free);
  suspensions->key = (guint64)g_random_int () << 32 | g_random_int ();
  return suspensions;
}

void
cs_suspensions_free (CsSuspensions *suspensions)
{
  g_hash_table_unref (suspensions->entries);
  g_free (suspensions);
}

/* FNV-1a over a random basis: tells one secret from another, too little to have the secret back
 * from, and no library keeps a copy of what it hashed. */
static guint64
mark_of (CsSuspensions *suspensions, const CsSecret *secret)
{
  guint64 mark = suspensions->key;
  gsize size_bytes;
  const guint8 *bytes = cs_secret_peek (secret, &size_bytes);

  for (gsize i = 0; i < size_bytes; i++)
    mark = (mark ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return mark;
}

static char *
key_of (const char *credential, const char *host, guint16 port)
{
  return g_strdup_printf ("%s %s:%u", credential, host, port);
}

static Entry *
find (CsSuspensions *suspensions, const char *credential, const char *host, guint16 port)
{
  g_autofree char *key = key_of (credential, host, port);
  Entry *entry = g_hash_table_lookup (suspensions->entries, key);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->credential = g_strdup (credential);
      g_hash_table_insert (suspensions->entries, g_steal_pointer (&key), entry);
    }
  return entry;
}

static void
enter (Entry *entry, State state)
{
  if (entry->state != state)
    entry->era++;
  entry->state = state;
}

CsLoginPermit
cs_suspensions_ask (CsSuspensions *suspensions, const char *credential, const char *host,
                    guint16 port, gint64 *until_s)
{
  Entry *entry = find (suspensions, credential, host, port);

  switch (entry->state)
    {
    case STATE_WORKED:
      return CS_LOGIN_GO;
    case STATE_SUSPENDED:
      return CS_LOGIN_SUSPENDED;
    case STATE_PAUSED:
      if (cs_when_now_s () >= entry->until_s)
        break;
      if (until_s != NULL)
        *until_s = entry->until_s;
      return CS_LOGIN_LATER;
    case STATE_UNTRIED:
      break;
    }
  return entry->n_logins == 0 ? CS_LOGIN_GO : CS_LOGIN_WAIT;
}

guint
cs_suspensions_begin (CsSuspensions *suspensions, const char *credential, const char *host,
                      guint16 port)
{
  Entry *entry = find (suspensions, credential, host, port);

  entry->n_logins++;
  return entry->era;
}

static void
refuse (Entry *entry, guint login)
{
  if (entry->state == STATE_WORKED)
    {
      enter (entry, STATE_PAUSED);
      entry->until_s = cs_when_now_s () + PAUSE_S;
      return;
    }
  /* One that began beside the login that brought the pause is the same refusal. */
  if (entry->state == STATE_PAUSED && login != entry->era)
    return;
  enter (entry, STATE_SUSPENDED);
}

gboolean
cs_suspensions_end (CsSuspensions *suspensions, const char *credential, const char *host,
                    guint16 port, guint login, CsLoginResult result, const CsSecret *secret)
{
  Entry *entry = find (suspensions, credential, host, port);

  g_return_val_if_fail (entry->n_logins > 0, FALSE);

  entry->n_logins--;
  switch (result)
    {
    case CS_LOGIN_WORKED:
      enter (entry, STATE_WORKED);
      break;
    case CS_LOGIN_REFUSED:
      entry->has_mark = TRUE;
      entry->mark = mark_of (suspensions, secret);
      refuse (entry, login);
      break;
    case CS_LOGIN_UNDECIDED:
      break;
    }
  return entry->state == STATE_SUSPENDED;
}

void
cs_suspensions_recall (CsSuspensions *suspensions, const char *credential, const char *host,
                       guint16 port)
{
  Entry *entry = find (suspensions, credential, host, port);

  if (entry->state == STATE_UNTRIED && entry->n_logins == 0)
    enter (entry, STATE_SUSPENDED);
}

void
cs_suspensions_release (CsSuspensions *suspensions, const char *credential)
{
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, suspensions->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      if (credential != NULL && !g_str_equal (entry->credential, credential))
        continue;
      if (entry->state == STATE_SUSPENDED || entry->state == STATE_PAUSED)
        enter (entry, STATE_UNTRIED);
    }
}

void
cs_suspensions_release_all (CsSuspensions *suspensions)
{
  cs_suspensions_release (suspensions, NULL);
}

void
cs_suspensions_keep_only (CsSuspensions *suspensions, GHashTable *credentials)
{
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, suspensions->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      if (g_hash_table_contains (credentials, entry->credential))
        continue;
      if (entry->n_logins == 0)
        g_hash_table_iter_remove (&iter);
      else
        enter (entry, STATE_UNTRIED);
    }
}

static gboolean
was_refused (const Entry *entry, const char *credential)
{
  return (entry->state == STATE_SUSPENDED || entry->state == STATE_PAUSED)
         && g_str_equal (entry->credential, credential);
}

gboolean
cs_suspensions_is_refused (CsSuspensions *suspensions, const char *credential)
{
  GHashTableIter iter;
  const Entry *entry;

  g_hash_table_iter_init (&iter, suspensions->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      if (was_refused (entry, credential))
        return TRUE;
    }
  return FALSE;
}

gboolean
cs_suspensions_is_news (CsSuspensions *suspensions, const char *credential, const CsSecret *secret)
{
  guint64 mark = mark_of (suspensions, secret);
  GHashTableIter iter;
  const Entry *entry;

  g_hash_table_iter_init (&iter, suspensions->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      if (was_refused (entry, credential) && !(entry->has_mark && entry->mark == mark))
        return TRUE;
    }
  return FALSE;
}

gboolean
cs_suspensions_is_suspended (CsSuspensions *suspensions, const char *credential, const char *host,
                             guint16 port)
{
  g_autofree char *key = key_of (credential, host, port);
  const Entry *entry = g_hash_table_lookup (suspensions->entries, key);

  return entry != NULL && entry->state == STATE_SUSPENDED;
}

GStrv
cs_suspensions_list (CsSuspensions *suspensions)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, suspensions->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      if (entry->state == STATE_SUSPENDED && g_hash_table_add (seen, entry->credential))
        g_strv_builder_add (list, entry->credential);
    }
  return g_strv_builder_end (list);
}
