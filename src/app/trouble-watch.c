#include "app/trouble-watch.h"

#define PAUSE_MS 1000 /* between questions: a busy queue changes all the time */

struct _CsTroubleWatch
{
  GObject parent;
  CsQueueWatch *queue;
  GPtrArray *troubles; /* (element-type CsTrouble) */
  GCancellable *cancellable;
  gboolean is_asking;
  gboolean is_old; /* the queue has changed since it was asked for */
  guint pause_source;
};

G_DEFINE_TYPE (CsTroubleWatch, cs_trouble_watch, G_TYPE_OBJECT)

static guint changed_signal;

static void ask (CsTroubleWatch *watch);

static gboolean
are_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!cs_trouble_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Takes @troubles. */
static void
set_troubles (CsTroubleWatch *watch, GPtrArray *troubles)
{
  gboolean is_same = are_equal (watch->troubles, troubles);

  g_ptr_array_unref (watch->troubles);
  watch->troubles = troubles;
  if (!is_same)
    g_signal_emit (watch, changed_signal, 0);
}

static gboolean
on_pause_over (gpointer user_data)
{
  CsTroubleWatch *watch = user_data;

  watch->pause_source = 0;
  if (watch->is_old)
    ask (watch);
  return G_SOURCE_REMOVE;
}

/* An older worker does not know; then there is nothing to be said. */
static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsTroubleWatch) watch = user_data;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GError) error = NULL;

  cs_delivery_call_list_troubles_finish (CS_DELIVERY (source), &list, result, &error);
  watch->is_asking = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list != NULL)
    set_troubles (watch, cs_troubles_from_variant (list));
  watch->pause_source = g_timeout_add (PAUSE_MS, on_pause_over, watch);
}

static void
ask (CsTroubleWatch *watch)
{
  CsDelivery *worker = cs_queue_watch_worker (watch->queue);

  watch->is_old = worker != NULL;
  if (worker == NULL || watch->is_asking || watch->pause_source != 0)
    return;
  watch->is_old = FALSE;
  watch->is_asking = TRUE;
  cs_delivery_call_list_troubles (worker, CS_TROUBLES_MOST, watch->cancellable, on_answer,
                                  g_object_ref (watch));
}

static void
on_state_changed (CsTroubleWatch *watch)
{
  if (cs_queue_watch_worker (watch->queue) == NULL)
    set_troubles (watch, g_ptr_array_new_with_free_func ((GDestroyNotify)cs_trouble_free));
  ask (watch);
}

CsTroubleWatch *
cs_trouble_watch_new (const CsInstance *instance)
{
  CsTroubleWatch *watch = g_object_new (CS_TYPE_TROUBLE_WATCH, NULL);

  watch->queue = cs_queue_watch_new (instance);
  g_signal_connect_object (watch->queue, "state-changed", G_CALLBACK (on_state_changed), watch,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (watch->queue, "queue-changed", G_CALLBACK (ask), watch,
                           G_CONNECT_SWAPPED);
  return watch;
}

GPtrArray *
cs_trouble_watch_list (CsTroubleWatch *watch)
{
  return watch->troubles;
}

/* What is under way holds a reference. */
static void
cs_trouble_watch_dispose (GObject *object)
{
  CsTroubleWatch *watch = CS_TROUBLE_WATCH (object);

  g_cancellable_cancel (watch->cancellable);
  g_clear_handle_id (&watch->pause_source, g_source_remove);
  if (watch->queue != NULL)
    g_object_run_dispose (G_OBJECT (watch->queue));
  G_OBJECT_CLASS (cs_trouble_watch_parent_class)->dispose (object);
}

static void
cs_trouble_watch_finalize (GObject *object)
{
  CsTroubleWatch *watch = CS_TROUBLE_WATCH (object);

  g_clear_object (&watch->queue);
  g_ptr_array_unref (watch->troubles);
  g_object_unref (watch->cancellable);
  G_OBJECT_CLASS (cs_trouble_watch_parent_class)->finalize (object);
}

static void
cs_trouble_watch_class_init (CsTroubleWatchClass *class)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->dispose = cs_trouble_watch_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_trouble_watch_finalize;
}

static void
cs_trouble_watch_init (CsTroubleWatch *watch)
{
  watch->troubles = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_trouble_free);
  watch->cancellable = g_cancellable_new ();
}
