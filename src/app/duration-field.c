#include "app/duration-field.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/time-unit.h"

struct _CsDurationField
{
  GtkBox parent;
  GtkSpinButton *number;
  GtkComboBox *unit;
  gboolean is_setting;
};

G_DEFINE_TYPE (CsDurationField, cs_duration_field, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_changed (CsDurationField *field)
{
  if (!field->is_setting)
    g_signal_emit (field, signals[CHANGED], 0);
}

static void
cs_duration_field_class_init (CsDurationFieldClass *class)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (class),
                                               "/org/countersign/Settings/ui/duration-field.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (class), CsDurationField, number);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (class), CsDurationField, unit);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (class), on_changed);
}

static void
cs_duration_field_init (CsDurationField *field)
{
  gtk_widget_init_template (GTK_WIDGET (field));
  cs_widget_ignore_wheel (GTK_WIDGET (field->number));
  cs_widget_ignore_wheel (GTK_WIDGET (field->unit));
}

void
cs_duration_field_set (CsDurationField *field, gint64 seconds)
{
  gint64 number;
  CsTimeUnit unit = cs_time_unit_split (seconds, &number);

  field->is_setting = TRUE;
  gtk_combo_box_set_active (field->unit, unit);
  gtk_spin_button_set_value (field->number, number);
  field->is_setting = FALSE;
}

gboolean
cs_duration_field_get (CsDurationField *field, gint64 *seconds)
{
  /* The text and not the value: a spin button takes its text over only when it loses the focus. */
  const char *text = gtk_entry_get_text (GTK_ENTRY (field->number));
  gint64 unit = cs_time_unit_seconds (gtk_combo_box_get_active (field->unit));
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 / unit, &number, NULL))
    return FALSE;

  *seconds = number * unit;
  return TRUE;
}

GtkWidget *
cs_duration_field_get_number (CsDurationField *field)
{
  return GTK_WIDGET (field->number);
}

void
cs_duration_field_set_label (CsDurationField *field, GtkLabel *label)
{
  AtkObject *unit = gtk_widget_get_accessible (GTK_WIDGET (field->unit));
  g_autofree char *name = NULL;

  /* Translators: spoken by a screen reader for the unit beside a number; %s is the field's label,
   * for example "First retry" */
  name = g_strdup_printf (_ ("%s, unit"), gtk_label_get_text (label));
  gtk_label_set_mnemonic_widget (label, GTK_WIDGET (field->number));
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (field->number)),
                       gtk_label_get_text (label));
  atk_object_set_name (unit, name);
}
