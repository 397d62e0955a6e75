#include "fake-server-private.h"

#include <string.h>

#define MAX_THREADS 64

static void
message_free (FakeMessage *message)
{
  g_free (message->sender);
  g_free (message->recipients);
  g_free (message->content);
  g_free (message->account);
  g_free (message);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
        gpointer user_data)
{
  fake_talk (user_data, connection);
  return TRUE;
}

FakeServer *
fake_server_new (void)
{
  FakeServer *server = g_new0 (FakeServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&server->lock);
  g_cond_init (&server->ended);
  server->stop = g_cancellable_new ();
  server->rcpt_answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  server->password = g_strdup ("secret");
  server->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)message_free);
  server->heard = g_string_new (NULL);

  server->service = g_threaded_socket_service_new (MAX_THREADS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), any_port,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &address,
                                 &error);
  g_assert_no_error (error);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_signal_connect (server->service, "run", G_CALLBACK (on_run), server);
  g_socket_service_start (server->service);
  return server;
}

void
fake_server_free (FakeServer *server)
{
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_cancellable_cancel (server->stop);
  g_mutex_lock (&server->lock);
  while (server->n_threads > 0)
    g_cond_wait (&server->ended, &server->lock);
  g_mutex_unlock (&server->lock);

  for (guint i = 0; i < FAKE_N_STEPS; i++)
    g_free (server->answers[i]);
  g_object_unref (server->service);
  g_object_unref (server->stop);
  g_hash_table_unref (server->rcpt_answers);
  g_ptr_array_unref (server->messages);
  g_string_free (server->heard, TRUE);
  g_free (server->password);
  g_free (server->farewell);
  g_clear_object (&server->certificate);
  g_mutex_clear (&server->lock);
  g_cond_clear (&server->ended);
  g_free (server);
}

guint16
fake_server_port (FakeServer *server)
{
  return server->port;
}

void
fake_server_answer (FakeServer *server, FakeStep step, const char *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  g_free (server->answers[step]);
  server->answers[step] = g_strdup (answer);
}

void
fake_server_answer_rcpt (FakeServer *server, const char *address, const char *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  g_hash_table_insert (server->rcpt_answers, g_strdup (address), g_strdup (answer));
}

void
fake_server_set_password (FakeServer *server, const char *password)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  g_free (server->password);
  server->password = g_strdup (password);
}

void
fake_server_set_most_recipients (FakeServer *server, guint most)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  server->most_recipients = most;
}

void
fake_server_set_most_messages (FakeServer *server, guint most, const char *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  server->most_messages = most;
  g_free (server->farewell);
  server->farewell = g_strdup (answer);
}

void
fake_server_use_certificate (FakeServer *server, GTlsCertificate *certificate)
{
  g_set_object (&server->certificate, certificate);
}

guint
fake_server_longest_session (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->longest_session;
}

guint
fake_server_n_tls (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->n_tls;
}

guint
fake_server_n_connections (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->n_connections;
}

guint
fake_server_n_logins (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->n_logins;
}

guint
fake_server_n_messages (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->messages->len;
}

guint
fake_server_most_at_once (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->most_at_once;
}

const FakeMessage *
fake_server_message (FakeServer *server, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  g_assert_cmpuint (index, <, server->messages->len);
  return server->messages->pdata[index];
}

guint
fake_server_n_heard (FakeServer *server, const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);
  const char *at = server->heard->str;
  guint n = 0;

  while ((at = strstr (at, text)) != NULL)
    {
      at += strlen (text);
      n++;
    }
  return n;
}

gboolean
fake_server_heard (FakeServer *server, const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return strstr (server->heard->str, text) != NULL;
}
