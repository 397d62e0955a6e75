/* duration-field.h - a number and a unit of time: "30 minutes"
 */
#pragma once

#include "app/quantity-field.h"

G_BEGIN_DECLS

#define CS_TYPE_DURATION_FIELD (cs_duration_field_get_type ())
G_DECLARE_FINAL_TYPE (CsDurationField, cs_duration_field, CS, DURATION_FIELD, CsQuantityField)

G_END_DECLS
