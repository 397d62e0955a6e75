#include "app/size-field.h"

#include <glib/gi18n.h>

#include "app/size-unit.h"

struct _CsSizeField
{
  CsQuantityField parent;
};

G_DEFINE_TYPE (CsSizeField, cs_size_field, CS_TYPE_QUANTITY_FIELD)

static const char *const names[] = {
  [CS_SIZE_UNIT_BYTES]
  /* Translators: a unit after a number */
  = N_ ("bytes"),
  [CS_SIZE_UNIT_KIB]
  /* Translators: a unit after a number: 1024 bytes */
  = N_ ("KiB"),
  [CS_SIZE_UNIT_MIB]
  /* Translators: a unit after a number: 1024 KiB */
  = N_ ("MiB"),
  [CS_SIZE_UNIT_GIB]
  /* Translators: a unit after a number: 1024 MiB */
  = N_ ("GiB"),
  [CS_N_SIZE_UNITS] = NULL,
};

static gint64
unit_size (guint unit)
{
  return cs_size_unit_bytes (unit);
}

static guint
split (gint64 amount, gint64 *number)
{
  return cs_size_unit_split (amount, number);
}

static void
cs_size_field_class_init (CsSizeFieldClass *class)
{
  CsQuantityFieldClass *quantity_class = CS_QUANTITY_FIELD_CLASS (class);

  quantity_class->unit_names = names;
  quantity_class->unit_size = unit_size;
  quantity_class->split = split;
}

static void
cs_size_field_init (CsSizeField *field)
{
}
