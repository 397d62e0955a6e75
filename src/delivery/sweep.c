#include "delivery/sweep.h"

#include "base/log.h"
#include "base/when.h"
#include "delivery/lane.h"
#include "delivery/schedule.h"
#include "queue/message.h"

#define PAGE 200
#define EVERY_S 60

struct _CsSweep
{
  CsShared *shared;
  void (*on_done) (gpointer);
  gpointer user_data;
  GCancellable *cancellable;
  guint timer;
  gboolean is_running;
  char *after;
  GHashTable *noticed; /* (element-type utf8 guint): late ones of this run, and shared.revision */
  GStrvBuilder *expired, *late;
  gboolean is_last_page;
};

static void next_page (CsSweep *sweep);

CsSweep *
cs_sweep_new (CsShared *shared, void (*on_done) (gpointer), gpointer user_data)
{
  CsSweep *sweep = g_new0 (CsSweep, 1);

  sweep->shared = shared;
  sweep->on_done = on_done;
  sweep->user_data = user_data;
  sweep->cancellable = g_cancellable_new ();
  sweep->noticed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return sweep;
}

void
cs_sweep_free (CsSweep *sweep)
{
  g_clear_handle_id (&sweep->timer, g_source_remove);
  g_cancellable_cancel (sweep->cancellable);
  g_object_unref (sweep->cancellable);
  g_hash_table_unref (sweep->noticed);
  g_clear_pointer (&sweep->expired, g_strv_builder_unref);
  g_clear_pointer (&sweep->late, g_strv_builder_unref);
  g_free (sweep->after);
  g_free (sweep);
}

gboolean
cs_sweep_is_running (CsSweep *sweep)
{
  return sweep->is_running;
}

static void
finish (CsSweep *sweep)
{
  sweep->is_running = FALSE;
  g_clear_pointer (&sweep->expired, g_strv_builder_unref);
  g_clear_pointer (&sweep->late, g_strv_builder_unref);
  sweep->on_done (sweep->user_data);
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsSweep *sweep = user_data;
  g_autoptr (GError) error = NULL;

  if (cs_queue_change_finish (CS_QUEUE (source), result, &error) >= 0
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* One that was removed meanwhile is no fault, but nobody was moved: again with the next round. */
  g_hash_table_remove_all (sweep->noticed);
  if (!g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN))
    cs_log (G_LOG_LEVEL_WARNING, "old mail not dealt with", "error", error->message, NULL);
}

static void
move_to (CsSweep *sweep, GStrvBuilder *builder, const char *lane)
{
  g_auto (GStrv) ids = g_strv_builder_end (builder);
  CsQueueSelection selection
      = { .ids = (const char *const *)ids, .states = 1 << CS_RECIPIENT_HELD };

  if (ids[0] != NULL)
    cs_queue_change_async (sweep->shared->queue, &selection, CS_QUEUE_LANE, lane,
                           sweep->cancellable, on_moved, sweep);
}

/* FALSE: it is young, and so is everyone behind it. */
static gboolean
look_at (CsSweep *sweep, const CsSettings *settings, const CsQueueRow *row)
{
  gint64 now_s = cs_when_now_s ();

  if (cs_schedule_is_expired (settings, row->arrived_s, now_s))
    g_strv_builder_add (sweep->expired, row->id);
  else if (!cs_schedule_is_late (settings, row->arrived_s, now_s))
    return FALSE;
  else if (g_hash_table_insert (sweep->noticed, g_strdup (row->id),
                                GUINT_TO_POINTER (sweep->shared->revision)))
    g_strv_builder_add (sweep->late, row->id);
  return TRUE;
}

static void
take_page (CsSweep *sweep, GPtrArray *rows)
{
  g_autoptr (CsSettings) settings = sweep->shared->settings != NULL
                                        ? cs_settings_ref (sweep->shared->settings)
                                        : cs_settings_new ();
  gboolean goes_on = rows->len == PAGE;

  for (guint i = 0; i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];

      if (!look_at (sweep, settings, row))
        {
          goes_on = FALSE;
          break;
        }
      g_free (sweep->after);
      sweep->after = g_strdup (row->id);
    }
  move_to (sweep, sweep->expired, CS_LANE_EXPIRED);
  move_to (sweep, sweep->late, CS_LANE_LATE);
  if (goes_on)
    next_page (sweep);
  else
    finish (sweep);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsSweep *sweep = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);

  if (rows == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (rows == NULL)
    finish (sweep);
  else
    take_page (sweep, rows);
}

static void
next_page (CsSweep *sweep)
{
  CsQueueSelection held = { .states = 1 << CS_RECIPIENT_HELD };

  cs_queue_list_async (sweep->shared->queue, &held, sweep->after, PAGE, sweep->cancellable,
                       on_listed, sweep);
}

static gboolean
on_timer (gpointer user_data)
{
  cs_sweep_begin (user_data);
  return G_SOURCE_CONTINUE;
}

gboolean
cs_sweep_is_overtaken (CsSweep *sweep, const CsClaim *claim)
{
  for (guint i = 0; i < claim->recipients->len; i++)
    {
      const CsClaimRecipient *recipient = claim->recipients->pdata[i];
      g_autofree char *id = g_strdup_printf ("%s/%u", claim->id, recipient->number);

      if (GPOINTER_TO_UINT (g_hash_table_lookup (sweep->noticed, id)) != sweep->shared->revision)
        return TRUE;
    }
  return FALSE;
}

void
cs_sweep_begin (CsSweep *sweep)
{
  if (sweep->timer == 0)
    sweep->timer = g_timeout_add_seconds (EVERY_S, on_timer, sweep);
  if (sweep->is_running)
    return;

  sweep->is_running = TRUE;
  sweep->expired = g_strv_builder_new ();
  sweep->late = g_strv_builder_new ();
  g_free (sweep->after);
  sweep->after = g_strdup ("");
  next_page (sweep);
}
