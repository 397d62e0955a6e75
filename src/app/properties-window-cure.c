/* properties-window-cure.c - from mail that waits to the dialog in which that can be mended
 *
 * The bar stands above the pages, and on the page Queue in their stead. Nothing is changed here:
 * the dialogs come filled in, and what is typed there is a draft like any other.
 */
#include "admin/cure.h"
#include "app/delivery-page.h"
#include "app/properties-window-private.h"
#include "app/queue-page.h"

static gboolean
is_queue_shown (CsPropertiesWindow *window)
{
  int shown = gtk_notebook_get_current_page (window->notebook);

  return gtk_notebook_get_nth_page (window->notebook, shown) == GTK_WIDGET (window->queue_slot);
}

static void
on_cure (CsCureBar *bar, CsPropertiesWindow *window)
{
  cs_properties_window_set_up (window, cs_cure_bar_get_trouble (bar));
}

static void
follow (CsPropertiesWindow *window, CsCureBar *bar)
{
  g_signal_connect_object (bar, "cure", G_CALLBACK (on_cure), window, 0);
  cs_cure_bar_follow (bar, window->troubles);
}

void
cs_properties_window_show_cure (CsPropertiesWindow *window)
{
  gboolean is_queue = is_queue_shown (window);

  if (window->troubles == NULL)
    return;
  if (is_queue && window->queue_cure_bar == NULL)
    {
      window->queue_cure_bar = cs_cure_bar_new ();
      cs_queue_page_add_notice (CS_QUEUE_PAGE (cs_page_slot_get (window->queue_slot)),
                                GTK_WIDGET (window->queue_cure_bar));
      follow (window, window->queue_cure_bar);
    }
  cs_cure_bar_set_quiet (window->cure_bar, is_queue);
}

void
cs_properties_window_watch_troubles (CsPropertiesWindow *window)
{
  if (window->troubles != NULL)
    return;
  window->troubles = cs_trouble_watch_new (cs_sheet_instance (window->sheet));
  follow (window, window->cure_bar);
  cs_properties_window_show_cure (window);
}

void
cs_properties_window_forget_troubles (CsPropertiesWindow *window)
{
  g_clear_pointer (&window->trouble_to_cure, cs_trouble_free);
  if (window->troubles != NULL)
    g_object_run_dispose (G_OBJECT (window->troubles));
  g_clear_object (&window->troubles);
}

CsCureBar *
cs_properties_window_cure_bar (CsPropertiesWindow *window)
{
  return is_queue_shown (window) && window->queue_cure_bar != NULL ? window->queue_cure_bar
                                                                   : window->cure_bar;
}

static void
show_page (CsPropertiesWindow *window, CsPageSlot *slot)
{
  gtk_notebook_set_current_page (window->notebook,
                                 gtk_notebook_page_num (window->notebook, GTK_WIDGET (slot)));
}

/* (nullable): a dialog of this window, which blocks it */
static GtkWindow *
find_dialog (CsPropertiesWindow *window)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (GTK_IS_DIALOG (item->data) && gtk_window_get_modal (item->data)
        && gtk_window_get_transient_for (item->data) == GTK_WINDOW (window))
      return item->data;
  return NULL;
}

gboolean
cs_properties_window_is_looked_at (CsPropertiesWindow *window)
{
  GtkWindowGroup *group = gtk_window_get_group (GTK_WINDOW (window));
  g_autoptr (GList) windows = gtk_window_group_list_windows (group);

  for (GList *item = windows; item != NULL; item = item->next)
    if (gtk_window_is_active (item->data))
      return TRUE;
  return gtk_window_is_active (GTK_WINDOW (window));
}

void
cs_properties_window_set_up (CsPropertiesWindow *window, const CsTrouble *trouble)
{
  g_autoptr (CsCure) cure = NULL;

  if (cs_sheet_state (window->sheet) != CS_SHEET_READY)
    {
      g_clear_pointer (&window->trouble_to_cure, cs_trouble_free);
      window->trouble_to_cure = cs_trouble_copy (trouble);
      return;
    }
  cure = cs_cure_new (trouble, cs_sheet_settings (window->sheet));
  if (cure == NULL || window->applying != NULL || find_dialog (window) != NULL)
    return;

  if (cure->pattern == NULL)
    {
      show_page (window, window->delivery_slot);
      cs_delivery_page_cure (CS_DELIVERY_PAGE (cs_page_slot_get (window->delivery_slot)), cure);
      return;
    }
  show_page (window, window->remote_domains_slot);
  cs_remote_domains_page_cure (
      CS_REMOTE_DOMAINS_PAGE (cs_page_slot_get (window->remote_domains_slot)), cure);
}
