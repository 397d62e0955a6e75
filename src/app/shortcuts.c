#include "app/shortcuts.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *action; /* NULL: a widget knows this key by itself */
  const char *keys[3];
  const char *title;
} Shortcut;

typedef struct
{
  const char *title;
  Shortcut shortcuts[5];
} Group;

static const Group groups[] = {
  { N_ ("Window"),
    { { "win.help", { "F1" }, N_ ("Help for what is in front") },
      { "win.shortcuts", { "<Primary>question", "<Primary>F1" }, N_ ("Keyboard shortcuts") },
      { "win.close", { "<Primary>w" }, N_ ("Close the window") },
      { "app.quit", { "<Primary>q" }, N_ ("Quit") },
      { NULL, { "Escape" }, N_ ("Cancel, or close the window") } } },
  { N_ ("Pages"),
    { { "win.next-page", { "<Primary>Page_Down" }, N_ ("Next page") },
      { "win.previous-page", { "<Primary>Page_Up" }, N_ ("Previous page") } } },
  { N_ ("Remote Domains"),
    { { "win.search", { "<Primary>f" }, N_ ("Search") },
      { NULL, { "Return" }, N_ ("Properties of what is selected") },
      { NULL, { "Delete" }, N_ ("Remove what is selected") },
      { "win.undo", { "<Primary>z" }, N_ ("Undo removing or changing several") } } },
};

static gboolean
is_end (const Group *group, guint number)
{
  return number == G_N_ELEMENTS (group->shortcuts) || group->shortcuts[number].title == NULL;
}

void
cs_shortcuts_use (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint j = 0; !is_end (&groups[i], j); j++)
      {
        const Shortcut *shortcut = &groups[i].shortcuts[j];

        if (shortcut->action != NULL)
          gtk_application_set_accels_for_action (application, shortcut->action, shortcut->keys);
      }
}

static GtkWidget *
shortcut_new (const Shortcut *shortcut)
{
  g_autofree char *keys = g_strjoinv (" ", (char **)shortcut->keys);

  return g_object_new (GTK_TYPE_SHORTCUTS_SHORTCUT, "visible", TRUE, "accelerator", keys, "title",
                       _ (shortcut->title), NULL);
}

static GtkWidget *
group_new (const Group *group)
{
  GtkWidget *widget
      = g_object_new (GTK_TYPE_SHORTCUTS_GROUP, "visible", TRUE, "title", _ (group->title), NULL);

  for (guint i = 0; !is_end (group, i); i++)
    gtk_container_add (GTK_CONTAINER (widget), shortcut_new (&group->shortcuts[i]));
  return widget;
}

/* GTK leaves the button of the search without a name. */
static void
name_toggle (GtkWidget *widget, gpointer user_data)
{
  if (GTK_IS_TOGGLE_BUTTON (widget))
    atk_object_set_name (gtk_widget_get_accessible (widget), _ ("Search"));
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), name_toggle, NULL);
}

void
cs_shortcuts_show (GtkWindow *parent)
{
  GtkWidget *window
      = g_object_new (GTK_TYPE_SHORTCUTS_WINDOW, "transient-for", parent, "destroy-with-parent",
                      TRUE, "title", _ ("Keyboard Shortcuts"), NULL);
  GtkWidget *section = g_object_new (GTK_TYPE_SHORTCUTS_SECTION, "visible", TRUE, "section-name",
                                     "shortcuts", "max-height", 30, NULL);
  g_autoptr (GtkWindowGroup) alone = gtk_window_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    gtk_container_add (GTK_CONTAINER (section), group_new (&groups[i]));
  gtk_container_add (GTK_CONTAINER (window), section);
  gtk_container_forall (GTK_CONTAINER (window), name_toggle, NULL);
  /* A group of its own: it is modal, but the sheet goes on. */
  gtk_window_group_add_window (alone, GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}
