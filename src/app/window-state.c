#include "app/window-state.h"

#include "app/dialogs.h"
#include "base/file.h"
#include "base/log.h"

#define GROUP "window"
#define FOLDER_MODE 0700
#define LIST_NAME "list-name"
#define WIDEST_COLUMN 4000 /* pixels */
#define FRAME_HEIGHT 40 /* pixels: what a window manager may put around the window */

/* --- the file ------------------------------------------------------------------------------ */

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "countersign", "window.ini", NULL);
}

/* (transfer full): empty if there is none yet */
static GKeyFile *
load (void)
{
  GKeyFile *state = g_key_file_new ();
  g_autofree char *path = state_file ();

  g_key_file_load_from_file (state, path, G_KEY_FILE_NONE, NULL);
  return state;
}

static void
save (GKeyFile *state)
{
  g_autofree char *path = state_file ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (!cs_file_make_folder (folder, FOLDER_MODE, &error)
      || !g_key_file_save_to_file (state, path, &error))
    cs_log (G_LOG_LEVEL_DEBUG, "window-size-not-kept", "why", error->message, NULL);
}

/* --- size and page ------------------------------------------------------------------------- */

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
  g_autoptr (GKeyFile) state = load ();
  int width;
  int height;

  if (!g_key_file_has_group (state, GROUP))
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
  g_autoptr (GKeyFile) state = load ();
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
  save (state);
}

void
cs_window_state_follow (GtkWindow *window, GtkNotebook *pages)
{
  restore (window, pages);
  keep_on_screen (window);
  g_signal_connect (window, "unmap", G_CALLBACK (on_unmap), pages);
}

/* --- columns ------------------------------------------------------------------------------- */

static char *
columns_group (GtkTreeView *tree)
{
  return g_strconcat (g_object_get_data (G_OBJECT (tree), LIST_NAME), "-columns", NULL);
}

static char *
key_of (GtkTreeViewColumn *column, const char *what)
{
  return g_strconcat (gtk_buildable_get_name (GTK_BUILDABLE (column)), "-", what, NULL);
}

static void
restore_column (GKeyFile *state, const char *group, GtkTreeViewColumn *column)
{
  g_autofree char *shown = key_of (column, "shown");
  g_autofree char *width = key_of (column, "width");
  int width_px = g_key_file_get_integer (state, group, width, NULL);

  if (g_key_file_has_key (state, group, shown, NULL))
    gtk_tree_view_column_set_visible (column, g_key_file_get_boolean (state, group, shown, NULL));
  if (width_px < gtk_tree_view_column_get_min_width (column) || width_px > WIDEST_COLUMN)
    return;
  gtk_tree_view_column_set_fixed_width (column, width_px);
  gtk_tree_view_column_set_expand (column, FALSE);
}

/* As wide as it would be with letters of the usual size. */
static void
save_column (GKeyFile *state, const char *group, GtkTreeViewColumn *column)
{
  g_autofree char *shown = key_of (column, "shown");
  g_autofree char *width = key_of (column, "width");
  double scale = cs_widget_text_scale (gtk_tree_view_column_get_tree_view (column));

  g_key_file_set_boolean (state, group, shown, gtk_tree_view_column_get_visible (column));
  if (!gtk_tree_view_column_get_expand (column))
    g_key_file_set_integer (state, group, width,
                            (int)(gtk_tree_view_column_get_fixed_width (column) / scale + 0.5));
}

static void
on_unrealize (GtkTreeView *tree)
{
  g_autoptr (GKeyFile) state = load ();
  g_autofree char *group = columns_group (tree);
  g_autoptr (GList) columns = gtk_tree_view_get_columns (tree);

  for (GList *item = columns; item != NULL; item = item->next)
    save_column (state, group, item->data);
  save (state);
}

void
cs_window_state_follow_columns (GtkTreeView *tree, const char *name)
{
  g_autoptr (GKeyFile) state = load ();
  g_autoptr (GList) columns = gtk_tree_view_get_columns (tree);
  g_autofree char *group = NULL;

  g_object_set_data_full (G_OBJECT (tree), LIST_NAME, g_strdup (name), g_free);
  group = columns_group (tree);
  for (GList *item = columns; item != NULL; item = item->next)
    restore_column (state, group, item->data);
  g_signal_connect (tree, "unrealize", G_CALLBACK (on_unrealize), NULL);
}
