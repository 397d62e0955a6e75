#include "daemon/resource-limits.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"

#define MOST_PEERS 500
#define PER_CONNECTION 3 /* the socket, and what waits for it or looks its name up */
#define RESERVE 128 /* queue, bus, files being read, name service */

#define MIB_BYTES (G_GUINT64_CONSTANT (1024) * 1024)
#define BASE_BYTES (512 * MIB_BYTES)
#define PER_CONNECTION_BYTES (4 * MIB_BYTES) /* buffers, TLS, a message that is converted */
#define LARGE_MESSAGES 8 /* whole in memory at once, for reports and conversion */

/* --- the queue ----------------------------------------------------------------------------- */

guint64
cs_limits_message_bytes (const CsSettings *settings)
{
  guint64 message = cs_settings_integer (settings, CS_OPTION_MAXIMUM_MESSAGE_SIZE);
  guint64 queue = cs_settings_integer (settings, CS_OPTION_MAXIMUM_QUEUED_BYTES);

  return queue != 0 ? MIN (message, queue) : message;
}

void
cs_limits_for_queue (const CsSettings *settings, CsQueueLimits *limits)
{
  limits->maximum_message_bytes = cs_limits_message_bytes (settings);
  limits->minimum_free_bytes = cs_settings_integer (settings, CS_OPTION_MINIMUM_FREE_DISK_BYTES);
  limits->maximum_messages = cs_settings_integer (settings, CS_OPTION_MAXIMUM_QUEUED_MESSAGES);
  limits->maximum_content_bytes = cs_settings_integer (settings, CS_OPTION_MAXIMUM_QUEUED_BYTES);
}

/* --- descriptors --------------------------------------------------------------------------- */

static guint64
needed (const CsShares *shares)
{
  return RESERVE + shares->peers + (guint64)shares->connections * PER_CONNECTION;
}

void
cs_limits_share (guint wanted_connections, guint64 most_descriptors, CsShares *shares)
{
  guint64 reserve = MIN (RESERVE, most_descriptors / 4);
  guint64 left = most_descriptors - reserve;

  shares->connections = wanted_connections;
  shares->peers = MOST_PEERS;
  if (needed (shares) > most_descriptors)
    {
      /* a quarter for those who bring mail, the rest for taking it away */
      shares->peers = CLAMP (left / 4, 1, MOST_PEERS);
      left -= MIN (left, shares->peers);
      shares->connections = CLAMP (left / PER_CONNECTION, 1, wanted_connections);
    }
  shares->descriptors = MIN (needed (shares), most_descriptors);
}

static guint64
most_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY)
    return G_MAXINT32;
  return limit.rlim_max;
}

guint
cs_limits_most_peers (void)
{
  CsShares shares;

  cs_limits_share (0, most_descriptors (), &shares);
  return shares.peers;
}

static void
warn_of_fewer (guint wanted, guint connections, guint64 descriptors)
{
  g_autofree char *wanted_text = g_strdup_printf ("%u", wanted);
  g_autofree char *connections_text = g_strdup_printf ("%u", connections);
  g_autofree char *descriptors_text = g_strdup_printf ("%" G_GUINT64_FORMAT, descriptors);

  cs_log (G_LOG_LEVEL_WARNING, "fewer connections than maximum-connections says", "wanted",
          wanted_text, "connections", connections_text, "descriptors", descriptors_text, "advice",
          "raise the hard limit of open files (LimitNOFILE= in the unit), or lower "
          "maximum-connections",
          NULL);
}

/* --- limits of the process ------------------------------------------------------------------ */

static void
set_soft_limit (int resource, guint64 value)
{
  struct rlimit limit;

  if (getrlimit (resource, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? value : MIN (value, limit.rlim_max);
  setrlimit (resource, &limit);
}

/* Private writable memory of this process now; 0: not known. */
static guint64
data_bytes (void)
{
  g_autofree char *text = NULL;
  guint64 data_pages;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)
      || sscanf (text, "%*u %*u %*u %*u %*u %" G_GUINT64_FORMAT, &data_pages) != 1)
    return 0;
  return data_pages * sysconf (_SC_PAGESIZE);
}

/* Not where there is more already, as with a sanitizer's shadow memory. */
static void
limit_memory (const CsSettings *settings, const CsShares *shares)
{
  guint64 message = cs_settings_integer (settings, CS_OPTION_MAXIMUM_MESSAGE_SIZE);
  guint64 most = BASE_BYTES + message * LARGE_MESSAGES
                 + ((guint64)shares->connections + shares->peers) * PER_CONNECTION_BYTES;
  guint64 used = data_bytes ();

  if (used != 0 && used < most / 2)
    set_soft_limit (RLIMIT_DATA, most);
}

CsSettings *
cs_limits_apply (CsSettings *settings)
{
  guint wanted = cs_settings_integer (settings, CS_OPTION_MAXIMUM_CONNECTIONS);
  guint64 descriptors = most_descriptors ();
  CsShares shares;
  CsSettings *fewer;

  cs_limits_share (wanted, descriptors, &shares);
  set_soft_limit (RLIMIT_NOFILE, shares.descriptors);
  limit_memory (settings, &shares);
  if (shares.connections == wanted)
    return cs_settings_ref (settings);

  warn_of_fewer (wanted, shares.connections, descriptors);
  fewer = cs_settings_copy (settings);
  cs_settings_set_integer (fewer, CS_OPTION_MAXIMUM_CONNECTIONS, shares.connections);
  return fewer;
}
