#include "secrets/secret-value.h"

/* libsecret's destroy notify gets the bytes and nothing else, so which secret they belong to is
 * remembered here: bytes to a queue of references. */
static GHashTable *lent;
G_LOCK_DEFINE_STATIC (lent);

static void
give_back (gpointer bytes)
{
  CsSecret *secret;
  GQueue *references;

  G_LOCK (lent);
  references = g_hash_table_lookup (lent, bytes);
  secret = g_queue_pop_head (references);
  if (g_queue_is_empty (references))
    g_hash_table_remove (lent, bytes);
  G_UNLOCK (lent);

  cs_secret_unref (secret);
}

SecretValue *
cs_secret_value_for (CsSecret *secret)
{
  gsize size_bytes;
  gpointer bytes = (gpointer)cs_secret_peek (secret, &size_bytes);
  GQueue *references;

  G_LOCK (lent);
  if (lent == NULL)
    lent = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_queue_free);
  references = g_hash_table_lookup (lent, bytes);
  if (references == NULL)
    g_hash_table_insert (lent, bytes, references = g_queue_new ());
  g_queue_push_head (references, cs_secret_ref (secret));
  G_UNLOCK (lent);

  return secret_value_new_full (bytes, size_bytes, "text/plain", give_back);
}

CsSecret *
cs_secret_from_value (SecretValue *value)
{
  gsize size_bytes;
  const char *bytes = secret_value_get (value, &size_bytes);

  return cs_secret_new (bytes, size_bytes);
}
