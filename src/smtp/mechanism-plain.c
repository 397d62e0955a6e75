/* PLAIN, RFC 4616: one response, "\0account\0password". */
#include <string.h>

#include "smtp/failure.h"
#include "smtp/mechanism.h"
#include "smtp/saslprep.h"

#define CS_TYPE_MECHANISM_PLAIN (cs_mechanism_plain_get_type ())
G_DECLARE_FINAL_TYPE (CsMechanismPlain, cs_mechanism_plain, CS, MECHANISM_PLAIN, CsMechanism)

struct _CsMechanismPlain
{
  CsMechanism parent_instance;
  CsSecret *response;
  gboolean has_responded;
};

G_DEFINE_TYPE (CsMechanismPlain, cs_mechanism_plain, CS_TYPE_MECHANISM)

static void
respond_async (CsMechanism *mechanism, GBytes *challenge, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  CsMechanismPlain *self = CS_MECHANISM_PLAIN (mechanism);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->response == NULL)
    g_task_return_error (task,
                         cs_mechanism_error (CS_FAILURE_CREDENTIAL_INVALID,
                                             "account or password cannot be sent (SASLprep)"));
  else if (self->has_responded)
    g_task_return_error (task, cs_mechanism_error (CS_FAILURE_AUTH_CHALLENGE,
                                                   "a further challenge after the credentials"));
  else
    g_task_return_pointer (task, cs_secret_ref (self->response), (GDestroyNotify)cs_secret_unref);

  self->has_responded = TRUE;
}

static CsSecret *
respond_finish (CsMechanism *mechanism, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_mechanism_plain_finalize (GObject *object)
{
  cs_secret_unref (CS_MECHANISM_PLAIN (object)->response);
  G_OBJECT_CLASS (cs_mechanism_plain_parent_class)->finalize (object);
}

static void
cs_mechanism_plain_class_init (CsMechanismPlainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_mechanism_plain_finalize;
  CS_MECHANISM_CLASS (klass)->respond_async = respond_async;
  CS_MECHANISM_CLASS (klass)->respond_finish = respond_finish;
}

static void
cs_mechanism_plain_init (CsMechanismPlain *self)
{
}

static CsSecret *
join (const CsSecret *account, const CsSecret *password)
{
  gsize account_bytes = cs_secret_size (account);
  gsize password_bytes = cs_secret_size (password);
  guint8 *bytes;
  CsSecret *joined = cs_secret_new_sized (account_bytes + password_bytes + 2, &bytes);

  memcpy (bytes + 1, cs_secret_peek (account, NULL), account_bytes);
  memcpy (bytes + 1 + account_bytes + 1, cs_secret_peek (password, NULL), password_bytes);
  return joined;
}

CsMechanism *
cs_mechanism_plain_new (const CsMechanismConfig *config)
{
  CsMechanismPlain *self = g_object_new (CS_TYPE_MECHANISM_PLAIN, NULL);
  g_autoptr (CsSecret) name = cs_secret_new (config->account, strlen (config->account));
  g_autoptr (CsSecret) account = cs_saslprep (name);
  g_autoptr (CsSecret) password = cs_saslprep (config->secret);

  if (account != NULL && password != NULL)
    self->response = join (account, password);
  return CS_MECHANISM (self);
}
