#include "app/outbound-connections-dialog.h"

#include "app/duration-field.h"

struct _CsOutboundConnectionsDialog
{
  CsOptionDialog parent;
  GtkWidget *connections_spin;
  CsFieldMessage *connections_message;
  GtkWidget *destination_spin;
  CsFieldMessage *destination_message;
  GtkLabel *timeout_label;
  CsQuantityField *timeout_field;
  CsFieldMessage *timeout_message;
};

G_DEFINE_TYPE (CsOutboundConnectionsDialog, cs_outbound_connections_dialog, CS_TYPE_OPTION_DIALOG)

#define BIND(name)                                                                                 \
  gtk_widget_class_bind_template_child (widget_class, CsOutboundConnectionsDialog, name)

static void
cs_outbound_connections_dialog_class_init (CsOutboundConnectionsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  CS_OPTION_DIALOG_CLASS (class)->help_topic = "connections";
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  g_type_ensure (CS_TYPE_DURATION_FIELD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/countersign/Settings/ui/outbound-connections-dialog.ui");
  BIND (connections_spin);
  BIND (connections_message);
  BIND (destination_spin);
  BIND (destination_message);
  BIND (timeout_label);
  BIND (timeout_field);
  BIND (timeout_message);
}

static void
cs_outbound_connections_dialog_init (CsOutboundConnectionsDialog *dialog)
{
  CsOptionDialog *base = CS_OPTION_DIALOG (dialog);

  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_quantity_field_set_label (dialog->timeout_field, dialog->timeout_label);
  cs_option_dialog_add (base, CS_OPTION_MAXIMUM_CONNECTIONS, dialog->connections_spin,
                        dialog->connections_message);
  cs_option_dialog_add (base, CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION,
                        dialog->destination_spin, dialog->destination_message);
  cs_option_dialog_add (base, CS_OPTION_CONNECTION_TIMEOUT, GTK_WIDGET (dialog->timeout_field),
                        dialog->timeout_message);
}
