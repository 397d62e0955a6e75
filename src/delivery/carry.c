#include "delivery/carry.h"

#include "base/log.h"
#include "delivery/seven-bit.h"

#define MOST_LOST_SESSIONS 3

typedef struct
{
  CsCarriage carriage;
  CsVerdictContext context;
  CsWork *work;
  CsSendRequest request;
  GPtrArray *chosen; /* (element-type CsWorkItem): in the order of the request's recipients */
  gboolean cannot_convert;
} Carry;

typedef enum
{
  NEXT_NOTHING, /* all are judged, or the session is over */
  NEXT_SEND,
  NEXT_CONVERT,
} Next;

static void send_next (GTask *task);

static void
carry_free (Carry *carry)
{
  g_object_unref (carry->carriage.session);
  g_ptr_array_unref (carry->request.recipients);
  g_ptr_array_unref (carry->chosen);
  g_free (carry);
}

static void
finish (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static guint
limit_of (const Carry *carry)
{
  const CsFeatures *features = cs_session_features (carry->carriage.session);
  guint limit = MAX (carry->carriage.most_recipients, 1);

  if (features != NULL && features->limit_rcptmax > 0)
    limit = MIN (limit, features->limit_rcptmax);
  return limit;
}

static void
choose (Carry *carry)
{
  guint limit = limit_of (carry);

  g_ptr_array_set_size (carry->chosen, 0);
  g_ptr_array_set_size (carry->request.recipients, 0);
  for (guint i = 0; i < carry->work->n_items && carry->chosen->len < limit; i++)
    {
      CsWorkItem *item = &carry->work->items[i];
      CsSendRecipient *recipient;

      if (item->is_judged)
        continue;
      recipient = cs_send_recipient_new (item->recipient->address);
      recipient->notify = item->recipient->notify;
      recipient->original_recipient = g_strdup (item->recipient->original_recipient);
      g_ptr_array_add (carry->request.recipients, recipient);
      g_ptr_array_add (carry->chosen, item);
    }
}

static gboolean
any_accepted (const Carry *carry)
{
  for (guint i = 0; i < carry->request.recipients->len; i++)
    {
      const CsSendRecipient *recipient = carry->request.recipients->pdata[i];

      if (recipient->outcome->kind == CS_FAILURE_NONE)
        return TRUE;
    }
  return FALSE;
}

static CsVerdict
verdict_of (const Carry *carry, const CsWorkItem *item, const CsFailure *outcome)
{
  CsVerdictContext context = carry->context;

  context.last_cause = item->recipient->cause;
  context.cause_in_row = item->recipient->last_cause_count;
  return cs_verdict_for_failure (outcome, &context);
}

static gboolean
may_convert (const Carry *carry)
{
  return !carry->cannot_convert && !carry->work->is_converted;
}

/* It stood behind another message when the session ended. That has cost it nothing, and says
 * nothing about it: it is not counted. */
static gboolean
is_not_begun (const Carry *carry, const CsFailure *outcome)
{
  return carry->request.is_not_begun && outcome->stage == CS_STAGE_RESET;
}

/* Whether the verdict is for another try of this recipient, not final. */
static gboolean
leaves_open (const Carry *carry, const CsVerdict *verdict)
{
  if (verdict->then & CS_THEN_NEXT_TRANSACTION)
    return TRUE;
  if (verdict->then & CS_THEN_NEW_SESSION)
    return carry->work->n_lost_sessions < MOST_LOST_SESSIONS;
  return (verdict->then & CS_THEN_CONVERT) != 0 && may_convert (carry);
}

static Next
judge_all (Carry *carry)
{
  CsThen then = CS_THEN_NOTHING;

  carry->context.another_was_accepted = any_accepted (carry);
  for (guint i = 0; i < carry->chosen->len; i++)
    {
      CsWorkItem *item = carry->chosen->pdata[i];
      const CsSendRecipient *recipient = carry->request.recipients->pdata[i];
      CsVerdict verdict = verdict_of (carry, item, recipient->outcome);

      if (is_not_begun (carry, recipient->outcome))
        continue;
      if (leaves_open (carry, &verdict))
        then |= verdict.then;
      else
        cs_work_judge (carry->work, item, &verdict, recipient->outcome);
    }

  carry->context.session_was_used = TRUE;
  if (then & CS_THEN_NEW_SESSION)
    carry->work->n_lost_sessions++;
  if (!cs_session_is_open (carry->carriage.session) || then & CS_THEN_NEW_SESSION
      || carry->work->n_open == 0)
    return NEXT_NOTHING;
  return then & CS_THEN_CONVERT ? NEXT_CONVERT : NEXT_SEND;
}

/* It is this machine that could not read the message: no word about it to the recipients. */
static void
judge_unread (GTask *task)
{
  Carry *carry = g_task_get_task_data (task);
  gboolean is_cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));
  g_autoptr (CsFailure) failure
      = cs_failure_new (CS_STAGE_DATA, is_cancelled ? CS_FAILURE_CANCELLED : CS_FAILURE_LOCAL,
                        "the message could not be read");

  for (guint i = 0; i < carry->work->n_items; i++)
    {
      CsWorkItem *item = &carry->work->items[i];
      CsVerdict verdict;

      if (item->is_judged)
        continue;
      verdict = verdict_of (carry, item, failure);
      cs_work_judge (carry->work, item, &verdict, failure);
    }
}

static void
on_converted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Carry *carry = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsBodySource) encoded = cs_seven_bit_encode_finish (result, &error);

  carry->cannot_convert = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  if (encoded == NULL && !carry->cannot_convert)
    {
      cs_log (G_LOG_LEVEL_WARNING, "message not converted", "message", carry->work->claim->id,
              "error", error->message, NULL);
      judge_unread (task);
      finish (task);
      return;
    }
  if (encoded != NULL)
    {
      g_set_object (&carry->work->body, encoded);
      carry->work->is_converted = TRUE;
    }
  send_next (task);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Carry *carry = g_task_get_task_data (task);

  /* What happened is in the outcomes; whether the session can go on is asked of the session. */
  cs_session_send_finish (CS_SESSION (source), result, NULL);
  switch (judge_all (carry))
    {
    case NEXT_NOTHING:
      finish (task);
      break;
    case NEXT_SEND:
      send_next (task);
      break;
    case NEXT_CONVERT:
      cs_seven_bit_encode_async (carry->work->body, carry->carriage.folder,
                                 g_task_get_cancellable (task), on_converted, task);
      break;
    }
}

static void
send_next (GTask *task)
{
  Carry *carry = g_task_get_task_data (task);

  choose (carry);
  carry->request.body = carry->work->body;
  carry->request.is_not_begun = FALSE;
  cs_session_send_async (carry->carriage.session, &carry->request, g_task_get_cancellable (task),
                         on_sent, task);
}

void
cs_carry_async (const CsCarriage *carriage, CsWork *work, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Carry *carry = g_new0 (Carry, 1);
  const CsEnvelope *envelope = work->claim->envelope;

  carry->carriage = *carriage;
  g_object_ref (carriage->session);
  carry->context = *carriage->context;
  carry->work = work;
  carry->chosen = g_ptr_array_new ();
  carry->request.sender = envelope->sender;
  carry->request.recipients
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_send_recipient_free);
  carry->request.needs_smtputf8 = envelope->needs_smtputf8;
  carry->request.envelope_id = envelope->envelope_id;
  carry->request.dsn_return = envelope->dsn_return;
  g_task_set_task_data (task, carry, (GDestroyNotify)carry_free);
  g_task_set_check_cancellable (task, FALSE);

  send_next (task);
}

CsWork *
cs_carry_finish (GAsyncResult *result)
{
  const Carry *carry = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), NULL);
  return carry->work;
}
