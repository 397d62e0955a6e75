#include "app/size-unit.h"

#define BITS 10 /* from one unit to the next */

gint64
cs_size_unit_bytes (CsSizeUnit unit)
{
  g_return_val_if_fail (unit < CS_N_SIZE_UNITS, 1);
  return G_GINT64_CONSTANT (1) << (BITS * unit);
}

CsSizeUnit
cs_size_unit_split (gint64 bytes, gint64 *number)
{
  guint unit = CS_SIZE_UNIT_GIB;

  if (bytes == 0)
    {
      *number = 0;
      return CS_SIZE_UNIT_MIB;
    }
  while (bytes % cs_size_unit_bytes (unit) != 0)
    unit--;
  *number = bytes / cs_size_unit_bytes (unit);
  return unit;
}
