#include "daemon/notify.h"

#include <systemd/sd-daemon.h>

struct _CsNotifier
{
  guint watchdog;
  char *status;
};

static gboolean
on_watchdog (gpointer user_data)
{
  sd_notify (FALSE, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

CsNotifier *
cs_notifier_new (void)
{
  CsNotifier *notifier = g_new0 (CsNotifier, 1);
  guint64 limit_us;

  /* Twice as often as is asked for. */
  if (sd_watchdog_enabled (FALSE, &limit_us) > 0)
    notifier->watchdog = g_timeout_add (MAX (limit_us / 2000, 1), on_watchdog, NULL);
  return notifier;
}

void
cs_notifier_free (CsNotifier *notifier)
{
  g_clear_handle_id (&notifier->watchdog, g_source_remove);
  g_free (notifier->status);
  g_free (notifier);
}

void
cs_notifier_ready (CsNotifier *notifier)
{
  sd_notify (FALSE, "READY=1");
}

void
cs_notifier_stopping (CsNotifier *notifier)
{
  sd_notify (FALSE, "STOPPING=1");
}

void
cs_notifier_status (CsNotifier *notifier, const char *status)
{
  if (g_strcmp0 (notifier->status, status) == 0)
    return;
  g_free (notifier->status);
  notifier->status = g_strdup (status);
  sd_notifyf (FALSE, "STATUS=%s", status);
}
