#include "delivery/outcome.h"

#include "delivery/schedule.h"
#include "smtp/session.h"

static gboolean
has_enhanced (const CsFailure *failure)
{
  return failure->enhanced[0] != 0;
}

char *
cs_failure_to_text (const CsFailure *failure)
{
  const char *text = failure->text != NULL ? failure->text : "";
  g_autoptr (GString) whole = g_string_new (NULL);

  if (failure->code != 0)
    g_string_append_printf (whole, "%u ", failure->code);
  if (failure->code != 0 && has_enhanced (failure))
    {
      g_autofree char *enhanced = g_strdup_printf ("%u.%u.%u", failure->enhanced[0],
                                                   failure->enhanced[1], failure->enhanced[2]);

      if (!g_str_has_prefix (text, enhanced))
        g_string_append_printf (whole, "%s ", enhanced);
    }
  g_string_append (whole, text);
  g_strchomp (whole->str);
  if (*whole->str == '\0')
    return failure->kind == CS_FAILURE_NONE ? NULL
                                            : g_strdup (cs_failure_kind_name (failure->kind));
  return g_strdup (whole->str);
}

static gboolean
wants (guint notify, guint flag)
{
  if (notify == CS_NOTIFY_DEFAULT)
    return flag != CS_NOTIFY_SUCCESS;
  return (notify & CS_NOTIFY_NEVER) == 0 && (notify & flag) != 0;
}

static CsReportKind
report_if_wanted (guint notify, guint flag, CsReportKind kind)
{
  return wants (notify, flag) ? kind : CS_REPORT_NONE;
}

static CsSettleKind
settle_kind (CsVerdictKind kind)
{
  switch (kind)
    {
    case CS_VERDICT_DELIVERED:
      return CS_SETTLE_DELIVERED;
    case CS_VERDICT_DEFERRED:
      return CS_SETTLE_DEFERRED;
    case CS_VERDICT_HELD:
      return CS_SETTLE_HELD;
    case CS_VERDICT_REJECTED:
      return CS_SETTLE_REJECTED;
    case CS_VERDICT_UNTRIED:
      return CS_SETTLE_UNTRIED;
    }
  g_return_val_if_reached (CS_SETTLE_UNTRIED);
}

static gboolean
is_about_credential (CsCause cause)
{
  switch (cause)
    {
    case CS_CAUSE_AUTHENTICATION_REFUSED:
    case CS_CAUSE_CREDENTIAL_MISSING:
    case CS_CAUSE_CREDENTIAL_INVALID:
    case CS_CAUSE_CREDENTIAL_LOCKED:
    case CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
fill_in (CsSettlement *settlement, const CsWorkItem *item, const CsAttempt *attempt)
{
  settlement->cause = item->verdict.cause;
  settlement->text = cs_failure_to_text (item->failure);
  settlement->remote = g_strdup (attempt->remote);
  settlement->protection = g_strdup (attempt->protection);
  if (item->verdict.kind == CS_VERDICT_DEFERRED || item->verdict.kind == CS_VERDICT_HELD)
    settlement->transcript = g_strdup (attempt->transcript);
  if (item->verdict.kind == CS_VERDICT_HELD && is_about_credential (item->verdict.cause))
    settlement->credential = g_strdup (attempt->credential);
}

static void
decide_waiting (const CsSettings *settings, const CsClaim *claim, const CsWorkItem *item,
                const CsAttempt *attempt, gint64 now_s, CsOutcome *outcome)
{
  const CsClaimRecipient *recipient = item->recipient;
  CsSettlement *settlement = outcome->settlement;

  if (cs_schedule_is_expired (settings, claim->arrived_s, now_s))
    {
      settlement->kind = CS_SETTLE_REJECTED;
      outcome->is_expired = TRUE;
      outcome->report = report_if_wanted (recipient->notify, CS_NOTIFY_FAILURE, CS_REPORT_EXPIRED);
      return;
    }

  if (settlement->kind == CS_SETTLE_DEFERRED)
    settlement->next_attempt_s
        = attempt->not_before_s != 0
              ? attempt->not_before_s
              : cs_schedule_next_s (settings, &item->verdict, recipient->attempts + 1,
                                    claim->arrived_s, now_s);
  if (!recipient->delay_noticed && cs_schedule_is_late (settings, claim->arrived_s, now_s))
    {
      settlement->delay_noticed = TRUE;
      outcome->report = report_if_wanted (recipient->notify, CS_NOTIFY_DELAY, CS_REPORT_DELAYED);
    }
}

void
cs_outcome_decide (const CsSettings *settings, const CsClaim *claim, const CsWorkItem *item,
                   const CsAttempt *attempt, gint64 now_s, CsOutcome *outcome)
{
  g_autoptr (CsSettings) defaults = settings == NULL ? cs_settings_new () : NULL;
  guint notify = item->recipient->notify;

  outcome->settlement
      = cs_settlement_new (claim->id, item->recipient->number, settle_kind (item->verdict.kind));
  outcome->report = CS_REPORT_NONE;
  outcome->is_expired = FALSE;
  fill_in (outcome->settlement, item, attempt);

  switch (item->verdict.kind)
    {
    case CS_VERDICT_DELIVERED:
      if (!attempt->server_reports)
        outcome->report = report_if_wanted (notify, CS_NOTIFY_SUCCESS, CS_REPORT_RELAYED);
      break;
    case CS_VERDICT_REJECTED:
      outcome->report = report_if_wanted (notify, CS_NOTIFY_FAILURE, CS_REPORT_FAILED);
      break;
    case CS_VERDICT_DEFERRED:
    case CS_VERDICT_HELD:
      decide_waiting (defaults != NULL ? defaults : settings, claim, item, attempt, now_s, outcome);
      break;
    case CS_VERDICT_UNTRIED:
      break;
    }
}
