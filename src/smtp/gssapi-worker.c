#include "smtp/gssapi-worker.h"

#include <string.h>

#include "smtp/gssapi-library.h"
#include "smtp/line.h"

G_DEFINE_QUARK (cs - gssapi - error - quark, cs_gssapi_error)

/* gss-ntlmssp's own code: the server did not grant a flag that was asked for. */
#define MINOR_REQUIRED_FLAG 1314127886u
#define MAX_SHOWN_BYTES 300

static gss_OID_desc ntlm_oid = { 10, (void *)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };
/* Asking for this between the two steps says that our layer can carry a message integrity code. */
static gss_OID_desc require_mic_oid
    = { 11, (void *)"\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x02" };

struct _CsGssapiWorker
{
  gatomicrefcount references;
  char *user;
  char *nt_domain;
  char *target_text;
  CsSecret *nt_hash;
  GBytes *channel_binding;
  gboolean with_integrity;

  gss_cred_id_t credential;
  gss_ctx_id_t context;
  gss_name_t target;
};

CsGssapiWorker *
cs_gssapi_worker_new (const CsGssapiConfig *config)
{
  CsGssapiWorker *worker = g_new0 (CsGssapiWorker, 1);

  g_atomic_ref_count_init (&worker->references);
  worker->user = g_strdup (config->user);
  worker->nt_domain = g_strdup (config->nt_domain);
  worker->target_text = g_strdup (config->target);
  worker->nt_hash = cs_secret_ref (config->nt_hash);
  worker->channel_binding
      = config->channel_binding != NULL ? g_bytes_ref (config->channel_binding) : NULL;
  worker->with_integrity = config->with_integrity;
  return worker;
}

CsGssapiWorker *
cs_gssapi_worker_ref (CsGssapiWorker *worker)
{
  g_atomic_ref_count_inc (&worker->references);
  return worker;
}

void
cs_gssapi_worker_unref (CsGssapiWorker *worker)
{
  OM_uint32 minor;

  if (worker == NULL || !g_atomic_ref_count_dec (&worker->references))
    return;

  cs_gssapi_library ()->delete_sec_context (&minor, &worker->context, GSS_C_NO_BUFFER);
  cs_gssapi_library ()->release_cred (&minor, &worker->credential);
  cs_gssapi_library ()->release_name (&minor, &worker->target);
  cs_secret_unref (worker->nt_hash);
  g_clear_pointer (&worker->channel_binding, g_bytes_unref);
  g_free (worker->user);
  g_free (worker->nt_domain);
  g_free (worker->target_text);
  g_free (worker);
}

static void
append_status (GString *text, OM_uint32 code, int type)
{
  OM_uint32 minor, more = 0;
  gss_buffer_desc words = GSS_C_EMPTY_BUFFER;

  if (cs_gssapi_library ()->display_status (&minor, code, type, &ntlm_oid, &more, &words)
      != GSS_S_COMPLETE)
    return;

  if (text->len > 0)
    g_string_append (text, ": ");
  g_string_append_len (text, words.value, (gssize)words.length);
  cs_gssapi_library ()->release_buffer (&minor, &words);
}

static char *
status_text (OM_uint32 major, OM_uint32 minor)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_status (text, major, GSS_C_GSS_CODE);
  if (minor != 0)
    append_status (text, minor, GSS_C_MECH_CODE);
  return cs_line_clean (text->str, text->len, MAX_SHOWN_BYTES);
}

static void
set_error (GError **error, OM_uint32 major, OM_uint32 minor)
{
  g_autofree char *text = status_text (major, minor);
  int code = CS_GSSAPI_ERROR_FAILED;

  if (GSS_ROUTINE_ERROR (major) == GSS_S_BAD_MECH)
    code = CS_GSSAPI_ERROR_NO_MECHANISM;
  else if (minor == MINOR_REQUIRED_FLAG)
    code = CS_GSSAPI_ERROR_NO_INTEGRITY;
  else if (GSS_ROUTINE_ERROR (major) == GSS_S_BAD_BINDINGS)
    code = CS_GSSAPI_ERROR_NO_BINDING;
  else if (GSS_ROUTINE_ERROR (major) == GSS_S_CONTEXT_EXPIRED)
    code = CS_GSSAPI_ERROR_CLOCK;

  g_set_error_literal (error, CS_GSSAPI_ERROR, code, text);
}

/* The backslash in front makes the library take the rest as the name, whatever is in it; the
 * domain goes beside it. */
static OM_uint32
import_user (CsGssapiWorker *worker, gss_name_t *name, OM_uint32 *minor)
{
  g_autofree char *text = g_strconcat ("\\", worker->user, NULL);
  gss_buffer_desc buffer = { strlen (text), text };

  return cs_gssapi_library ()->import_name (minor, &buffer, *cs_gssapi_library ()->nt_user_name,
                                            name);
}

static OM_uint32
acquire (CsGssapiWorker *worker, gss_name_t name, OM_uint32 *minor)
{
  gss_key_value_element_desc elements[] = {
    { "ntlmssp_domain", worker->nt_domain },
    { "ntlmssp_nthash", (const char *)cs_secret_peek (worker->nt_hash, NULL) },
  };
  gss_key_value_set_desc store = { G_N_ELEMENTS (elements), elements };
  gss_OID_set_desc mechanisms = { 1, &ntlm_oid };

  return cs_gssapi_library ()->acquire_cred_from (minor, name, GSS_C_INDEFINITE, &mechanisms,
                                                  GSS_C_INITIATE, &store, &worker->credential, NULL,
                                                  NULL);
}

static gboolean
prepare (CsGssapiWorker *worker, GError **error)
{
  gss_buffer_desc target = { strlen (worker->target_text), worker->target_text };
  gss_name_t name = GSS_C_NO_NAME;
  OM_uint32 major, minor, ignored;

  major = import_user (worker, &name, &minor);
  if (!GSS_ERROR (major))
    major = acquire (worker, name, &minor);
  cs_gssapi_library ()->release_name (&ignored, &name);
  if (!GSS_ERROR (major))
    major = cs_gssapi_library ()->import_name (
        &minor, &target, *cs_gssapi_library ()->nt_hostbased_service, &worker->target);

  if (GSS_ERROR (major))
    set_error (error, major, minor);
  return !GSS_ERROR (major);
}

static OM_uint32
init_context (CsGssapiWorker *worker, GBytes *challenge, gss_buffer_t token, OM_uint32 *minor)
{
  struct gss_channel_bindings_struct binding = { 0 };
  gss_buffer_desc input = GSS_C_EMPTY_BUFFER;

  if (challenge != NULL)
    input.value = (void *)g_bytes_get_data (challenge, &input.length);
  if (worker->channel_binding != NULL)
    binding.application_data.value
        = (void *)g_bytes_get_data (worker->channel_binding, &binding.application_data.length);

  return cs_gssapi_library ()->init_sec_context (
      minor, worker->credential, &worker->context, worker->target, &ntlm_oid,
      worker->with_integrity ? GSS_C_INTEG_FLAG : 0, 0,
      worker->channel_binding != NULL ? &binding : GSS_C_NO_CHANNEL_BINDINGS, &input, NULL, token,
      NULL, NULL);
}

static void
ask_for_mic (CsGssapiWorker *worker)
{
  gss_buffer_set_t ignored = GSS_C_NO_BUFFER_SET;
  OM_uint32 minor;

  cs_gssapi_library ()->inquire_sec_context_by_oid (&minor, worker->context, &require_mic_oid,
                                                    &ignored);
  cs_gssapi_library ()->release_buffer_set (&minor, &ignored);
}

static CsSecret *
take_token (gss_buffer_t token)
{
  CsSecret *secret = cs_secret_new (token->value, token->length);
  OM_uint32 minor;

  if (token->length > 0)
    explicit_bzero (token->value, token->length);
  cs_gssapi_library ()->release_buffer (&minor, token);
  return secret;
}

static CsSecret *
step (CsGssapiWorker *worker, GBytes *challenge, GError **error)
{
  gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
  OM_uint32 major, minor;

  if (challenge == NULL && !prepare (worker, error))
    return NULL;

  major = init_context (worker, challenge, &token, &minor);
  if (GSS_ERROR (major))
    {
      set_error (error, major, minor);
      return NULL;
    }

  if (challenge == NULL && worker->with_integrity)
    ask_for_mic (worker);
  return take_token (&token);
}

static void
step_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CsGssapiWorker *worker = g_object_get_data (G_OBJECT (task), "worker");
  GError *error = NULL;
  CsSecret *token = step (worker, task_data, &error);

  if (token != NULL)
    g_task_return_pointer (task, token, (GDestroyNotify)cs_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
unref_challenge (gpointer challenge)
{
  if (challenge != NULL)
    g_bytes_unref (challenge);
}

void
cs_gssapi_worker_step_async (CsGssapiWorker *worker, GBytes *challenge, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_object_set_data_full (G_OBJECT (task), "worker", cs_gssapi_worker_ref (worker),
                          (GDestroyNotify)cs_gssapi_worker_unref);
  g_task_set_task_data (task, challenge != NULL ? g_bytes_ref (challenge) : NULL, unref_challenge);
  g_task_run_in_thread (task, step_in_thread);
}

CsSecret *
cs_gssapi_worker_step_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
