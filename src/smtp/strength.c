#include "smtp/strength.h"

#include "smtp/mechanism.h"

CsStrength
cs_mechanism_strength (const char *mechanism)
{
  static const struct
  {
    const char *prefix;
    CsStrength strength;
  } prefixes[] = {
    { "NTLM", CS_STRENGTH_CHALLENGE },    { "CRAM-", CS_STRENGTH_CHALLENGE },
    { "DIGEST-", CS_STRENGTH_CHALLENGE }, { "SCRAM-", CS_STRENGTH_MUTUAL },
    { "GSSAPI", CS_STRENGTH_MUTUAL },     { "GS2-", CS_STRENGTH_MUTUAL },
    { "EXTERNAL", CS_STRENGTH_MUTUAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (mechanism, prefixes[i].prefix))
      return prefixes[i].strength;

  return CS_STRENGTH_PASSWORD;
}

CsStrengths
cs_strengths_offered (const CsFeatures *features)
{
  CsStrengths strengths = { { CS_STRENGTH_NONE } };

  for (guint i = 0; i < G_N_ELEMENTS (strengths.of); i++)
    {
      const CsMechanismKind *kind = cs_mechanism_choose ((CsAuthentication)i, features, NULL);

      if (kind != NULL)
        strengths.of[i] = cs_mechanism_strength (kind->name);
    }
  return strengths;
}

gboolean
cs_strengths_are_less (const CsStrengths *strengths, const CsStrengths *before)
{
  for (guint i = 0; i < G_N_ELEMENTS (strengths->of); i++)
    if (strengths->of[i] < before->of[i])
      return TRUE;

  return FALSE;
}
