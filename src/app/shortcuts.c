#include "app/shortcuts.h"

#include <glib/gi18n.h>

#define MOST_KEYS 2

typedef struct
{
  const char *action; /* NULL: a widget knows this key by itself */
  const char *keys[MOST_KEYS + 1];
  const char *title; /* NULL: stands in one line with the one before */
} Shortcut;

/* One group, since GTK would put a second one beside it: too wide for a small screen. */
static const Shortcut shortcuts[] = {
  { "win.help", { "F1" }, N_ ("Help for what is in front") },
  { "win.shortcuts", { "<Primary>question", "<Primary>F1" }, N_ ("Keyboard shortcuts") },
  { "win.next-page", { "<Primary>Page_Down" }, N_ ("Next or previous page") },
  { "win.previous-page", { "<Primary>Page_Up" }, NULL },
  { "win.cure", { "<Alt>Return" }, N_ ("Set up what waiting mail needs, or show the next") },
  { "win.next-trouble", { "<Alt>Page_Down" }, NULL },
  { "win.search", { "<Primary>f" }, N_ ("Search") },
  { NULL, { "Return" }, N_ ("Properties of what is selected") },
  { NULL, { "Delete" }, N_ ("Remove what is selected") },
  { "win.undo", { "<Primary>z" }, N_ ("Undo removing or changing several") },
  { NULL, { "Escape" }, N_ ("Cancel, or close the window") },
  { "win.close", { "<Primary>w" }, N_ ("Close the window") },
  { "app.quit", { "<Primary>q" }, NULL },
};

void
cs_shortcuts_use (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].action != NULL)
      gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}

char *
cs_shortcuts_label (const char *action)
{
  guint key;
  GdkModifierType modifiers;

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (g_strcmp0 (shortcuts[i].action, action) == 0)
      {
        gtk_accelerator_parse (shortcuts[i].keys[0], &key, &modifiers);
        return gtk_accelerator_get_label (key, modifiers);
      }
  return NULL;
}

static gboolean
is_in_line (guint number)
{
  return number < G_N_ELEMENTS (shortcuts) && shortcuts[number].title == NULL;
}

/* The line of shortcut @number, which has a title. */
static GtkWidget *
line_new (guint number)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  guint i = number;

  do
    {
      g_autofree char *these = g_strjoinv (" ", (char **)shortcuts[i].keys);

      g_string_append_printf (keys, "%s%s", keys->len > 0 ? " " : "", these);
    }
  while (is_in_line (++i));
  return g_object_new (GTK_TYPE_SHORTCUTS_SHORTCUT, "visible", TRUE, "accelerator", keys->str,
                       "title", _ (shortcuts[number].title), NULL);
}

static GtkWidget *
group_new (void)
{
  GtkWidget *group
      = g_object_new (GTK_TYPE_SHORTCUTS_GROUP, "visible", TRUE, "title", _ ("Window"), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].title != NULL)
      gtk_container_add (GTK_CONTAINER (group), line_new (i));
  return group;
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

  gtk_container_add (GTK_CONTAINER (section), group_new ());
  gtk_container_add (GTK_CONTAINER (window), section);
  gtk_container_forall (GTK_CONTAINER (window), name_toggle, NULL);
  /* A group of its own: it is modal, but the sheet goes on. */
  gtk_window_group_add_window (alone, GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}
