/* queue-page-deeds.c - what can be done on the Queue page: story, retry, hold, release, remove
 */
#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/queue-page-private.h"
#include "app/queue-words.h"
#include "app/story-dialog.h"

/* What takes less is over before anybody could read that it is going on. */
#define BUSY_AFTER_MS 500
#define MEANT_IDS "meant-ids" /* of a question */

/* --- doing it --- */

typedef struct
{
  CsQueuePage *page; /* a reference */
  CsQueueDeed deed;
  guint64 n_meant;
  gboolean may_be_kept; /* some may be left alone: the server has refused their password */
} Doing;

static void
doing_free (Doing *doing)
{
  g_object_unref (doing->page);
  g_free (doing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Doing, doing_free)

static gboolean
is_gone (CsQueuePage *page)
{
  return page->rows == NULL;
}

static gboolean
on_busy (gpointer user_data)
{
  CsQueuePage *page = user_data;

  page->busy_source = 0;
  gtk_widget_show (page->doing_box);
  return G_SOURCE_REMOVE;
}

static void
on_progress (guint64 n_changed, gpointer user_data)
{
  Doing *doing = user_data;
  CsQueuePage *page = doing->page;
  g_autofree char *text = NULL;

  if (is_gone (page) || !gtk_widget_get_visible (page->doing_box))
    return;
  text = cs_queue_words_doing (doing->deed, n_changed);
  cs_queue_page_set_status (page, text);
}

static char *
answer_of (const Doing *doing, guint64 n_changed, const GError *error)
{
  gboolean kept = doing->may_be_kept && n_changed < doing->n_meant;
  g_autofree char *done = cs_queue_words_done (doing->deed, n_changed, kept);

  if (error == NULL)
    return g_steal_pointer (&done);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Translators: somebody pressed Stop; %s is a sentence that says what was done so far */
    return g_strdup_printf (_ ("Stopped. %s"), done);
  if (n_changed == 0)
    return g_strdup (error->message);
  /* Translators: what went wrong, then a sentence that says what was done before */
  return g_strdup_printf (_ ("%1$s. %2$s"), error->message, done);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Doing) doing = user_data;
  CsQueuePage *page = doing->page;
  g_autoptr (GError) error = NULL;
  guint64 n_changed;

  cs_queue_deed_finish (result, &n_changed, &error);
  g_clear_object (&page->doing);
  if (is_gone (page))
    return;

  g_clear_handle_id (&page->busy_source, g_source_remove);
  gtk_widget_hide (page->doing_box);
  cs_queue_page_set_answer (page, answer_of (doing, n_changed, error));
  cs_queue_feed_note_changed (page->feed, TRUE);
  cs_queue_page_queue_selection (page);
}

/* (transfer full) (nullable): NULL: everything that matches */
static GPtrArray *
meant_ids (CsQueuePage *page)
{
  return page->is_everything ? NULL : cs_queue_page_selected_ids (page);
}

static void
carry_out (CsQueuePage *page, CsQueueDeed deed, GPtrArray *ids)
{
  CsDelivery *worker = page->watch != NULL ? cs_queue_watch_worker (page->watch) : NULL;
  const char *const *suspended;
  CsQueueSummary summary;
  Doing *doing;

  if (worker == NULL || page->doing != NULL || (ids != NULL && ids->len == 0))
    return;

  cs_queue_page_summarize (page, &summary);
  suspended = cs_delivery_get_suspended_credentials (worker);
  doing = g_new0 (Doing, 1);
  doing->page = g_object_ref (page);
  doing->deed = deed;
  doing->n_meant = ids != NULL ? ids->len : summary.n;
  doing->may_be_kept = deed == CS_QUEUE_DEED_RETRY && suspended != NULL && suspended[0] != NULL
                       && (page->is_everything || summary.n_refused > 0);
  page->doing = g_cancellable_new ();
  page->busy_source = g_timeout_add (BUSY_AFTER_MS, on_busy, page);
  cs_queue_deed_async (worker, deed, cs_queue_feed_filter (page->feed), ids, on_progress, doing,
                       page->doing, on_done, doing);
  cs_queue_page_queue_selection (page);
}

static void
on_stop_clicked (CsQueuePage *page)
{
  if (page->doing != NULL)
    g_cancellable_cancel (page->doing);
}

static void
carry_out_selected (CsQueuePage *page, CsQueueDeed deed)
{
  g_autoptr (GPtrArray) ids = meant_ids (page);

  carry_out (page, deed, ids);
}

/* --- asking first --- */

/* What the question was asked about, whatever is selected now: meanwhile mail has come and gone. */
static void
on_remove_answered (GtkDialog *question, int response, CsQueuePage *page)
{
  g_autoptr (GPtrArray) ids = g_object_steal_data (G_OBJECT (question), MEANT_IDS);

  gtk_widget_destroy (GTK_WIDGET (question));
  if (response == GTK_RESPONSE_ACCEPT && (ids != NULL || page->is_everything))
    carry_out (page, CS_QUEUE_DEED_REMOVE, ids);
}

static GtkWidget *
remove_question (CsQueuePage *page)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page)));
  CsQueueSummary summary;
  g_autofree char *text = NULL;
  guint64 n;

  cs_queue_page_summarize (page, &summary);
  if (page->is_everything && !cs_queue_page_count_listed (page, &n))
    text = g_strdup (_ ("Remove all recipients that match from the queue?"));
  else
    text = cs_queue_words_ask_to_remove (summary.n);
  return gtk_message_dialog_new (window, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                 GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", text);
}

static void
ask_to_remove (CsQueuePage *page)
{
  GtkWidget *question = remove_question (page);
  GtkWidget *remove;

  g_object_set_data_full (G_OBJECT (question), MEANT_IDS, meant_ids (page),
                          (GDestroyNotify)g_ptr_array_unref);
  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (question), "%s",
      _ ("What is removed is not sent, and its sender is not told. This cannot be undone."));
  gtk_dialog_add_button (GTK_DIALOG (question), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  remove = gtk_dialog_add_button (GTK_DIALOG (question), _ ("_Remove"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (question), GTK_RESPONSE_CANCEL);
  gtk_style_context_add_class (gtk_widget_get_style_context (remove),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  cs_dialog_attach (GTK_DIALOG (question),
                    GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))));
  g_signal_connect_object (question, "response", G_CALLBACK (on_remove_answered), page, 0);
  cs_dialog_present (GTK_DIALOG (question));
}

/* --- buttons, menu and keys --- */

static void
on_retry_clicked (CsQueuePage *page)
{
  carry_out_selected (page, CS_QUEUE_DEED_RETRY);
}

static void
on_hold_clicked (CsQueuePage *page)
{
  carry_out_selected (page, CS_QUEUE_DEED_HOLD);
}

static void
on_release_clicked (CsQueuePage *page)
{
  carry_out_selected (page, CS_QUEUE_DEED_RELEASE);
}

static void
on_remove_clicked (CsQueuePage *page)
{
  ask_to_remove (page);
}

static void
on_story_clicked (CsQueuePage *page)
{
  g_autoptr (GPtrArray) ids = cs_queue_page_selected_ids (page);

  if (ids->len == 1 && page->watch != NULL)
    cs_story_dialog_open (GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), page->watch,
                          g_ptr_array_index (ids, 0));
}

static void
on_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const struct
  {
    const char *name;
    void (*handler) (CsQueuePage *page);
  } handlers[] = {
    { "story", on_story_clicked },     { "retry", on_retry_clicked },   { "hold", on_hold_clicked },
    { "release", on_release_clicked }, { "remove", on_remove_clicked },
  };

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), handlers[i].name))
      handlers[i].handler (user_data);
}

static gboolean
is_enabled (CsQueuePage *page, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (page->actions), action);
}

static gboolean
on_tree_key_pressed (CsQueuePage *page, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_Delete && event->keyval != GDK_KEY_KP_Delete)
    return GDK_EVENT_PROPAGATE;

  if (is_enabled (page, "remove"))
    ask_to_remove (page);
  return GDK_EVENT_STOP;
}

static GtkMenu *
context_menu (CsQueuePage *page)
{
  static const struct
  {
    const char *label;
    const char *action;
  } items[] = {
    { N_ ("_Story…"), "queue.story" },  { N_ ("Re_try"), "queue.retry" },
    { N_ ("Hol_d"), "queue.hold" },     { N_ ("Re_lease"), "queue.release" },
    { N_ ("Remo_ve"), "queue.remove" },
  };
  g_autoptr (GMenu) model = g_menu_new ();
  GtkWidget *menu;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    g_menu_append (model, _ (items[i].label), items[i].action);
  menu = gtk_menu_new_from_model (G_MENU_MODEL (model));
  gtk_menu_attach_to_widget (GTK_MENU (menu), GTK_WIDGET (page->tree), NULL);
  /* Not before the item that was chosen has done what it says. */
  g_signal_connect (menu, "selection-done", G_CALLBACK (gtk_widget_destroy), NULL);
  return GTK_MENU (menu);
}

/* What is clicked is selected, unless it belongs to what is selected already. */
static void
select_at (CsQueuePage *page, const GdkEventButton *event)
{
  g_autoptr (GtkTreePath) path = NULL;

  if (gtk_tree_view_get_path_at_pos (page->tree, (int)event->x, (int)event->y, &path, NULL, NULL,
                                     NULL)
      && !gtk_tree_selection_path_is_selected (page->selection, path))
    gtk_tree_view_set_cursor (page->tree, path, NULL, FALSE);
}

static gboolean
on_tree_button_pressed (CsQueuePage *page, GdkEventButton *event)
{
  if (!gdk_event_triggers_context_menu ((GdkEvent *)event)
      || event->window != gtk_tree_view_get_bin_window (page->tree))
    return GDK_EVENT_PROPAGATE;

  select_at (page, event);
  cs_queue_page_show_selection (page);
  gtk_menu_popup_at_pointer (context_menu (page), (GdkEvent *)event);
  return GDK_EVENT_STOP;
}

static gboolean
on_tree_popup_menu (CsQueuePage *page)
{
  g_autoptr (GtkTreePath) path = NULL;
  GdkRectangle area = { 0 };

  gtk_tree_view_get_cursor (page->tree, &path, NULL);
  if (path != NULL)
    gtk_tree_view_get_cell_area (page->tree, path, gtk_tree_view_get_column (page->tree, 0), &area);
  gtk_menu_popup_at_rect (context_menu (page), gtk_tree_view_get_bin_window (page->tree), &area,
                          GDK_GRAVITY_SOUTH_WEST, GDK_GRAVITY_NORTH_WEST, NULL);
  return TRUE;
}

/* --- building --- */

static void
init_actions (CsQueuePage *page)
{
  static const GActionEntry entries[] = {
    { .name = "story", .activate = on_action },  { .name = "retry", .activate = on_action },
    { .name = "hold", .activate = on_action },   { .name = "release", .activate = on_action },
    { .name = "remove", .activate = on_action },
  };
  g_autoptr (GPropertyAction) subject
      = g_property_action_new ("show-subject", page->subject_column, "visible");
  g_autoptr (GPropertyAction) sender
      = g_property_action_new ("show-sender", page->sender_column, "visible");

  page->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (page->actions), entries, G_N_ELEMENTS (entries),
                                   page);
  g_action_map_add_action (G_ACTION_MAP (page->actions), G_ACTION (subject));
  g_action_map_add_action (G_ACTION_MAP (page->actions), G_ACTION (sender));
  gtk_widget_insert_action_group (GTK_WIDGET (page), "queue", G_ACTION_GROUP (page->actions));
}

void
cs_queue_page_init_deeds (CsQueuePage *page)
{
  init_actions (page);
  cs_queue_page_show_selection (page);
}

void
cs_queue_page_dispose_deeds (CsQueuePage *page)
{
  on_stop_clicked (page);
  g_clear_handle_id (&page->selection_source, g_source_remove);
  g_clear_handle_id (&page->busy_source, g_source_remove);
  g_clear_pointer (&page->answer, g_free);
  g_clear_object (&page->actions);
}

#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

void
cs_queue_page_bind_deeds (GtkWidgetClass *widget_class)
{
  CALLBACK (on_tree_key_pressed);
  CALLBACK (on_tree_button_pressed);
  CALLBACK (on_tree_popup_menu);
  CALLBACK (on_story_clicked);
  CALLBACK (on_retry_clicked);
  CALLBACK (on_hold_clicked);
  CALLBACK (on_release_clicked);
  CALLBACK (on_remove_clicked);
  CALLBACK (on_stop_clicked);
}
