#include "admin/offer.h"

static const char *const clear_text[] = { "PLAIN", "LOGIN", NULL };
static const char *const challenge_response[] = { "NTLM", NULL };

static gboolean
has_one_of (const char *const *mechanisms, const char *const *wanted)
{
  for (guint i = 0; mechanisms[i] != NULL; i++)
    for (guint j = 0; wanted[j] != NULL; j++)
      if (g_ascii_strcasecmp (mechanisms[i], wanted[j]) == 0)
        return TRUE;
  return FALSE;
}

gboolean
cs_offer_has (const char *const *mechanisms, CsAuthentication option)
{
  switch (option)
    {
    case CS_AUTHENTICATION_CLEAR_TEXT:
      return has_one_of (mechanisms, clear_text);
    case CS_AUTHENTICATION_CHALLENGE_RESPONSE:
      return has_one_of (mechanisms, challenge_response);
    default:
      return TRUE;
    }
}

gboolean
cs_offer_suggest (const char *const *mechanisms, gboolean is_encrypted, CsAuthentication *option)
{
  gboolean has_clear_text = cs_offer_has (mechanisms, CS_AUTHENTICATION_CLEAR_TEXT);
  gboolean has_challenge = cs_offer_has (mechanisms, CS_AUTHENTICATION_CHALLENGE_RESPONSE);

  if (!has_clear_text && !has_challenge)
    return FALSE;

  *option = has_clear_text && (is_encrypted || !has_challenge)
                ? CS_AUTHENTICATION_CLEAR_TEXT
                : CS_AUTHENTICATION_CHALLENGE_RESPONSE;
  return TRUE;
}

CsTlsRule
cs_offer_suggest_tls (gboolean is_safe, CsTlsRule now)
{
  if (now == CS_TLS_REQUIRED || now == CS_TLS_FROM_START)
    return now;
  return is_safe ? CS_TLS_REQUIRED : CS_TLS_WHEN_OFFERED;
}
