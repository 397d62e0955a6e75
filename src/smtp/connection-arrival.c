/* What the server may have read. With the end of its side its system confirms all that it had
 * received until then, and what comes later no program reads any more: so nothing was read of a
 * message of which no byte is confirmed. A reset proves nothing, as it may outrun a confirmation
 * that was put off (RFC 9293 section 3.8.6.3). */
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "smtp/connection-private.h"

#define UNKNOWN G_MAXUINT64

static guint64
confirmed_bytes (int fd)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;
  gsize needed = offsetof (struct tcp_info, tcpi_bytes_acked) + sizeof info.tcpi_bytes_acked;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < needed)
    return UNKNOWN;

  return info.tcpi_bytes_acked;
}

static int
fd_of (const CsConnection *connection)
{
  return connection->socket != NULL ? g_socket_get_fd (connection->socket) : -1;
}

void
cs_connection_keep_arrival (CsConnection *connection)
{
  connection->last_confirmed = confirmed_bytes (fd_of (connection));
}

guint64
cs_connection_mark (const CsConnection *connection)
{
  int fd = fd_of (connection);
  guint64 confirmed = confirmed_bytes (fd);
  int on_the_way = 0;

  if (confirmed == UNKNOWN || ioctl (fd, SIOCOUTQ, &on_the_way) != 0)
    return 0;

  return confirmed + (guint64)on_the_way;
}

gboolean
cs_connection_may_have_arrived (const CsConnection *connection, guint64 mark)
{
  return !connection->has_ended || connection->last_confirmed > mark; /* UNKNOWN is above all */
}
