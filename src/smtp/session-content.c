/* The content of a message: a small one leaves with its dot in one write, a large one chunk by
 * chunk, the next read while the last is written. */
#include "smtp/reply-facts.h"
#include "smtp/session-private.h"

/* Seconds, RFC 5321 sections 4.5.3.2.5 and 4.5.3.2.6. A block is a chunk. */
#define BLOCK_LIMIT_S 180
#define END_LIMIT_S 600

static void pump (CsSession *session);

static void
fail_local (CsSession *session, const char *text)
{
  session->state = CS_STATE_CONTENT;
  cs_session_fail_here (session, CS_FAILURE_LOCAL, text);
}

/* The dot is with the system, so from now on the message may be delivered: RFC 1047. */
static void
dot_sent (CsSession *session)
{
  session->state = CS_STATE_END;
  cs_transaction_dot_sent (session->transaction);
  cs_session_set_step_deadline (session, END_LIMIT_S);
}

static void
flush (CsSession *session)
{
  cs_session_set_step_deadline (session, BLOCK_LIMIT_S);
  cs_connection_flush (session->connection);
}

static gboolean
feed (CsSession *session, GBytes *chunk)
{
  gsize size_bytes;
  const char *bytes = g_bytes_get_data (chunk, &size_bytes);

  if (cs_content_feed (&session->content, bytes, size_bytes,
                       cs_connection_buffer (session->connection)))
    return TRUE;

  fail_local (session, "the message holds a bare CR, LF or NUL");
  return FALSE;
}

static gboolean
end_content (CsSession *session)
{
  CsContent *content = &session->content;

  if (cs_connection_has_unread (session->connection))
    {
      cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "an answer before the content was sent");
      return FALSE;
    }
  if (content->size_bytes != cs_body_source_get_size (session->request->body)
      || !cs_content_end (content, cs_connection_buffer (session->connection)))
    {
      fail_local (session, "the message is not as long as it was said to be");
      return FALSE;
    }

  cs_transcript_note (session->transcript, "%" G_GUINT64_FORMAT " bytes of content",
                      content->size_bytes);
  cs_transcript_client (session->transcript, ".", 1);
  cs_connection_expect (session->connection);
  session->is_dot_queued = TRUE;
  return TRUE;
}

static void
send_whole (CsSession *session, GBytes *whole)
{
  if (!feed (session, whole) || !end_content (session))
    return;

  flush (session);
  cs_session_content_drained (session);
}

/* --- chunk by chunk ----------------------------------------------------------------------- */

static gboolean
is_still_sending (CsSession *session, GObject *body)
{
  return session->state == CS_STATE_CONTENT && session->request != NULL
         && (GObject *)session->request->body == body;
}

static void
on_chunk_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = cs_body_source_read_finish (CS_BODY_SOURCE (source), result, &error);

  if (!is_still_sending (session, source))
    return;

  if (chunk == NULL)
    {
      fail_local (session, error->message);
      return;
    }

  if (g_bytes_get_size (chunk) == 0)
    session->is_body_complete = TRUE;
  else
    session->next_chunk = g_steal_pointer (&chunk);
  pump (session);
}

static void
read_next (CsSession *session)
{
  cs_body_source_read_async (session->request->body, session->body_offset, session->inner,
                             on_chunk_read, g_object_ref (session));
}

static void
send_chunk (CsSession *session)
{
  g_autoptr (GBytes) chunk = g_steal_pointer (&session->next_chunk);

  session->body_offset += g_bytes_get_size (chunk);
  if (!feed (session, chunk))
    return;

  flush (session);
  read_next (session);
}

static void
pump (CsSession *session)
{
  if (!cs_connection_is_drained (session->connection))
    return;

  if (session->next_chunk != NULL)
    send_chunk (session);
  else if (session->is_dot_queued)
    dot_sent (session);
  else if (session->is_body_complete && end_content (session))
    {
      flush (session);
      cs_session_content_drained (session);
    }
}

void
cs_session_content_drained (CsSession *session)
{
  pump (session);
}

/* --- how it begins and how it may be cut short -------------------------------------------- */

void
cs_session_content_begin (CsSession *session)
{
  g_autoptr (GBytes) whole = cs_body_source_peek_whole (session->request->body);

  session->content = (CsContent)CS_CONTENT_INIT;
  session->body_offset = 0;
  session->is_body_complete = FALSE;
  session->is_dot_queued = FALSE;
  cs_session_set_step_deadline (session, BLOCK_LIMIT_S);

  if (cs_connection_has_unread (session->connection))
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "an answer before the content was sent");
  else if (whole != NULL)
    send_whole (session, whole);
  else
    read_next (session);
}

void
cs_session_content_lone_dot (CsSession *session)
{
  session->is_dot_queued = TRUE;
  if (!cs_connection_queue_line (session->connection, ".", CS_COMMAND_MAX_BYTES))
    return;

  flush (session);
  cs_session_content_drained (session);
}

/* A refusal in the middle of the content is an answer; an acceptance is not. */
void
cs_session_content_unasked (CsSession *session, const CsReply *reply)
{
  if (cs_session_answer (CS_STATE_CONTENT, reply->code) == CS_ANSWER_REFUSED)
    cs_session_fail_with_reply (session, CS_FAILURE_REPLY, reply);
  else
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "an answer before the content was sent");
}
