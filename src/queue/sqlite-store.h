/* sqlite-store.h - the SQLite store's parts, each in its own file
 *
 * Everything here runs in the storage thread, or before it starts. What only
 * looks is in sqlite-look.h.
 */
#pragma once

#include "queue/queue-class.h"
#include "queue/sqlite-common.h"
#include "queue/sqlite-lane.h"
#include "queue/sqlite-schema.h"

G_BEGIN_DECLS

typedef struct
{
  CsQueue *queue; /* (nullable): who is told; not yet while the store is being opened */
  char *path;
  CsDatabase *database;
  CsLanes *lanes;
  CsCommon *common; /* with whoever looks */
  int wal_pages; /* after the last commit */
  gint64 next_message;
  gint64 active[CS_RECIPIENT_HELD + 1]; /* claimed recipients by the state that they had */

  gint64 turn_due_s; /* where the next claim begins to look at lanes */
  gint64 turn_lane;

  GMutex limits_mutex;
  CsQueueLimits limits;
  guint64 free_bytes; /* of the disk, as last seen and counted down */
  gint64 free_seen_us;
} CsStore;

/* What was asked while a recipient was active, for when its claim is settled. */
typedef enum
{
  CS_PENDING_HOLD = 1 << 0,
  CS_PENDING_REMOVE = 1 << 1,
  CS_PENDING_DUE = 1 << 2,
} CsPending;

/* sqlite-store.c */
CsStore *cs_store_open (const char *path, GError **error);
void cs_store_free (CsStore *store);
void cs_store_close (CsStore *store);
gboolean cs_store_begin (CsStore *store, gboolean is_lasting, GError **error);
gboolean cs_store_commit (CsStore *store, GError **error);
void cs_store_rollback (CsStore *store);
void cs_store_get_counts (CsStore *store, CsQueueCounts *counts);
void cs_store_note_changed (CsStore *store);
void cs_store_note_due (CsStore *store);
/* What a dead run left: half-written contents, and what was asked of active recipients. */
gboolean cs_store_clean_up (CsStore *store, GError **error);

/* sqlite-accept.c */
gboolean cs_store_has_room (CsStore *store, guint64 staged_bytes, guint64 size_bytes,
                            GError **error);
gboolean cs_store_stage (CsStore *store, CsQueueStage *stage, GBytes *chunk, GError **error);
gboolean cs_store_unstage (CsStore *store, CsQueueStage *stage, GError **error);
gboolean cs_store_accept (CsStore *store, const CsQueueAcceptance *acceptance, GError **error);

/* sqlite-claim.c */
GPtrArray *cs_store_claim (CsStore *store, const CsClaimRequest *request, GError **error);
gboolean cs_store_next_due (CsStore *store, const char *const *skip_lanes, gint64 *due_s,
                            GError **error);

/* sqlite-load.c */
CsEnvelope *cs_store_load_envelope (sqlite3_stmt *statement, int first_column, GError **error);
void cs_store_free_recipient (gpointer claim_recipient);
CsClaim *cs_store_load_message (CsStore *store, gint64 message, GError **error);
GBytes *cs_store_load_chunk (CsStore *store, gint64 message, guint64 position, GError **error);
GBytes *cs_store_read (CsStore *store, const char *id, guint64 offset, GError **error);

/* sqlite-settle.c */
gboolean cs_store_settle (CsStore *store, const CsSettlement *settlement, GError **error);
gboolean cs_store_hold (CsStore *store, gint64 key, GError **error);
gboolean cs_store_make_due (CsStore *store, gint64 key, CsLane *lane, gboolean is_release,
                            GError **error);
gboolean cs_store_remove (CsStore *store, gint64 key, CsLane *lane, GError **error);

/* sqlite-change.c */
gboolean cs_store_change (CsStore *store, const CsQueueSelection *selection, CsQueueAction action,
                          const char *lane, CsQueueProgress *progress, GError **error);
gboolean cs_store_reroute (CsStore *store, GHashTable *lanes, gboolean due_now,
                           CsQueueProgress *progress, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsStore, cs_store_free)

G_END_DECLS
