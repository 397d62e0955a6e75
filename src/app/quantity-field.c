#include "app/quantity-field.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"

typedef struct
{
  GtkSpinButton *number;
  GtkComboBoxText *unit;
  gboolean is_setting;
} CsQuantityFieldPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CsQuantityField, cs_quantity_field, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static CsQuantityFieldPrivate *
private_of (CsQuantityField *field)
{
  return cs_quantity_field_get_instance_private (field);
}

static void
on_changed (CsQuantityField *field)
{
  if (!private_of (field)->is_setting)
    g_signal_emit (field, signals[CHANGED], 0);
}

static void
cs_quantity_field_constructed (GObject *object)
{
  CsQuantityField *field = CS_QUANTITY_FIELD (object);
  CsQuantityFieldPrivate *private = private_of (field);

  G_OBJECT_CLASS (cs_quantity_field_parent_class)->constructed (object);
  private->is_setting = TRUE;
  for (const char *const *name = CS_QUANTITY_FIELD_GET_CLASS (field)->unit_names; *name != NULL;
       name++)
    gtk_combo_box_text_append_text (private->unit, _ (*name));
  gtk_combo_box_set_active (GTK_COMBO_BOX (private->unit), 0);
  private->is_setting = FALSE;
}

static void
cs_quantity_field_class_init (CsQuantityFieldClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = cs_quantity_field_constructed;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/quantity-field.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CsQuantityField, number);
  gtk_widget_class_bind_template_child_private (widget_class, CsQuantityField, unit);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
cs_quantity_field_init (CsQuantityField *field)
{
  CsQuantityFieldPrivate *private = private_of (field);

  gtk_widget_init_template (GTK_WIDGET (field));
  cs_widget_ignore_wheel (GTK_WIDGET (private->number));
  cs_widget_ignore_wheel (GTK_WIDGET (private->unit));
}

void
cs_quantity_field_set (CsQuantityField *field, gint64 amount)
{
  CsQuantityFieldPrivate *private = private_of (field);
  gint64 number;
  guint unit = CS_QUANTITY_FIELD_GET_CLASS (field)->split (amount, &number);

  private->is_setting = TRUE;
  gtk_combo_box_set_active (GTK_COMBO_BOX (private->unit), unit);
  gtk_spin_button_set_value (private->number, number);
  private->is_setting = FALSE;
}

gboolean
cs_quantity_field_get (CsQuantityField *field, gint64 *amount)
{
  CsQuantityFieldPrivate *private = private_of (field);
  /* The text and not the value: a spin button takes its text over only when it loses the focus. */
  const char *text = gtk_entry_get_text (GTK_ENTRY (private->number));
  gint64 unit = CS_QUANTITY_FIELD_GET_CLASS (field)->unit_size (
      gtk_combo_box_get_active (GTK_COMBO_BOX (private->unit)));
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 / unit, &number, NULL))
    return FALSE;

  *amount = number * unit;
  return TRUE;
}

GtkWidget *
cs_quantity_field_get_number (CsQuantityField *field)
{
  return GTK_WIDGET (private_of (field)->number);
}

void
cs_quantity_field_set_name (CsQuantityField *field, const char *name)
{
  CsQuantityFieldPrivate *private = private_of (field);
  g_autofree char *unit_name = NULL;

  /* Translators: spoken by a screen reader for the unit beside a number; %s is the field's label,
   * for example "First retry" */
  unit_name = g_strdup_printf (_ ("%s, unit"), name);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (private->number)), name);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (private->unit)), unit_name);
}

void
cs_quantity_field_set_label (CsQuantityField *field, GtkLabel *label)
{
  gtk_label_set_mnemonic_widget (label, cs_quantity_field_get_number (field));
  cs_quantity_field_set_name (field, gtk_label_get_text (label));
}

void
cs_quantity_field_describe_unit (CsQuantityField *field, const char *description)
{
  atk_object_set_description (gtk_widget_get_accessible (GTK_WIDGET (private_of (field)->unit)),
                              description);
}
