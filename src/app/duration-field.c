#include "app/duration-field.h"

#include <glib/gi18n.h>

#include "app/time-unit.h"

struct _CsDurationField
{
  CsQuantityField parent;
};

G_DEFINE_TYPE (CsDurationField, cs_duration_field, CS_TYPE_QUANTITY_FIELD)

static const char *const names[] = {
  [CS_TIME_UNIT_SECONDS]
  /* Translators: a unit after a number */
  = N_ ("seconds"),
  [CS_TIME_UNIT_MINUTES]
  /* Translators: a unit after a number */
  = N_ ("minutes"),
  [CS_TIME_UNIT_HOURS]
  /* Translators: a unit after a number */
  = N_ ("hours"),
  [CS_TIME_UNIT_DAYS]
  /* Translators: a unit after a number */
  = N_ ("days"),
  [CS_N_TIME_UNITS] = NULL,
};

static gint64
unit_size (guint unit)
{
  return cs_time_unit_seconds (unit);
}

static guint
split (gint64 amount, gint64 *number)
{
  return cs_time_unit_split (amount, number);
}

static void
cs_duration_field_class_init (CsDurationFieldClass *class)
{
  CsQuantityFieldClass *quantity_class = CS_QUANTITY_FIELD_CLASS (class);

  quantity_class->unit_names = names;
  quantity_class->unit_size = unit_size;
  quantity_class->split = split;
}

static void
cs_duration_field_init (CsDurationField *field)
{
}
