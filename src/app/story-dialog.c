#include "app/story-dialog.h"

#include <string.h>

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/dialogs.h"
#include "app/help.h"
#include "app/notice-bar.h"
#include "app/queue-words.h"
#include "app/story.h"
#include "base/when.h"

#define AGAIN_MS 500 /* while it is open and the queue changes */

/* Columns of the two lists */
enum
{
  RECIPIENT,
  RECIPIENT_STATE,
  NEXT_TRY,
  ROW_ID,
};
enum
{
  WHEN,
  RESULT,
  WHY,
  HOST,
};

struct _CsStoryDialog
{
  GtkDialog parent;
  CsNoticeBar *notice_bar;
  GtkLabel *sender_label;
  GtkLabel *subject_label;
  GtkLabel *arrived_label;
  GtkLabel *origin_label;
  GtkTreeView *recipients_tree;
  GtkTreeSelection *recipients_selection;
  GtkListStore *recipients_store;
  GtkLabel *more_label;
  GtkLabel *why_label;
  GtkLabel *advice_label;
  GtkTreeView *attempts_tree;
  GtkListStore *attempts_store;
  GtkTextView *dialogue_view;
  GtkTextBuffer *dialogue_buffer;
  GtkWidget *copy_button;
  GtkTextView *header_view;
  GtkTextBuffer *header_buffer;

  CsQueueWatch *watch;
  char *message_id;
  char *row_id; /* who is shown */
  CsStory *story; /* NULL: not told yet */
  GCancellable *cancellable; /* of asking; NULL: nothing is under way */
  guint again_source;
  gboolean is_filling;
};

G_DEFINE_TYPE (CsStoryDialog, cs_story_dialog, GTK_TYPE_DIALOG)

/* --- showing --- */

static void
set_text (GtkTextBuffer *buffer, const char *text)
{
  GtkTextIter from;
  GtkTextIter to;
  g_autofree char *old = NULL;

  gtk_text_buffer_get_bounds (buffer, &from, &to);
  old = gtk_text_buffer_get_text (buffer, &from, &to, TRUE);
  if (!g_str_equal (old, text)) /* what is being read or selected stays where it is */
    gtk_text_buffer_set_text (buffer, text, -1);
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* What has just happened is not "in a moment". */
static char *
past_words (gint64 when_s)
{
  return cs_words_when (when_s, MAX (cs_when_now_s (), when_s + 1));
}

static char *
arrival_words (GVariant *row)
{
  gint64 arrived_s = 0;
  guint64 size_bytes = 0;
  g_autofree char *when = NULL;
  g_autofree char *size = NULL;

  g_variant_lookup (row, "arrived", "x", &arrived_s);
  g_variant_lookup (row, "size-bytes", "t", &size_bytes);
  when = past_words (arrived_s);
  size = cs_words_size (size_bytes);
  /* Translators: when a message came, and how large it is */
  return g_strdup_printf (_ ("%1$s, %2$s"), when, size);
}

static void
show_head (CsStoryDialog *dialog)
{
  GVariant *row = cs_story_row (dialog->story, 0);
  g_autofree char *sender = cs_queue_words_address (row, "sender");
  g_autofree char *subject = cs_queue_words_subject (row);
  g_autofree char *arrived = arrival_words (row);
  g_autofree char *origin = cs_words_origin (cs_story_origin (dialog->story));

  gtk_label_set_text (dialog->sender_label, sender);
  gtk_label_set_text (dialog->subject_label, *subject != '\0' ? subject : "–");
  gtk_label_set_text (dialog->arrived_label, arrived);
  gtk_label_set_text (dialog->origin_label, *origin != '\0' ? origin : "–");
  set_text (dialog->header_buffer, cs_story_header (dialog->story));
}

static void
add_attempt (GtkListStore *store, GVariant *attempt)
{
  gint64 when_s = 0;
  const char *host = "";
  g_autofree char *when = NULL;
  g_autofree char *why = cs_queue_words_why (attempt);

  g_variant_lookup (attempt, "when", "x", &when_s);
  g_variant_lookup (attempt, "host", "&s", &host);
  when = past_words (when_s);
  gtk_list_store_insert_with_values (store, NULL, -1, WHEN, when, RESULT,
                                     cs_queue_words_state (attempt), WHY, why, HOST, host, -1);
}

static void
show_recipient (CsStoryDialog *dialog)
{
  guint i = cs_story_find (dialog->story, dialog->row_id);
  GVariant *row = cs_story_row (dialog->story, i);
  g_autofree char *why = cs_queue_words_why (row);
  g_autoptr (GPtrArray) attempts = cs_story_attempts (dialog->story, i);
  const char *transcript = cs_story_transcript (dialog->story, i);

  set_label (dialog->why_label, why);
  set_label (dialog->advice_label, cs_words_advice (cs_queue_words_cause (row)));
  gtk_list_store_clear (dialog->attempts_store);
  for (guint j = 0; j < attempts->len; j++)
    add_attempt (dialog->attempts_store, g_ptr_array_index (attempts, j));
  set_text (dialog->dialogue_buffer, transcript);
  cs_widget_set_sensitive_because (dialog->copy_button, *transcript != '\0',
                                   _ ("No server has been spoken to yet."));
}

static void
add_recipient (CsStoryDialog *dialog, GVariant *row)
{
  const char *id = "";
  g_autofree char *recipient = cs_queue_words_address (row, "recipient");
  g_autofree char *next = cs_queue_words_next_try (row, cs_when_now_s ());
  GtkTreeIter iter;

  g_variant_lookup (row, "id", "&s", &id);
  gtk_list_store_insert_with_values (dialog->recipients_store, &iter, -1, RECIPIENT, recipient,
                                     RECIPIENT_STATE, cs_queue_words_state (row), NEXT_TRY, next,
                                     ROW_ID, id, -1);
  if (g_str_equal (id, dialog->row_id))
    gtk_tree_selection_select_iter (dialog->recipients_selection, &iter);
}

static void
show_recipients (CsStoryDialog *dialog)
{
  guint n_more = cs_story_n_more (dialog->story);
  g_autofree char *more = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "…and %u more recipient", "…and %u more recipients", n_more),
      n_more);
  g_autoptr (GtkTreePath) first = gtk_tree_path_new_first ();

  dialog->is_filling = TRUE;
  gtk_list_store_clear (dialog->recipients_store);
  for (guint i = 0; i < cs_story_n_rows (dialog->story); i++)
    add_recipient (dialog, cs_story_row (dialog->story, i));
  dialog->is_filling = FALSE;
  if (!gtk_tree_selection_get_selected (dialog->recipients_selection, NULL, NULL))
    gtk_tree_selection_select_path (dialog->recipients_selection, first);
  set_label (dialog->more_label, n_more > 0 ? more : "");
}

static void
on_recipient_selected (CsStoryDialog *dialog)
{
  GtkTreeModel *model;
  GtkTreeIter iter;

  if (dialog->is_filling || dialog->story == NULL
      || !gtk_tree_selection_get_selected (dialog->recipients_selection, &model, &iter))
    return;
  g_free (dialog->row_id);
  gtk_tree_model_get (model, &iter, ROW_ID, &dialog->row_id, -1);
  show_recipient (dialog);
}

/* --- asking --- */

static void
take (CsStoryDialog *dialog, GVariant *dictionary)
{
  CsStory *story = cs_story_new (dictionary);
  gboolean is_news = !cs_story_equal (story, dialog->story);

  g_clear_pointer (&dialog->story, cs_story_free);
  dialog->story = story;
  cs_notice_bar_hide (dialog->notice_bar);
  if (!is_news || cs_story_n_rows (story) == 0)
    return;
  show_head (dialog);
  show_recipients (dialog);
  show_recipient (dialog);
}

static void
show_error (CsStoryDialog *dialog, const GError *error)
{
  gboolean is_gone = g_error_matches (error, CS_WORKER_ERROR, CS_WORKER_ERROR_UNKNOWN_ID);

  cs_notice_bar_show (dialog->notice_bar, is_gone ? GTK_MESSAGE_INFO : GTK_MESSAGE_WARNING,
                      is_gone ? _ ("It has been delivered or removed meanwhile.") : error->message,
                      NULL);
}

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsStoryDialog) dialog = user_data;
  g_autoptr (GVariant) dictionary = NULL;
  g_autoptr (GError) error = NULL;

  cs_delivery_call_show_message_finish (CS_DELIVERY (source), &dictionary, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&dialog->cancellable);
  if (dictionary != NULL)
    take (dialog, dictionary);
  else
    {
      cs_worker_translate_error (&error);
      show_error (dialog, error);
    }
}

static void
ask (CsStoryDialog *dialog)
{
  CsDelivery *worker = cs_queue_watch_worker (dialog->watch);

  if (worker == NULL)
    {
      cs_notice_bar_show (dialog->notice_bar, GTK_MESSAGE_WARNING,
                          _ ("The delivery worker is not running."), NULL);
      return;
    }
  if (dialog->cancellable != NULL)
    return;
  dialog->cancellable = g_cancellable_new ();
  cs_delivery_call_show_message (worker, dialog->message_id, dialog->cancellable, on_shown,
                                 g_object_ref (dialog));
}

static gboolean
on_again (gpointer user_data)
{
  CsStoryDialog *dialog = user_data;

  dialog->again_source = 0;
  ask (dialog);
  return G_SOURCE_REMOVE;
}

static void
ask_again_soon (CsStoryDialog *dialog)
{
  if (dialog->again_source == 0)
    dialog->again_source = g_timeout_add (AGAIN_MS, on_again, dialog);
}

/* --- the dialog --- */

static void
on_copy_clicked (CsStoryDialog *dialog)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (dialog), GDK_SELECTION_CLIPBOARD);
  GtkTextIter from;
  GtkTextIter to;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (dialog->dialogue_buffer, &from, &to);
  text = gtk_text_buffer_get_text (dialog->dialogue_buffer, &from, &to, FALSE);
  gtk_clipboard_set_text (clipboard, text, -1);
}

static void
cs_story_dialog_response (GtkDialog *dialog, int response)
{
  if (response == GTK_RESPONSE_HELP)
    cs_help_show (GTK_WINDOW (dialog), "story");
  else
    gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
cs_story_dialog_dispose (GObject *object)
{
  CsStoryDialog *dialog = CS_STORY_DIALOG (object);

  if (dialog->cancellable != NULL)
    g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->cancellable);
  g_clear_handle_id (&dialog->again_source, g_source_remove);
  g_clear_object (&dialog->watch);
  g_clear_pointer (&dialog->story, cs_story_free);
  g_clear_pointer (&dialog->message_id, g_free);
  g_clear_pointer (&dialog->row_id, g_free);
  G_OBJECT_CLASS (cs_story_dialog_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsStoryDialog, name)

static void
cs_story_dialog_class_init (CsStoryDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_story_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_story_dialog_response;
  g_type_ensure (CS_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/story-dialog.ui");
  BIND (notice_bar);
  BIND (sender_label);
  BIND (subject_label);
  BIND (arrived_label);
  BIND (origin_label);
  BIND (recipients_tree);
  BIND (recipients_selection);
  BIND (recipients_store);
  BIND (more_label);
  BIND (why_label);
  BIND (advice_label);
  BIND (attempts_tree);
  BIND (attempts_store);
  BIND (dialogue_view);
  BIND (dialogue_buffer);
  BIND (copy_button);
  BIND (header_view);
  BIND (header_buffer);
  gtk_widget_class_bind_template_callback (widget_class, on_recipient_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
cs_story_dialog_init (CsStoryDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  cs_tree_view_scale_columns (dialog->recipients_tree);
  cs_tree_view_scale_columns (dialog->attempts_tree);
  /* The protocol's lines, and a header's, begin at the left in every language. */
  gtk_widget_set_direction (GTK_WIDGET (dialog->dialogue_view), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (dialog->header_view), GTK_TEXT_DIR_LTR);
}

static char *
message_of (const char *row_id)
{
  const char *slash = strchr (row_id, '/');

  return slash != NULL ? g_strndup (row_id, slash - row_id) : g_strdup (row_id);
}

static CsStoryDialog *
story_dialog_new (GtkWindow *parent, CsQueueWatch *watch, const char *id)
{
  CsStoryDialog *dialog = g_object_new (CS_TYPE_STORY_DIALOG, "use-header-bar", 0, NULL);

  dialog->watch = g_object_ref (watch);
  dialog->row_id = g_strdup (id);
  dialog->message_id = message_of (id);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  g_signal_connect_object (watch, "queue-changed", G_CALLBACK (ask_again_soon), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (watch, "state-changed", G_CALLBACK (ask_again_soon), dialog,
                           G_CONNECT_SWAPPED);
  ask (dialog);
  return dialog;
}

/* One for each recipient is enough. */
static CsStoryDialog *
find_open (const char *id)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (CS_IS_STORY_DIALOG (item->data)
        && g_strcmp0 (CS_STORY_DIALOG (item->data)->row_id, id) == 0)
      return item->data;
  return NULL;
}

void
cs_story_dialog_open (GtkWindow *parent, CsQueueWatch *watch, const char *id)
{
  CsStoryDialog *dialog = find_open (id);

  if (dialog == NULL)
    dialog = story_dialog_new (parent, watch, id);
  cs_dialog_present (GTK_DIALOG (dialog));
}
