#include "smtp/strength.h"

typedef struct
{
  const char *name;
  const char *mechanisms;
  CsStrength clear_text, challenge_response;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "nothing", "", CS_STRENGTH_NONE, CS_STRENGTH_NONE },
  { "passwords", "LOGIN PLAIN", CS_STRENGTH_PASSWORD, CS_STRENGTH_NONE },
  { "ntlm", "NTLM", CS_STRENGTH_NONE, CS_STRENGTH_CHALLENGE },
  { "both", "LOGIN NTLM", CS_STRENGTH_PASSWORD, CS_STRENGTH_CHALLENGE },
  { "what-nobody-speaks", "GSSAPI EXTERNAL XOAUTH2 WHATEVER", CS_STRENGTH_NONE, CS_STRENGTH_NONE },
  { "among-what-nobody-speaks", "GSSAPI PLAIN", CS_STRENGTH_PASSWORD, CS_STRENGTH_NONE },
};
/* clang-format on */

static void
test_offered (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsFeatures) features = cs_features_new ();
  CsStrengths strengths;

  g_strfreev (features->mechanisms);
  features->mechanisms = g_strsplit (c->mechanisms, " ", -1);
  strengths = cs_strengths_offered (features);
  g_assert_cmpint (strengths.of[CS_AUTHENTICATION_NONE], ==, CS_STRENGTH_NONE);
  g_assert_cmpint (strengths.of[CS_AUTHENTICATION_CLEAR_TEXT], ==, c->clear_text);
  g_assert_cmpint (strengths.of[CS_AUTHENTICATION_CHALLENGE_RESPONSE], ==, c->challenge_response);
}

static void
test_mechanism (void)
{
  static const struct
  {
    const char *mechanism;
    CsStrength strength;
  } strengths[] = {
    { "PLAIN", CS_STRENGTH_PASSWORD },       { "LOGIN", CS_STRENGTH_PASSWORD },
    { "WHATEVER", CS_STRENGTH_PASSWORD },    { "XOAUTH2", CS_STRENGTH_PASSWORD },
    { "NTLM", CS_STRENGTH_CHALLENGE },       { "CRAM-MD5", CS_STRENGTH_CHALLENGE },
    { "SCRAM-SHA-256", CS_STRENGTH_MUTUAL }, { "GSSAPI", CS_STRENGTH_MUTUAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strengths); i++)
    g_assert_cmpint (cs_mechanism_strength (strengths[i].mechanism), ==, strengths[i].strength);
}

/* One option may be served worse though another one is served better. */
static void
test_less (void)
{
  CsStrengths before = { .of = { [CS_AUTHENTICATION_CLEAR_TEXT] = CS_STRENGTH_CHALLENGE } };
  CsStrengths now = { .of = { [CS_AUTHENTICATION_CLEAR_TEXT] = CS_STRENGTH_PASSWORD,
                              [CS_AUTHENTICATION_CHALLENGE_RESPONSE] = CS_STRENGTH_CHALLENGE } };

  g_assert_true (cs_strengths_are_less (&now, &before));
  g_assert_true (cs_strengths_are_less (&before, &now));
  g_assert_false (cs_strengths_are_less (&before, &before));
  before.of[CS_AUTHENTICATION_CLEAR_TEXT] = CS_STRENGTH_PASSWORD;
  g_assert_false (cs_strengths_are_less (&now, &before));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/strength/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_offered);
    }
  g_test_add_func ("/smtp/strength/mechanism", test_mechanism);
  g_test_add_func ("/smtp/strength/less", test_less);
  return g_test_run ();
}
