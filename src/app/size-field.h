/* size-field.h - a number and a unit of memory: "32 MiB"
 */
#pragma once

#include "app/quantity-field.h"

G_BEGIN_DECLS

#define CS_TYPE_SIZE_FIELD (cs_size_field_get_type ())
G_DECLARE_FINAL_TYPE (CsSizeField, cs_size_field, CS, SIZE_FIELD, CsQuantityField)

G_END_DECLS
