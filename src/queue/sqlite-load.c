#include "queue/sqlite-store.h"

/* Columns sender, envelope_id, dsn_return, is_8bit, needs_smtputf8, origin, subject. */
CsEnvelope *
cs_store_load_envelope (sqlite3_stmt *statement, int first, GError **error)
{
  g_autoptr (CsAddress) sender = NULL;
  CsEnvelope *envelope;

  sender = cs_address_parse (cs_database_column_text (statement, first), -1, CS_ADDRESS_ALLOW_NULL,
                             NULL, error);
  if (sender == NULL)
    return NULL;

  envelope = cs_envelope_new (sender);
  envelope->envelope_id = cs_database_column_dup (statement, first + 1);
  envelope->dsn_return = cs_database_column_dup (statement, first + 2);
  envelope->is_8bit = sqlite3_column_int (statement, first + 3) != 0;
  envelope->needs_smtputf8 = sqlite3_column_int (statement, first + 4) != 0;
  envelope->origin = cs_database_column_dup (statement, first + 5);
  envelope->subject = cs_database_column_dup (statement, first + 6);
  return envelope;
}

void
cs_store_free_recipient (gpointer data)
{
  CsClaimRecipient *recipient = data;

  if (recipient == NULL)
    return;

  g_clear_pointer (&recipient->address, cs_address_unref);
  g_free (recipient->original_recipient);
  g_free (recipient->text);
  g_free (recipient);
}

static CsClaim *
load_row (sqlite3_stmt *statement, GError **error)
{
  CsEnvelope *envelope = cs_store_load_envelope (statement, 3, error);
  CsClaim *claim;

  if (envelope == NULL)
    return NULL;

  claim = g_new0 (CsClaim, 1);
  claim->id = cs_database_column_dup (statement, 0);
  claim->arrived_s = sqlite3_column_int64 (statement, 1);
  claim->size_bytes = sqlite3_column_int64 (statement, 2);
  claim->envelope = envelope;
  claim->recipients = g_ptr_array_new_with_free_func (cs_store_free_recipient);
  return claim;
}

/* NULL without error: there is no such message. */
CsClaim *
cs_store_load_message (CsStore *store, gint64 message, GError **error)
{
  static const char sql[]
      = "SELECT id, arrived_s, size_bytes, sender, envelope_id, dsn_return, is_8bit,"
        "  needs_smtputf8, origin, subject FROM message WHERE number = ?1";
  sqlite3_stmt *statement = cs_database_query (store->database, sql, "i", message);
  CsClaim *claim;

  if (!cs_database_step (store->database, statement, error))
    return NULL;

  claim = load_row (statement, error);
  cs_database_done (statement);
  return claim;
}

GBytes *
cs_store_load_chunk (CsStore *store, gint64 message, guint64 position, GError **error)
{
  static const char sql[] = "SELECT bytes FROM content WHERE key = ?1";
  sqlite3_stmt *statement
      = cs_database_query (store->database, sql, "i", cs_key (message, position));
  GBytes *chunk;

  if (!cs_database_step (store->database, statement, error))
    return NULL;

  chunk = g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  cs_database_done (statement);
  return chunk;
}

GBytes *
cs_store_read (CsStore *store, const char *id, guint64 offset, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 message;
  GBytes *chunk = NULL;
  gsize skip = offset % CS_QUEUE_CHUNK_BYTES;

  if (cs_schema_find_message (store->database, id, &message, &failure) && message != 0)
    chunk = cs_store_load_chunk (store, message, offset / CS_QUEUE_CHUNK_BYTES, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (message == 0)
    {
      g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN, "there is no message %s", id);
      return NULL;
    }
  if (chunk == NULL)
    return g_bytes_new_static ("", 0);

  if (skip > 0)
    {
      g_autoptr (GBytes) whole = chunk;
      gsize size = g_bytes_get_size (whole);

      chunk = g_bytes_new_from_bytes (whole, MIN (skip, size), size - MIN (skip, size));
    }
  return chunk;
}
