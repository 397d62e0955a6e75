/* window-probe - a GTK module that notes when the main loop was busy and when frames were drawn
 *
 * GTK loads it into any program that GTK_MODULES names it to, so the programs measured are the
 * real ones. It writes a line for each event to the file COUNTERSIGN_BENCH_PROBE, times in
 * microseconds of the monotonic clock, which the benchmark reads too:
 *
 *   frame TIME CPU         a frame with something drawn of a mapped window has been painted; CPU
 *                          is what the whole process has used until then
 *   key TIME               a key press is about to be handled
 *   title TIME TITLE       a window has another title
 *   busy TIME WALL CPU     from TIME on the main loop did not look for events for WALL, CPU of it
 *                          running
 */
#include <gtk/gtk.h>
#include <stdio.h>
#include <time.h>

#define BUSY_LEAST_US 1000 /* less cannot be felt */

static FILE *output;
static gint64 busy_since_us;
static gint64 busy_cpu_us;
static gboolean is_drawn;

void gtk_module_init (gint *argc, gchar ***argv);

static gint64
cpu_us (clockid_t of)
{
  struct timespec now;

  clock_gettime (of, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
poll_and_note (GPollFD *fds, guint n_fds, int timeout_ms)
{
  gint64 wall_us = g_get_monotonic_time () - busy_since_us;
  gint64 used_us = cpu_us (CLOCK_THREAD_CPUTIME_ID) - busy_cpu_us;
  int result;

  if (busy_since_us != 0 && wall_us >= BUSY_LEAST_US)
    fprintf (output, "busy %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
             busy_since_us, wall_us, used_us);
  fflush (output);

  result = g_poll (fds, n_fds, timeout_ms);
  busy_since_us = g_get_monotonic_time ();
  busy_cpu_us = cpu_us (CLOCK_THREAD_CPUTIME_ID);
  return result;
}

static void
on_painted (GdkFrameClock *clock)
{
  if (is_drawn)
    fprintf (output, "frame %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", g_get_monotonic_time (),
             cpu_us (CLOCK_PROCESS_CPUTIME_ID));
  is_drawn = FALSE;
}

static gboolean
on_draw (GtkWidget *window)
{
  is_drawn = TRUE;
  return GDK_EVENT_PROPAGATE;
}

/* What is drawn before the server has shown the window is not seen. */
static gboolean
on_mapped (GtkWidget *window)
{
  g_signal_connect (window, "draw", G_CALLBACK (on_draw), NULL);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted),
                    NULL);
  gtk_widget_queue_draw (window);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key (GtkWidget *window)
{
  fprintf (output, "key %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
  return GDK_EVENT_PROPAGATE;
}

static void
on_title (GtkWindow *window)
{
  fprintf (output, "title %" G_GINT64_FORMAT " %s\n", g_get_monotonic_time (),
           gtk_window_get_title (window));
}

static gboolean
on_realized (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (values);

  if (GTK_IS_WINDOW (widget)
      && gtk_window_get_window_type (GTK_WINDOW (widget)) == GTK_WINDOW_TOPLEVEL)
    {
      g_signal_connect (widget, "map-event", G_CALLBACK (on_mapped), NULL);
      g_signal_connect (widget, "key-press-event", G_CALLBACK (on_key), NULL);
      g_signal_connect (widget, "notify::title", G_CALLBACK (on_title), NULL);
    }
  return G_SOURCE_CONTINUE;
}

void
gtk_module_init (gint *argc, gchar ***argv)
{
  const char *path = g_getenv ("COUNTERSIGN_BENCH_PROBE");

  output = path != NULL ? fopen (path, "w") : NULL;
  if (output == NULL)
    return;

  g_type_class_ref (GTK_TYPE_WINDOW); /* its signals are there from now on */
  g_signal_add_emission_hook (g_signal_lookup ("realize", GTK_TYPE_WIDGET), 0, on_realized, NULL,
                              NULL);
  g_main_context_set_poll_func (NULL, poll_and_note);
}
