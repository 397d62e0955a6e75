#include <string.h>
#include <sys/statvfs.h>

#include "queue/sqlite-store.h"

#define FREE_SEEN_US G_USEC_PER_SEC
#define FREE_NEAR_BYTES                                                                            \
  (64 * 1024 * 1024) /* this near to the limit the disk is asked every time                        \
                      */

/* --- room on the disk --- */

static guint64
free_bytes (CsStore *store, guint64 minimum)
{
  gint64 now_us = g_get_monotonic_time ();
  struct statvfs disk;

  if (store->free_bytes > minimum + FREE_NEAR_BYTES && now_us - store->free_seen_us < FREE_SEEN_US)
    return store->free_bytes;

  /* A disk that says nothing is not called full. */
  store->free_bytes = statvfs (store->path, &disk) == 0 ? (guint64)disk.f_bavail * disk.f_frsize
                                                        : G_MAXUINT64 / 2;
  store->free_seen_us = now_us;
  return store->free_bytes;
}

static gboolean
has_free_disk (CsStore *store, guint64 minimum, guint64 size_bytes, GError **error)
{
  guint64 available = free_bytes (store, minimum);

  if (minimum == 0 || available >= minimum + size_bytes)
    {
      store->free_bytes -= MIN (size_bytes, available);
      return TRUE;
    }

  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL,
               "the disk of %s has %" G_GUINT64_FORMAT
               " bytes left, and minimum-free-disk-bytes is %" G_GUINT64_FORMAT
               ": make room, or lower the limit",
               store->path, available, minimum);
  return FALSE;
}

/* The counts are those of the transaction, so that a limit is kept to the message. */
static gboolean
keeps_to_limits (CsStore *store, const CsQueueLimits *limits, guint64 size_bytes, GError **error)
{
  CsQueueCounts counts = { 0 };

  if (limits->maximum_messages == 0 && limits->maximum_content_bytes == 0)
    return TRUE;

  cs_store_get_counts (store, &counts);
  return cs_queue_limits_allow (limits, &counts, size_bytes, error);
}

gboolean
cs_store_has_room (CsStore *store, guint64 staged_bytes, guint64 size_bytes, GError **error)
{
  CsQueueLimits limits;

  g_mutex_lock (&store->limits_mutex);
  limits = store->limits;
  g_mutex_unlock (&store->limits_mutex);

  return keeps_to_limits (store, &limits, staged_bytes + size_bytes, error)
         && has_free_disk (store, limits.minimum_free_bytes, size_bytes, error);
}

/* --- content --- */

static gboolean
write_chunk (CsStore *store, gint64 message, guint64 position, GBytes *chunk, GError **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO content (key, bytes) VALUES (?1, ?2)";

  if (position >= CS_KEY_LIMIT)
    {
      g_set_error_literal (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_TOO_LARGE,
                           "the message has more parts than the queue can count");
      return FALSE;
    }

  return cs_database_run (store->database, error, sql, "ib", cs_key (message, position), chunk);
}

gboolean
cs_store_stage (CsStore *store, CsQueueStage *stage, GBytes *chunk, GError **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO staging (message) VALUES (?1)";

  if (stage->number == 0)
    stage->number = store->next_message++;
  if (stage->size_bytes == 0
      && !cs_database_run (store->database, error, sql, "i", (gint64)stage->number))
    return FALSE;

  return write_chunk (store, stage->number, stage->size_bytes / CS_QUEUE_CHUNK_BYTES, chunk, error);
}

static gboolean
forget_staging (CsStore *store, gint64 message, GError **error)
{
  static const char sql[] = "DELETE FROM staging WHERE message = ?1";

  return cs_database_run (store->database, error, sql, "i", message);
}

gboolean
cs_store_unstage (CsStore *store, CsQueueStage *stage, GError **error)
{
  static const char sql[] = "DELETE FROM content WHERE key BETWEEN ?1 AND ?2";
  gint64 message = stage->number;

  if (message == 0)
    return TRUE;

  return cs_database_run (store->database, error, sql, "ii", cs_key (message, 0),
                          cs_key_last (message))
         && forget_staging (store, message, error);
}

static gboolean
write_content (CsStore *store, gint64 message, const CsQueueAcceptance *acceptance, GError **error)
{
  guint64 staged = acceptance->stage != NULL ? acceptance->stage->size_bytes : 0;
  guint64 position = staged / CS_QUEUE_CHUNK_BYTES;
  gsize size = g_bytes_get_size (acceptance->content);
  gsize offset = 0;

  do
    {
      gsize part = MIN (size - offset, CS_QUEUE_CHUNK_BYTES);
      g_autoptr (GBytes) chunk = g_bytes_new_from_bytes (acceptance->content, offset, part);

      if (!write_chunk (store, message, position++, chunk, error))
        return FALSE;
      offset += part;
    }
  while (offset < size);

  return TRUE;
}

/* What was staged came in transactions of its own: nothing is promised before it is looked at. */
static gboolean
check_content (CsStore *store, gint64 message, const CsQueueAcceptance *acceptance, GError **error)
{
  static const char sql[]
      = "SELECT coalesce(sum(length(bytes)), 0) FROM content WHERE key BETWEEN ?1 AND ?2";
  gint64 expected
      = (gint64)(acceptance->stage->size_bytes + g_bytes_get_size (acceptance->content));
  gint64 found = 0;

  if (!cs_database_number (store->database, &found, 0, error, sql, "ii", cs_key (message, 0),
                           cs_key_last (message)))
    return FALSE;
  if (found == expected)
    return TRUE;

  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IO,
               "%" G_GINT64_FORMAT " of the message's %" G_GINT64_FORMAT
               " bytes could not be written",
               expected - found, expected);
  return FALSE;
}

/* --- the message --- */

static gboolean
write_message (CsStore *store, gint64 message, const CsQueueAcceptance *acceptance, GError **error)
{
  static const char sql[]
      = "INSERT INTO message (number, id, sender, envelope_id, dsn_return, is_8bit,"
        "  needs_smtputf8, origin, subject, arrived_s, size_bytes)"
        "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
  const CsEnvelope *envelope = acceptance->envelope;
  guint64 staged = acceptance->stage != NULL ? acceptance->stage->size_bytes : 0;

  return cs_database_run (store->database, error, sql,
                          "itttt"
                          "iittii",
                          message, acceptance->id, cs_address_text (envelope->sender),
                          envelope->envelope_id, envelope->dsn_return, (gint64)envelope->is_8bit,
                          (gint64)envelope->needs_smtputf8, envelope->origin, envelope->subject,
                          acceptance->arrived_s,
                          (gint64)(staged + g_bytes_get_size (acceptance->content)));
}

static gboolean
write_recipient (CsStore *store, gint64 key, const CsEnvelopeRecipient *recipient, gint64 due_s,
                 GError **error)
{
  static const char sql[] = "INSERT INTO recipient (key, address, domain, lane, state, due_s,"
                            "  notify, original_recipient) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
  CsLane *lane = cs_lanes_by_name (store->lanes, recipient->lane, TRUE, error);

  return lane != NULL
         && cs_database_run (
             store->database, error, sql, "ittiiiit", key, cs_address_text (recipient->address),
             cs_address_domain (recipient->address), lane->number, (gint64)CS_RECIPIENT_QUEUED,
             due_s, (gint64)recipient->notify, recipient->original_recipient)
         && cs_lanes_touch (store->lanes, lane, due_s, key, error);
}

static gboolean
write_recipients (CsStore *store, gint64 message, const CsQueueAcceptance *acceptance,
                  GError **error)
{
  const GPtrArray *recipients = acceptance->envelope->recipients;

  if (recipients->len >= CS_KEY_LIMIT)
    {
      g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_TOO_LARGE,
                   "a message can have at most %d recipients", CS_KEY_LIMIT - 1);
      return FALSE;
    }

  for (guint i = 0; i < recipients->len; i++)
    if (!write_recipient (store, cs_key (message, i + 1), recipients->pdata[i],
                          acceptance->arrived_s, error))
      return FALSE;

  return TRUE;
}

gboolean
cs_store_accept (CsStore *store, const CsQueueAcceptance *acceptance, GError **error)
{
  CsQueueStage *stage = acceptance->stage;
  gint64 message = stage != NULL ? (gint64)stage->number : store->next_message++;

  if (!write_message (store, message, acceptance, error)
      || !write_content (store, message, acceptance, error)
      || (stage != NULL && !check_content (store, message, acceptance, error))
      || !write_recipients (store, message, acceptance, error)
      || (stage != NULL && !forget_staging (store, message, error)))
    return FALSE;

  cs_store_note_changed (store);
  cs_store_note_due (store);
  return TRUE;
}
