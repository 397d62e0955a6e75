/* credential.h - each account with its password: where it is used, whether it is stored, and
 * when a server last took or refused it
 *
 * Puts together what the settings, the secret store and the worker know. Needs none of them to
 * answer: what is not known is left out.
 */
#pragma once

#include <gio/gio.h>

#include "base/instance.h"
#include "model/settings.h"
#include "secrets/store.h"

G_BEGIN_DECLS

typedef enum
{
  CS_PASSWORD_UNKNOWN, /* the store could not be asked */
  CS_PASSWORD_NONE, /* the account has no credential */
  CS_PASSWORD_STORED,
  CS_PASSWORD_MISSING,
} CsPasswordState;

/* With one server. Points in time; 0: never. */
typedef struct
{
  char *host;
  guint port;
  gint64 worked_s;
  gint64 refused_s;
  gboolean is_suspended;
} CsCredentialUse;

typedef struct
{
  char *uuid; /* NULL: an account without a password */
  CsSecurity *security; /* of the first entry that uses it; NULL: none does */
  GPtrArray *entries; /* (element-type utf8): pattern keys in the settings' order, "" is the site */
  CsPasswordState password;
  gboolean is_removable; /* used by no entry, and stored for these settings */
  GPtrArray *uses; /* (element-type CsCredentialUse): what was last comes first */
} CsCredential;

typedef struct
{
  const CsSettings *settings;
  const CsSettings *also; /* (nullable): what these use is used, too: a draft's original */
  GHashTable *stored; /* (nullable): as cs_secret_store_list_finish returned it */
  const char *settings_file;
  GVariant *logins; /* (nullable): aa{sv} of ListCredentials */
} CsCredentialSources;

/* (transfer full) (element-type CsCredential): those of entries in the settings' order, then the
 * others */
GPtrArray *cs_credentials_collect (const CsCredentialSources *sources);

/* All (transfer full), parts of a row: */
char *cs_credential_account_words (const CsCredential *credential);
char *cs_credential_entries_words (const CsCredential *credential); /* "Site and 3 others" */
char *cs_credential_password_words (const CsCredential *credential);
char *cs_credential_use_words (const CsCredential *credential, gint64 now_s);

/* Removes a password that the settings on disk do not name, under the lock of Apply and through its
 * journal. Error: of CS_APPLY_ERROR, CS_SECRETS_ERROR or CS_FILE_ERROR. */
void cs_credential_remove_async (const CsInstance *instance, CsSecretStore *store, const char *uuid,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cs_credential_remove_finish (GAsyncResult *result, GError **error);

G_END_DECLS
