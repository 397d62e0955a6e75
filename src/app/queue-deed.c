#include "app/queue-deed.h"

#define SLICE_IDS 500
#define SLICE_ROWS 1000

typedef struct
{
  CsDelivery *worker;
  CsQueueDeed deed;
  GVariant *filter;
  GPtrArray *ids; /* NULL: what the filter finds */
  guint next_id;
  char *after;
  guint64 n_changed;
  CsQueueDeedProgress progress;
  gpointer progress_data;
} Doing;

static void next_slice (GTask *task /* (transfer full) */);

static void
doing_free (gpointer data)
{
  Doing *doing = data;

  g_object_unref (doing->worker);
  g_variant_unref (doing->filter);
  g_clear_pointer (&doing->ids, g_ptr_array_unref);
  g_free (doing->after);
  g_free (doing);
}

const char *
cs_queue_deed_name (CsQueueDeed deed)
{
  static const char *const names[] = { "retry", "hold", "release", "remove" };

  return names[deed];
}

static gboolean
is_over (const Doing *doing)
{
  return doing->ids != NULL ? doing->next_id >= doing->ids->len : *doing->after == '\0';
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Doing *doing = g_task_get_task_data (task);
  g_autofree char *last = NULL;
  GError *error = NULL;
  guint64 n;

  if (!cs_delivery_call_change_listed_finish (doing->worker, &n, &last, result, &error))
    {
      cs_worker_translate_error (&error);
      g_task_return_error (task, error);
      return;
    }
  doing->n_changed += n;
  g_free (doing->after);
  doing->after = g_steal_pointer (&last);
  doing->progress (doing->n_changed, doing->progress_data);
  if (is_over (doing))
    g_task_return_boolean (task, TRUE);
  else
    next_slice (g_steal_pointer (&task));
}

static void
next_ids (GTask *task, Doing *doing)
{
  guint n = MIN (SLICE_IDS, doing->ids->len - doing->next_id);
  const char *const *ids = (const char *const *)doing->ids->pdata + doing->next_id;
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert_value (&filter, "ids", g_variant_new_strv (ids, n));
  doing->next_id += n;
  cs_delivery_call_change_listed (doing->worker, cs_queue_deed_name (doing->deed),
                                  g_variant_dict_end (&filter), "", SLICE_ROWS,
                                  g_task_get_cancellable (task), on_changed, task);
}

static void
next_slice (GTask *task)
{
  Doing *doing = g_task_get_task_data (task);

  if (doing->ids != NULL)
    next_ids (task, doing);
  else
    cs_delivery_call_change_listed (doing->worker, cs_queue_deed_name (doing->deed), doing->filter,
                                    doing->after, SLICE_ROWS, g_task_get_cancellable (task),
                                    on_changed, task);
}

void
cs_queue_deed_async (CsDelivery *worker, CsQueueDeed deed, GVariant *filter, GPtrArray *ids,
                     CsQueueDeedProgress progress, gpointer progress_data,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (worker, cancellable, callback, user_data);
  Doing *doing = g_new0 (Doing, 1);

  doing->worker = g_object_ref (worker);
  doing->deed = deed;
  doing->filter = g_variant_ref_sink (filter);
  doing->ids = ids != NULL ? g_ptr_array_ref (ids) : NULL;
  doing->after = g_strdup ("");
  doing->progress = progress;
  doing->progress_data = progress_data;
  g_task_set_task_data (task, doing, doing_free);
  next_slice (task);
}

gboolean
cs_queue_deed_finish (GAsyncResult *result, guint64 *n_changed, GError **error)
{
  const Doing *doing = g_task_get_task_data (G_TASK (result));

  *n_changed = doing->n_changed;
  return g_task_propagate_boolean (G_TASK (result), error);
}
