/* LOGIN, draft-murchison-sasl-login: account, then password; by step, whatever the prompts say,
 * for there are servers that prompt in another language. */
#include <string.h>

#include "smtp/failure.h"
#include "smtp/mechanism.h"
#include "smtp/saslprep.h"

#define CS_TYPE_MECHANISM_LOGIN (cs_mechanism_login_get_type ())
G_DECLARE_FINAL_TYPE (CsMechanismLogin, cs_mechanism_login, CS, MECHANISM_LOGIN, CsMechanism)

#define N_RESPONSES 2

struct _CsMechanismLogin
{
  CsMechanism parent_instance;
  CsSecret *responses[N_RESPONSES];
  guint step;
};

G_DEFINE_TYPE (CsMechanismLogin, cs_mechanism_login, CS_TYPE_MECHANISM)

static void
respond_async (CsMechanism *mechanism, GBytes *challenge, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  CsMechanismLogin *self = CS_MECHANISM_LOGIN (mechanism);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->responses[0] == NULL || self->responses[1] == NULL)
    g_task_return_error (task,
                         cs_mechanism_error (CS_FAILURE_CREDENTIAL_INVALID,
                                             "account or password cannot be sent (SASLprep)"));
  else if (self->step >= N_RESPONSES)
    g_task_return_error (task, cs_mechanism_error (CS_FAILURE_AUTH_CHALLENGE,
                                                   "a further challenge after the credentials"));
  else
    g_task_return_pointer (task, cs_secret_ref (self->responses[self->step++]),
                           (GDestroyNotify)cs_secret_unref);
}

static CsSecret *
respond_finish (CsMechanism *mechanism, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_mechanism_login_finalize (GObject *object)
{
  CsMechanismLogin *self = CS_MECHANISM_LOGIN (object);

  for (guint i = 0; i < N_RESPONSES; i++)
    cs_secret_unref (self->responses[i]);
  G_OBJECT_CLASS (cs_mechanism_login_parent_class)->finalize (object);
}

static void
cs_mechanism_login_class_init (CsMechanismLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_mechanism_login_finalize;
  CS_MECHANISM_CLASS (klass)->respond_async = respond_async;
  CS_MECHANISM_CLASS (klass)->respond_finish = respond_finish;
}

static void
cs_mechanism_login_init (CsMechanismLogin *self)
{
}

CsMechanism *
cs_mechanism_login_new (const CsMechanismConfig *config)
{
  CsMechanismLogin *self = g_object_new (CS_TYPE_MECHANISM_LOGIN, NULL);
  g_autoptr (CsSecret) account = cs_secret_new (config->account, strlen (config->account));

  self->responses[0] = cs_saslprep (account);
  self->responses[1] = cs_saslprep (config->secret);
  return CS_MECHANISM (self);
}
