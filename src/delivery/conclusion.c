#include "delivery/conclusion.h"

#include "base/log.h"
#include "base/when.h"
#include "delivery/badmail.h"
#include "delivery/lane.h"
#include "delivery/report-words.h"
#include "delivery/report.h"
#include "delivery/schedule.h"
#include "delivery/whole.h"

#define HEADER_BYTES (64 * 1024) /* of a message whose header is returned */
#define BADMAIL_AGAIN_S 900

/* Recipients whose settlement waits for one kind of report. */
typedef struct
{
  GPtrArray *settlements; /* (element-type CsSettlement) */
  GPtrArray *items; /* (element-type CsWorkItem) */
} Group;

typedef struct
{
  CsShared *shared;
  CsWork *work;
  char *remote;
  char *transcript; /* or NULL */
  gboolean is_transcript_kept; /* with one of the recipients */
  gint64 now_s;
  Group groups[CS_REPORT_RELAYED + 1];
} Conclusion;

static void
conclusion_free (Conclusion *conclusion)
{
  for (guint i = 0; i < G_N_ELEMENTS (conclusion->groups); i++)
    {
      g_ptr_array_unref (conclusion->groups[i].settlements);
      g_ptr_array_unref (conclusion->groups[i].items);
    }
  g_free (conclusion->remote);
  g_free (conclusion->transcript);
  g_free (conclusion);
}

static Conclusion *
conclusion_new (CsShared *shared, CsWork *work, const CsAttempt *attempt)
{
  Conclusion *conclusion = g_new0 (Conclusion, 1);

  conclusion->shared = shared;
  conclusion->work = work;
  conclusion->remote = g_strdup (attempt->remote);
  conclusion->transcript = g_strdup (attempt->transcript);
  conclusion->now_s = cs_when_now_s ();
  for (guint i = 0; i < G_N_ELEMENTS (conclusion->groups); i++)
    {
      conclusion->groups[i].settlements
          = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
      conclusion->groups[i].items = g_ptr_array_new ();
    }
  return conclusion;
}

/* --- each recipient ----------------------------------------------------------------------- */

static void
count (CsFigures *figures, const CsWorkItem *item, const CsOutcome *outcome)
{
  cs_figures_note_outcome (figures, item->failure);
  if (outcome->settlement->kind == CS_SETTLE_DELIVERED)
    figures->delivered++;
  else if (outcome->settlement->kind == CS_SETTLE_REJECTED)
    figures->rejected++;
}

static gboolean
has_null_sender (const CsWork *work)
{
  return cs_address_is_null (work->claim->envelope->sender);
}

/* A report about a report would go round for ever: only what is lost for good is kept aside. */
static CsReportKind
report_kind (const CsWork *work, const CsOutcome *outcome)
{
  gboolean is_lost = outcome->report == CS_REPORT_FAILED || outcome->report == CS_REPORT_EXPIRED;

  return has_null_sender (work) && !is_lost ? CS_REPORT_NONE : outcome->report;
}

/* The first that waits keeps the dialogue for all of them: a message for thousands would else write
 * it thousands of times at each attempt. */
static void
share_transcript (Conclusion *conclusion, CsSettlement *settlement)
{
  if (settlement->transcript == NULL)
    return;
  if (conclusion->is_transcript_kept)
    *settlement->transcript = '\0';
  conclusion->is_transcript_kept = TRUE;
}

static void
sort (Conclusion *conclusion, const CsAttempt *attempt, const CsAttemptFacts *facts)
{
  CsWork *work = conclusion->work;

  for (guint i = 0; i < work->n_items; i++)
    {
      CsWorkItem *item = &work->items[i];
      CsOutcome outcome;
      Group *group;

      if (!item->is_judged || item->is_closed)
        continue;
      item->is_closed = TRUE;
      cs_outcome_decide (conclusion->shared->settings, work->claim, item, attempt,
                         conclusion->now_s, &outcome);
      cs_attempt_log (work, item, &outcome, facts, conclusion->now_s);
      count (&conclusion->shared->figures, item, &outcome);
      share_transcript (conclusion, outcome.settlement);
      group = &conclusion->groups[report_kind (work, &outcome)];
      g_ptr_array_add (group->settlements, outcome.settlement);
      g_ptr_array_add (group->items, item);
    }
}

/* --- reports ------------------------------------------------------------------------------ */

static CsSettings *
settings_of (CsShared *shared)
{
  return shared->settings != NULL ? cs_settings_ref (shared->settings) : cs_settings_new ();
}

static void
add_recipient (CsEnvelope *envelope, const CsSettings *settings, CsAddress *address)
{
  g_autofree char *lane = NULL;

  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      const CsEnvelopeRecipient *recipient = envelope->recipients->pdata[i];

      if (cs_address_equal (recipient->address, address))
        return;
    }
  lane = cs_lane_name_for (settings, address);
  cs_envelope_add_recipient (envelope, address, lane);
  envelope->needs_smtputf8 |= cs_address_needs_smtputf8 (address);
}

/* The DNS does not know the users of this machine. */
static void
add_sender (CsEnvelope *envelope, CsShared *shared, const CsSettings *settings, CsAddress *sender)
{
  g_autoptr (GPtrArray) addresses
      = shared->redirect != NULL ? shared->redirect (sender, shared->redirect_data) : NULL;

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    add_recipient (envelope, settings, addresses->pdata[i]);
  if (envelope->recipients->len == 0)
    add_recipient (envelope, settings, sender);
}

static CsEnvelope *
report_envelope (CsShared *shared, const CsSettings *settings, const CsWork *work,
                 CsReportKind kind)
{
  g_autoptr (CsAddress) null_sender = cs_address_parse ("", 0, CS_ADDRESS_ALLOW_NULL, NULL, NULL);
  CsAddress *sender = work->claim->envelope->sender;
  CsEnvelope *envelope = cs_envelope_new (null_sender);
  const char *copy_to = cs_settings_text (settings, CS_OPTION_REPORT_COPY_TO);
  g_autoptr (CsAddress) copy = NULL;

  envelope->origin = g_strdup ("report");
  envelope->needs_smtputf8 = cs_address_needs_smtputf8 (sender);
  add_sender (envelope, shared, settings, sender);

  if (copy_to != NULL && (kind == CS_REPORT_FAILED || kind == CS_REPORT_EXPIRED))
    copy = cs_address_parse (copy_to, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  if (copy != NULL)
    add_recipient (envelope, settings, copy);
  return envelope;
}

static CsNewMessage *
write_report (Conclusion *conclusion, CsReportKind kind, GBytes *content)
{
  CsShared *shared = conclusion->shared;
  g_autoptr (CsSettings) settings = settings_of (shared);
  CsReportFacts facts = {
    .kind = kind,
    .claim = conclusion->work->claim,
    .items = conclusion->groups[kind].items,
    .content = content,
    .remote = conclusion->remote,
    .own_name = cs_shared_own_name (shared),
    .mail_domain = cs_shared_mail_domain (shared),
    .language = cs_settings_text (settings, CS_OPTION_REPORT_LANGUAGE),
    .expires_s = cs_schedule_expires_s (settings, conclusion->work->claim->arrived_s),
    .now_s = conclusion->now_s,
  };
  g_autoptr (GBytes) report = cs_report_write (&facts);

  return cs_new_message_new (report_envelope (shared, settings, conclusion->work, kind), report);
}

static void
finish (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Conclusion *conclusion = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = cs_whole_read_finish (CS_BODY_SOURCE (source), result, &error);

  if (content == NULL)
    cs_log (G_LOG_LEVEL_WARNING, "message not readable for its report", "message",
            conclusion->work->claim->id, "error", error->message, NULL);

  for (guint kind = CS_REPORT_FAILED; kind < G_N_ELEMENTS (conclusion->groups); kind++)
    {
      g_autoptr (GPtrArray) reports
          = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_new_message_free);
      Group *group = &conclusion->groups[kind];

      if (group->items->len == 0)
        continue;
      g_ptr_array_add (reports, write_report (conclusion, kind, content));
      cs_ledger_enter (conclusion->shared->ledger, group->settlements, reports);
    }
  finish (task);
}

static gsize
wanted_bytes (Conclusion *conclusion)
{
  gsize wanted = HEADER_BYTES;

  for (guint kind = CS_REPORT_FAILED; kind < G_N_ELEMENTS (conclusion->groups); kind++)
    {
      if (conclusion->groups[kind].items->len > 0)
        wanted = MAX (wanted, cs_report_wanted_bytes (conclusion->work->claim->envelope, kind));
    }
  return wanted;
}

/* --- badmail ------------------------------------------------------------------------------ */

static void
append_reasons (GString *out, Conclusion *conclusion, CsReportKind kind)
{
  GPtrArray *items = conclusion->groups[kind].items;

  for (guint i = 0; i < items->len; i++)
    {
      const CsWorkItem *item = items->pdata[i];
      g_autofree char *text = cs_failure_to_text (item->failure);

      g_string_append_printf (out, "\nRecipient: %s\n", cs_address_text (item->recipient->address));
      g_string_append_printf (out, "Reason: %s\n", cs_report_opening (kind));
      if (conclusion->remote != NULL)
        g_string_append_printf (out, "Host: %s\n", conclusion->remote);
      if (text != NULL)
        g_string_append_printf (out, "Answer: %s\n", text);
      if (item->verdict.cause != CS_CAUSE_NONE)
        g_string_append_printf (out, "Cause: %s\n", cs_cause_name (item->verdict.cause));
    }
}

static char *
badmail_reason (Conclusion *conclusion)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "Message: %s\nSender: <>\n", conclusion->work->claim->id);
  append_reasons (out, conclusion, CS_REPORT_FAILED);
  append_reasons (out, conclusion, CS_REPORT_EXPIRED);
  if (conclusion->transcript != NULL)
    g_string_append_printf (out, "\nDialogue:\n%s", conclusion->transcript);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
defer_instead (Conclusion *conclusion, GPtrArray *settlements)
{
  for (guint i = 0; i < settlements->len; i++)
    {
      CsSettlement *settlement = settlements->pdata[i];

      settlement->kind = CS_SETTLE_DEFERRED;
      settlement->cause = CS_CAUSE_FULL;
      settlement->next_attempt_s = conclusion->now_s + BADMAIL_AGAIN_S;
      conclusion->shared->figures.rejected--;
    }
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Conclusion *conclusion = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_kept = cs_badmail_keep_finish (result, &error);

  if (!is_kept)
    cs_log (G_LOG_LEVEL_WARNING, "badmail not written", "message", conclusion->work->claim->id,
            "error", error->message, NULL);
  for (guint kind = CS_REPORT_FAILED; kind < G_N_ELEMENTS (conclusion->groups); kind++)
    {
      GPtrArray *settlements = conclusion->groups[kind].settlements;

      if (!is_kept)
        defer_instead (conclusion, settlements);
      cs_ledger_enter (conclusion->shared->ledger, settlements, NULL);
    }
  finish (task);
}

static void
keep_as_badmail (GTask *task)
{
  Conclusion *conclusion = g_task_get_task_data (task);
  CsReportKind kind
      = conclusion->groups[CS_REPORT_FAILED].items->len > 0 ? CS_REPORT_FAILED : CS_REPORT_EXPIRED;
  const CsWorkItem *item = conclusion->groups[kind].items->pdata[0];
  g_autofree char *name
      = g_strdup_printf ("%s-%u", conclusion->work->claim->id, item->recipient->number);
  g_autofree char *reason = badmail_reason (conclusion);

  cs_log (G_LOG_LEVEL_WARNING, "badmail", "message", conclusion->work->claim->id, "file", name,
          NULL);
  cs_badmail_keep_async (conclusion->shared->badmail_dir, name, conclusion->work->body, reason,
                         NULL, on_kept, task);
}

/* --- all of it ---------------------------------------------------------------------------- */

static gboolean
has_reports (const Conclusion *conclusion)
{
  for (guint kind = CS_REPORT_FAILED; kind < G_N_ELEMENTS (conclusion->groups); kind++)
    {
      if (conclusion->groups[kind].items->len > 0)
        return TRUE;
    }
  return FALSE;
}

void
cs_conclude_async (CsShared *shared, CsWork *work, const CsAttempt *attempt,
                   const CsAttemptFacts *facts, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Conclusion *conclusion = conclusion_new (shared, work, attempt);

  g_task_set_task_data (task, conclusion, (GDestroyNotify)conclusion_free);
  sort (conclusion, attempt, facts);
  cs_ledger_enter (shared->ledger, conclusion->groups[CS_REPORT_NONE].settlements, NULL);

  if (!has_reports (conclusion))
    finish (task);
  else if (has_null_sender (work))
    keep_as_badmail (task);
  else
    cs_whole_read_async (work->body, wanted_bytes (conclusion), NULL, on_content, task);
}

void
cs_conclude_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
