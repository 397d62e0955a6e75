#include "smtp/connection-private.h"

/* A deadline changes with every reply, and moving a source costs a system call; so the source is
 * moved only to fire earlier, and looks at the deadline of the moment when it fires. */

static gboolean
dispatch_deadline (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs deadline_funcs = { NULL, NULL, dispatch_deadline, NULL, NULL, NULL };

static void
set_alarm (CsConnection *connection, gint64 alarm_us)
{
  connection->alarm_us = alarm_us;
  g_source_set_ready_time (connection->deadline_source, alarm_us);
}

static gboolean
on_alarm (gpointer user_data)
{
  CsConnection *connection = user_data;

  if (connection->deadline_us == 0)
    set_alarm (connection, -1);
  else if (connection->deadline_us > g_source_get_time (connection->deadline_source))
    set_alarm (connection, connection->deadline_us);
  else if (connection->has_write_failed)
    cs_connection_fail (connection, CS_FAILURE_CLOSED, "the server closed the connection");
  else
    cs_connection_fail (connection, CS_FAILURE_TIMED_OUT, NULL);

  return G_SOURCE_CONTINUE;
}

void
cs_connection_set_deadline (CsConnection *connection, guint limit_s)
{
  if (connection->is_closed)
    return;

  if (connection->has_write_failed)
    limit_s = CS_CONNECTION_LAST_WORDS_S;
  connection->deadline_us
      = limit_s == 0 ? 0 : g_get_monotonic_time () + (gint64)limit_s * G_TIME_SPAN_SECOND;
  if (limit_s == 0)
    return;

  if (connection->deadline_source == NULL)
    {
      cs_connection_attach (connection, &connection->deadline_source,
                            g_source_new (&deadline_funcs, sizeof (GSource)), on_alarm);
      connection->alarm_us = -1;
    }
  if (connection->alarm_us == -1 || connection->deadline_us < connection->alarm_us)
    set_alarm (connection, connection->deadline_us);
}

void
cs_connection_clear_deadline (CsConnection *connection)
{
  connection->deadline_us = 0;
  if (connection->deadline_source == NULL)
    return;

  g_source_destroy (connection->deadline_source);
  g_clear_pointer (&connection->deadline_source, g_source_unref);
}
