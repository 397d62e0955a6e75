#include "submission/listening.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128
#define ACCEPTS_AT_ONCE 16
#define PAUSE_S 1

struct _CsListening
{
  int fd;
  guint16 port;
  char *path;
  struct stat status; /* of the socket file */
  GSource *source; /* NULL during a pause */
  GSource *pause;
  CsListeningFunc func;
  gpointer user_data;
};

static gboolean
fail (GError **error, int errno_value, const char *what, const char *where)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno_value), "%s: cannot %s: %s", where,
               what, g_strerror (errno_value));
  return FALSE;
}

/* --- connections --- */

static void watch (CsListening *listening);

static gboolean
end_pause (gpointer user_data)
{
  CsListening *listening = user_data;

  g_clear_pointer (&listening->pause, g_source_unref);
  watch (listening);
  return G_SOURCE_REMOVE;
}

/* No descriptor is free: the connection stays in the socket, and asking at once again only spins.
 */
static gboolean
pause_accepting (CsListening *listening)
{
  g_clear_pointer (&listening->source, g_source_unref);
  listening->pause = g_timeout_source_new_seconds (PAUSE_S);
  g_source_set_callback (listening->pause, end_pause, listening, NULL);
  g_source_attach (listening->pause, g_main_context_get_thread_default ());
  return G_SOURCE_REMOVE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  CsListening *listening = user_data;

  for (guint i = 0; i < ACCEPTS_AT_ONCE; i++)
    {
      int connection = accept4 (fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
      int no_delay = 1;

      if (connection < 0 && (errno == EMFILE || errno == ENFILE))
        return pause_accepting (listening);
      if (connection < 0)
        break;
      if (listening->port != 0)
        setsockopt (connection, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay);
      listening->func (connection, listening->port != 0, listening->user_data);
    }

  return G_SOURCE_CONTINUE;
}

static void
watch (CsListening *listening)
{
  listening->source = g_unix_fd_source_new (listening->fd, G_IO_IN);
  g_source_set_callback (listening->source, G_SOURCE_FUNC (on_readable), listening, NULL);
  g_source_attach (listening->source, g_main_context_get_thread_default ());
}

static CsListening *
start (int fd, CsListeningFunc func, gpointer user_data)
{
  CsListening *listening = g_new0 (CsListening, 1);

  listening->fd = fd;
  listening->func = func;
  listening->user_data = user_data;
  watch (listening);
  return listening;
}

/* --- the socket file --- */

static gboolean
make_address (const char *path, struct sockaddr_un *address, GError **error)
{
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen (path) >= sizeof address->sun_path)
    return fail (error, ENAMETOOLONG, "listen", path);

  strcpy (address->sun_path, path);
  return TRUE;
}

/* Whether somebody answers there; nobody is left of a worker that died. */
static gboolean
somebody_listens (const struct sockaddr_un *address)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  gboolean answers;

  if (fd < 0)
    return FALSE;

  answers = connect (fd, (const struct sockaddr *)address, sizeof *address) == 0 || errno == EAGAIN
            || errno == EACCES || errno == EPERM;
  close (fd);
  return answers;
}

static gboolean
clear_the_way (const char *path, const struct sockaddr_un *address, GError **error)
{
  struct stat status;

  if (lstat (path, &status) != 0)
    return errno == ENOENT || fail (error, errno, "look at the old socket", path);
  if (!S_ISSOCK (status.st_mode))
    return fail (error, EEXIST, "listen", path);
  if (somebody_listens (address))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                   "%s: another worker listens there already", path);
      return FALSE;
    }

  return g_unlink (path) == 0 || fail (error, errno, "remove the old socket", path);
}

/* Nobody can connect before the mode is right: it listens only afterwards. */
static gboolean
bind_and_listen (int fd, const char *path, const struct sockaddr_un *address, mode_t mode,
                 GError **error)
{
  mode_t old = umask (0177);
  int bound = bind (fd, (const struct sockaddr *)address, sizeof *address);
  int bind_errno = errno;

  umask (old);
  if (bound != 0)
    return fail (error, bind_errno, "listen", path);
  if (g_chmod (path, mode) != 0 || listen (fd, BACKLOG) != 0)
    return fail (error, errno, "listen", path);

  return TRUE;
}

CsListening *
cs_listening_new_socket (const char *path, mode_t mode, CsListeningFunc func, gpointer user_data,
                         GError **error)
{
  CsListening *listening;
  struct sockaddr_un address;
  int fd;

  if (!make_address (path, &address, error) || !clear_the_way (path, &address, error))
    return NULL;

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || !bind_and_listen (fd, path, &address, mode, error))
    {
      if (fd < 0)
        fail (error, errno, "listen", path);
      else
        close (fd);
      return NULL;
    }

  listening = start (fd, func, user_data);
  listening->path = g_strdup (path);
  if (lstat (path, &listening->status) != 0)
    memset (&listening->status, 0, sizeof listening->status);
  return listening;
}

/* --- ports --- */

static socklen_t
loopback_address (int family, guint16 port, struct sockaddr_storage *storage)
{
  struct sockaddr_in *ipv4 = (struct sockaddr_in *)storage;
  struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)storage;

  memset (storage, 0, sizeof *storage);
  storage->ss_family = family;
  if (family == AF_INET)
    {
      ipv4->sin_port = htons (port);
      ipv4->sin_addr.s_addr = htonl (INADDR_LOOPBACK);
      return sizeof *ipv4;
    }

  ipv6->sin6_port = htons (port);
  ipv6->sin6_addr = in6addr_loopback;
  return sizeof *ipv6;
}

CsListening *
cs_listening_new_port (int family, guint16 port, CsListeningFunc func, gpointer user_data,
                       GError **error)
{
  int fd = socket (family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct sockaddr_storage address;
  socklen_t size = loopback_address (family, port, &address);
  g_autofree char *where = g_strdup_printf ("port %u", port);
  CsListening *listening;
  int yes = 1;

  if (fd >= 0)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd >= 0 && family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  if (fd < 0 || bind (fd, (struct sockaddr *)&address, size) != 0 || listen (fd, BACKLOG) != 0)
    {
      fail (error, errno, "listen", where);
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  listening = start (fd, func, user_data);
  listening->port = port;
  return listening;
}

char *
cs_listening_peer_address (int fd)
{
  struct sockaddr_storage storage;
  socklen_t size = sizeof storage;
  g_autoptr (GSocketAddress) address = NULL;
  GInetAddress *inet;

  if (getpeername (fd, (struct sockaddr *)&storage, &size) != 0)
    return NULL;
  address = g_socket_address_new_from_native (&storage, size);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  return g_inet_address_get_is_loopback (inet) ? g_inet_address_to_string (inet) : NULL;
}

/* --- the whole --- */

void
cs_listening_free (CsListening *listening)
{
  struct stat status;

  GSource *source = listening->source != NULL ? listening->source : listening->pause;

  g_source_destroy (source);
  g_source_unref (source);
  close (listening->fd);

  if (listening->path != NULL && lstat (listening->path, &status) == 0
      && status.st_ino == listening->status.st_ino && status.st_dev == listening->status.st_dev)
    g_unlink (listening->path);
  g_free (listening->path);
  g_free (listening);
}

gboolean
cs_listening_is_port (const CsListening *listening)
{
  return listening->port != 0;
}

guint16
cs_listening_port (const CsListening *listening)
{
  return listening->port;
}
