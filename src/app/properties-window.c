#include "app/properties-window.h"

#include "app/close-question.h"
#include "app/delivery-page.h"
#include "app/dialogs.h"
#include "app/first-frame.h"
#include "app/general-page.h"
#include "app/messages-page.h"
#include "app/notices.h"
#include "app/properties-window-private.h"
#include "app/queue-page.h"
#include "app/window-state.h"

G_DEFINE_TYPE (CsPropertiesWindow, cs_properties_window, GTK_TYPE_APPLICATION_WINDOW)

static void
on_changed_on_disk (CsPropertiesWindow *window)
{
  cs_notices_show_changed_on_disk (window->notice_bar);
}

/* Buttons */

static void
on_apply_clicked (CsPropertiesWindow *window)
{
  cs_properties_window_apply (window, CS_APPLY_DEFAULT, FALSE);
}

static void
on_ok_clicked (CsPropertiesWindow *window)
{
  if (cs_properties_window_has_changes (window))
    cs_properties_window_apply (window, CS_APPLY_DEFAULT, TRUE);
  else
    gtk_widget_destroy (GTK_WIDGET (window));
}

/* While something is being applied, Cancel stops that; otherwise it closes without a trace. */
static void
on_cancel_clicked (CsPropertiesWindow *window)
{
  if (window->applying != NULL)
    g_cancellable_cancel (window->applying);
  else
    gtk_widget_destroy (GTK_WIDGET (window));
}

/* Closing */

static void
on_close_answered (GtkDialog *question, int response, CsPropertiesWindow *window)
{
  gtk_widget_destroy (GTK_WIDGET (question));
  if (response == CS_CLOSE_DISCARD)
    gtk_widget_destroy (GTK_WIDGET (window));
  else if (response == CS_CLOSE_APPLY)
    cs_properties_window_apply (window, CS_APPLY_DEFAULT, TRUE);
}

static gboolean
cs_properties_window_delete_event (GtkWidget *widget, GdkEventAny *event)
{
  CsPropertiesWindow *window = CS_PROPERTIES_WINDOW (widget);
  GtkWidget *question;

  if (window->applying != NULL)
    return GDK_EVENT_STOP;
  if (!cs_properties_window_has_changes (window))
    return GDK_EVENT_PROPAGATE;

  question = cs_close_question_new (GTK_WINDOW (window), window->sheet);
  g_signal_connect_object (question, "response", G_CALLBACK (on_close_answered), window, 0);
  cs_dialog_present (GTK_DIALOG (question));
  return GDK_EVENT_STOP;
}

/* Keys */

/* A search entry takes Escape for itself, also when there is nothing left to be cleared. */
static gboolean
is_empty_search (GtkWidget *focus)
{
  return GTK_IS_SEARCH_ENTRY (focus) && gtk_entry_get_text_length (GTK_ENTRY (focus)) == 0;
}

static void
escape (CsPropertiesWindow *window)
{
  if (window->applying != NULL)
    g_cancellable_cancel (window->applying);
  else
    gtk_window_close (GTK_WINDOW (window));
}

/* Escape closes, unless whatever has the focus knows something better to do with it. Unlike Cancel,
 * which is meant, it asks before changes are dropped. */
static gboolean
cs_properties_window_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  GtkWidgetClass *parent = GTK_WIDGET_CLASS (cs_properties_window_parent_class);
  gboolean is_escape = event->keyval == GDK_KEY_Escape;
  gboolean is_cancel = is_escape && is_empty_search (gtk_window_get_focus (GTK_WINDOW (widget)));

  if (!is_cancel && parent->key_press_event (widget, event))
    return GDK_EVENT_STOP;
  if (!is_escape)
    return GDK_EVENT_PROPAGATE;

  escape (CS_PROPERTIES_WINDOW (widget));
  return GDK_EVENT_STOP;
}

static void
cs_properties_window_dispose (GObject *object)
{
  CsPropertiesWindow *window = CS_PROPERTIES_WINDOW (object);

  if (window->applying != NULL)
    g_cancellable_cancel (window->applying);
  g_clear_handle_id (&window->busy_source, g_source_remove);
  g_clear_handle_id (&window->update_source, g_source_remove);
  g_clear_handle_id (&window->build_source, g_source_remove);
  cs_properties_window_forget_troubles (window);
  if (window->sheet != NULL)
    g_signal_handlers_disconnect_by_data (window->sheet, window);
  g_clear_pointer (&window->domain_to_open, g_free);
  g_clear_weak_pointer (&window->focus_before_apply);
  G_OBJECT_CLASS (cs_properties_window_parent_class)->dispose (object);
}

static void
cs_properties_window_finalize (GObject *object)
{
  g_clear_object (&CS_PROPERTIES_WINDOW (object)->sheet);
  G_OBJECT_CLASS (cs_properties_window_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsPropertiesWindow, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CS_TYPE_NOTICE_BAR);
  g_type_ensure (CS_TYPE_CURE_BAR);
  g_type_ensure (CS_TYPE_PAGE_SLOT);
  g_type_ensure (CS_TYPE_GENERAL_PAGE);
  g_type_ensure (CS_TYPE_MESSAGES_PAGE);
  g_type_ensure (CS_TYPE_DELIVERY_PAGE);
  g_type_ensure (CS_TYPE_REMOTE_DOMAINS_PAGE);
  g_type_ensure (CS_TYPE_QUEUE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/properties-window.ui");
  BIND (notice_bar);
  BIND (stack);
  BIND (notebook);
  BIND (cure_bar);
  BIND (delivery_slot);
  BIND (remote_domains_slot);
  BIND (queue_slot);
  BIND (busy_box);
  BIND (review_button);
  BIND (apply_button);
  BIND (ok_button);
  gtk_widget_class_bind_template_callback (widget_class, cs_properties_window_answer_notice);
  gtk_widget_class_bind_template_callback (widget_class, cs_properties_window_show_help);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, cs_properties_window_review);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_ok_clicked);
}

static void
cs_properties_window_class_init (CsPropertiesWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_properties_window_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_properties_window_finalize;
  widget_class->delete_event = cs_properties_window_delete_event;
  widget_class->key_press_event = cs_properties_window_key_press_event;
  bind_template (widget_class);
}

static void
cs_properties_window_init (CsPropertiesWindow *window)
{
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  gtk_widget_init_template (GTK_WIDGET (window));
  cs_properties_window_add_actions (window);
  /* Its dialogs block this window, not another one of this program. */
  gtk_window_group_add_window (group, GTK_WINDOW (window));
}

static void
on_first_frame (GtkWidget *window)
{
  cs_properties_window_fill (CS_PROPERTIES_WINDOW (window));
}

CsPropertiesWindow *
cs_properties_window_new (GtkApplication *application, CsSheet *sheet)
{
  CsPropertiesWindow *window
      = g_object_new (CS_TYPE_PROPERTIES_WINDOW, "application", application, NULL);

  window->sheet = g_object_ref (sheet);
  g_signal_connect_swapped (sheet, "loaded", G_CALLBACK (cs_properties_window_show_sheet), window);
  g_signal_connect_swapped (sheet, "changed", G_CALLBACK (cs_properties_window_queue_update),
                            window);
  g_signal_connect_swapped (sheet, "changed-on-disk", G_CALLBACK (on_changed_on_disk), window);
  cs_window_state_follow (GTK_WINDOW (window), window->notebook);
  cs_properties_window_update (window);
  cs_properties_window_start_busy (window);
  cs_after_first_frame (GTK_WIDGET (window), on_first_frame);
  return window;
}

CsSheet *
cs_properties_window_get_sheet (CsPropertiesWindow *window)
{
  return window->sheet;
}

void
cs_properties_window_open_domain (CsPropertiesWindow *window, const char *name)
{
  if (cs_sheet_state (window->sheet) != CS_SHEET_READY)
    {
      g_free (window->domain_to_open);
      window->domain_to_open = g_strdup (name);
      return;
    }

  cs_properties_window_show_page (window, "remote-domains");
  cs_remote_domains_page_open (cs_properties_window_remote_domains (window),
                               *name != '\0' ? name : NULL);
}
