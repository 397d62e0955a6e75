/* Whether the answers were theirs. Chunks are answered as the commands before them are: with a
 * reply too many, what is taken for the answer about one message is that to another command, and
 * with several messages under way nothing would show it.
 *
 * So what became of a message is told when all that belongs to the next one has gone well, too.
 * When something is refused nothing more begins, nothing is told, and behind the last answer goes
 * an EHLO, which resets as RSET does (RFC 5321 section 4.1.4), and the answer to which looks like
 * no other; the same behind the last message. When it is not the next thing that comes, nobody
 * knows what became of those that were kept; nor when the connection is lost before, unless the
 * answers themselves show what they are about (cs_transaction_is_told_apart).
 *
 * Of a server that has never answered another EHLO it is not known whether it would: it is asked
 * before the first messages go ahead, and one that refuses gets one message at a time. */
#include "smtp/reply-facts.h"
#include "smtp/session-check.h"

#define CHECK_LIMIT_S 300

gboolean
cs_session_is_ahead (const CsSession *session, const CsSending *sending)
{
  const GList *link = g_queue_find ((GQueue *)&session->sendings, sending);
  const CsSending *next = link != NULL && link->next != NULL ? link->next->data : NULL;
  gboolean is_followed = next != NULL && next->phase != CS_SENDING_WAITING;

  return cs_sending_is_chunked (sending)
         && (is_followed || sending->is_behind || session->kept.length > 0);
}

/* --- what is told ------------------------------------------------------------------------- */

/* Whoever is told may hand over the next message, or end the session. */
static void
tell_all_but (CsSession *session, guint n)
{
  while (session->state == CS_STATE_READY && session->kept.length > n)
    cs_session_settle (session, g_queue_pop_head (&session->kept));
}

void
cs_session_keep (CsSession *session, CsSending *sending)
{
  g_queue_push_tail (&session->kept, sending);
  if (!session->is_in_doubt)
    tell_all_but (session, 1);
}

/* --- every answer ------------------------------------------------------------------------- */

static gboolean
is_refusal (guint code)
{
  return code >= 400 && code != CS_REPLY_CLOSING;
}

void
cs_session_check_before (CsSession *session, const CsSending *sending, CsSessionState due,
                         guint code)
{
  /* A server that knows no RSET says so each time. */
  if (is_refusal (code) && due != CS_STATE_RESETTING && cs_session_is_ahead (session, sending))
    session->is_in_doubt = TRUE;
}

void
cs_session_check_begin (CsSession *session)
{
  g_autofree char *line = g_strconcat ("EHLO ", session->config.client_name, NULL);

  session->awaits_check = TRUE;
  if (cs_session_send_line (session, line))
    cs_session_set_step_deadline (session, CHECK_LIMIT_S);
}

void
cs_session_check_after (CsSession *session, CsSessionState due, guint code)
{
  const CsSending *first;

  /* The content of a large message takes its time. */
  if (due == CS_STATE_CHUNK && !is_refusal (code) && !session->is_in_doubt)
    tell_all_but (session, 0);

  first = g_queue_peek_head (&session->sendings);
  if (session->state == CS_STATE_READY && (session->kept.length > 0 || session->is_in_doubt)
      && (first == NULL || first->phase == CS_SENDING_WAITING))
    cs_session_check_begin (session);
}

/* --- the check ---------------------------------------------------------------------------- */

/* It has said the same before, and nothing else that it says is a list. */
static gboolean
is_hello (const CsReply *reply)
{
  g_autoptr (CsFeatures) features = NULL;

  if (reply->code != 250)
    return FALSE;
  features = cs_features_parse (reply);
  return (features->flags & CS_FEATURE_CHUNKING) != 0;
}

/* There are servers that want one EHLO only. A refusal in other words may be about a message. */
static gboolean
is_unwelcome (const CsSession *session, guint code)
{
  gboolean is_usual = code == 500 || code == 502 || code == 503;

  return !session->is_in_doubt && is_refusal (code) && (is_usual || session->kept.length == 0);
}

void
cs_session_check_replied (CsSession *session, const CsReply *reply)
{
  gboolean is_right = is_hello (reply);

  session->awaits_check = FALSE;
  session->habits |= is_right ? CS_HABIT_HELLO_AGAIN : CS_HABIT_NO_AHEAD;
  if (reply->code == CS_REPLY_CLOSING)
    {
      cs_session_fail_with_reply (session, CS_FAILURE_REPLY, reply);
      return;
    }
  if (cs_session_has_too_many_replies (session)
      || (!is_right && !is_unwelcome (session, reply->code)))
    {
      cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "replies and commands are out of step");
      return;
    }

  if (is_right)
    session->n_resets_needed = 0;
  session->is_in_doubt = FALSE;
  tell_all_but (session, 0);
}
