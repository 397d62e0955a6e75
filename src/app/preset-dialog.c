#include "app/preset-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/dialogs.h"
#include "app/help.h"

enum
{
  COLUMN_NAME,
  COLUMN_HOST,
  COLUMN_INDEX, /* into presets */
};

struct _CsPresetDialog
{
  GtkDialog parent;
  GtkListStore *store;
  GtkEntry *search_entry;
  GtkTreeView *tree;
  GtkTreeSelection *selection;
  GtkLabel *advice_label;

  GPtrArray *presets; /* NULL until they are read */
  CsHost *host;
  char *domain;
  GCancellable *cancellable;
};

G_DEFINE_TYPE (CsPresetDialog, cs_preset_dialog, GTK_TYPE_DIALOG)

static guint committed_signal;

static gboolean
contains (const char *text, const char *needle)
{
  g_autofree char *folded = g_utf8_strdown (text, -1);

  return strstr (folded, needle) != NULL;
}

/* By what people know: the provider, the host, or the domain of their address. */
static gboolean
matches (const CsPreset *preset, const char *needle)
{
  gboolean found = contains (preset->name, needle) || contains (preset->host->name, needle);

  for (guint i = 0; !found && preset->domains[i] != NULL; i++)
    found = contains (preset->domains[i], needle);
  return found;
}

static void
fill (CsPresetDialog *dialog)
{
  g_autofree char *needle = g_utf8_strdown (gtk_entry_get_text (dialog->search_entry), -1);
  GtkTreeIter first;

  gtk_tree_view_set_model (dialog->tree, NULL);
  gtk_list_store_clear (dialog->store);
  for (guint i = 0; dialog->presets != NULL && i < dialog->presets->len; i++)
    {
      const CsPreset *preset = g_ptr_array_index (dialog->presets, i);
      g_autofree char *host = cs_preset_host_words (preset);

      if (matches (preset, needle))
        gtk_list_store_insert_with_values (dialog->store, NULL, -1, COLUMN_NAME, preset->name,
                                           COLUMN_HOST, host, COLUMN_INDEX, (int)i, -1);
    }
  gtk_tree_view_set_model (dialog->tree, GTK_TREE_MODEL (dialog->store));
  if (gtk_tree_model_get_iter_first (GTK_TREE_MODEL (dialog->store), &first))
    gtk_tree_selection_select_iter (dialog->selection, &first);
}

static void
select_preset (CsPresetDialog *dialog, const CsPreset *preset)
{
  GtkTreeModel *model = GTK_TREE_MODEL (dialog->store);
  GtkTreeIter iter;
  int index;

  for (gboolean more = gtk_tree_model_get_iter_first (model, &iter); more;
       more = gtk_tree_model_iter_next (model, &iter))
    {
      g_autoptr (GtkTreePath) path = NULL;

      gtk_tree_model_get (model, &iter, COLUMN_INDEX, &index, -1);
      if (g_ptr_array_index (dialog->presets, index) != preset)
        continue;
      path = gtk_tree_model_get_path (model, &iter);
      gtk_tree_view_set_cursor (dialog->tree, path, NULL, FALSE);
      gtk_tree_view_scroll_to_cell (dialog->tree, path, NULL, TRUE, 0.5, 0);
      return;
    }
}

static void
suggest (CsPresetDialog *dialog)
{
  const CsPreset *preset = NULL;

  if (dialog->host != NULL)
    preset = cs_presets_of_host (dialog->presets, dialog->host);
  if (preset == NULL && dialog->domain != NULL)
    preset = cs_presets_of_domain (dialog->presets, dialog->domain);
  if (preset != NULL)
    select_preset (dialog, preset);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsPresetDialog) dialog = user_data;
  GPtrArray *presets = cs_presets_load_finish (result, NULL);

  if (presets == NULL)
    return; /* the dialog has gone */
  dialog->presets = presets;
  fill (dialog);
  suggest (dialog);
}

static void
on_search_changed (CsPresetDialog *dialog)
{
  fill (dialog);
}

static void
on_row_activated (CsPresetDialog *dialog)
{
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
}

char *
cs_preset_dialog_words (const CsPreset *preset)
{
  g_autofree char *account = cs_preset_account_words (preset);
  g_autofree char *advice = cs_preset_advice (preset);

  return g_strconcat (account, *advice != '\0' ? "\n" : "", advice, NULL);
}

static void
on_selection_changed (CsPresetDialog *dialog)
{
  const CsPreset *preset = dialog->presets != NULL ? cs_preset_dialog_get (dialog) : NULL;
  g_autofree char *words = preset != NULL ? cs_preset_dialog_words (preset) : g_strdup ("");
  g_autofree char *limits = preset != NULL ? cs_preset_limit_words (preset) : g_strdup ("");
  g_autofree char *text = g_strconcat (words, *limits != '\0' ? "\n" : "", limits, NULL);

  gtk_label_set_text (dialog->advice_label, text);
  cs_widget_set_sensitive_because (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK), preset != NULL,
      _ ("Select a provider first."));
}

static void
cs_preset_dialog_response (GtkDialog *base, int response)
{
  if (response == GTK_RESPONSE_HELP)
    {
      cs_help_show (GTK_WINDOW (base), "presets");
      return;
    }
  if (response == GTK_RESPONSE_OK)
    g_signal_emit (base, committed_signal, 0);
  gtk_widget_destroy (GTK_WIDGET (base));
}

static void
cs_preset_dialog_dispose (GObject *object)
{
  CsPresetDialog *dialog = CS_PRESET_DIALOG (object);

  g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->cancellable);
  g_clear_pointer (&dialog->presets, g_ptr_array_unref);
  g_clear_pointer (&dialog->host, cs_host_free);
  g_clear_pointer (&dialog->domain, g_free);
  G_OBJECT_CLASS (cs_preset_dialog_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsPresetDialog, name)

static void
cs_preset_dialog_class_init (CsPresetDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_preset_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_preset_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/preset-dialog.ui");
  BIND (store);
  BIND (search_entry);
  BIND (tree);
  BIND (selection);
  BIND (advice_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed);
}

static void
cs_preset_dialog_init (CsPresetDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  cs_tree_view_scale_columns (dialog->tree);
  cs_dialog_let_search_escape (GTK_DIALOG (dialog), dialog->search_entry);
  dialog->cancellable = g_cancellable_new ();
}

CsPresetDialog *
cs_preset_dialog_new (GtkWindow *parent, const CsInstance *instance, const CsHost *host,
                      const char *domain)
{
  CsPresetDialog *dialog = g_object_new (CS_TYPE_PRESET_DIALOG, "use-header-bar", 0, NULL);

  dialog->host = cs_host_copy (host);
  dialog->domain = g_strdup (domain);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  on_selection_changed (dialog);
  cs_presets_load_async (instance, dialog->cancellable, on_loaded, g_object_ref (dialog));
  return dialog;
}

const CsPreset *
cs_preset_dialog_get (CsPresetDialog *dialog)
{
  GtkTreeModel *model;
  GtkTreeIter iter;
  int index;

  if (!gtk_tree_selection_get_selected (dialog->selection, &model, &iter))
    return NULL;

  gtk_tree_model_get (model, &iter, COLUMN_INDEX, &index, -1);
  return g_ptr_array_index (dialog->presets, index);
}
