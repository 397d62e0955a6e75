#include "base/when.h"
#include "delivery/engine-private.h"

/* The clock may be set meanwhile: no sleep is longer than this. */
#define LONGEST_SLEEP_S 60

static gboolean
on_timer (gpointer user_data)
{
  CsEngine *engine = user_data;

  engine->timer = 0;
  engine->may_be_due = TRUE;
  cs_engine_pump (engine);
  return G_SOURCE_REMOVE;
}

static void
on_next_due (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsEngine) engine = user_data;
  g_autoptr (GError) error = NULL;
  gint64 due_s = cs_queue_next_due_finish (CS_QUEUE (source), result, &error);
  gint64 wait_s = due_s - cs_when_now_s ();

  if (engine->is_stopping || engine->timer != 0 || engine->may_be_due || due_s == G_MAXINT64)
    return;
  engine->timer = g_timeout_add_seconds (CLAMP (wait_s, 1, LONGEST_SLEEP_S), on_timer, engine);
}

void
cs_engine_arm_timer (CsEngine *engine)
{
  g_auto (GStrv) skip_lanes = cs_engine_saturated_lanes (engine);

  g_clear_handle_id (&engine->timer, g_source_remove);
  if (engine->is_stopping)
    return;
  cs_queue_next_due_async (engine->shared.queue, (const char *const *)skip_lanes,
                           engine->cancellable, on_next_due, g_object_ref (engine));
}
