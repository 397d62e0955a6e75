#include "app/window-state.h"

#include "app/dialogs.h"
#include "base/file.h"
#include "base/log.h"

#define GROUP "window"
#define FOLDER_MODE 0700
#define FRAME_HEIGHT 40 /* pixels: what a window manager may put around the window */

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "countersign", "window.ini", NULL);
}

/* By name: a later version may have other pages. */
static void
restore_page (GKeyFile *state, GtkNotebook *pages)
{
  g_autofree char *name = g_key_file_get_string (state, GROUP, "page", NULL);

  for (int i = 0; name != NULL && i < gtk_notebook_get_n_pages (pages); i++)
    if (g_str_equal (gtk_widget_get_name (gtk_notebook_get_nth_page (pages, i)), name))
      gtk_notebook_set_current_page (pages, i);
}

/* The size in ui/ is meant for letters of the usual size. */
static void
scale (GtkWindow *window)
{
  double factor = cs_widget_text_scale (GTK_WIDGET (window));
  int width;
  int height;

  gtk_window_get_default_size (window, &width, &height);
  gtk_window_set_default_size (window, (int)(width * factor), (int)(height * factor));
}

static void
restore (GtkWindow *window, GtkNotebook *pages)
{
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autofree char *path = state_file ();
  int width;
  int height;

  if (!g_key_file_load_from_file (state, path, G_KEY_FILE_NONE, NULL))
    {
      scale (window);
      return;
    }

  width = g_key_file_get_integer (state, GROUP, "width", NULL);
  height = g_key_file_get_integer (state, GROUP, "height", NULL);
  if (width > 0 && height > 0)
    gtk_window_set_default_size (window, width, height);
  if (g_key_file_get_boolean (state, GROUP, "maximized", NULL))
    gtk_window_maximize (window);
  restore_page (state, pages);
}

/* On a small screen the pages scroll rather than reach below its end. */
static void
keep_on_screen (GtkWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkMonitor *monitor = gdk_display_get_primary_monitor (display);
  GdkRectangle area;
  int width;
  int height;

  if (monitor == NULL)
    monitor = gdk_display_get_monitor (display, 0);
  if (monitor == NULL)
    return;
  gdk_monitor_get_workarea (monitor, &area);
  gtk_window_get_default_size (window, &width, &height);
  gtk_window_set_default_size (window, MIN (width, area.width),
                               MIN (height, area.height - FRAME_HEIGHT));
}

static const char *
current_page (GtkNotebook *pages)
{
  int number = gtk_notebook_get_current_page (pages);

  return gtk_widget_get_name (gtk_notebook_get_nth_page (pages, number));
}

static void
on_unmap (GtkWindow *window, GtkNotebook *pages)
{
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autofree char *path = state_file ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  int width;
  int height;

  g_key_file_set_string (state, GROUP, "page", current_page (pages));
  gtk_window_get_size (window, &width, &height);
  g_key_file_set_boolean (state, GROUP, "maximized", gtk_window_is_maximized (window));
  if (!gtk_window_is_maximized (window))
    {
      g_key_file_set_integer (state, GROUP, "width", width);
      g_key_file_set_integer (state, GROUP, "height", height);
    }
  if (!cs_file_make_folder (folder, FOLDER_MODE, &error)
      || !g_key_file_save_to_file (state, path, &error))
    cs_log (G_LOG_LEVEL_DEBUG, "window-size-not-kept", "why", error->message, NULL);
}

void
cs_window_state_follow (GtkWindow *window, GtkNotebook *pages)
{
  restore (window, pages);
  keep_on_screen (window);
  g_signal_connect (window, "unmap", G_CALLBACK (on_unmap), pages);
}
