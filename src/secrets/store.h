/* store.h - where secrets live, as an interface
 *
 * A credential is named by a UUID (lower case). Implementations: keyring.h
 * (the Secret Service), service-credentials.h (systemd's $CREDENTIALS_DIRECTORY,
 * read only), memory.h (tests). Every operation is asynchronous, cancellable
 * and ends within 30 seconds by itself, prompts excepted.
 */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

G_BEGIN_DECLS

#define CS_SECRETS_ERROR (cs_secrets_error_quark ())
typedef enum
{
  CS_SECRETS_ERROR_MISSING, /* no item with this UUID */
  CS_SECRETS_ERROR_LOCKED, /* there, but the keyring is locked and we may not prompt */
  CS_SECRETS_ERROR_DISMISSED, /* the person closed the prompt; nothing changed */
  CS_SECRETS_ERROR_UNAVAILABLE, /* no service, no session bus, no default collection */
  CS_SECRETS_ERROR_TIMED_OUT, /* the service does not answer */
  CS_SECRETS_ERROR_INVALID, /* the content cannot be a password (empty, NUL, CR, LF, not UTF-8, too
                               large) */
  CS_SECRETS_ERROR_READ_ONLY, /* this store cannot be written to from here; the message says how
                                 else */
  CS_SECRETS_ERROR_NOT_STORED, /* stored, but reading it back gave something else */
  CS_SECRETS_ERROR_FAILED, /* anything else; the message has the service's words */
} CsSecretsError;
GQuark cs_secrets_error_quark (void);

/* Whether a person may be asked to unlock. The worker never prompts. */
typedef enum
{
  CS_PROMPT_NEVER,
  CS_PROMPT_ALLOWED,
} CsPrompt;

#define CS_TYPE_SECRET_STORE (cs_secret_store_get_type ())
G_DECLARE_INTERFACE (CsSecretStore, cs_secret_store, CS, SECRET_STORE, GObject)

struct _CsSecretStoreInterface
{
  GTypeInterface parent;
  void (*lookup_async) (CsSecretStore *store, const char *uuid, CsPrompt prompt,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
  CsSecret *(*lookup_finish) (CsSecretStore *store, GAsyncResult *result, GError **error);
  void (*store_async) (CsSecretStore *store, const char *uuid, const char *label, CsSecret *secret,
                       CsPrompt prompt, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (CsSecretStore *store, GAsyncResult *result, GError **error);
  void (*remove_async) (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*remove_finish) (CsSecretStore *store, GAsyncResult *result, GError **error);
  void (*list_async) (CsSecretStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  GHashTable *(*list_finish) (CsSecretStore *store, GAsyncResult *result, GError **error);
};

void cs_secret_store_lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
CsSecret *cs_secret_store_lookup_finish (CsSecretStore *store, GAsyncResult *result,
                                         GError **error);
/* @label: what a person sees in a keyring manager: "Countersign: office on relay.example.net".
 * Checks the content first, stores, reads back, compares: only then it succeeds. */
void cs_secret_store_store_async (CsSecretStore *store, const char *uuid, const char *label,
                                  CsSecret *secret, CsPrompt prompt, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_secret_store_store_finish (CsSecretStore *store, GAsyncResult *result, GError **error);
/* Removing what is not there succeeds. */
void cs_secret_store_remove_async (CsSecretStore *store, const char *uuid,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cs_secret_store_remove_finish (CsSecretStore *store, GAsyncResult *result, GError **error);
/* UUIDs of all our items, locked ones too; never prompts, never reads a secret.
 * (transfer full): each char * UUID with the settings file that it was stored for, a char *, or
 * NULL where that is not known */
void cs_secret_store_list_async (CsSecretStore *store, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
GHashTable *cs_secret_store_list_finish (CsSecretStore *store, GAsyncResult *result,
                                         GError **error);

/* Signal "changed" (no arguments): an item, a lock or the service itself may have changed; what
 * waits for a credential is worth another look. Emitted on the main context of the constructor. */

/* The check of a secret's content before it is stored or used: not empty, UTF-8, no NUL, CR, LF. */
gboolean cs_secrets_check (const CsSecret *secret, GError **error);

G_END_DECLS
