#include "app/option-dialog.h"

#include "app/dialogs.h"
#include "app/help.h"

typedef struct
{
  CsSheet *sheet;
  CsSettings *settings; /* what is changed */
  GPtrArray *fields; /* (element-type CsOptionField): owned by their controls */
} CsOptionDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CsOptionDialog, cs_option_dialog, GTK_TYPE_DIALOG)

static guint committed_signal;

static CsOptionDialogPrivate *
private_of (CsOptionDialog *dialog)
{
  return cs_option_dialog_get_instance_private (dialog);
}

static GtkWidget *
first_error (CsOptionDialog *dialog)
{
  GPtrArray *fields = private_of (dialog)->fields;

  for (guint i = 0; i < fields->len; i++)
    if (cs_option_field_error (fields->pdata[i]) != NULL)
      return cs_option_field_error (fields->pdata[i]);
  return NULL;
}

static void
commit (CsOptionDialog *dialog)
{
  CsOptionDialogPrivate *private = private_of (dialog);

  for (guint i = 0; i < private->fields->len; i++)
    cs_settings_take_option (cs_sheet_settings (private->sheet),
                             cs_option_field_get_option (private->fields->pdata[i]),
                             private->settings);
  cs_sheet_touch (private->sheet);
  g_signal_emit (dialog, committed_signal, 0);
}

static void
cs_option_dialog_response (GtkDialog *base, int response)
{
  CsOptionDialog *dialog = CS_OPTION_DIALOG (base);
  GtkWidget *error = first_error (dialog);

  if (response == GTK_RESPONSE_HELP)
    {
      cs_help_show (GTK_WINDOW (dialog), CS_OPTION_DIALOG_GET_CLASS (dialog)->help_topic);
      return;
    }
  if (response == GTK_RESPONSE_OK && error != NULL)
    {
      gtk_widget_grab_focus (error);
      return;
    }
  if (response == GTK_RESPONSE_OK)
    commit (dialog);
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
cs_option_dialog_finalize (GObject *object)
{
  CsOptionDialogPrivate *private = private_of (CS_OPTION_DIALOG (object));

  g_clear_object (&private->sheet);
  g_clear_pointer (&private->settings, cs_settings_unref);
  g_ptr_array_unref (private->fields);
  G_OBJECT_CLASS (cs_option_dialog_parent_class)->finalize (object);
}

static void
cs_option_dialog_class_init (CsOptionDialogClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_option_dialog_finalize;
  GTK_DIALOG_CLASS (class)->response = cs_option_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
}

static void
cs_option_dialog_init (CsOptionDialog *dialog)
{
  private_of (dialog)->fields = g_ptr_array_new ();
}

static void
on_edited (CsOptionDialog *dialog)
{
  cs_dialog_fit (GTK_DIALOG (dialog));
}

void
cs_option_dialog_add (CsOptionDialog *dialog, CsOption option, GtkWidget *control,
                      CsFieldMessage *message)
{
  CsOptionField *field = cs_option_field_new (option, control, message);

  if (GTK_IS_SPIN_BUTTON (control))
    cs_widget_ignore_wheel (control);
  g_signal_connect_object (field, "edited", G_CALLBACK (on_edited), dialog, G_CONNECT_SWAPPED);
  g_ptr_array_add (private_of (dialog)->fields, field);
}

CsOptionDialog *
cs_option_dialog_new (GType type, GtkWindow *parent, CsSheet *sheet)
{
  CsOptionDialog *dialog = g_object_new (type, "use-header-bar", 0, NULL);
  CsOptionDialogPrivate *private = private_of (dialog);
  g_autoptr (CsSettings) original = cs_settings_copy (cs_sheet_settings (sheet));

  private->sheet = g_object_ref (sheet);
  private->settings = cs_settings_copy (original);
  for (guint i = 0; i < private->fields->len; i++)
    cs_option_field_show_settings (private->fields->pdata[i], private->settings, original);
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  return dialog;
}
