#include "delivery/protection.h"

#include "base/log.h"

G_DEFINE_QUARK (cs - protection - error - quark, cs_protection_error)

CsProtection *
cs_protection_new (CsProtectionKind kind, CsDane *dane, const char *domain)
{
  CsProtection *protection = g_new0 (CsProtection, 1);

  g_ref_count_init (&protection->references);
  protection->kind = kind;
  protection->dane = dane != NULL ? cs_dane_ref (dane) : NULL;
  protection->domain = g_strdup (domain);
  return protection;
}

CsProtection *
cs_protection_ref (CsProtection *protection)
{
  g_ref_count_inc (&protection->references);
  return protection;
}

void
cs_protection_unref (CsProtection *protection)
{
  if (!g_ref_count_dec (&protection->references))
    return;
  g_clear_pointer (&protection->dane, cs_dane_unref);
  g_free (protection->domain);
  g_free (protection);
}

CsTlsRule
cs_protection_rule (const CsProtection *protection, CsTlsRule rule)
{
  gboolean is_enforced = protection != NULL && protection->kind == CS_PROTECTION_STS;

  return is_enforced && rule == CS_TLS_WHEN_OFFERED ? CS_TLS_REQUIRED : rule;
}

CsDane *
cs_protection_dane (const CsProtection *protection)
{
  return protection != NULL ? protection->dane : NULL;
}

static const char *const names[] = {
  [CS_PROTECTION_DANE] = "dane",
  [CS_PROTECTION_TLS] = "tlsa",
  [CS_PROTECTION_STS] = "mta-sts",
  [CS_PROTECTION_STS_TESTING] = NULL,
};

const char *
cs_protection_error_name (CsProtectionError code)
{
  return names[code == CS_PROTECTION_ERROR_NO_TLSA ? CS_PROTECTION_DANE : CS_PROTECTION_STS];
}

const char *
cs_protection_name (const CsProtection *protection)
{
  return protection != NULL ? names[protection->kind] : NULL;
}

void
cs_protection_note (const CsProtection *protection, CsSession *session)
{
  CsTranscript *transcript = cs_session_transcript (session);

  if (protection == NULL)
    return;
  switch (protection->kind)
    {
    case CS_PROTECTION_DANE:
      cs_transcript_note (transcript, "TLS by the TLSA records of the host (DANE)");
      break;
    case CS_PROTECTION_TLS:
      cs_transcript_note (transcript, "TLS, as the host has TLSA records, none of which is usable");
      break;
    case CS_PROTECTION_STS:
      cs_transcript_note (transcript, "TLS by the MTA-STS policy of %s", protection->domain);
      break;
    case CS_PROTECTION_STS_TESTING:
      break;
    }
}

void
cs_protection_test (const CsProtection *protection, CsSession *session, const char *host)
{
  if (protection == NULL || protection->kind != CS_PROTECTION_STS_TESTING
      || cs_session_tls_verified (session))
    return;
  cs_log (G_LOG_LEVEL_MESSAGE, "MTA-STS being tested would refuse", "domain", protection->domain,
          "host", host, "reason",
          cs_session_tls_version (session) != NULL ? "certificate" : "no TLS", NULL);
}
