/* worker.h - the running worker, seen from window and command line
 *
 * A thin, typed client of org.countersign.Delivery. Never starts a worker
 * unless told to (the window lets D-Bus do it; the command line does not).
 */
#pragma once

#include <gio/gio.h>

#include "base/instance.h"
#include "delivery-interface.h"

G_BEGIN_DECLS

#define CS_WORKER_ERROR (cs_worker_error_quark ())
typedef enum
{
  CS_WORKER_ERROR_NOT_RUNNING, /* no bus, or nobody owns the name */
  CS_WORKER_ERROR_NO_ANSWER, /* 30 s */
  CS_WORKER_ERROR_UNKNOWN_ID,
  CS_WORKER_ERROR_DENIED, /* the bus lets only others ask for that */
  CS_WORKER_ERROR_OLD, /* it knows no such call: it is older than we */
  CS_WORKER_ERROR_REFUSED, /* anything else that it answered; the message has its words */
} CsWorkerError;
GQuark cs_worker_error_quark (void);

void cs_worker_connect_async (const CsInstance *instance, gboolean may_start,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
CsDelivery *cs_worker_connect_finish (GAsyncResult *result, GError **error);

/* For who watches: a proxy with or without a worker behind it, which "notify::g-name-owner" tells,
 * and whose properties come with each new one. Never starts one. Error: there is no bus. */
void cs_worker_follow_async (const CsInstance *instance, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
CsDelivery *cs_worker_follow_finish (GAsyncResult *result, GError **error);

/* Turns a D-Bus error of a call on the proxy into one of CS_WORKER_ERROR. */
void cs_worker_translate_error (GError **error);

/* Tells a running worker of @revision. TRUE also when none runs (*running FALSE). Error:
 * CS_WORKER_ERROR_REFUSED when another revision is in force, with the worker's reason: the faults
 * of the settings file in the user's words, if that is it. */
void cs_worker_load_settings_async (const CsInstance *instance, const char *revision,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean cs_worker_load_settings_finish (GAsyncResult *result, gboolean *running, GError **error);

G_END_DECLS
