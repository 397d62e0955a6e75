#include "delivery/attempt-log.h"

#include "base/log.h"

/* "192.0.2.7" */
static char *
address_of (const CsTarget *target)
{
  GInetSocketAddress *address;

  if (target == NULL || !G_IS_INET_SOCKET_ADDRESS (target->address))
    return NULL;
  address = G_INET_SOCKET_ADDRESS (target->address);
  return g_inet_address_to_string (g_inet_socket_address_get_address (address));
}

/* How the certificate was verified: by the authorities of this machine, or by TLSA records. */
static const char *
verified_by (const CsAttemptFacts *facts)
{
  CsDane *dane = facts->target != NULL ? cs_protection_dane (facts->target->protection) : NULL;

  if (facts->tls == NULL)
    return NULL;
  if (!facts->is_verified)
    return "no";
  return dane != NULL && cs_dane_is_usable (dane) ? "dane" : "pkix";
}

static const char *
event_of (const CsWorkItem *item, const CsOutcome *outcome)
{
  return outcome->is_expired ? "expired" : cs_verdict_kind_name (item->verdict.kind);
}

static const char *
sender_of (const CsWork *work)
{
  const CsAddress *sender = work->claim->envelope->sender;

  return cs_address_is_null (sender) ? "<>" : cs_address_text (sender);
}

void
cs_attempt_log (const CsWork *work, const CsWorkItem *item, const CsOutcome *outcome,
                const CsAttemptFacts *facts, gint64 now_s)
{
  const CsTarget *target = facts->target;
  const char *text = outcome->settlement->text;
  gboolean is_reply = item->failure->code != 0;
  const char *cause
      = item->verdict.cause != CS_CAUSE_NONE ? cs_cause_name (item->verdict.cause) : NULL;
  g_autofree char *id = g_strdup_printf ("%s/%u", work->claim->id, item->recipient->number);
  g_autofree char *address = address_of (target);
  g_autofree char *port = target != NULL ? g_strdup_printf ("%u", target->port) : NULL;
  g_autofree char *attempt = g_strdup_printf ("%u", item->recipient->attempts + 1);
  g_autofree char *delay_s
      = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (now_s - work->claim->arrived_s, 0));
  g_autofree char *connection_ms
      = target != NULL ? g_strdup_printf ("%u", facts->connection_ms) : NULL;
  g_autofree char *attempt_ms = g_strdup_printf ("%u", facts->duration_ms);

  if (item->verdict.kind == CS_VERDICT_UNTRIED)
    return;
  cs_log (G_LOG_LEVEL_MESSAGE, event_of (item, outcome), "message", id, "sender", sender_of (work),
          "recipient", cs_address_text (item->recipient->address), "attempt", attempt, "host",
          target != NULL ? target->host_name : NULL, "address", address, "port", port, "tls",
          facts->tls, "verified", verified_by (facts), "protection",
          target != NULL ? cs_protection_name (target->protection) : NULL, "mechanism",
          facts->mechanism, "account", facts->account, "cause", cause, is_reply ? "reply" : "text",
          text, "delay-s", delay_s, "connection-ms", connection_ms, "attempt-ms", attempt_ms, NULL);
}
