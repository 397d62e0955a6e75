/* NTLM, MS-SMTPNTLM: version 2 through gss-ntlmssp, with a message integrity code, and bound to
 * the TLS channel where there is one. Version 1 is never sent. */
#include <string.h>

#include "smtp/failure.h"
#include "smtp/gssapi-worker.h"
#include "smtp/mechanism.h"
#include "smtp/nt-hash.h"
#include "smtp/ntlm-challenge.h"

#define CS_TYPE_MECHANISM_NTLM (cs_mechanism_ntlm_get_type ())
G_DECLARE_FINAL_TYPE (CsMechanismNtlm, cs_mechanism_ntlm, CS, MECHANISM_NTLM, CsMechanism)

#define BINDING_PREFIX "tls-server-end-point:" /* RFC 5929 section 4 */
#define SERVICE "SMTPSVC" /* the class that .NET and IIS use, not "smtp" */

struct _CsMechanismNtlm
{
  CsMechanism parent_instance;
  char *user;
  char *nt_domain;
  char *target;
  CsSecret *nt_hash;
  GBytes *binding;
  gboolean without_integrity;
  gboolean may_begin_anew;
  CsGssapiWorker *worker;
};

G_DEFINE_TYPE (CsMechanismNtlm, cs_mechanism_ntlm, CS_TYPE_MECHANISM)

static GError *
fault_of_account (CsMechanismNtlm *self)
{
  if (strlen (self->user) > CS_ACCOUNT_MAX_BYTES
      || strlen (self->nt_domain) > CS_NT_DOMAIN_MAX_BYTES)
    return cs_mechanism_error (CS_FAILURE_CREDENTIAL_INVALID, "account or domain is too long");
  if (*self->user == '\0' || !g_utf8_validate (self->user, -1, NULL)
      || !g_utf8_validate (self->nt_domain, -1, NULL))
    return cs_mechanism_error (CS_FAILURE_CREDENTIAL_INVALID,
                               "account or domain is empty or not UTF-8");
  if (self->nt_hash == NULL)
    return cs_mechanism_error (CS_FAILURE_CREDENTIAL_INVALID,
                               "the password is empty, not UTF-8 or has a NUL inside");
  return NULL;
}

static GError *
fault_of_challenge (GBytes *challenge)
{
  gsize size_bytes;
  const guint8 *message = g_bytes_get_data (challenge, &size_bytes);
  const char *reason;

  switch (cs_ntlm_challenge_check (message, size_bytes, &reason))
    {
    case CS_NTLM_CHALLENGE_VERSION_1:
      return cs_mechanism_error (CS_FAILURE_AUTH_NTLM_V1_ONLY,
                                 "the server only speaks NTLM version 1, which is not sent");
    case CS_NTLM_CHALLENGE_MALFORMED:
      return cs_mechanism_error (CS_FAILURE_AUTH_CHALLENGE, "malformed NTLM challenge: %s", reason);
    default:
      return NULL;
    }
}

/* (transfer full): @error, which is freed, in the terms of this layer */
static GError *
translate (CsMechanismNtlm *self, GError *error)
{
  g_autoptr (GError) original = error;

  if (original->domain != CS_GSSAPI_ERROR)
    return cs_mechanism_error (CS_FAILURE_CANCELLED, "%s", original->message);

  switch (original->code)
    {
    case CS_GSSAPI_ERROR_NO_MECHANISM:
      return cs_mechanism_error (CS_FAILURE_AUTH_UNAVAILABLE, "gss-ntlmssp is not installed");
    case CS_GSSAPI_ERROR_NO_BINDING:
      return cs_mechanism_error (CS_FAILURE_AUTH_NTLM_V1_ONLY,
                                 "the server only speaks NTLM version 1, which is not sent");
    case CS_GSSAPI_ERROR_CLOCK:
      return cs_mechanism_error (CS_FAILURE_AUTH_CHALLENGE,
                                 "the clocks of the server and of this machine are too far apart");
    case CS_GSSAPI_ERROR_NO_INTEGRITY:
      self->may_begin_anew = !self->without_integrity;
      self->without_integrity = TRUE;
      break;
    }

  return cs_mechanism_error (CS_FAILURE_AUTH_CHALLENGE, "NTLM challenge: %s", original->message);
}

static void
on_stepped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CsMechanismNtlm *self = g_task_get_source_object (task);
  GError *error = NULL;
  CsSecret *token = cs_gssapi_worker_step_finish (result, &error);

  if (token != NULL)
    g_task_return_pointer (task, token, (GDestroyNotify)cs_secret_unref);
  else
    g_task_return_error (task, translate (self, error));
}

static void
begin (CsMechanismNtlm *self)
{
  CsGssapiConfig config = {
    .user = self->user,
    .nt_domain = self->nt_domain,
    .target = self->target,
    .nt_hash = self->nt_hash,
    .channel_binding = self->binding,
    .with_integrity = !self->without_integrity,
  };

  g_clear_pointer (&self->worker, cs_gssapi_worker_unref);
  self->may_begin_anew = FALSE;
  self->worker = cs_gssapi_worker_new (&config);
}

static void
respond_async (CsMechanism *mechanism, GBytes *challenge, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  CsMechanismNtlm *self = CS_MECHANISM_NTLM (mechanism);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = challenge == NULL ? fault_of_account (self) : fault_of_challenge (challenge);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (challenge == NULL)
    begin (self);
  cs_gssapi_worker_step_async (self->worker, challenge, cancellable, on_stepped,
                               g_object_ref (task));
}

static CsSecret *
respond_finish (CsMechanism *mechanism, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
may_begin_anew (CsMechanism *mechanism)
{
  return CS_MECHANISM_NTLM (mechanism)->may_begin_anew;
}

static void
cs_mechanism_ntlm_finalize (GObject *object)
{
  CsMechanismNtlm *self = CS_MECHANISM_NTLM (object);

  g_free (self->user);
  g_free (self->nt_domain);
  g_free (self->target);
  cs_secret_unref (self->nt_hash);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_clear_pointer (&self->worker, cs_gssapi_worker_unref);
  G_OBJECT_CLASS (cs_mechanism_ntlm_parent_class)->finalize (object);
}

static void
cs_mechanism_ntlm_class_init (CsMechanismNtlmClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_mechanism_ntlm_finalize;
  CS_MECHANISM_CLASS (klass)->respond_async = respond_async;
  CS_MECHANISM_CLASS (klass)->respond_finish = respond_finish;
  CS_MECHANISM_CLASS (klass)->may_begin_anew = may_begin_anew;
}

static void
cs_mechanism_ntlm_init (CsMechanismNtlm *self)
{
}

/* "CORP\ann" without a domain of its own is the form in which people write both. */
static void
set_names (CsMechanismNtlm *self, const CsMechanismConfig *config)
{
  const char *backslash = strchr (config->account, '\\');

  if ((config->nt_domain == NULL || *config->nt_domain == '\0') && backslash != NULL)
    {
      self->nt_domain = g_strndup (config->account, (gsize)(backslash - config->account));
      self->user = g_strdup (backslash + 1);
      return;
    }

  self->nt_domain = g_strdup (config->nt_domain != NULL ? config->nt_domain : "");
  self->user = g_strdup (config->account);
}

static GBytes *
prefix_binding (GBytes *hash)
{
  GByteArray *binding = g_byte_array_new ();

  g_byte_array_append (binding, (const guint8 *)BINDING_PREFIX, strlen (BINDING_PREFIX));
  g_byte_array_append (binding, g_bytes_get_data (hash, NULL), (guint)g_bytes_get_size (hash));
  return g_byte_array_free_to_bytes (binding);
}

CsMechanism *
cs_mechanism_ntlm_new (const CsMechanismConfig *config)
{
  CsMechanismNtlm *self = g_object_new (CS_TYPE_MECHANISM_NTLM, NULL);

  set_names (self, config);
  self->target = g_strconcat (SERVICE "@", config->host_name, NULL);
  self->nt_hash = cs_nt_hash (config->secret);
  if (config->channel_binding != NULL)
    self->binding = prefix_binding (config->channel_binding);
  return CS_MECHANISM (self);
}
