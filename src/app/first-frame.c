#include "app/first-frame.h"

#define LIMIT_MS 2000
#define KEY "cs-first-frame"

typedef struct
{
  GtkWidget *window; /* owns us */
  CsFirstFrameFunc callback;
  gboolean is_mapped;
  guint limit_source;
  guint idle_source;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  g_clear_handle_id (&waiting->limit_source, g_source_remove);
  g_clear_handle_id (&waiting->idle_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (waiting->window, waiting);
  g_free (waiting);
}

static gboolean
on_over (gpointer user_data)
{
  Waiting *waiting = user_data;
  CsFirstFrameFunc callback = waiting->callback;
  GtkWidget *window = waiting->window;

  g_object_set_data (G_OBJECT (window), KEY, NULL);
  callback (window);
  return G_SOURCE_REMOVE;
}

static gboolean
on_map_event (GtkWidget *window, GdkEvent *event, Waiting *waiting)
{
  waiting->is_mapped = TRUE;
  return GDK_EVENT_PROPAGATE;
}

/* What is drawn before the window is on the screen is drawn once more. And not in the frame itself:
 * it is sent to the screen only behind it. */
static gboolean
on_draw (GtkWidget *window, cairo_t *cr, Waiting *waiting)
{
  if (waiting->is_mapped && waiting->idle_source == 0)
    waiting->idle_source = g_idle_add (on_over, waiting);
  return GDK_EVENT_PROPAGATE;
}

static void
on_destroy (GtkWidget *window)
{
  g_object_set_data (G_OBJECT (window), KEY, NULL);
}

void
cs_after_first_frame (GtkWidget *window, CsFirstFrameFunc callback)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->window = window;
  waiting->callback = callback;
  waiting->limit_source = g_timeout_add (LIMIT_MS, on_over, waiting);
  g_signal_connect (window, "map-event", G_CALLBACK (on_map_event), waiting);
  g_signal_connect (window, "draw", G_CALLBACK (on_draw), waiting);
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), waiting);
  g_object_set_data_full (G_OBJECT (window), KEY, waiting, (GDestroyNotify)waiting_free);
}
