/* gssapi-worker.h - one NTLM exchange through GSSAPI, each step in a thread
 *
 * GSSAPI may block (it may ask a local service, a KDC), so each step is a
 * GTask in a thread; steps of one worker follow one another. What it is handed
 * stays in memory: never a file, never the environment. Private to the layer.
 */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

G_BEGIN_DECLS

#define CS_GSSAPI_ERROR (cs_gssapi_error_quark ())
typedef enum
{
  CS_GSSAPI_ERROR_NO_MECHANISM, /* gss-ntlmssp is not installed */
  CS_GSSAPI_ERROR_NO_INTEGRITY, /* the server grants no signing: begin anew without */
  CS_GSSAPI_ERROR_NO_BINDING, /* the challenge cannot carry one: NTLM version 1 */
  CS_GSSAPI_ERROR_CLOCK,
  CS_GSSAPI_ERROR_FAILED,
} CsGssapiError;
GQuark cs_gssapi_error_quark (void);

typedef struct
{
  const char *user;
  const char *nt_domain; /* "" for none */
  const char *target; /* "SMTPSVC@relay.example.net" */
  CsSecret *nt_hash; /* 32 hexadecimal digits */
  GBytes *channel_binding; /* (nullable): with its prefix, RFC 5929 */
  gboolean with_integrity; /* and so with a message integrity code */
} CsGssapiConfig;

typedef struct _CsGssapiWorker CsGssapiWorker;

CsGssapiWorker *cs_gssapi_worker_new (const CsGssapiConfig *config);
CsGssapiWorker *cs_gssapi_worker_ref (CsGssapiWorker *worker);
void cs_gssapi_worker_unref (CsGssapiWorker *worker);

/* @challenge: NULL for the first step. */
void cs_gssapi_worker_step_async (CsGssapiWorker *worker, GBytes *challenge,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
CsSecret *cs_gssapi_worker_step_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsGssapiWorker, cs_gssapi_worker_unref)

G_END_DECLS
