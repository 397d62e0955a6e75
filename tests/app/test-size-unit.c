#include "app/size-unit.h"

#define KIB G_GINT64_CONSTANT (1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

typedef struct
{
  const char *name;
  gint64 bytes, number;
  CsSizeUnit unit;
} Case;

static const Case cases[] = {
  { "/app/size-unit/none", 0, 0, CS_SIZE_UNIT_MIB },
  { "/app/size-unit/bytes", 1000, 1000, CS_SIZE_UNIT_BYTES },
  { "/app/size-unit/one-kib", KIB, 1, CS_SIZE_UNIT_KIB },
  { "/app/size-unit/default-message", 32 * MIB, 32, CS_SIZE_UNIT_MIB },
  { "/app/size-unit/a-mib-and-a-half", 1536 * KIB, 1536, CS_SIZE_UNIT_KIB },
  { "/app/size-unit/largest-message", G_MAXINT32, G_MAXINT32, CS_SIZE_UNIT_BYTES },
  { "/app/size-unit/two-gib", 2 * GIB, 2, CS_SIZE_UNIT_GIB },
  { "/app/size-unit/a-pib", 1024 * 1024 * GIB, 1024 * 1024, CS_SIZE_UNIT_GIB },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gint64 number;
  CsSizeUnit unit = cs_size_unit_split (c->bytes, &number);

  g_assert_cmpint (unit, ==, c->unit);
  g_assert_cmpint (number, ==, c->number);
  g_assert_cmpint (number * cs_size_unit_bytes (unit), ==, c->bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  return g_test_run ();
}
