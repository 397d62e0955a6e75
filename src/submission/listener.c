#include "submission/listener.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "submission/listening.h"
#include "submission/peer.h"

#define CHECK_INTERVAL_S 5

struct _CsListener
{
  CsAcceptor *acceptor;
  CsListenerLimits limits;
  GPtrArray *listenings; /* (element-type CsListening) */
  GHashTable *peers; /* set of CsPeer */
  GHashTable *n_by_name; /* utf8 to number of peers */
  guint check_source;

  gboolean is_stopping;
  void (*stopped) (gpointer user_data);
  gpointer stopped_data;
};

/* --- peers --- */

static guint
n_of (CsListener *listener, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (listener->n_by_name, name));
}

static void
count (CsListener *listener, const char *name, int change)
{
  guint n = n_of (listener, name) + change;

  if (n == 0)
    g_hash_table_remove (listener->n_by_name, name);
  else
    g_hash_table_replace (listener->n_by_name, g_strdup (name), GUINT_TO_POINTER (n));
}

static void
check_stopped (CsListener *listener)
{
  void (*stopped) (gpointer) = listener->stopped;

  if (!listener->is_stopping || g_hash_table_size (listener->peers) > 0)
    return;

  listener->stopped = NULL;
  if (stopped != NULL)
    stopped (listener->stopped_data);
}

static void
on_gone (CsPeer *peer, gpointer user_data)
{
  CsListener *listener = user_data;

  count (listener, cs_peer_name (peer), -1);
  g_hash_table_remove (listener->peers, peer);
  cs_peer_free (peer);
  check_stopped (listener);
}

static gboolean
is_crowded (CsListener *listener, const char *name)
{
  return g_hash_table_size (listener->peers) >= listener->limits.maximum_peers
         || n_of (listener, name) >= listener->limits.maximum_peers_per_user;
}

static void
add_peer (CsListener *listener, int fd, CsPeerConfig *config)
{
  CsPeer *peer;

  config->acceptor = listener->acceptor;
  config->gone = on_gone;
  config->user_data = listener;
  peer = cs_peer_new (fd, config);

  g_hash_table_add (listener->peers, peer);
  count (listener, cs_peer_name (peer), 1);
}

/* Who it is says the kernel, not the peer. */
static gboolean
identify (int fd, gboolean is_port, CsPeerConfig *config, char **name)
{
  struct ucred credentials;
  socklen_t size = sizeof credentials;

  config->kind = is_port ? CS_ORIGIN_PORT : CS_ORIGIN_SOCKET;
  if (is_port)
    {
      config->address = *name = cs_listening_peer_address (fd);
      return *name != NULL;
    }

  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return FALSE;
  config->uid = credentials.uid;
  *name = g_strdup_printf ("uid %u", (guint)credentials.uid);
  return TRUE;
}

static void
turn_away (int fd, const char *reply)
{
  send (fd, reply, strlen (reply), MSG_NOSIGNAL | MSG_DONTWAIT);
  close (fd);
}

static void
on_connection (int fd, gboolean is_port, gpointer user_data)
{
  CsListener *listener = user_data;
  CsPeerConfig config = { 0 };
  g_autofree char *name = NULL;

  if (!identify (fd, is_port, &config, &name))
    close (fd);
  else if (is_crowded (listener, name))
    turn_away (fd, "421 4.7.0 Too many connections, try again later\r\n");
  else
    add_peer (listener, fd, &config);
}

static gboolean
dismiss_idle (gpointer user_data)
{
  CsListener *listener = user_data;
  gint64 most_us = (gint64)listener->limits.idle_timeout_s * G_USEC_PER_SEC;
  g_autoptr (GPtrArray) idle = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, listener->peers);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    if (cs_peer_idle_us (peer) > most_us)
      g_ptr_array_add (idle, peer);

  for (guint i = 0; i < idle->len; i++)
    cs_peer_dismiss (idle->pdata[i], "Nothing has come for too long");
  return G_SOURCE_CONTINUE;
}

/* --- the listener --- */

CsListener *
cs_listener_new (CsAcceptor *acceptor, const CsListenerLimits *limits)
{
  CsListener *listener = g_new0 (CsListener, 1);

  if (limits != NULL)
    listener->limits = *limits;
  if (listener->limits.maximum_peers == 0)
    listener->limits.maximum_peers = 500;
  if (listener->limits.maximum_peers_per_user == 0)
    listener->limits.maximum_peers_per_user = 100;
  if (listener->limits.idle_timeout_s == 0)
    listener->limits.idle_timeout_s = 300;

  listener->acceptor = cs_acceptor_ref (acceptor);
  listener->listenings = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_listening_free);
  listener->peers = g_hash_table_new (NULL, NULL);
  listener->n_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listener->check_source = g_timeout_add_seconds (
      MIN (CHECK_INTERVAL_S, listener->limits.idle_timeout_s), dismiss_idle, listener);
  return listener;
}

void
cs_listener_free (CsListener *listener)
{
  GHashTableIter iter;
  gpointer peer;

  if (listener == NULL)
    return;

  g_source_remove (listener->check_source);
  g_ptr_array_unref (listener->listenings);
  g_hash_table_iter_init (&iter, listener->peers);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    cs_peer_free (peer);
  g_hash_table_unref (listener->peers);
  g_hash_table_unref (listener->n_by_name);
  cs_acceptor_unref (listener->acceptor);
  g_free (listener);
}

gboolean
cs_listener_add_socket (CsListener *listener, const char *path, mode_t mode, GError **error)
{
  CsListening *listening = cs_listening_new_socket (path, mode, on_connection, listener, error);

  if (listening != NULL)
    g_ptr_array_add (listener->listenings, listening);
  return listening != NULL;
}

static void
remove_ports (CsListener *listener)
{
  for (guint i = listener->listenings->len; i > 0; i--)
    if (cs_listening_is_port (listener->listenings->pdata[i - 1]))
      g_ptr_array_remove_index (listener->listenings, i - 1);
}

static gboolean
has_port (CsListener *listener, guint16 port)
{
  for (guint i = 0; i < listener->listenings->len; i++)
    if (cs_listening_port (listener->listenings->pdata[i]) == port)
      return TRUE;

  return FALSE;
}

gboolean
cs_listener_set_port (CsListener *listener, guint16 port, GError **error)
{
  CsListening *ipv4, *ipv6;

  if (port != 0 && has_port (listener, port))
    return TRUE;
  if (port == 0)
    {
      remove_ports (listener);
      return TRUE;
    }

  ipv4 = cs_listening_new_port (AF_INET, port, on_connection, listener, error);
  if (ipv4 == NULL)
    return FALSE;

  /* A machine may have no IPv6, and 127.0.0.1 is what programs use. */
  ipv6 = cs_listening_new_port (AF_INET6, port, on_connection, listener, NULL);
  remove_ports (listener);
  g_ptr_array_add (listener->listenings, ipv4);
  if (ipv6 != NULL)
    g_ptr_array_add (listener->listenings, ipv6);
  return TRUE;
}

void
cs_listener_stop (CsListener *listener, void (*stopped) (gpointer), gpointer user_data)
{
  g_autofree gpointer *peers = NULL;
  guint n_peers;

  listener->is_stopping = TRUE;
  listener->stopped = stopped;
  listener->stopped_data = user_data;
  g_ptr_array_set_size (listener->listenings, 0);
  peers = g_hash_table_get_keys_as_array (listener->peers, &n_peers);
  for (guint i = 0; i < n_peers; i++)
    cs_peer_dismiss (peers[i], "The worker is stopping, try again later");
  check_stopped (listener);
}

guint
cs_listener_n_peers (CsListener *listener)
{
  return g_hash_table_size (listener->peers);
}
