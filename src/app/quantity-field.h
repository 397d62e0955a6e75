/* quantity-field.h - a number and its unit: "30 minutes", "32 MiB"
 *
 * Abstract: duration-field.h and size-field.h say which units there are.
 * Signal "changed": as somebody types or picks another unit; not from cs_quantity_field_set.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CS_TYPE_QUANTITY_FIELD (cs_quantity_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (CsQuantityField, cs_quantity_field, CS, QUANTITY_FIELD, GtkBox)

struct _CsQuantityFieldClass
{
  GtkBoxClass parent_class;
  /* By unit, smallest first; ended by NULL; translated when they are shown. */
  const char *const *unit_names;
  gint64 (*unit_size) (guint unit);
  guint (*split) (gint64 amount, gint64 *number);
};

/* @amount: in the smallest unit */
void cs_quantity_field_set (CsQuantityField *field, gint64 amount);
/* FALSE while no whole number stands there. */
gboolean cs_quantity_field_get (CsQuantityField *field, gint64 *amount);
/* What gets the focus and shows an error. */
GtkWidget *cs_quantity_field_get_number (CsQuantityField *field);
/* @label: its mnemonic leads here, and it names both parts. */
void cs_quantity_field_set_label (CsQuantityField *field, GtkLabel *label);
/* The same where a check button stands in place of a label, and has the mnemonic. */
void cs_quantity_field_set_name (CsQuantityField *field, const char *name);
/* Why the unit cannot be chosen, for screen readers; "" takes it away. */
void cs_quantity_field_describe_unit (CsQuantityField *field, const char *description);

G_END_DECLS
