#include "app/advanced-delivery-dialog.h"

struct _CsAdvancedDeliveryDialog
{
  CsOptionDialog parent;
  GtkWidget *masquerade_entry;
  CsFieldMessage *masquerade_message;
  GtkWidget *hop_spin;
  CsFieldMessage *hop_message;
};

G_DEFINE_TYPE (CsAdvancedDeliveryDialog, cs_advanced_delivery_dialog, CS_TYPE_OPTION_DIALOG)

#define BIND(name)                                                                                 \
  gtk_widget_class_bind_template_child (widget_class, CsAdvancedDeliveryDialog, name)

static void
cs_advanced_delivery_dialog_class_init (CsAdvancedDeliveryDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  CS_OPTION_DIALOG_CLASS (class)->help_topic = "advanced";
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/countersign/Settings/ui/advanced-delivery-dialog.ui");
  BIND (masquerade_entry);
  BIND (masquerade_message);
  BIND (hop_spin);
  BIND (hop_message);
}

static void
cs_advanced_delivery_dialog_init (CsAdvancedDeliveryDialog *dialog)
{
  CsOptionDialog *base = CS_OPTION_DIALOG (dialog);

  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_option_dialog_add (base, CS_OPTION_MASQUERADE_DOMAIN, dialog->masquerade_entry,
                        dialog->masquerade_message);
  cs_option_dialog_add (base, CS_OPTION_MAXIMUM_HOP_COUNT, dialog->hop_spin, dialog->hop_message);
}
