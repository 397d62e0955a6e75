/* size-unit.h - bytes as a number and a unit, as people write them
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_SIZE_UNIT_BYTES,
  CS_SIZE_UNIT_KIB,
  CS_SIZE_UNIT_MIB,
  CS_SIZE_UNIT_GIB,
  CS_N_SIZE_UNITS,
} CsSizeUnit;

gint64 cs_size_unit_bytes (CsSizeUnit unit); /* 1, 1024, 1024², 1024³ */
/* The largest unit that divides @bytes; MiB, the usual one, for none at all. */
CsSizeUnit cs_size_unit_split (gint64 bytes, gint64 *number);

G_END_DECLS
