#include "app/close-question.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/dialogs.h"
#include "model/change.h"

#define MAX_CHANGES 6

static char *
changes_text (CsSheet *sheet)
{
  g_autoptr (GPtrArray) changes
      = cs_settings_compare (cs_draft_original (cs_sheet_draft (sheet)), cs_sheet_settings (sheet));
  GString *text = g_string_new (NULL);

  if (changes->len == 0)
    g_string_append (text, _ ("What you have typed is not right yet and cannot be applied."));
  for (guint i = 0; i < MIN (changes->len, MAX_CHANGES); i++)
    {
      g_autofree char *change = cs_words_change (g_ptr_array_index (changes, i));

      g_string_append_printf (text, "%s• %s", i > 0 ? "\n" : "", change);
    }
  if (changes->len > MAX_CHANGES)
    /* Translators: follows the first lines of a longer list */
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "\n…and %u more change",
                                         "\n…and %u more changes", changes->len - MAX_CHANGES),
                            changes->len - MAX_CHANGES);
  return g_string_free (text, FALSE);
}

GtkWidget *
cs_close_question_new (GtkWindow *parent, CsSheet *sheet)
{
  g_autofree char *changes = changes_text (sheet);
  GtkWidget *dialog = gtk_message_dialog_new (
      parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_QUESTION,
      GTK_BUTTONS_NONE, "%s", _ ("Apply the changes before closing?"));
  GtkWidget *discard;

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", changes);
  discard = gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Discard"), CS_CLOSE_DISCARD);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep Editing"), CS_CLOSE_KEEP);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Apply"), CS_CLOSE_APPLY);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), CS_CLOSE_APPLY);
  gtk_style_context_add_class (gtk_widget_get_style_context (discard),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  return dialog;
}
