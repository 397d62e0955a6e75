/* duration-field.h - a number and a unit: "30 minutes"
 *
 * Signal "changed": as somebody types or picks another unit; not from cs_duration_field_set.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CS_TYPE_DURATION_FIELD (cs_duration_field_get_type ())
G_DECLARE_FINAL_TYPE (CsDurationField, cs_duration_field, CS, DURATION_FIELD, GtkBox)

void cs_duration_field_set (CsDurationField *field, gint64 seconds);
/* FALSE while no whole number stands there. */
gboolean cs_duration_field_get (CsDurationField *field, gint64 *seconds);
/* What gets the focus and shows an error. */
GtkWidget *cs_duration_field_get_number (CsDurationField *field);
/* @label: its mnemonic leads here, and it names both parts. */
void cs_duration_field_set_label (CsDurationField *field, GtkLabel *label);

G_END_DECLS
