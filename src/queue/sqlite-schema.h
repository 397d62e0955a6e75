/* sqlite-schema.h - the tables of the queue, and how older ones become these
 *
 * user_version counts the migrations that a file has been through. Each is one
 * transaction with its new version, so that a crash leaves the old or the new.
 *
 * A recipient's key holds its message's number and its own (N of "ID/N"): all
 * recipients of a message lie side by side, and no index is needed for them.
 * The same holds for the chunks of a content.
 */
#pragma once

#include "queue/sqlite-database.h"

G_BEGIN_DECLS

#define CS_KEY_BITS 20 /* recipients of a message, chunks of a content: at most 2^20 - 1 */
#define CS_KEY_LIMIT (1 << CS_KEY_BITS)

/* Waits for what another account, password or authentication would mend: CsCause and
 * CsRecipientState as they stand in the tables. An index has these and no others, so whoever looks
 * for them must ask in the same words. */
#define CS_SCHEMA_IS_TROUBLE "cause IN (1, 2, 3, 4, 6, 9, 10) AND state IN (2, 3)"

static inline gint64
cs_key (gint64 message, gint64 part)
{
  return (message << CS_KEY_BITS) | part;
}

static inline gint64
cs_key_message (gint64 key)
{
  return key >> CS_KEY_BITS;
}

static inline guint
cs_key_part (gint64 key)
{
  return key & (CS_KEY_LIMIT - 1);
}

static inline gint64
cs_key_last (gint64 message)
{
  return cs_key (message, CS_KEY_LIMIT - 1);
}

/* Brings an opened file to the newest version. CS_QUEUE_ERROR_NEWER, or DAMAGED when it is a
 * database of something else. */
gboolean cs_schema_prepare (CsDatabase *database, GError **error);
/* The same with any list of migrations: what the test of migrations uses. */
gboolean cs_schema_migrate (CsDatabase *database, const char *const *migrations, guint n_migrations,
                            GError **error);
/* Where recipients came without cs_schema_create_temporary (by salvaging): all are read. */
gboolean cs_schema_count_lanes (CsDatabase *database, GError **error);
/* 0 without error: there is no such message. */
gboolean cs_schema_find_message (CsDatabase *database, const char *id, gint64 *message,
                                 GError **error);
/* temp.active of this connection: the claims, or a copy of them. */
gboolean cs_schema_create_claims (CsDatabase *database, GError **error);
/* The same, and the triggers of the connection that writes. */
gboolean cs_schema_create_temporary (CsDatabase *database, GError **error);

G_END_DECLS
