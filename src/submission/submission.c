#include "submission/submission.h"

#include <string.h>

#include "base/header-field.h"
#include "base/when.h"
#include "smtp/body.h"
#include "submission/addressing.h"
#include "submission/header.h"
#include "submission/trace.h"

struct _CsSubmission
{
  CsAcceptor *acceptor;
  CsOrigin origin; /* texts are ours */
  CsEnvelope *envelope;
  char *refused; /* recipients of a pickup file, with reasons; or NULL */
  GHashTable *known; /* recipients, so that each is there once; from the second on */

  GByteArray *header; /* until it is complete */
  CsHeaderScan scan;
  CsNormalizer normalizer; /* of the body */
  GByteArray *normalized; /* kept for its memory */
  CsQueueWriter *writer; /* once the header is complete */
  guint64 size_bytes;
  GError *error; /* sticks */
  void (*on_ready) (gpointer user_data);
  gpointer ready_data;
};

/* --- making and envelope --- */

CsSubmission *
cs_submission_new (CsAcceptor *acceptor, const CsOrigin *origin)
{
  CsSubmission *submission = g_new0 (CsSubmission, 1);
  g_autoptr (CsAddress) nobody = cs_address_parse ("", 0, CS_ADDRESS_ALLOW_NULL, NULL, NULL);

  submission->acceptor = cs_acceptor_ref (acceptor);
  submission->origin = *origin;
  submission->origin.address = g_strdup (origin->address);
  submission->origin.helo = g_strdup (origin->helo);
  submission->origin.protocol = g_strdup (origin->protocol);
  submission->envelope = cs_envelope_new (nobody);
  submission->envelope->origin = cs_trace_origin (origin);
  submission->header = g_byte_array_new ();
  submission->normalized = g_byte_array_new ();
  submission->normalizer = (CsNormalizer)CS_NORMALIZER_INIT;
  return submission;
}

static void
submission_free (CsSubmission *submission)
{
  cs_acceptor_unref (submission->acceptor);
  g_free ((char *)submission->origin.address);
  g_free ((char *)submission->origin.helo);
  g_free ((char *)submission->origin.protocol);
  cs_envelope_free (submission->envelope);
  g_clear_pointer (&submission->known, g_hash_table_unref);
  g_free (submission->refused);
  g_byte_array_unref (submission->header);
  g_byte_array_unref (submission->normalized);
  g_clear_error (&submission->error);
  g_free (submission);
}

static gboolean
report (CsSubmission *submission, GError **error)
{
  if (submission->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (submission->error));
  return FALSE;
}

gboolean
cs_submission_set_sender (CsSubmission *submission, const char *text, GError **error)
{
  CsAddress *sender = cs_acceptor_sender (submission->acceptor, text, error);

  if (sender == NULL)
    return FALSE;

  cs_address_unref (submission->envelope->sender);
  submission->envelope->sender = sender;
  submission->envelope->needs_smtputf8 |= cs_address_needs_smtputf8 (sender);
  return TRUE;
}

void
cs_submission_set_dsn (CsSubmission *submission, const char *envelope_id, const char *dsn_return)
{
  CsEnvelope *envelope = submission->envelope;

  g_free (envelope->envelope_id);
  g_free (envelope->dsn_return);
  envelope->envelope_id = g_strdup (envelope_id);
  envelope->dsn_return = g_strdup (dsn_return);
}

guint
cs_submission_n_recipients (CsSubmission *submission)
{
  return submission->envelope->recipients->len;
}

static gboolean
is_known (CsSubmission *submission, const CsAddress *address)
{
  GPtrArray *recipients = submission->envelope->recipients;

  if (recipients->len == 0)
    return FALSE;

  if (submission->known == NULL)
    {
      submission->known = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < recipients->len; i++)
        g_hash_table_add (
            submission->known,
            (gpointer)cs_address_text (((CsEnvelopeRecipient *)recipients->pdata[i])->address));
    }

  return g_hash_table_contains (submission->known, cs_address_text (address));
}

static gboolean
add_address (CsSubmission *submission, CsAddress *address, guint notify,
             const char *original_recipient, GError **error)
{
  const CsAcceptorConfig *config = cs_acceptor_config (submission->acceptor);
  GPtrArray *recipients = submission->envelope->recipients;
  g_autofree char *lane = NULL;
  CsEnvelopeRecipient *recipient;

  if (is_known (submission, address))
    return TRUE;
  if (recipients->len >= config->maximum_recipients)
    {
      g_set_error (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_TOO_MANY_RECIPIENTS,
                   "a message can have at most %u recipients", config->maximum_recipients);
      return FALSE;
    }

  lane = config->lane (address, config->lane_data);
  cs_envelope_add_recipient (submission->envelope, address, lane);
  recipient = recipients->pdata[recipients->len - 1];
  recipient->notify = notify;
  recipient->original_recipient = g_strdup (original_recipient);
  if (submission->known != NULL)
    g_hash_table_add (submission->known, (gpointer)cs_address_text (recipient->address));
  return TRUE;
}

gboolean
cs_submission_add_recipient (CsSubmission *submission, const char *text, guint notify,
                             const char *original_recipient, GError **error)
{
  g_autoptr (GPtrArray) addresses = cs_acceptor_recipients (submission->acceptor, text, error);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    if (!add_address (submission, addresses->pdata[i], notify, original_recipient, error))
      return FALSE;

  return addresses != NULL;
}

/* A pickup file has it in its header. */
static gboolean
read_envelope (CsSubmission *submission, gsize *header_bytes, GError **error)
{
  g_autoptr (CsPickupEnvelope) envelope
      = cs_pickup_envelope_parse ((const char *)submission->header->data, *header_bytes, error);
  CsUsers *users = cs_acceptor_users (submission->acceptor);

  if (envelope == NULL
      || !cs_addressing_apply (submission, envelope, cs_users_name (users, submission->origin.uid),
                               &submission->refused, error))
    return FALSE;

  g_byte_array_remove_range (submission->header, 0, envelope->size_bytes);
  *header_bytes -= envelope->size_bytes;
  return TRUE;
}

/* --- content --- */

static gboolean
check_hops (CsSubmission *submission, const CsHeaderLook *look)
{
  guint maximum = cs_acceptor_config (submission->acceptor)->maximum_hop_count;

  if (look->n_received <= maximum)
    return TRUE;

  g_set_error (&submission->error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_LOOP,
               "the message has passed %u mail servers and seems to go round in a circle "
               "(maximum-hop-count is %u)",
               look->n_received, maximum);
  return FALSE;
}

static void
write_header (CsSubmission *submission, gsize header_bytes, const CsHeaderLook *look)
{
  const CsAcceptorConfig *config = cs_acceptor_config (submission->acceptor);
  const char *const local[] = { config->machine_name, "localhost", "localhost.localdomain", NULL };
  const char *id = cs_queue_writer_get_id (submission->writer);
  const CsAddress *sender = submission->envelope->sender;
  gint64 now_s = cs_when_now_s ();
  g_autofree char *received
      = cs_trace_received (&submission->origin, config->machine_name, id, now_s);
  g_autofree char *message_id = g_strconcat (id, "@", config->machine_name, NULL);
  g_autofree char *daemon = g_strconcat ("MAILER-DAEMON@", config->machine_name, NULL);
  CsHeaderFacts facts = { .received = received,
                          .from = cs_address_is_null (sender) ? daemon : cs_address_text (sender),
                          .message_id = message_id,
                          .now_s = now_s,
                          .masquerade_domain = config->masquerade_domain,
                          .local_domains = local };

  g_byte_array_set_size (submission->normalized, 0);
  cs_header_complete ((const char *)submission->header->data, header_bytes, look, &facts,
                      submission->normalized);
  g_byte_array_append (submission->normalized, (const guint8 *)"\r\n", 2);
}

static gboolean
write_normalized (CsSubmission *submission)
{
  g_autoptr (GError) failure = NULL;

  if (cs_queue_writer_append (submission->writer, submission->normalized->data,
                              submission->normalized->len, &failure))
    return TRUE;

  submission->error = cs_submission_error_from_queue (failure);
  return FALSE;
}

static gboolean
write_body (CsSubmission *submission, const void *bytes, gsize size_bytes)
{
  g_byte_array_set_size (submission->normalized, 0);
  cs_normalizer_feed (&submission->normalizer, bytes, size_bytes, submission->normalized);
  return write_normalized (submission);
}

/* The header is there: from here on everything goes to the queue. */
static gboolean
begin_content (CsSubmission *submission, gsize header_bytes, gsize body_start)
{
  g_auto (CsHeaderLook) look = { 0 };
  gsize before = submission->header->len;

  if (submission->origin.kind == CS_ORIGIN_PICKUP
      && !read_envelope (submission, &header_bytes, &submission->error))
    return FALSE;
  body_start -= before - submission->header->len;

  if (submission->envelope->recipients->len == 0)
    {
      g_set_error_literal (&submission->error, CS_SUBMISSION_ERROR,
                           CS_SUBMISSION_ERROR_NO_RECIPIENTS, "the message has no recipients");
      return FALSE;
    }

  cs_header_look ((const char *)submission->header->data, header_bytes, &look);
  if (!check_hops (submission, &look))
    return FALSE;

  submission->envelope->subject = g_steal_pointer (&look.subject);
  submission->writer
      = cs_queue_writer_new (cs_acceptor_queue (submission->acceptor), submission->envelope);
  cs_queue_writer_on_ready (submission->writer, submission->on_ready, submission->ready_data);
  write_header (submission, header_bytes, &look);
  return write_normalized (submission)
         && write_body (submission, submission->header->data + body_start,
                        submission->header->len - body_start);
}

static gboolean
collect_header (CsSubmission *submission, const void *bytes, gsize size_bytes, gboolean is_all)
{
  gsize header_bytes, body_start;

  g_byte_array_append (submission->header, bytes, size_bytes);
  if (cs_header_scan (&submission->scan, (const char *)submission->header->data,
                      submission->header->len, is_all, &header_bytes, &body_start)
      && header_bytes <= CS_ACCEPTOR_HEADER_MAX_BYTES)
    return begin_content (submission, header_bytes, body_start);

  if (submission->header->len <= CS_ACCEPTOR_HEADER_MAX_BYTES)
    return TRUE;

  g_set_error (&submission->error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_HEADER_TOO_LARGE,
               "the header section is larger than %d bytes", CS_ACCEPTOR_HEADER_MAX_BYTES);
  return FALSE;
}

static void
check_size (CsSubmission *submission)
{
  guint64 maximum = cs_acceptor_config (submission->acceptor)->maximum_message_size;

  if (submission->size_bytes > maximum)
    g_set_error (&submission->error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_TOO_LARGE,
                 "the message is larger than %" G_GUINT64_FORMAT " bytes (maximum-message-size)",
                 maximum);
}

gboolean
cs_submission_append (CsSubmission *submission, const void *bytes, gsize size_bytes, GError **error)
{
  submission->size_bytes += size_bytes;
  if (submission->error == NULL)
    check_size (submission);
  if (submission->error != NULL || size_bytes == 0)
    return report (submission, error);

  if (submission->writer != NULL)
    write_body (submission, bytes, size_bytes);
  else
    collect_header (submission, bytes, size_bytes, FALSE);
  return report (submission, error);
}

gboolean
cs_submission_is_behind (CsSubmission *submission)
{
  return submission->writer != NULL && cs_queue_writer_is_behind (submission->writer);
}

void
cs_submission_on_ready (CsSubmission *submission, void (*func) (gpointer), gpointer user_data)
{
  submission->on_ready = func;
  submission->ready_data = user_data;
  if (submission->writer != NULL)
    cs_queue_writer_on_ready (submission->writer, func, user_data);
}

/* --- the end --- */

const char *
cs_submission_complete (CsSubmission *submission, GError **error)
{
  if (submission->error == NULL && submission->writer == NULL)
    {
      if (submission->size_bytes == 0 && submission->origin.kind == CS_ORIGIN_PICKUP)
        g_set_error_literal (&submission->error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_EMPTY,
                             "the file is empty");
      else
        collect_header (submission, NULL, 0, TRUE);
    }

  return report (submission, error) ? cs_queue_writer_get_id (submission->writer) : NULL;
}

const char *
cs_submission_refused (CsSubmission *submission)
{
  return submission->refused;
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) failure = NULL;
  char *id = cs_queue_writer_commit_finish (CS_QUEUE (source), result, &failure);
  g_autoptr (GError) error = id == NULL ? cs_submission_error_from_queue (failure) : NULL;

  cs_acceptor_note (g_task_get_task_data (task), error);
  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
cs_submission_commit_async (CsSubmission *submission, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GError) failure = NULL;

  g_task_set_source_tag (task, cs_submission_commit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, cs_acceptor_ref (submission->acceptor),
                        (GDestroyNotify)cs_acceptor_unref);
  if (cs_submission_complete (submission, NULL) != NULL)
    {
      g_byte_array_set_size (submission->normalized, 0);
      cs_normalizer_end (&submission->normalizer, submission->normalized);
      write_normalized (submission);
    }
  if (!report (submission, &failure))
    {
      cs_acceptor_note (submission->acceptor, failure);
      g_task_return_error (task, g_steal_pointer (&failure));
      cs_submission_abandon (submission);
      return;
    }

  cs_queue_writer_commit_async (g_steal_pointer (&submission->writer), cancellable, on_committed,
                                g_steal_pointer (&task));
  submission_free (submission);
}

char *
cs_submission_commit_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cs_submission_abandon (CsSubmission *submission)
{
  if (submission == NULL)
    return;

  if (submission->writer != NULL)
    cs_queue_writer_abandon (submission->writer);
  submission_free (submission);
}
