#include "app/account-picker-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "admin/words.h"
#include "app/dialogs.h"

enum
{
  COLUMN_ACCOUNT,
  COLUMN_USED_BY,
  COLUMN_INDEX, /* into choices */
};

struct _CsAccountPickerDialog
{
  GtkDialog parent;
  GtkListStore *store;
  GtkEntry *search_entry;
  GtkTreeView *tree;
  GtkTreeSelection *selection;

  CsAuthentication option;
  GPtrArray *choices;
};

G_DEFINE_TYPE (CsAccountPickerDialog, cs_account_picker_dialog, GTK_TYPE_DIALOG)

static guint committed_signal;

static char *
used_by (const CsAccountChoice *choice)
{
  g_autoptr (CsPattern) pattern = NULL;
  g_autofree char *entry = NULL;

  if (choice->entry != NULL)
    pattern = cs_pattern_parse (choice->entry, -1, NULL);
  entry = pattern != NULL ? cs_pattern_to_display (pattern) : g_strdup (_ ("Site"));
  if (choice->n_more_uses == 0)
    return g_steal_pointer (&entry);
  /* Translators: %1$s is a domain or "Site", %2$u a number of further ones */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%1$s and %2$u other",
                                       "%1$s and %2$u others", choice->n_more_uses),
                          entry, choice->n_more_uses);
}

static char *
account_name (CsAccountPickerDialog *dialog, const CsAccountChoice *choice)
{
  g_autoptr (CsSecurity) security = cs_security_new ();

  security->authentication = dialog->option;
  security->account = g_strdup (choice->account->account);
  security->nt_domain = g_strdup (choice->account->nt_domain);
  return cs_words_account (security);
}

static gboolean
contains (const char *text, const char *needle)
{
  g_autofree char *folded = g_utf8_strdown (text, -1);

  return strstr (folded, needle) != NULL;
}

static void
fill (CsAccountPickerDialog *dialog)
{
  g_autofree char *needle = g_utf8_strdown (gtk_entry_get_text (dialog->search_entry), -1);
  GtkTreeIter first;

  gtk_tree_view_set_model (dialog->tree, NULL);
  gtk_list_store_clear (dialog->store);
  for (guint i = 0; i < dialog->choices->len; i++)
    {
      const CsAccountChoice *choice = g_ptr_array_index (dialog->choices, i);
      g_autofree char *account = account_name (dialog, choice);
      g_autofree char *entry = used_by (choice);

      if (contains (account, needle) || contains (entry, needle))
        gtk_list_store_insert_with_values (dialog->store, NULL, -1, COLUMN_ACCOUNT, account,
                                           COLUMN_USED_BY, entry, COLUMN_INDEX, (int)i, -1);
    }
  gtk_tree_view_set_model (dialog->tree, GTK_TREE_MODEL (dialog->store));
  if (gtk_tree_model_get_iter_first (GTK_TREE_MODEL (dialog->store), &first))
    gtk_tree_selection_select_iter (dialog->selection, &first);
}

static void
on_search_changed (CsAccountPickerDialog *dialog)
{
  fill (dialog);
}

static void
on_row_activated (CsAccountPickerDialog *dialog)
{
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
}

static void
on_selection_changed (CsAccountPickerDialog *dialog)
{
  cs_widget_set_sensitive_because (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK),
      gtk_tree_selection_get_selected (dialog->selection, NULL, NULL),
      _ ("Select an account first."));
}

static void
cs_account_picker_dialog_response (GtkDialog *base, int response)
{
  if (response == GTK_RESPONSE_OK)
    g_signal_emit (base, committed_signal, 0);
  gtk_widget_destroy (GTK_WIDGET (base));
}

static void
cs_account_picker_dialog_finalize (GObject *object)
{
  g_clear_pointer (&CS_ACCOUNT_PICKER_DIALOG (object)->choices, g_ptr_array_unref);
  G_OBJECT_CLASS (cs_account_picker_dialog_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsAccountPickerDialog, name)

static void
cs_account_picker_dialog_class_init (CsAccountPickerDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cs_account_picker_dialog_finalize;
  GTK_DIALOG_CLASS (class)->response = cs_account_picker_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/countersign/Settings/ui/account-picker-dialog.ui");
  BIND (store);
  BIND (search_entry);
  BIND (tree);
  BIND (selection);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed);
}

static void
cs_account_picker_dialog_init (CsAccountPickerDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  cs_tree_view_scale_columns (dialog->tree);
  cs_dialog_let_search_escape (GTK_DIALOG (dialog), dialog->search_entry);
}

CsAccountPickerDialog *
cs_account_picker_dialog_new (GtkWindow *parent, CsAuthentication option, GPtrArray *choices)
{
  CsAccountPickerDialog *dialog
      = g_object_new (CS_TYPE_ACCOUNT_PICKER_DIALOG, "use-header-bar", 0, NULL);

  dialog->option = option;
  dialog->choices = g_ptr_array_ref (choices);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  fill (dialog);
  return dialog;
}

const CsAccountChoice *
cs_account_picker_dialog_get_choice (CsAccountPickerDialog *dialog)
{
  GtkTreeModel *model;
  GtkTreeIter iter;
  int index;

  if (!gtk_tree_selection_get_selected (dialog->selection, &model, &iter))
    return NULL;

  gtk_tree_model_get (model, &iter, COLUMN_INDEX, &index, -1);
  return g_ptr_array_index (dialog->choices, index);
}
