/* Whose turn it is, and how each message goes: what may be written now is, in one write. */
#include "smtp/session-check.h"
#include "smtp/session-content.h"

#define MOST_WAITING_BYTES (64 * 1024) /* to be written, before another message is added */

/* --- what the server takes ---------------------------------------------------------------- */

static gboolean
has (const CsSession *session, CsFeatureFlags feature)
{
  return (session->features->flags & feature) != 0;
}

static gboolean
is_pipelining (const CsSession *session)
{
  return has (session, CS_FEATURE_PIPELINING) && !(session->habits & CS_HABIT_NO_GROUPS);
}

static gboolean
knows_chunks (const CsSession *session)
{
  return has (session, CS_FEATURE_CHUNKING)
         && (session->habits & (CS_HABIT_CHUNKS | CS_HABIT_NO_CHUNKS)) == CS_HABIT_CHUNKS;
}

static guint
most_ahead (const CsSession *session)
{
  if (session->delivered_count == 0 || !is_pipelining (session)
      || session->habits & CS_HABIT_NO_AHEAD)
    return 1;

  return knows_chunks (session) ? CS_SESSION_MOST_AHEAD : 2;
}

/* Whether chunks may stand behind each other, and it is not known that the server can be asked
 * afterwards whether it is in step. */
static gboolean
lacks_check (const CsSession *session)
{
  return knows_chunks (session) && !(session->habits & CS_HABIT_HELLO_AGAIN)
         && most_ahead (session) > 1;
}

static guint
most_begun (const CsSession *session)
{
  return lacks_check (session) ? 1 : most_ahead (session);
}

/* One that is kept has been answered. */
guint
cs_session_most_at_once (CsSession *session)
{
  if (session->state != CS_STATE_READY)
    return 0;

  return most_ahead (session) + MIN (session->kept.length, 1);
}

/* One chunk after the other with a wait between them would be slower than DATA. */
static CsContentWay
way_of (const CsSession *session, const CsSending *sending)
{
  g_autoptr (GBytes) whole = NULL;

  if (!has (session, CS_FEATURE_CHUNKING) || session->habits & CS_HABIT_NO_CHUNKS)
    return CS_CONTENT_BY_DATA;

  whole = cs_body_source_peek_whole (sending->request->body);
  if (whole == NULL && !is_pipelining (session))
    return CS_CONTENT_BY_DATA;
  if (!knows_chunks (session))
    return whole != NULL && cs_content_can_probe (whole) ? CS_CONTENT_PROBED : CS_CONTENT_BY_DATA;

  return whole != NULL && is_pipelining (session) ? CS_CONTENT_FOLLOWS : CS_CONTENT_CHUNKED;
}

static gboolean
needs_smtputf8 (const CsSendRequest *request)
{
  if (request->needs_smtputf8 || cs_address_needs_smtputf8 (request->sender))
    return TRUE;

  for (guint i = 0; i < request->recipients->len; i++)
    {
      const CsSendRecipient *recipient = request->recipients->pdata[i];

      if (cs_address_needs_smtputf8 (recipient->address))
        return TRUE;
    }
  return FALSE;
}

CsMailParameters
cs_session_parameters (const CsSession *session, const CsSendRequest *request)
{
  return (CsMailParameters){
    .features = session->features->flags,
    .bare = session->avoids_optional,
    .size_bytes = cs_body_source_get_size (request->body),
    .is_8bit = cs_body_source_is_8bit (request->body),
    .needs_smtputf8 = needs_smtputf8 (request),
  };
}

/* --- time --------------------------------------------------------------------------------- */

/* The one whose content is being written; NULL: none. */
static CsSending *
find_writer (const CsSession *session)
{
  CsSending *writer = NULL;

  for (GList *l = session->sendings.head; l != NULL; l = l->next)
    {
      CsSending *sending = l->data;

      if (sending->phase == CS_SENDING_CONTENT
          || (sending->phase == CS_SENDING_SENT
              && !cs_connection_has_written (session->connection, sending->end)))
        writer = sending;
    }
  return writer;
}

static void
set_deadline (CsSession *session)
{
  CsSending *first = g_queue_peek_head (&session->sendings);
  const CsSending *writer = find_writer (session);
  CsPace pace = cs_session_pace (session);
  gint64 now_us = g_get_monotonic_time ();
  CsSessionState due;
  guint limit_s;

  if (first == NULL || session->awaits_check)
    {
      limit_s = session->awaits_check ? cs_pace_reply_s (&pace, CS_STATE_RESETTING, 0) : 0;
      cs_connection_set_deadline (session->connection, limit_s);
      return;
    }

  due = cs_transaction_state (first->transaction);
  if (writer == NULL && due == CS_STATE_CHUNK)
    writer = first;
  limit_s = writer != NULL ? cs_pace_content_s (&pace, writer->content.size_bytes,
                                                now_us - writer->content_since_us)
                           : cs_pace_reply_s (&pace, due, now_us - first->first_since_us);
  cs_connection_set_deadline (session->connection, limit_s);
}

/* --- writing ------------------------------------------------------------------------------ */

static guint
count_begun (const CsSession *session)
{
  guint n = 0;

  for (GList *l = session->sendings.head; l != NULL; l = l->next)
    n += ((const CsSending *)l->data)->phase != CS_SENDING_WAITING;
  return n;
}

/* @before: (nullable): the one in front. What a server that knows no chunks makes of a probe would
 * spoil a check, so that nothing may need one. */
static gboolean
may_begin (CsSession *session, const CsSending *sending, const CsSending *before)
{
  if (session->awaits_check || session->is_in_doubt)
    return FALSE;
  if (before == NULL)
    return TRUE;

  return before->phase == CS_SENDING_SENT && count_begun (session) < most_begun (session)
         && way_of (session, sending) != CS_CONTENT_PROBED
         && cs_connection_waiting_bytes (session->connection) < MOST_WAITING_BYTES;
}

/* Behind another one RSET goes first: whatever became of that, nothing of it is left, so that no
 * recipient of one message can get the other. */
static void
begin_pass (CsSession *session, CsSending *sending, const CsSending *before)
{
  CsMailParameters parameters = cs_session_parameters (session, sending->request);
  gboolean is_behind = before != NULL || session->kept.length > 0;
  CsTransactionManner manner = {
    .pipelining = is_pipelining (session),
    .n_resets = is_behind ? MAX (session->n_resets_needed, 1) : session->n_resets_needed,
    .way = way_of (session, sending),
  };

  session->n_resets_needed = 0;
  sending->is_behind = is_behind;
  sending->mark = manner.way == CS_CONTENT_FOLLOWS ? cs_connection_mark (session->connection) : 0;
  sending->first_since_us = before == NULL ? g_get_monotonic_time () : 0;
  cs_sending_begin_pass (sending, &parameters, &manner);
}

/* FALSE: the session has failed. */
static gboolean
queue_lines (CsSession *session, CsSending *sending)
{
  char *line;

  while ((line = cs_transaction_next_line (sending->transaction)) != NULL)
    {
      gboolean queued
          = cs_connection_queue_line (session->connection, line, CS_COMMAND_ENVELOPE_MAX_BYTES);

      g_free (line);
      if (!queued)
        return FALSE;
      if (cs_transaction_has_probed (sending->transaction)
          && !cs_session_content_probe (session, sending))
        return FALSE;
    }

  return sending->way != CS_CONTENT_FOLLOWS || cs_session_content_begin (session, sending);
}

/* Returns: whether the next one may be looked at. */
static gboolean
write_one (CsSession *session, CsSending *sending, const CsSending *before)
{
  if (sending->phase == CS_SENDING_WAITING)
    {
      if (!may_begin (session, sending, before))
        return FALSE;
      begin_pass (session, sending, before);
    }

  if (sending->phase == CS_SENDING_ENVELOPE && !queue_lines (session, sending))
    return FALSE;

  return sending->phase == CS_SENDING_SENT;
}

/* Several wait, and nothing is under way: a server that does not put up with the check is found
 * out while nothing depends on it. */
static gboolean
must_check_first (const CsSession *session)
{
  const CsSending *first = g_queue_peek_head ((GQueue *)&session->sendings);

  return session->sendings.length > 1 && first->phase == CS_SENDING_WAITING
         && session->kept.length == 0 && !session->awaits_check && lacks_check (session);
}

static void
write_in_turn (CsSession *session)
{
  const CsSending *before = NULL;

  if (must_check_first (session))
    cs_session_check_begin (session);

  for (GList *l = session->sendings.head; l != NULL; before = l->data, l = l->next)
    if (!write_one (session, l->data, before))
      return;
}

void
cs_session_write (CsSession *session)
{
  g_object_ref (session);
  do
    {
      write_in_turn (session);
      if (session->state != CS_STATE_READY)
        break;
      cs_connection_flush (session->connection);
      set_deadline (session);
    }
  while (cs_session_content_go_on (session));
  g_object_unref (session);
}
