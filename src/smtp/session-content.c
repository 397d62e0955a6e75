/* The content of a message: a small one leaves with what stands before and behind it in one write,
 * a large one piece by piece, the next read while the last is written. By BDAT each piece is a
 * chunk; it waits until it is known whether it is the last. */
#include "smtp/session-content.h"

static gboolean
fail_local (CsSession *session, const char *text)
{
  cs_session_fail_here (session, CS_FAILURE_LOCAL, text);
  return FALSE;
}

static gboolean
fail_length (CsSession *session)
{
  return fail_local (session, "the message is not as long as it was said to be");
}

gboolean
cs_content_is_sendable (GBytes *whole, guint64 size_bytes)
{
  CsContent content = CS_CONTENT_INIT;
  gsize whole_bytes;
  const char *bytes = g_bytes_get_data (whole, &whole_bytes);

  return whole_bytes == size_bytes && cs_content_check (&content, bytes, whole_bytes)
         && cs_content_is_ended (&content);
}

/* All of it is in the buffer; once that is with the system, the message may be delivered: RFC 1047.
 */
static void
note_end (CsSession *session, CsSending *sending)
{
  cs_transcript_note (session->transcript, "%" G_GUINT64_FORMAT " bytes of content",
                      sending->content.size_bytes);
  sending->phase = CS_SENDING_SENT;
  sending->end = cs_connection_position (session->connection);
}

/* --- by BDAT, RFC 3030 section 2 ---------------------------------------------------------- */

static gboolean
append_chunk (CsSession *session, CsSending *sending, GBytes *piece, gboolean is_last)
{
  CsContent *content = &sending->content;
  g_autofree char *line = NULL;
  gsize size_bytes;
  const char *bytes = g_bytes_get_data (piece, &size_bytes);

  if (!cs_content_check (content, bytes, size_bytes))
    return fail_local (session, "the message holds a bare CR, LF or NUL");
  if (is_last
      && (content->size_bytes != cs_body_source_get_size (sending->request->body)
          || !cs_content_is_ended (content)))
    return fail_length (session);

  line = cs_transaction_next_chunk (sending->transaction, size_bytes, is_last);
  if (!cs_connection_queue_line (session->connection, line, CS_COMMAND_MAX_BYTES))
    return FALSE;

  g_byte_array_append (cs_connection_buffer (session->connection), (const guint8 *)bytes,
                       (guint)size_bytes);
  if (is_last)
    note_end (session, sending);
  return TRUE;
}

/* --- by DATA ------------------------------------------------------------------------------ */

static gboolean
append_end (CsSession *session, CsSending *sending)
{
  CsContent *content = &sending->content;

  if (cs_connection_has_unread (session->connection))
    {
      cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "an answer before the content was sent");
      return FALSE;
    }
  if (content->size_bytes != cs_body_source_get_size (sending->request->body)
      || !cs_content_end (content, cs_connection_buffer (session->connection)))
    return fail_length (session);

  note_end (session, sending);
  cs_transcript_client (session->transcript, ".", 1);
  cs_connection_expect (session->connection);
  cs_transaction_dot_sent (sending->transaction);
  return TRUE;
}

static gboolean
append_stuffed (CsSession *session, CsSending *sending, GBytes *piece, gboolean is_last)
{
  gsize size_bytes;
  const char *bytes = g_bytes_get_data (piece, &size_bytes);

  if (!cs_content_feed (&sending->content, bytes, size_bytes,
                        cs_connection_buffer (session->connection)))
    return fail_local (session, "the message holds a bare CR, LF or NUL");

  return !is_last || append_end (session, sending);
}

static gboolean
append (CsSession *session, CsSending *sending, GBytes *piece, gboolean is_last)
{
  return cs_sending_is_chunked (sending) ? append_chunk (session, sending, piece, is_last)
                                         : append_stuffed (session, sending, piece, is_last);
}

gboolean
cs_session_content_lone_dot (CsSession *session, CsSending *sending)
{
  sending->content_since_us = g_get_monotonic_time ();
  if (!cs_connection_queue_line (session->connection, ".", CS_COMMAND_MAX_BYTES))
    return FALSE;

  sending->phase = CS_SENDING_SENT;
  sending->end = cs_connection_position (session->connection);
  cs_transaction_dot_sent (sending->transaction);
  return TRUE;
}

/* --- piece by piece ----------------------------------------------------------------------- */

typedef struct
{
  CsSession *session;
  GCancellable *reading; /* by which the message is found again, if it is still there */
} Reading;

static CsSending *
find_reader (const Reading *reading)
{
  for (GList *l = reading->session->sendings.head; l != NULL; l = l->next)
    {
      CsSending *sending = l->data;

      if (sending->reading == reading->reading)
        return sending;
    }
  return NULL;
}

static void
take_piece (CsSending *sending, GBytes *piece)
{
  gsize size_bytes = g_bytes_get_size (piece);

  g_clear_object (&sending->reading);
  sending->read_bytes += size_bytes;
  if (size_bytes == 0)
    sending->is_body_read = TRUE;
  else if (sending->piece == NULL)
    sending->piece = g_bytes_ref (piece);
  else
    sending->next_piece = g_bytes_ref (piece);
}

static void
on_piece_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (CsSession) session = reading->session;
  g_autoptr (GCancellable) cancellable = reading->reading;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = cs_body_source_read_finish (CS_BODY_SOURCE (source), result, &error);
  CsSending *sending = find_reader (reading);

  if (sending == NULL)
    return;

  if (piece == NULL)
    {
      fail_local (session, error->message);
      return;
    }

  take_piece (sending, piece);
  cs_session_write (session);
}

static void
read_next (CsSession *session, CsSending *sending)
{
  Reading *reading;

  if (sending->reading != NULL || sending->is_body_read || sending->next_piece != NULL)
    return;

  reading = g_new0 (Reading, 1);
  sending->reading = g_cancellable_new ();
  reading->session = g_object_ref (session);
  reading->reading = g_object_ref (sending->reading);
  cs_body_source_read_async (sending->request->body, sending->read_bytes, sending->reading,
                             on_piece_read, reading);
}

static gboolean
append_piece (CsSession *session, CsSending *sending)
{
  g_autoptr (GBytes) piece = g_steal_pointer (&sending->piece);
  gboolean is_last = sending->next_piece == NULL;

  if (piece == NULL)
    piece = g_bytes_new (NULL, 0);
  sending->piece = g_steal_pointer (&sending->next_piece);
  return append (session, sending, piece, is_last);
}

static CsSending *
find_within_content (const CsSession *session)
{
  for (GList *l = session->sendings.head; l != NULL; l = l->next)
    {
      CsSending *sending = l->data;

      if (sending->phase == CS_SENDING_CONTENT)
        return sending;
    }
  return NULL;
}

gboolean
cs_session_content_go_on (CsSession *session)
{
  CsSending *sending = find_within_content (session);
  gboolean is_ready;

  if (sending == NULL || !cs_connection_is_drained (session->connection))
    return FALSE;

  is_ready = sending->next_piece != NULL || sending->is_body_read;
  if (is_ready && !append_piece (session, sending))
    return FALSE;

  if (sending->phase == CS_SENDING_CONTENT)
    read_next (session, sending);
  return is_ready;
}

gboolean
cs_content_can_probe (GBytes *whole)
{
  gsize size_bytes;
  const char *bytes = g_bytes_get_data (whole, &size_bytes);

  return size_bytes > 1 && bytes[0] != '\r';
}

gboolean
cs_session_content_probe (CsSession *session, CsSending *sending)
{
  g_autoptr (GBytes) whole = cs_body_source_peek_whole (sending->request->body);
  const guint8 *first = g_bytes_get_data (whole, NULL);

  sending->content = (CsContent)CS_CONTENT_INIT;
  if (!cs_content_check (&sending->content, (const char *)first, 1))
    return fail_local (session, "the message holds a bare CR, LF or NUL");

  g_byte_array_append (cs_connection_buffer (session->connection), first, 1);
  return TRUE;
}

static gboolean
append_rest (CsSession *session, CsSending *sending, GBytes *whole)
{
  g_autoptr (GBytes) rest = g_bytes_new_from_bytes (whole, 1, g_bytes_get_size (whole) - 1);

  return append_chunk (session, sending, rest, TRUE);
}

gboolean
cs_session_content_begin (CsSession *session, CsSending *sending)
{
  g_autoptr (GBytes) whole = cs_body_source_peek_whole (sending->request->body);

  sending->phase = CS_SENDING_CONTENT;
  sending->content_since_us = g_get_monotonic_time ();
  sending->read_bytes = 0;
  sending->is_body_read = FALSE;
  if (sending->way == CS_CONTENT_PROBED) /* it has begun */
    return append_rest (session, sending, whole);

  sending->content = (CsContent)CS_CONTENT_INIT;

  if (!cs_sending_is_chunked (sending) && cs_connection_has_unread (session->connection))
    {
      cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "an answer before the content was sent");
      return FALSE;
    }
  if (whole != NULL)
    return append (session, sending, whole, TRUE);

  return TRUE; /* the first piece is read when what stands before it is written */
}
