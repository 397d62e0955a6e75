#include "daemon/asker.h"

struct _CsAsker
{
  GCancellable *cancellable;
  guint watch; /* 0: a connection without a bus */
};

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

CsAsker *
cs_asker_new (GDBusMethodInvocation *invocation)
{
  CsAsker *asker = g_new0 (CsAsker, 1);
  const char *sender = g_dbus_method_invocation_get_sender (invocation);

  asker->cancellable = g_cancellable_new ();
  if (sender != NULL)
    asker->watch = g_bus_watch_name_on_connection (
        g_dbus_method_invocation_get_connection (invocation), sender, G_BUS_NAME_WATCHER_FLAGS_NONE,
        NULL, on_vanished, g_object_ref (asker->cancellable), g_object_unref);
  return asker;
}

void
cs_asker_free (CsAsker *asker)
{
  g_clear_handle_id (&asker->watch, g_bus_unwatch_name);
  g_object_unref (asker->cancellable);
  g_free (asker);
}

GCancellable *
cs_asker_cancellable (CsAsker *asker)
{
  return asker->cancellable;
}
