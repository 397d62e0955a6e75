/* keyring-operation.h - what every operation of the keyring has in common
 *
 * Connecting, the deadline, one more try on a fresh session when the service
 * has forgotten ours (K8), and turning the errors of GDBus and libsecret into
 * CS_SECRETS_ERROR. The operations themselves (keyring-lookup.c,
 * keyring-store.c, keyring-remove.c, keyring-list.c) are chains of steps, each
 * a function that starts something and one that takes its result.
 */
#pragma once

#include "secrets/deadline.h"
#include "secrets/keyring.h"
#include "secrets/prompting-service.h"

G_BEGIN_DECLS

typedef struct _CsKeyringOperation CsKeyringOperation;
typedef void (*CsKeyringStep) (CsKeyringOperation *operation);

struct _CsKeyringOperation
{
  GTask *task;
  CsKeyring *keyring;
  CsDeadline *deadline;
  CsKeyringStep first_step; /* called with a service */
  SecretService *service;
  gboolean is_second_try;
  gboolean was_unlocked; /* a person has been asked once; never twice */
  /* what the operations work on */
  char *uuid; /* NULL with list */
  char *label;
  CsSecret *secret; /* to be stored */
  char *collection;
  GStrv paths; /* items under way */
  char *chosen; /* the item that is read */
  GPtrArray *answers; /* (element-type GVariant): of the items in paths */
};

/* Takes the arguments of the public function. Continues with @first_step once connected. */
CsKeyringOperation *cs_keyring_operation_new (CsKeyring *keyring, const char *uuid, CsPrompt prompt,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
void cs_keyring_operation_start (CsKeyringOperation *operation, CsKeyringStep first_step);
GCancellable *cs_keyring_operation_cancellable (CsKeyringOperation *operation);

/* Each ends the operation and frees it. */
void cs_keyring_operation_done (CsKeyringOperation *operation);
void cs_keyring_operation_return (CsKeyringOperation *operation, gpointer value,
                                  GDestroyNotify free_value);
/* @error: (transfer full): of any domain. May try once more instead of ending. */
void cs_keyring_operation_fail (CsKeyringOperation *operation, GError *error);
void cs_keyring_operation_fail_with (CsKeyringOperation *operation, CsSecretsError code,
                                     const char *message);

/* Attributes for a search: the operation's UUID, or all our items. (transfer full) */
GHashTable *cs_keyring_operation_attributes (CsKeyringOperation *operation);
extern const SecretSchema cs_keyring_schema;

/* Reads one property of each path in operation->paths into operation->answers (a NULL answer where
 * the object is gone), a few at a time, and calls @next. */
void cs_keyring_operation_read_property (CsKeyringOperation *operation, const char *interface,
                                         const char *property, CsKeyringStep next);

/* The steps that need more than one file. */
void cs_keyring_lookup (CsKeyringOperation *operation);
void cs_keyring_store (CsKeyringOperation *operation);
void cs_keyring_remove (CsKeyringOperation *operation);
void cs_keyring_list (CsKeyringOperation *operation);

/* keyring.c */
void cs_keyring_connect (CsKeyring *keyring, CsKeyringOperation *operation);
/* The service has forgotten us, or is another one: the next operation connects anew. */
void cs_keyring_forget (CsKeyring *keyring, SecretService *service);
#define CS_KEYRING_SETTINGS_FILE "settings-file" /* an attribute */
const char *cs_keyring_settings_file (CsKeyring *keyring); /* (nullable) */
/* For tests: instead of 30 seconds. */
void cs_keyring_set_limit_ms (CsKeyring *keyring, guint limit_ms);
guint cs_keyring_limit_ms (CsKeyring *keyring);

G_END_DECLS
