#include "app/stored-passwords.h"

struct _CsStoredPasswords
{
  GObject parent;
  CsSecretStore *store;
  GCancellable *cancellable;
  GHashTable *uuids; /* NULL while unknown or unreachable */
  gboolean is_unreachable;
};

G_DEFINE_TYPE (CsStoredPasswords, cs_stored_passwords, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsStoredPasswords) passwords = user_data;
  g_autoptr (GError) error = NULL;
  GHashTable *uuids = cs_secret_store_list_finish (CS_SECRET_STORE (source), result, &error);

  /* A newer listing is under way, or nobody wants to know any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_pointer (&passwords->uuids, g_hash_table_unref);
  passwords->uuids = uuids;
  passwords->is_unreachable = uuids == NULL;
  g_signal_emit (passwords, signals[CHANGED], 0);
}

void
cs_stored_passwords_refresh (CsStoredPasswords *passwords)
{
  g_cancellable_cancel (passwords->cancellable);
  g_object_unref (passwords->cancellable);
  passwords->cancellable = g_cancellable_new ();
  cs_secret_store_list_async (passwords->store, passwords->cancellable, on_listed,
                              g_object_ref (passwords));
}

static void
cs_stored_passwords_dispose (GObject *object)
{
  CsStoredPasswords *passwords = CS_STORED_PASSWORDS (object);

  g_cancellable_cancel (passwords->cancellable);
  if (passwords->store != NULL)
    g_signal_handlers_disconnect_by_data (passwords->store, passwords);
  g_clear_object (&passwords->store);
  g_clear_pointer (&passwords->uuids, g_hash_table_unref);
  G_OBJECT_CLASS (cs_stored_passwords_parent_class)->dispose (object);
}

static void
cs_stored_passwords_finalize (GObject *object)
{
  g_object_unref (CS_STORED_PASSWORDS (object)->cancellable);
  G_OBJECT_CLASS (cs_stored_passwords_parent_class)->finalize (object);
}

static void
cs_stored_passwords_class_init (CsStoredPasswordsClass *class)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->dispose = cs_stored_passwords_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_stored_passwords_finalize;
}

static void
cs_stored_passwords_init (CsStoredPasswords *passwords)
{
  passwords->cancellable = g_cancellable_new ();
}

CsStoredPasswords *
cs_stored_passwords_new (CsSecretStore *store)
{
  CsStoredPasswords *passwords = g_object_new (CS_TYPE_STORED_PASSWORDS, NULL);

  passwords->store = g_object_ref (store);
  g_signal_connect_swapped (store, "changed", G_CALLBACK (cs_stored_passwords_refresh), passwords);
  cs_stored_passwords_refresh (passwords);
  return passwords;
}

CsStored
cs_stored_passwords_get (CsStoredPasswords *passwords, const char *uuid)
{
  if (passwords->is_unreachable)
    return CS_STORED_UNREACHABLE;
  if (passwords->uuids == NULL)
    return CS_STORED_UNKNOWN;
  return g_hash_table_contains (passwords->uuids, uuid) ? CS_STORED_YES : CS_STORED_NO;
}

GHashTable *
cs_stored_passwords_all (CsStoredPasswords *passwords)
{
  return passwords->uuids;
}
