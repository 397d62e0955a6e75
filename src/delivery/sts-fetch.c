#include "delivery/sts-fetch.h"

#include "dns/addresses.h"

#define STATUS_OK 200

typedef struct
{
  SoupMessage *message;
  GInputStream *stream;
  char *bytes; /* one more than a policy may have */
  GCancellable *inner; /* ours: what is under way ends with it */
  GSource *deadline;
  GSource *cancelled;
  const char *refusal; /* why we ended it ourselves */
} Fetch;

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
fetch_free (Fetch *fetch)
{
  drop_source (&fetch->deadline);
  drop_source (&fetch->cancelled);
  g_clear_object (&fetch->message);
  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->inner);
  g_free (fetch->bytes);
  g_free (fetch);
}

static void
refuse (Fetch *fetch, const char *why)
{
  if (fetch->refusal == NULL)
    fetch->refusal = why;
  g_cancellable_cancel (fetch->inner);
}

static gboolean
on_deadline (gpointer user_data)
{
  refuse (user_data, "it took too long");
  return G_SOURCE_CONTINUE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  refuse (user_data, NULL);
  return G_SOURCE_CONTINUE;
}

/* Nobody's mail domain makes us knock at doors of this machine: not through a proxy on it, either,
 * which would look up the name itself. */
static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream,
                  gpointer user_data)
{
  g_autoptr (GSocketAddress) address = NULL;
  GInetAddress *inet;

  if (event != G_SOCKET_CLIENT_CONNECTING || !G_IS_SOCKET_CONNECTION (stream))
    return;
  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (stream), NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return;
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  if (!cs_inet_address_is_public_enough (inet))
    refuse (user_data, G_IS_PROXY_ADDRESS (address)
                           ? "the proxy for it is on this machine"
                           : "its web server has an address that cannot be meant");
}

/* Takes @error, and the reference to @task. */
static void
fail (GTask *task, GError *error)
{
  const Fetch *fetch = g_task_get_task_data (task);

  if (fetch->refusal != NULL)
    {
      g_clear_error (&error);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, fetch->refusal);
    }
  if (g_task_return_error_if_cancelled (task))
    g_clear_error (&error);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
fail_with (GTask *task, const char *why)
{
  fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, why));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  gsize size_bytes;
  CsStsPolicy *policy;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size_bytes, &error))
    {
      fail (task, error);
      return;
    }
  policy = cs_sts_policy_parse (fetch->bytes, size_bytes);
  if (policy == NULL)
    {
      fail_with (task, size_bytes > CS_STS_MAX_BYTES ? "it is too large" : "it is no policy");
      return;
    }
  g_task_return_pointer (task, policy, (GDestroyNotify)cs_sts_policy_unref);
  g_object_unref (task);
}

static const char *
fault_of (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (soup_message_get_status (message) != STATUS_OK)
    return "the web server has no policy";
  if (type == NULL || g_ascii_strcasecmp (type, "text/plain") != 0)
    return "it is not text/plain";
  return NULL;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  const char *fault;

  fetch->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (fetch->stream == NULL)
    {
      fail (task, error);
      return;
    }
  fault = fault_of (fetch->message);
  if (fault != NULL)
    {
      fail_with (task, fault);
      return;
    }
  fetch->bytes = g_malloc (CS_STS_MAX_BYTES + 1);
  g_input_stream_read_all_async (fetch->stream, fetch->bytes, CS_STS_MAX_BYTES + 1,
                                 G_PRIORITY_DEFAULT, fetch->inner, on_read, task);
}

static GSource *
attach (GTask *task, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, g_task_get_task_data (task), NULL);
  g_source_attach (source, g_task_get_context (task));
  return source;
}

void
cs_sts_fetch_async (SoupSession *session, const char *domain, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);
  g_autofree char *url = g_strdup_printf ("https://mta-sts.%s/.well-known/mta-sts.txt", domain);

  g_task_set_task_data (task, fetch, (GDestroyNotify)fetch_free);
  fetch->inner = g_cancellable_new ();
  fetch->deadline = attach (task, g_timeout_source_new_seconds (CS_STS_FETCH_LIMIT_S), on_deadline);
  if (cancellable != NULL)
    fetch->cancelled
        = attach (task, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled));

  fetch->message = soup_message_new (SOUP_METHOD_GET, url);
  if (fetch->message == NULL)
    {
      fail_with (task, "the domain cannot have a web server");
      return;
    }
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT);
  if (soup_session_get_remote_connectable (session) == NULL)
    g_signal_connect (fetch->message, "network-event", G_CALLBACK (on_network_event), fetch);
  soup_session_send_async (session, fetch->message, G_PRIORITY_DEFAULT, fetch->inner, on_sent,
                           task);
}

CsStsPolicy *
cs_sts_fetch_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

SoupSession *
cs_sts_fetch_session_new (GTlsDatabase *database, GSocketConnectable *server)
{
  SoupSession *session = soup_session_new_with_options (
      "timeout", CS_STS_FETCH_LIMIT_S, "idle-timeout", 1, "user-agent", "countersign",
      "tls-database", database, "remote-connectable", server, NULL);

  if (server != NULL)
    soup_session_set_proxy_resolver (session, NULL);
  return session;
}
