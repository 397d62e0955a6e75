#include "dns/validation.h"

#define T0_S 1800000000
#define HOUR_S CS_VALIDATION_PATIENCE_S

typedef struct
{
  CsDnsAnswerKind kind;
  gboolean is_secure;
  gint64 after_s; /* since the first probe */
  CsValidation then;
  gboolean is_first_failure;
} Probe;

typedef struct
{
  const char *name;
  Probe probes[5]; /* up to the first without a value */
  guint n_probes;
} Case;

#define SECURE CS_DNS_ANSWER_DATA, TRUE
#define STRIPPED CS_DNS_ANSWER_DATA, FALSE
#define BOGUS CS_DNS_ANSWER_BOGUS, FALSE
#define SILENCE CS_DNS_ANSWER_TEMPORARY, FALSE

/* clang-format off */
static const Case cases[] = {
  { "secure", { { SECURE, 0, CS_VALIDATION_ON, FALSE } }, 1 },
  { "stripped-from-the-beginning", { { STRIPPED, 0, CS_VALIDATION_OFF, FALSE }, { SECURE, 600, CS_VALIDATION_ON, FALSE } }, 2 },
  { "silent-from-the-beginning", { { SILENCE, 0, CS_VALIDATION_UNKNOWN, FALSE }, { SECURE, 60, CS_VALIDATION_ON, FALSE } }, 2 },
  { "stripped-later", { { SECURE, 0, CS_VALIDATION_ON, FALSE }, { STRIPPED, 60, CS_VALIDATION_ON, TRUE }, { STRIPPED, 120, CS_VALIDATION_ON, FALSE } }, 3 },
  { "forged-later", { { SECURE, 0, CS_VALIDATION_ON, FALSE }, { BOGUS, 60, CS_VALIDATION_ON, TRUE } }, 2 },
  { "dropped-later", { { SECURE, 0, CS_VALIDATION_ON, FALSE }, { SILENCE, 60, CS_VALIDATION_ON, TRUE } }, 2 },
  { "stripped-for-an-hour", { { SECURE, 0, CS_VALIDATION_ON, FALSE }, { STRIPPED, 60, CS_VALIDATION_ON, TRUE }, { STRIPPED, 59 + HOUR_S, CS_VALIDATION_ON, FALSE }, { STRIPPED, 60 + HOUR_S, CS_VALIDATION_OFF, FALSE } }, 4 },
  { "back-within-the-hour", { { SECURE, 0, CS_VALIDATION_ON, FALSE }, { SILENCE, 60, CS_VALIDATION_ON, TRUE }, { SECURE, 120, CS_VALIDATION_ON, FALSE }, { SILENCE, HOUR_S + 60, CS_VALIDATION_ON, TRUE } }, 4 },
  { "clock-set-back", { { SECURE, 0, CS_VALIDATION_ON, FALSE }, { SILENCE, 60, CS_VALIDATION_ON, TRUE }, { SILENCE, -9000, CS_VALIDATION_ON, FALSE }, { SILENCE, -9000 + HOUR_S, CS_VALIDATION_UNKNOWN, FALSE } }, 4 },
};
/* clang-format on */

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CsValidationState state = { 0 };

  for (guint i = 0; i < c->n_probes; i++)
    {
      const Probe *probe = &c->probes[i];
      CsDnsAnswer answer = { .kind = probe->kind, .is_secure = probe->is_secure };
      gboolean is_first = cs_validation_take_probe (&state, &answer, T0_S + probe->after_s);

      g_assert_cmpint (is_first, ==, probe->is_first_failure);
      g_assert_cmpint (state.value, ==, probe->then);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/dns/validation/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
