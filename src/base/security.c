#include "base/security.h"

#include <string.h>

static const char *const authentication_names[] = {
  [CS_AUTHENTICATION_NONE] = "none",
  [CS_AUTHENTICATION_CLEAR_TEXT] = "clear-text",
  [CS_AUTHENTICATION_CHALLENGE_RESPONSE] = "challenge-response",
};

static const char *const tls_rule_names[] = {
  [CS_TLS_WHEN_OFFERED] = "when-offered",
  [CS_TLS_REQUIRED] = "required",
  [CS_TLS_FROM_START] = "from-start",
  [CS_TLS_NEVER] = "never",
};

static const char *const cause_names[] = {
  [CS_CAUSE_NONE] = "",
  [CS_CAUSE_AUTHENTICATION_REFUSED] = "authentication-refused",
  [CS_CAUSE_AUTHENTICATION_REQUIRED] = "authentication-required",
  [CS_CAUSE_AUTHENTICATION_NOT_OFFERED] = "authentication-not-offered",
  [CS_CAUSE_AUTHENTICATION_TOO_WEAK] = "authentication-too-weak",
  [CS_CAUSE_TLS_NOT_OFFERED] = "tls-not-offered",
  [CS_CAUSE_TLS_REQUIRED] = "tls-required",
  [CS_CAUSE_TLS_FAILED] = "tls-failed",
  [CS_CAUSE_DOWNGRADE] = "downgrade",
  [CS_CAUSE_CREDENTIAL_MISSING] = "credential-missing",
  [CS_CAUSE_CREDENTIAL_INVALID] = "credential-invalid",
  [CS_CAUSE_CREDENTIAL_LOCKED] = "credential-locked",
  [CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE] = "credential-store-unavailable",
  [CS_CAUSE_UNREACHABLE] = "unreachable",
  [CS_CAUSE_DNS] = "dns",
  [CS_CAUSE_PROTOCOL] = "protocol",
  [CS_CAUSE_REFUSED_FOR_NOW] = "refused-for-now",
  [CS_CAUSE_LOOP] = "loop",
  [CS_CAUSE_FULL] = "full",
  [CS_CAUSE_SETTINGS] = "settings",
  [CS_CAUSE_ADMINISTRATOR] = "administrator",
};

G_STATIC_ASSERT (G_N_ELEMENTS (cause_names) == CS_CAUSE_LAST + 1);

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *index)
{
  for (guint i = 0; i < n_names; i++)
    if (strcmp (names[i], name) == 0)
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}

const char *
cs_authentication_name (CsAuthentication authentication)
{
  g_return_val_if_fail ((guint)authentication < G_N_ELEMENTS (authentication_names), "");

  return authentication_names[authentication];
}

const char *
cs_tls_rule_name (CsTlsRule tls)
{
  g_return_val_if_fail ((guint)tls < G_N_ELEMENTS (tls_rule_names), "");

  return tls_rule_names[tls];
}

const char *
cs_cause_name (CsCause cause)
{
  g_return_val_if_fail ((guint)cause < G_N_ELEMENTS (cause_names), "");

  return cause_names[cause];
}

gboolean
cs_authentication_from_name (const char *name, CsAuthentication *authentication)
{
  guint index;

  if (!find_name (authentication_names, G_N_ELEMENTS (authentication_names), name, &index))
    return FALSE;

  *authentication = index;
  return TRUE;
}

gboolean
cs_tls_rule_from_name (const char *name, CsTlsRule *tls)
{
  guint index;

  if (!find_name (tls_rule_names, G_N_ELEMENTS (tls_rule_names), name, &index))
    return FALSE;

  *tls = index;
  return TRUE;
}

gboolean
cs_cause_from_name (const char *name, CsCause *cause)
{
  guint index;

  if (!find_name (cause_names, G_N_ELEMENTS (cause_names), name, &index))
    return FALSE;

  *cause = index;
  return TRUE;
}
