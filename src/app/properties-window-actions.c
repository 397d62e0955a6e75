/* properties-window-actions.c - what the keys and the launcher can ask of the property sheet
 */
#include "app/help.h"
#include "app/properties-window-private.h"
#include "app/shortcuts.h"

void
cs_properties_window_show_help (CsPropertiesWindow *window)
{
  cs_help_show (GTK_WINDOW (window),
                cs_page_help_topic (cs_properties_window_current_page (window)));
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cs_properties_window_show_help (user_data);
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cs_shortcuts_show (user_data);
}

static void
on_close (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

static void
on_next_page (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_notebook_next_page (CS_PROPERTIES_WINDOW (user_data)->notebook);
}

static void
on_previous_page (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_notebook_prev_page (CS_PROPERTIES_WINDOW (user_data)->notebook);
}

static void
on_cure (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cs_cure_bar_cure (cs_properties_window_cure_bar (user_data));
}

static void
on_next_trouble (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cs_cure_bar_next (cs_properties_window_cure_bar (user_data));
}

/* Remote domains are what there may be most of. */
static void
on_search (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (cs_page_search (cs_properties_window_current_page (user_data)))
    return;
  cs_properties_window_show_page (user_data, "remote-domains");
  cs_page_search (cs_properties_window_current_page (user_data));
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (cs_remote_domains_page_undo (cs_properties_window_remote_domains (user_data)))
    cs_properties_window_show_page (user_data, "remote-domains");
}

void
cs_properties_window_add_actions (CsPropertiesWindow *window)
{
  static const GActionEntry actions[] = {
    { .name = "help", .activate = on_help },
    { .name = "shortcuts", .activate = on_shortcuts },
    { .name = "close", .activate = on_close },
    { .name = "next-page", .activate = on_next_page },
    { .name = "previous-page", .activate = on_previous_page },
    { .name = "search", .activate = on_search },
    { .name = "cure", .activate = on_cure },
    { .name = "next-trouble", .activate = on_next_trouble },
    { .name = "undo", .activate = on_undo },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
}

CsRemoteDomainsPage *
cs_properties_window_remote_domains (CsPropertiesWindow *window)
{
  return CS_REMOTE_DOMAINS_PAGE (cs_page_slot_get (window->remote_domains_slot));
}

void
cs_properties_window_show_page (CsPropertiesWindow *window, const char *name)
{
  for (int i = 0; i < gtk_notebook_get_n_pages (window->notebook); i++)
    if (g_str_equal (gtk_widget_get_name (gtk_notebook_get_nth_page (window->notebook, i)), name))
      gtk_notebook_set_current_page (window->notebook, i);
}
