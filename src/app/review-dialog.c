#include "app/review-dialog.h"

#include <glib/gi18n.h>

#include "admin/preview.h"
#include "admin/worker.h"
#include "app/change-list.h"
#include "app/dialogs.h"
#include "app/field-message.h"
#include "app/help.h"

#define MOST_CHANGES 500
/* What takes less is over before anybody could read that it is going on. */
#define BUSY_AFTER_MS 500

struct _CsReviewDialog
{
  GtkDialog parent;
  GtkWidget *intro_label;
  GtkLabel *changes_label;
  CsFieldMessage *wrong_message;
  GtkWidget *spinner;
  GtkLabel *effect_label;
  GtkWidget *apply_button;

  GCancellable *cancellable;
  guint busy_source;
};

G_DEFINE_TYPE (CsReviewDialog, cs_review_dialog, GTK_TYPE_DIALOG)

/* --- what waits --------------------------------------------------------------------------- */

static gboolean
on_busy (gpointer user_data)
{
  CsReviewDialog *dialog = user_data;

  dialog->busy_source = 0;
  gtk_widget_show (dialog->spinner);
  gtk_label_set_text (dialog->effect_label, _ ("The worker looks at the mail that waits…"));
  return G_SOURCE_REMOVE;
}

static char *
effect_words (gboolean is_told, guint64 messages, const GError *error)
{
  if (is_told)
    return cs_preview_words (messages);
  if (g_error_matches (error, CS_WORKER_ERROR, CS_WORKER_ERROR_NOT_RUNNING))
    return g_strdup (_ ("No delivery worker is running, so it is not known which mail waits."));
  /* Translators: %s says why */
  return g_strdup_printf (_ ("How much mail this concerns is not known: %s."), error->message);
}

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsReviewDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  guint64 messages;
  gboolean is_told = cs_preview_changes_finish (result, &messages, &error);
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || dialog->effect_label == NULL)
    return;

  g_clear_handle_id (&dialog->busy_source, g_source_remove);
  gtk_widget_hide (dialog->spinner);
  words = effect_words (is_told, messages, error);
  gtk_label_set_text (dialog->effect_label, words);
  cs_dialog_fit (GTK_DIALOG (dialog));
}

static void
ask_worker (CsReviewDialog *dialog, CsSheet *sheet)
{
  dialog->busy_source = g_timeout_add (BUSY_AFTER_MS, on_busy, dialog);
  cs_preview_changes_async (cs_sheet_instance (sheet), cs_sheet_settings (sheet),
                            dialog->cancellable, on_previewed, g_object_ref (dialog));
}

/* --- the dialog --------------------------------------------------------------------------- */

static void
cs_review_dialog_response (GtkDialog *dialog, int response)
{
  if (response == GTK_RESPONSE_HELP)
    cs_help_show (GTK_WINDOW (dialog), "review-changes");
}

static void
cs_review_dialog_dispose (GObject *object)
{
  CsReviewDialog *dialog = CS_REVIEW_DIALOG (object);

  g_cancellable_cancel (dialog->cancellable);
  g_clear_handle_id (&dialog->busy_source, g_source_remove);
  G_OBJECT_CLASS (cs_review_dialog_parent_class)->dispose (object);
}

static void
cs_review_dialog_finalize (GObject *object)
{
  g_object_unref (CS_REVIEW_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (cs_review_dialog_parent_class)->finalize (object);
}

static void
cs_review_dialog_class_init (CsReviewDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_review_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_review_dialog_finalize;
  GTK_DIALOG_CLASS (class)->response = cs_review_dialog_response;
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/review-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CsReviewDialog, intro_label);
  gtk_widget_class_bind_template_child (widget_class, CsReviewDialog, changes_label);
  gtk_widget_class_bind_template_child (widget_class, CsReviewDialog, wrong_message);
  gtk_widget_class_bind_template_child (widget_class, CsReviewDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, CsReviewDialog, effect_label);
  gtk_widget_class_bind_template_child (widget_class, CsReviewDialog, apply_button);
}

static void
cs_review_dialog_init (CsReviewDialog *dialog)
{
  dialog->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
show_changes (CsReviewDialog *dialog, CsSheet *sheet, gboolean is_wrong)
{
  g_autofree char *changes = cs_change_list (sheet, MOST_CHANGES);

  gtk_widget_set_visible (dialog->intro_label, changes != NULL);
  gtk_label_set_text (dialog->changes_label,
                      changes != NULL ? changes : _ ("Nothing that is right has been changed."));
  if (is_wrong)
    cs_field_message_set_error (dialog->wrong_message, dialog->apply_button,
                                _ ("Something that you have typed is not right yet. Apply leads "
                                   "there."));
}

GtkWidget *
cs_review_dialog_new (GtkWindow *parent, CsSheet *sheet, gboolean is_wrong)
{
  CsReviewDialog *dialog = g_object_new (CS_TYPE_REVIEW_DIALOG, "use-header-bar", 0, NULL);

  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  show_changes (dialog, sheet, is_wrong);
  ask_worker (dialog, sheet);
  return GTK_WIDGET (dialog);
}
