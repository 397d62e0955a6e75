#include "app/queue-watch.h"

#define LOOK_AGAIN_S 5

struct _CsQueueWatch
{
  GObject parent;
  const CsInstance *instance;
  CsDelivery *proxy; /* NULL: there is no bus (yet) */
  GCancellable *cancellable;
  GError *error;
  gulong bus_closed;
  guint look_again_source;
  gboolean has_looked;
  gboolean is_starting;
};

G_DEFINE_TYPE (CsQueueWatch, cs_queue_watch, G_TYPE_OBJECT)

enum
{
  STATE_CHANGED,
  COUNTED,
  QUEUE_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void look (CsQueueWatch *watch);

static void
set_error (CsQueueWatch *watch, GError *error)
{
  g_clear_error (&watch->error);
  watch->error = error;
  g_signal_emit (watch, signals[STATE_CHANGED], 0);
}

static gboolean
on_look_again (gpointer user_data)
{
  CsQueueWatch *watch = user_data;

  watch->look_again_source = 0;
  look (watch);
  return G_SOURCE_REMOVE;
}

static void
look_again_later (CsQueueWatch *watch)
{
  if (watch->look_again_source == 0)
    watch->look_again_source = g_timeout_add_seconds (LOOK_AGAIN_S, on_look_again, watch);
}

static void
forget_proxy (CsQueueWatch *watch)
{
  if (watch->proxy == NULL)
    return;
  g_signal_handlers_disconnect_by_data (watch->proxy, watch);
  g_clear_signal_handler (&watch->bus_closed,
                          g_dbus_proxy_get_connection (G_DBUS_PROXY (watch->proxy)));
  g_clear_object (&watch->proxy);
}

static void
on_bus_closed (CsQueueWatch *watch)
{
  forget_proxy (watch);
  look_again_later (watch);
  g_signal_emit (watch, signals[STATE_CHANGED], 0);
}

static void
on_owner_changed (CsQueueWatch *watch)
{
  set_error (watch, NULL);
  g_signal_emit (watch, signals[COUNTED], 0);
}

static void
on_properties_changed (CsQueueWatch *watch)
{
  g_signal_emit (watch, signals[COUNTED], 0);
}

static void
on_queue_changed (CsQueueWatch *watch)
{
  g_signal_emit (watch, signals[QUEUE_CHANGED], 0);
}

static void
use_proxy (CsQueueWatch *watch, CsDelivery *proxy)
{
  watch->proxy = proxy;
  g_signal_connect_swapped (proxy, "notify::g-name-owner", G_CALLBACK (on_owner_changed), watch);
  g_signal_connect_swapped (proxy, "g-properties-changed", G_CALLBACK (on_properties_changed),
                            watch);
  g_signal_connect_swapped (proxy, "queue-changed", G_CALLBACK (on_queue_changed), watch);
  watch->bus_closed = g_signal_connect_swapped (g_dbus_proxy_get_connection (G_DBUS_PROXY (proxy)),
                                                "closed", G_CALLBACK (on_bus_closed), watch);
}

static void
on_followed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsQueueWatch) watch = user_data;
  GError *error = NULL;
  CsDelivery *proxy = cs_worker_follow_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  watch->has_looked = TRUE;
  if (proxy != NULL)
    use_proxy (watch, proxy);
  else
    look_again_later (watch);
  set_error (watch, error);
  g_signal_emit (watch, signals[COUNTED], 0);
}

static void
look (CsQueueWatch *watch)
{
  cs_worker_follow_async (watch->instance, watch->cancellable, on_followed, g_object_ref (watch));
}

CsQueueWatch *
cs_queue_watch_new (const CsInstance *instance)
{
  CsQueueWatch *watch = g_object_new (CS_TYPE_QUEUE_WATCH, NULL);

  watch->instance = instance;
  look (watch);
  return watch;
}

CsDelivery *
cs_queue_watch_worker (CsQueueWatch *watch)
{
  g_autofree char *owner = NULL;

  if (watch->proxy != NULL)
    owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (watch->proxy));
  return owner != NULL ? watch->proxy : NULL;
}

CsQueueWatchState
cs_queue_watch_state (CsQueueWatch *watch)
{
  if (!watch->has_looked)
    return CS_QUEUE_WATCH_LOOKING;
  return cs_queue_watch_worker (watch) != NULL ? CS_QUEUE_WATCH_PRESENT : CS_QUEUE_WATCH_ABSENT;
}

const GError *
cs_queue_watch_error (CsQueueWatch *watch)
{
  return watch->error;
}

void
cs_queue_watch_get_totals (CsQueueWatch *watch, CsQueueTotals *totals)
{
  CsDelivery *worker = cs_queue_watch_worker (watch);

  *totals = (CsQueueTotals){ 0 };
  if (worker == NULL)
    return;
  totals->queued = cs_delivery_get_queued (worker);
  totals->active = cs_delivery_get_active (worker);
  totals->deferred = cs_delivery_get_deferred (worker);
  totals->held = cs_delivery_get_held (worker);
}

/* --- starting one --- */

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsQueueWatch) watch = user_data;
  GError *error = NULL;
  g_autoptr (CsDelivery) worker = cs_worker_connect_finish (result, &error);

  watch->is_starting = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_error_free (error);
  else
    set_error (watch, error);
}

void
cs_queue_watch_start_worker (CsQueueWatch *watch)
{
  if (watch->is_starting)
    return;
  watch->is_starting = TRUE;
  set_error (watch, NULL);
  cs_worker_connect_async (watch->instance, TRUE, watch->cancellable, on_started,
                           g_object_ref (watch));
}

gboolean
cs_queue_watch_is_starting (CsQueueWatch *watch)
{
  return watch->is_starting;
}

/* --- the object --- */

/* What is under way holds a reference: whoever lets go of the watch disposes of it. */
static void
cs_queue_watch_dispose (GObject *object)
{
  CsQueueWatch *watch = CS_QUEUE_WATCH (object);

  g_cancellable_cancel (watch->cancellable);
  g_clear_handle_id (&watch->look_again_source, g_source_remove);
  forget_proxy (watch);
  G_OBJECT_CLASS (cs_queue_watch_parent_class)->dispose (object);
}

static void
cs_queue_watch_finalize (GObject *object)
{
  CsQueueWatch *watch = CS_QUEUE_WATCH (object);

  g_clear_error (&watch->error);
  g_object_unref (watch->cancellable);
  G_OBJECT_CLASS (cs_queue_watch_parent_class)->finalize (object);
}

static void
cs_queue_watch_class_init (CsQueueWatchClass *class)
{
  static const char *const names[N_SIGNALS] = { "state-changed", "counted", "queue-changed" };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->dispose = cs_queue_watch_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_queue_watch_finalize;
}

static void
cs_queue_watch_init (CsQueueWatch *watch)
{
  watch->cancellable = g_cancellable_new ();
}
