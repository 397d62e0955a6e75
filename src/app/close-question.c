#include "app/close-question.h"

#include <glib/gi18n.h>

#include "app/change-list.h"
#include "app/dialogs.h"

#define MAX_CHANGES 6

GtkWidget *
cs_close_question_new (GtkWindow *parent, CsSheet *sheet)
{
  g_autofree char *changes = cs_change_list (sheet, MAX_CHANGES);
  GtkWidget *dialog = gtk_message_dialog_new (
      parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_QUESTION,
      GTK_BUTTONS_NONE, "%s", _ ("Apply the changes before closing?"));
  GtkWidget *discard;

  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (dialog), "%s",
      changes != NULL ? changes
                      : _ ("What you have typed is not right yet and cannot be "
                           "applied."));
  discard = gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Discard"), CS_CLOSE_DISCARD);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep Editing"), CS_CLOSE_KEEP);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Apply"), CS_CLOSE_APPLY);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), CS_CLOSE_APPLY);
  gtk_style_context_add_class (gtk_widget_get_style_context (discard),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  return dialog;
}
