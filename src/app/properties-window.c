#include "app/properties-window.h"

#include <glib/gi18n.h>

#include "app/close-question.h"
#include "app/delivery-page.h"
#include "app/fault-view.h"
#include "app/general-page.h"
#include "app/help.h"
#include "app/notice-bar.h"
#include "app/notices.h"
#include "app/page.h"
#include "app/remote-domains-page.h"
#include "app/window-state.h"

/* What takes less is over before anybody could read that it is going on. */
#define BUSY_AFTER_MS 500

struct _CsPropertiesWindow
{
  GtkApplicationWindow parent;
  CsNoticeBar *notice_bar;
  GtkStack *stack;
  GtkNotebook *notebook;
  CsRemoteDomainsPage *remote_domains_page;
  CsFaultView *fault_view;
  GtkWidget *busy_box;
  GtkWidget *apply_button;
  GtkWidget *ok_button;

  CsSheet *sheet;
  char *domain_to_open;
  GCancellable *applying; /* NULL: nothing is being applied */
  gboolean closes_after_apply;
  GtkWidget *focus_before_apply; /* weak pointer */
  guint busy_source;
  guint update_source;
};

G_DEFINE_TYPE (CsPropertiesWindow, cs_properties_window, GTK_TYPE_APPLICATION_WINDOW)

static void start_apply (CsPropertiesWindow *window, CsApplyFlags flags, gboolean close_after);

/* Pages */

static CsPage *
page_at (CsPropertiesWindow *window, int n)
{
  return CS_PAGE (gtk_notebook_get_nth_page (window->notebook, n));
}

static CsPage *
current_page (CsPropertiesWindow *window)
{
  return page_at (window, gtk_notebook_get_current_page (window->notebook));
}

/* Returns: the first error on any page; *@page is where. */
static GtkWidget *
first_error (CsPropertiesWindow *window, int *page)
{
  for (int i = 0; i < gtk_notebook_get_n_pages (window->notebook); i++)
    {
      GtkWidget *error = cs_page_first_error (page_at (window, i));

      *page = i;
      if (error != NULL)
        return error;
    }
  return NULL;
}

static gboolean
has_changes (CsPropertiesWindow *window)
{
  int page;

  return cs_sheet_state (window->sheet) == CS_SHEET_READY
         && (first_error (window, &page) != NULL || cs_sheet_is_changed (window->sheet));
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

static void
update (CsPropertiesWindow *window)
{
  gboolean is_ready = cs_sheet_state (window->sheet) == CS_SHEET_READY;

  show_title (window);
  gtk_widget_set_sensitive (window->apply_button, window->applying == NULL && has_changes (window));
  gtk_widget_set_sensitive (window->ok_button, window->applying == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (window->stack),
                            window->applying == NULL
                                && cs_sheet_state (window->sheet) != CS_SHEET_LOADING);
  if (is_ready && window->domain_to_open != NULL)
    {
      g_autofree char *name = g_steal_pointer (&window->domain_to_open);

      cs_properties_window_open_domain (window, name);
    }
}

static gboolean
on_update (gpointer user_data)
{
  CsPropertiesWindow *window = user_data;

  window->update_source = 0;
  update (window);
  return G_SOURCE_REMOVE;
}

/* Comparing large settings at each key would be felt: once is enough when the keys rest. */
static void
queue_update (CsPropertiesWindow *window)
{
  if (window->update_source == 0)
    window->update_source = g_idle_add (on_update, window);
}

static gboolean
on_busy (gpointer user_data)
{
  CsPropertiesWindow *window = user_data;

  window->busy_source = 0;
  if (window->applying != NULL)
    gtk_widget_show (window->busy_box);
  else if (cs_sheet_state (window->sheet) == CS_SHEET_LOADING)
    gtk_stack_set_visible_child_name (window->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
start_busy (CsPropertiesWindow *window)
{
  if (window->busy_source == 0)
    window->busy_source = g_timeout_add (BUSY_AFTER_MS, on_busy, window);
}

static void
stop_busy (CsPropertiesWindow *window)
{
  g_clear_handle_id (&window->busy_source, g_source_remove);
  gtk_widget_hide (window->busy_box);
}

static void
on_sheet_loaded (CsPropertiesWindow *window)
{
  gboolean is_ready = cs_sheet_state (window->sheet) == CS_SHEET_READY;
  gboolean is_first = !gtk_widget_get_sensitive (GTK_WIDGET (window->stack));

  stop_busy (window);
  cs_notice_bar_hide (window->notice_bar);
  if (is_ready)
    {
      for (int i = 0; i < gtk_notebook_get_n_pages (window->notebook); i++)
        cs_page_show (page_at (window, i), window->sheet);
      cs_notices_show_warnings (window->notice_bar, window->sheet);
    }
  else
    cs_fault_view_show (window->fault_view, window->sheet);
  gtk_stack_set_visible_child_name (window->stack, is_ready ? "pages" : "fault");
  update (window);
  if (is_ready && is_first)
    gtk_widget_grab_focus (GTK_WIDGET (window->notebook));
}

static void
on_changed_on_disk (CsPropertiesWindow *window)
{
  cs_notices_show_changed_on_disk (window->notice_bar);
}

/* Applying */

/* The pages are insensitive meanwhile, which takes the focus away from them. */
static void
restore_focus (CsPropertiesWindow *window)
{
  if (window->focus_before_apply != NULL && gtk_widget_is_sensitive (window->focus_before_apply))
    gtk_widget_grab_focus (window->focus_before_apply);
  else
    gtk_widget_grab_focus (window->ok_button);
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsPropertiesWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_applied = cs_sheet_apply_finish (CS_SHEET (source), result, &error);

  g_clear_object (&window->applying);
  stop_busy (window);
  if (gtk_widget_in_destruction (GTK_WIDGET (window)) || window->stack == NULL)
    return;

  if (!is_applied)
    cs_notices_show_apply_error (window->notice_bar, error);
  else if (window->closes_after_apply)
    {
      gtk_widget_destroy (GTK_WIDGET (window));
      return;
    }
  update (window);
  restore_focus (window);
}

static void
focus_error (CsPropertiesWindow *window, GtkWidget *error, int page)
{
  gtk_notebook_set_current_page (window->notebook, page);
  gtk_widget_grab_focus (error);
}

static void
start_apply (CsPropertiesWindow *window, CsApplyFlags flags, gboolean close_after)
{
  int page;
  GtkWidget *error;

  if (window->applying != NULL || cs_sheet_state (window->sheet) != CS_SHEET_READY)
    return;

  error = first_error (window, &page);
  if (error != NULL)
    {
      focus_error (window, error, page);
      return;
    }

  window->closes_after_apply = close_after;
  g_set_weak_pointer (&window->focus_before_apply, gtk_window_get_focus (GTK_WINDOW (window)));
  window->applying = g_cancellable_new ();
  cs_notice_bar_hide (window->notice_bar);
  cs_sheet_apply_async (window->sheet, flags, window->applying, on_applied, g_object_ref (window));
  start_busy (window);
  queue_update (window);
}

static void
on_apply_clicked (CsPropertiesWindow *window)
{
  start_apply (window, CS_APPLY_DEFAULT, FALSE);
}

static void
on_ok_clicked (CsPropertiesWindow *window)
{
  if (has_changes (window))
    start_apply (window, CS_APPLY_DEFAULT, TRUE);
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

static void
on_notice_response (CsPropertiesWindow *window, int response)
{
  switch (response)
    {
    case CS_NOTICE_RELOAD:
      cs_sheet_load (window->sheet);
      break;
    case CS_NOTICE_OVERWRITE:
      start_apply (window, CS_APPLY_OVERWRITE, window->closes_after_apply);
      break;
    case CS_NOTICE_AGAIN:
      start_apply (window, CS_APPLY_DEFAULT, window->closes_after_apply);
      break;
    default:
      break;
    }
}

/* Closing */

static void
on_close_answered (GtkDialog *question, int response, CsPropertiesWindow *window)
{
  gtk_widget_destroy (GTK_WIDGET (question));
  if (response == CS_CLOSE_DISCARD)
    gtk_widget_destroy (GTK_WIDGET (window));
  else if (response == CS_CLOSE_APPLY)
    start_apply (window, CS_APPLY_DEFAULT, TRUE);
}

static gboolean
cs_properties_window_delete_event (GtkWidget *widget, GdkEventAny *event)
{
  CsPropertiesWindow *window = CS_PROPERTIES_WINDOW (widget);
  GtkWidget *question;

  if (window->applying != NULL)
    return GDK_EVENT_STOP;
  if (!has_changes (window))
    return GDK_EVENT_PROPAGATE;

  question = cs_close_question_new (GTK_WINDOW (window), window->sheet);
  g_signal_connect_object (question, "response", G_CALLBACK (on_close_answered), window, 0);
  gtk_window_present (GTK_WINDOW (question));
  return GDK_EVENT_STOP;
}

/* Keys and actions */

static void
on_help_clicked (CsPropertiesWindow *window)
{
  cs_help_show (GTK_WINDOW (window), cs_page_help_topic (current_page (window)));
}

static void
on_help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  on_help_clicked (user_data);
}

static void
on_close_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

static void
on_next_page_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_notebook_next_page (CS_PROPERTIES_WINDOW (user_data)->notebook);
}

static void
on_previous_page_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_notebook_prev_page (CS_PROPERTIES_WINDOW (user_data)->notebook);
}

/* Escape is Cancel, unless whatever has the focus knows something better to do with it. */
static gboolean
cs_properties_window_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  GtkWidgetClass *parent = GTK_WIDGET_CLASS (cs_properties_window_parent_class);

  if (parent->key_press_event (widget, event))
    return GDK_EVENT_STOP;
  if (event->keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  on_cancel_clicked (CS_PROPERTIES_WINDOW (widget));
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
  g_type_ensure (CS_TYPE_FAULT_VIEW);
  g_type_ensure (CS_TYPE_GENERAL_PAGE);
  g_type_ensure (CS_TYPE_DELIVERY_PAGE);
  g_type_ensure (CS_TYPE_REMOTE_DOMAINS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/properties-window.ui");
  BIND (notice_bar);
  BIND (stack);
  BIND (notebook);
  BIND (remote_domains_page);
  BIND (fault_view);
  BIND (busy_box);
  BIND (apply_button);
  BIND (ok_button);
  gtk_widget_class_bind_template_callback (widget_class, on_notice_response);
  gtk_widget_class_bind_template_callback (widget_class, on_help_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
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
  static const GActionEntry actions[] = {
    { .name = "help", .activate = on_help_action },
    { .name = "close", .activate = on_close_action },
    { .name = "next-page", .activate = on_next_page_action },
    { .name = "previous-page", .activate = on_previous_page_action },
  };
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  gtk_widget_init_template (GTK_WIDGET (window));
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
  /* Its dialogs block this window, not another one of this program. */
  gtk_window_group_add_window (group, GTK_WINDOW (window));
}

CsPropertiesWindow *
cs_properties_window_new (GtkApplication *application, CsSheet *sheet)
{
  CsPropertiesWindow *window
      = g_object_new (CS_TYPE_PROPERTIES_WINDOW, "application", application, NULL);

  window->sheet = g_object_ref (sheet);
  g_signal_connect_swapped (sheet, "loaded", G_CALLBACK (on_sheet_loaded), window);
  g_signal_connect_swapped (sheet, "changed", G_CALLBACK (queue_update), window);
  g_signal_connect_swapped (sheet, "changed-on-disk", G_CALLBACK (on_changed_on_disk), window);
  cs_window_state_follow (GTK_WINDOW (window));
  show_title (window);
  gtk_widget_set_sensitive (GTK_WIDGET (window->stack), FALSE);
  start_busy (window);
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

  gtk_notebook_set_current_page (
      window->notebook,
      gtk_notebook_page_num (window->notebook, GTK_WIDGET (window->remote_domains_page)));
  cs_remote_domains_page_open (window->remote_domains_page, name);
}
