/* What becomes of the messages under way when the session ends: which of them the failure is about,
 * which may have been delivered all the same, and which no server has seen. And what is learnt of
 * the host. */
#include "smtp/reply-facts.h"
#include "smtp/session-private.h"

typedef enum
{
  FATE_OWN, /* it is about this message */
  FATE_OVER, /* the session served before, and was over when this message came: no attempt */
  FATE_UNKNOWN, /* the server may have accepted it, RFC 1047 */
  FATE_NOT_BEGUN, /* behind one of these: as if it had not been handed over */
} Fate;

static gboolean
is_unanswered (const CsFailure *failure)
{
  return failure->kind == CS_FAILURE_CLOSED || failure->kind == CS_FAILURE_TIMED_OUT;
}

static gboolean
is_farewell (const CsFailure *failure)
{
  return failure->kind == CS_FAILURE_REPLY && failure->code == CS_REPLY_CLOSING;
}

/* Whose answers were read is not known, those about recipients neither. */
static gboolean
is_out_of_step (const CsSession *session, const CsFailure *failure)
{
  return failure->kind == CS_FAILURE_PROTOCOL && (session->kept.length > 0 || session->is_in_doubt);
}

/* It was answered, and the check that was to show that the answers were its own never came. */
static gboolean
is_kept_doubtful (const CsSession *session, const CsSending *kept, const CsFailure *failure)
{
  return failure->kind == CS_FAILURE_PROTOCOL || session->reset_code >= 500
         || !cs_transaction_is_told_apart (kept->transaction);
}

static gboolean
any_kept_is_doubtful (const CsSession *session, const CsFailure *failure)
{
  for (GList *l = session->kept.head; l != NULL; l = l->next)
    if (is_kept_doubtful (session, l->data, failure))
      return TRUE;

  return FALSE;
}

/* With a reply too many before, what is said of the messages behind was said of something else. */
static gboolean
are_answers_doubtful (const CsSession *session, const CsFailure *failure)
{
  return session->is_in_doubt || any_kept_is_doubtful (session, failure);
}

static Fate
fate_of_first (const CsSession *session, const CsSending *sending, const CsFailure *failure)
{
  gboolean may_be_delivered = cs_sending_may_be_delivered (sending, session->connection);
  gboolean is_end
      = is_farewell (failure) || (failure->kind == CS_FAILURE_CLOSED && !may_be_delivered);

  if (is_end && session->sent_count > 0 && cs_transaction_is_untouched (sending->transaction))
    return FATE_OVER;

  if (may_be_delivered && is_out_of_step (session, failure))
    return FATE_UNKNOWN;

  return is_unanswered (failure) && may_be_delivered ? FATE_UNKNOWN : FATE_OWN;
}

/* After 421 nothing more is looked at, RFC 5321 section 3.8. */
static Fate
fate_of_other (const CsSession *session, const CsSending *sending, const CsFailure *failure)
{
  if (is_farewell (failure) || !cs_sending_may_be_delivered (sending, session->connection))
    return FATE_NOT_BEGUN;

  return FATE_UNKNOWN;
}

static Fate
fate_of (const CsSession *session, const CsSending *sending, const CsFailure *failure,
         gboolean is_first)
{
  if (failure->kind == CS_FAILURE_CANCELLED)
    return FATE_OWN;
  if (sending->phase == CS_SENDING_WAITING)
    return FATE_NOT_BEGUN;

  return is_first ? fate_of_first (session, sending, failure)
                  : fate_of_other (session, sending, failure);
}

/* (transfer full) */
static CsFailure *
failure_for (Fate fate, const CsFailure *failure)
{
  CsFailure *own;

  switch (fate)
    {
    case FATE_OWN:
      return cs_failure_copy (failure);
    case FATE_OVER:
      own = cs_failure_copy (failure);
      own->stage = CS_STAGE_RESET;
      return own;
    case FATE_UNKNOWN:
      return cs_failure_new (
          CS_STAGE_END, is_unanswered (failure) ? failure->kind : CS_FAILURE_CLOSED, failure->text);
    case FATE_NOT_BEGUN:
      return cs_failure_new (CS_STAGE_RESET, CS_FAILURE_CLOSED,
                             "the session ended before its turn");
    }
  g_return_val_if_reached (NULL);
}

/* Of a message that waits for another pass, one before may have been delivered. When all of them
 * are cancelled, each is as far as it has come. */
static void
lose_one (const CsSession *session, CsSending *sending, Fate fate, const CsFailure *failure,
          gboolean are_answers_doubtful)
{
  g_autoptr (GTask) task = g_steal_pointer (&sending->task);
  g_autoptr (CsFailure) unknown = failure_for (FATE_UNKNOWN, failure);
  CsFailure *own = failure_for (fate, failure);

  if (failure->kind == CS_FAILURE_CANCELLED)
    own->stage = cs_sending_may_be_delivered (sending, session->connection)
                     ? CS_STAGE_END
                     : cs_sending_stage (sending, session->connection);
  sending->request->is_not_begun = fate == FATE_NOT_BEGUN;
  if (are_answers_doubtful)
    cs_sending_fail_all (sending, own, sending->phase == CS_SENDING_WAITING ? unknown : own);
  else
    cs_sending_fail_rest (sending, own);
  cs_sending_free (sending);
  g_task_return_error (task, cs_failure_to_error (own));
}

/* What was answered counts, unless it may have been the answer to something else. */
static void
lose_kept (CsSession *session, const CsFailure *failure)
{
  GQueue kept = session->kept;
  CsSending *sending;

  g_queue_init (&session->kept);
  while ((sending = g_queue_pop_head (&kept)) != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&sending->task);
      CsFailure *own = failure_for (FATE_UNKNOWN, failure);

      if (is_kept_doubtful (session, sending, failure))
        cs_sending_fail_all (sending, own, own);
      cs_sending_free (sending);
      g_task_return_error (task, cs_failure_to_error (own));
    }
}

/* --- what is learnt ----------------------------------------------------------------------- */

static gboolean
any_chunked (const CsSession *session)
{
  for (GList *l = session->sendings.head; l != NULL; l = l->next)
    {
      const CsSending *sending = l->data;

      if (sending->phase != CS_SENDING_WAITING && cs_sending_is_chunked (sending))
        return TRUE;
    }
  return FALSE;
}

static gboolean
any_stands_behind (const CsSession *session)
{
  const GList *first = session->sendings.head;
  const CsSending *second = first->next != NULL ? first->next->data : NULL;

  return second != NULL && second->phase != CS_SENDING_WAITING;
}

/* Boxes in between that drop all but the first command of a group show as silence. */
static gboolean
is_silence_within_group (const CsSession *session, const CsSending *first, const CsFailure *failure)
{
  CsSessionState due = cs_transaction_state (first->transaction);

  return failure->kind == CS_FAILURE_TIMED_OUT
         && (session->features->flags & CS_FEATURE_PIPELINING) != 0
         && !(session->habits & CS_HABIT_NO_GROUPS)
         && (due == CS_STATE_RECIPIENT || due == CS_STATE_DATA);
}

static void
learn (CsSession *session, const CsSending *first, Fate fate, const CsFailure *failure)
{
  gboolean is_odd = is_unanswered (failure) || failure->kind == CS_FAILURE_PROTOCOL;

  if (is_out_of_step (session, failure))
    session->habits |= CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS;
  if ((is_odd || is_farewell (failure))
      && (session->awaits_check || are_answers_doubtful (session, failure)))
    session->habits |= CS_HABIT_NO_AHEAD; /* else there would be as many doubts the next time */
  if (first == NULL || !is_odd || fate == FATE_OVER || first->phase == CS_SENDING_WAITING)
    return;

  if (is_silence_within_group (session, first, failure))
    session->habits |= CS_HABIT_NO_GROUPS;
  if (any_stands_behind (session))
    session->habits |= CS_HABIT_NO_AHEAD;
  if (any_chunked (session))
    session->habits |= CS_HABIT_NO_CHUNKS;
}

/* Fates are decided before anybody is told: whoever is told may change things. */
void
cs_session_lose (CsSession *session, const CsFailure *failure)
{
  CsSending *first = g_queue_peek_head (&session->sendings);
  g_autoptr (GArray) fates = g_array_new (FALSE, FALSE, sizeof (Fate));
  GQueue lost = session->sendings;
  gboolean is_doubtful = are_answers_doubtful (session, failure);
  CsSending *sending;

  for (GList *l = lost.head; l != NULL; l = l->next)
    {
      Fate fate = fate_of (session, l->data, failure, l->data == first);

      g_array_append_val (fates, fate);
    }
  learn (session, first, first != NULL ? g_array_index (fates, Fate, 0) : FATE_OWN, failure);

  g_queue_init (&session->sendings);
  lose_kept (session, failure);
  for (guint i = 0; (sending = g_queue_pop_head (&lost)) != NULL; i++)
    lose_one (session, sending, g_array_index (fates, Fate, i), failure, is_doubtful);
}
