/* properties-window-show.c - what the property sheet shows of its sheet, and whether it may apply
 */
#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/notices.h"
#include "app/properties-window-private.h"

/* What takes less is over before anybody could read that it is going on. */
#define BUSY_AFTER_MS 500

static CsPageSlot *
slot_at (CsPropertiesWindow *window, int n)
{
  return CS_PAGE_SLOT (gtk_notebook_get_nth_page (window->notebook, n));
}

static CsPageSlot *
current_slot (CsPropertiesWindow *window)
{
  return slot_at (window, gtk_notebook_get_current_page (window->notebook));
}

CsPage *
cs_properties_window_current_page (CsPropertiesWindow *window)
{
  return cs_page_slot_get (current_slot (window));
}

/* Returns: the first error on any page; *@page is where. */
GtkWidget *
cs_properties_window_first_error (CsPropertiesWindow *window, int *page)
{
  for (int i = 0; i < gtk_notebook_get_n_pages (window->notebook); i++)
    {
      GtkWidget *error = cs_page_slot_first_error (slot_at (window, i));

      *page = i;
      if (error != NULL)
        return error;
    }
  return NULL;
}

gboolean
cs_properties_window_has_changes (CsPropertiesWindow *window)
{
  int page;

  return cs_sheet_state (window->sheet) == CS_SHEET_READY
         && (cs_properties_window_first_error (window, &page) != NULL
             || cs_sheet_is_changed (window->sheet));
}

static void
show_title (CsPropertiesWindow *window)
{
  const char *site = _ ("SMTP Site");
  g_autofree char *title = NULL;

  if (cs_sheet_state (window->sheet) == CS_SHEET_READY)
    site = cs_settings_site_name (cs_sheet_settings (window->sheet));

  if (cs_sheet_instance (window->sheet)->is_system)
    /* Translators: a window title; %s is the site's name. Of the whole machine, not of one user */
    title = g_strdup_printf (_ ("%s Properties (System)"), site);
  else
    /* Translators: a window title; %s is the site's name */
    title = g_strdup_printf (_ ("%s Properties"), site);
  gtk_window_set_title (GTK_WINDOW (window), title);
}

/* Of Apply. */
static const char *
why_not (CsPropertiesWindow *window)
{
  if (window->applying != NULL)
    return _ ("The changes are being applied.");
  if (cs_sheet_state (window->sheet) == CS_SHEET_LOADING)
    return _ ("The settings are being read.");
  if (cs_sheet_state (window->sheet) == CS_SHEET_FAULTY)
    return _ ("The settings cannot be read");
  return _ ("Nothing has been changed.");
}

void
cs_properties_window_update (CsPropertiesWindow *window)
{
  gboolean is_ready = cs_sheet_state (window->sheet) == CS_SHEET_READY;
  gboolean is_faulty = cs_sheet_state (window->sheet) == CS_SHEET_FAULTY;
  gboolean can_apply = window->applying == NULL && cs_properties_window_has_changes (window);

  show_title (window);
  cs_widget_set_sensitive_because (window->apply_button, can_apply, why_not (window));
  cs_widget_set_sensitive_because (window->review_button, can_apply, why_not (window));
  cs_widget_set_sensitive_because (window->ok_button, window->applying == NULL && !is_faulty,
                                   why_not (window));
  cs_widget_set_sensitive_because (GTK_WIDGET (window->stack), window->applying == NULL,
                                   why_not (window));
  if (is_ready && window->domain_to_open != NULL)
    {
      g_autofree char *name = g_steal_pointer (&window->domain_to_open);

      cs_properties_window_open_domain (window, name);
    }
  if (is_ready && window->trouble_to_cure != NULL)
    {
      g_autoptr (CsTrouble) trouble = g_steal_pointer (&window->trouble_to_cure);

      cs_properties_window_set_up (window, trouble);
    }
}

static gboolean
on_update (gpointer user_data)
{
  CsPropertiesWindow *window = user_data;

  window->update_source = 0;
  cs_properties_window_update (window);
  return G_SOURCE_REMOVE;
}

/* Comparing large settings at each key would be felt: once is enough when the keys rest. */
void
cs_properties_window_queue_update (CsPropertiesWindow *window)
{
  if (window->update_source == 0)
    window->update_source = g_idle_add (on_update, window);
}

static void
show_loading_view (CsPropertiesWindow *window)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/org/countersign/Settings/ui/loading-view.ui");

  if (gtk_stack_get_child_by_name (window->stack, "loading") == NULL)
    gtk_stack_add_named (window->stack,
                         GTK_WIDGET (gtk_builder_get_object (builder, "loading_view")), "loading");
  gtk_stack_set_visible_child_name (window->stack, "loading");
}

static gboolean
on_busy (gpointer user_data)
{
  CsPropertiesWindow *window = user_data;

  window->busy_source = 0;
  if (window->applying != NULL)
    gtk_widget_show (window->busy_box);
  else if (cs_sheet_state (window->sheet) == CS_SHEET_LOADING)
    show_loading_view (window);
  return G_SOURCE_REMOVE;
}

void
cs_properties_window_start_busy (CsPropertiesWindow *window)
{
  if (window->busy_source == 0)
    window->busy_source = g_timeout_add (BUSY_AFTER_MS, on_busy, window);
}

void
cs_properties_window_stop_busy (CsPropertiesWindow *window)
{
  g_clear_handle_id (&window->busy_source, g_source_remove);
  gtk_widget_hide (window->busy_box);
}

/* Pages. The one in sight is filled in at once, the others when somebody turns to them. */

static void
on_switch_page (CsPropertiesWindow *window, GtkWidget *slot)
{
  cs_page_slot_show (CS_PAGE_SLOT (slot));
}

static void
on_page_shown (CsPropertiesWindow *window)
{
  cs_properties_window_show_cure (window);
}

/* So that turning to them takes no time, and the window keeps its size then. The icon comes last:
 * to draw it takes a library of its own. */
static gboolean
on_build (gpointer user_data)
{
  CsPropertiesWindow *window = user_data;

  for (int i = 0; i < gtk_notebook_get_n_pages (window->notebook); i++)
    if (cs_page_slot_build (slot_at (window, i)))
      {
        gtk_widget_show (GTK_WIDGET (cs_page_slot_get (slot_at (window, i))));
        return G_SOURCE_CONTINUE; /* one at a time: somebody may be typing already */
      }

  gtk_window_set_icon_name (GTK_WINDOW (window), CS_SETTINGS_APPLICATION_ID);
  gtk_window_set_default_icon_name (CS_SETTINGS_APPLICATION_ID); /* of dialogs */
  window->build_source = 0;
  cs_properties_window_watch_troubles (window);
  return G_SOURCE_REMOVE;
}

static void
show_pages (CsPropertiesWindow *window)
{
  for (int i = 0; i < gtk_notebook_get_n_pages (window->notebook); i++)
    cs_page_slot_take (slot_at (window, i), window->sheet);
  cs_page_slot_show (current_slot (window));
}

static void
show_fault (CsPropertiesWindow *window)
{
  if (window->fault_view == NULL)
    {
      window->fault_view = g_object_new (CS_TYPE_FAULT_VIEW, "visible", TRUE, NULL);
      gtk_stack_add_named (window->stack, GTK_WIDGET (window->fault_view), "fault");
    }
  cs_fault_view_show (window->fault_view, window->sheet);
}

void
cs_properties_window_fill (CsPropertiesWindow *window)
{
  g_signal_connect_object (window->notebook, "switch-page", G_CALLBACK (on_switch_page), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window->notebook, "notify::page", G_CALLBACK (on_page_shown), window,
                           G_CONNECT_SWAPPED);
  /* Read in a thread while the page is built. */
  cs_sheet_open (window->sheet);
  cs_page_slot_build (current_slot (window));
}

void
cs_properties_window_show_sheet (CsPropertiesWindow *window)
{
  gboolean is_ready = cs_sheet_state (window->sheet) == CS_SHEET_READY;

  cs_properties_window_stop_busy (window);
  cs_notice_bar_hide (window->notice_bar);
  if (is_ready)
    {
      show_pages (window);
      cs_notices_show_warnings (window->notice_bar, window->sheet);
    }
  else
    show_fault (window);
  gtk_stack_set_visible_child_name (window->stack, is_ready ? "pages" : "fault");
  cs_properties_window_update (window);
  if (window->build_source == 0)
    window->build_source = g_idle_add_full (G_PRIORITY_LOW, on_build, window, NULL);
  if (is_ready && gtk_window_get_focus (GTK_WINDOW (window)) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (window->notebook));
}
