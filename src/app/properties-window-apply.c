/* properties-window-apply.c - Apply: from the first wrong field to the answer of the worker
 */
#include "app/dialogs.h"
#include "app/notices.h"
#include "app/properties-window-private.h"
#include "app/review-dialog.h"

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
  cs_properties_window_stop_busy (window);
  if (gtk_widget_in_destruction (GTK_WIDGET (window)) || window->stack == NULL)
    return;

  if (!is_applied)
    cs_notices_show_apply_error (window->notice_bar, error);
  else if (window->closes_after_apply)
    {
      gtk_widget_destroy (GTK_WIDGET (window));
      return;
    }
  cs_properties_window_update (window);
  restore_focus (window);
}

static void
focus_error (CsPropertiesWindow *window, GtkWidget *error, int page)
{
  gtk_notebook_set_current_page (window->notebook, page);
  gtk_widget_grab_focus (error);
}

void
cs_properties_window_apply (CsPropertiesWindow *window, CsApplyFlags flags, gboolean close_after)
{
  int page;
  GtkWidget *error;

  if (window->applying != NULL || cs_sheet_state (window->sheet) != CS_SHEET_READY)
    return;

  error = cs_properties_window_first_error (window, &page);
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
  cs_properties_window_start_busy (window);
  cs_properties_window_queue_update (window);
}

static void
on_reviewed (GtkDialog *dialog, int response, CsPropertiesWindow *window)
{
  if (response == GTK_RESPONSE_HELP)
    return;
  gtk_widget_destroy (GTK_WIDGET (dialog));
  if (response == GTK_RESPONSE_APPLY)
    cs_properties_window_apply (window, CS_APPLY_DEFAULT, FALSE);
}

void
cs_properties_window_review (CsPropertiesWindow *window)
{
  int page;
  gboolean is_wrong = cs_properties_window_first_error (window, &page) != NULL;
  GtkWidget *dialog = cs_review_dialog_new (GTK_WINDOW (window), window->sheet, is_wrong);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_reviewed), window, 0);
  cs_dialog_present (GTK_DIALOG (dialog));
}

void
cs_properties_window_answer_notice (CsPropertiesWindow *window, int response)
{
  switch (response)
    {
    case CS_NOTICE_RELOAD:
      cs_sheet_load (window->sheet);
      break;
    case CS_NOTICE_OVERWRITE:
      cs_properties_window_apply (window, CS_APPLY_OVERWRITE, window->closes_after_apply);
      break;
    case CS_NOTICE_AGAIN:
      cs_properties_window_apply (window, CS_APPLY_DEFAULT, window->closes_after_apply);
      break;
    default:
      break;
    }
}
