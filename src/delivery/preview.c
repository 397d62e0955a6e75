#include "delivery/preview.h"

#include <string.h>

#include "delivery/lane.h"

#define PAGE 500

typedef struct
{
  CsSettings *settings;
  char *after; /* ID of the last row */
  char *message; /* ID of the last message that counts; NULL: none yet */
  CsPreview preview;
} Pass;

static void
pass_free (Pass *pass)
{
  cs_settings_unref (pass->settings);
  g_free (pass->after);
  g_free (pass->message);
  g_free (pass);
}

static gboolean
would_move (const Pass *pass, const CsQueueRow *row)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (row->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  g_autofree char *lane = NULL;

  if (address == NULL || cs_lane_is_special (row->lane))
    return FALSE;
  lane = cs_lane_name_for (pass->settings, address);
  return !g_str_equal (lane, row->lane);
}

/* Rows come by ID, so that those of a message are together. */
static void
count (Pass *pass, const CsQueueRow *row)
{
  gsize size_bytes = strcspn (row->id, "/");

  pass->preview.recipients++;
  if (pass->message != NULL && strlen (pass->message) == size_bytes
      && strncmp (pass->message, row->id, size_bytes) == 0)
    return;

  pass->preview.messages++;
  g_free (pass->message);
  pass->message = g_strndup (row->id, size_bytes);
}

static void next_page (GTask *task, CsQueue *queue);

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Pass *pass = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    if (would_move (pass, rows->pdata[i]))
      count (pass, rows->pdata[i]);

  if (rows->len < PAGE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_free (pass->after);
  pass->after = g_strdup (((CsQueueRow *)rows->pdata[rows->len - 1])->id);
  next_page (g_steal_pointer (&task), CS_QUEUE (source));
}

static void
next_page (GTask *task, CsQueue *queue)
{
  Pass *pass = g_task_get_task_data (task);
  CsQueueSelection all = { 0 };

  cs_queue_list_async (queue, &all, pass->after, PAGE, g_task_get_cancellable (task), on_listed,
                       task);
}

void
cs_preview_async (CsQueue *queue, CsSettings *settings, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (queue, cancellable, callback, user_data);
  Pass *pass = g_new0 (Pass, 1);

  pass->settings = cs_settings_ref (settings);
  pass->after = g_strdup ("");
  g_task_set_task_data (task, pass, (GDestroyNotify)pass_free);
  next_page (task, queue);
}

gboolean
cs_preview_finish (GAsyncResult *result, CsPreview *preview, GError **error)
{
  const Pass *pass = g_task_get_task_data (G_TASK (result));

  *preview = pass->preview;
  return g_task_propagate_boolean (G_TASK (result), error);
}
