#include "queue/sqlite-queue.h"

#include "base/file.h"
#include "queue/sqlite-look.h"
#include "queue/sqlite-store.h"

struct _CsSqliteQueue
{
  CsQueue parent_instance;

  CsFileLock *lock;
  CsStore *store;
  CsLook *look;
};

G_DEFINE_FINAL_TYPE (CsSqliteQueue, cs_sqlite_queue, CS_TYPE_QUEUE)

static CsStore *
store_of (CsQueue *queue)
{
  return CS_SQLITE_QUEUE (queue)->store;
}

static CsLook *
look_of (CsQueue *queue)
{
  return CS_SQLITE_QUEUE (queue)->look;
}

/* --- what the storage thread asks for --- */

static gboolean
begin (CsQueue *queue, gboolean is_lasting, GError **error)
{
  return cs_store_begin (store_of (queue), is_lasting, error);
}

static gboolean
commit (CsQueue *queue, GError **error)
{
  return cs_store_commit (store_of (queue), error);
}

static void
rollback (CsQueue *queue)
{
  cs_store_rollback (store_of (queue));
}

static void
close_store (CsQueue *queue)
{
  CsSqliteQueue *self = CS_SQLITE_QUEUE (queue);

  g_clear_pointer (&self->look, cs_look_close); /* the last one tidies up, and may write */
  cs_store_close (self->store);
  g_clear_pointer (&self->lock, cs_file_unlock);
}

static gboolean
has_room (CsQueue *queue, guint64 staged_bytes, guint64 size_bytes, GError **error)
{
  return cs_store_has_room (store_of (queue), staged_bytes, size_bytes, error);
}

static gboolean
stage (CsQueue *queue, CsQueueStage *content, GBytes *chunk, GError **error)
{
  return cs_store_stage (store_of (queue), content, chunk, error);
}

static gboolean
unstage (CsQueue *queue, CsQueueStage *content, GError **error)
{
  return cs_store_unstage (store_of (queue), content, error);
}

static gboolean
accept_message (CsQueue *queue, const CsQueueAcceptance *acceptance, GError **error)
{
  return cs_store_accept (store_of (queue), acceptance, error);
}

static GPtrArray *
claim (CsQueue *queue, const CsClaimRequest *request, GError **error)
{
  return cs_store_claim (store_of (queue), request, error);
}

static gboolean
next_due (CsQueue *queue, const char *const *skip_lanes, gint64 *due_s, GError **error)
{
  return cs_store_next_due (store_of (queue), skip_lanes, due_s, error);
}

static gboolean
settle (CsQueue *queue, const CsSettlement *settlement, GError **error)
{
  return cs_store_settle (store_of (queue), settlement, error);
}

static GBytes *
read_content (CsQueue *queue, const char *id, guint64 offset, GError **error)
{
  return cs_store_read (store_of (queue), id, offset, error);
}

static gboolean
change (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action, const char *lane,
        CsQueueProgress *progress, GError **error)
{
  return cs_store_change (store_of (queue), selection, action, lane, progress, error);
}

static gboolean
reroute (CsQueue *queue, GHashTable *lanes, gboolean due_now, CsQueueProgress *progress,
         GError **error)
{
  return cs_store_reroute (store_of (queue), lanes, due_now, progress, error);
}

static void
get_counts (CsQueue *queue, CsQueueCounts *counts)
{
  cs_store_get_counts (store_of (queue), counts);
}

/* --- what the thread that looks asks for --- */

static gboolean
look_begin (CsQueue *queue, GError **error)
{
  return cs_look_begin (look_of (queue), error);
}

static void
look_end (CsQueue *queue)
{
  cs_look_end (look_of (queue));
}

static GPtrArray *
addresses (CsQueue *queue, const char *after, guint limit, GError **error)
{
  return cs_look_addresses (look_of (queue), after, limit, error);
}

static gboolean
list (CsQueue *queue, const CsQueueSelection *selection, guint limit, CsQueueSearch *search,
      GError **error)
{
  return cs_look_list (look_of (queue), selection, limit, search, error);
}

static gboolean
count (CsQueue *queue, const CsQueueSelection *selection, CsQueueSearch *search, GError **error)
{
  return cs_look_count (look_of (queue), selection, search, error);
}

static CsQueueStory *
show (CsQueue *queue, const char *id, GError **error)
{
  return cs_look_show (look_of (queue), id, error);
}

static GPtrArray *
busiest (CsQueue *queue, guint limit, GError **error)
{
  return cs_look_busiest (look_of (queue), limit, error);
}

static GPtrArray *
troubles (CsQueue *queue, guint limit, GError **error)
{
  return cs_look_troubles (look_of (queue), limit, error);
}

/* --- the object --- */

static void
cs_sqlite_queue_finalize (GObject *object)
{
  CsSqliteQueue *self = CS_SQLITE_QUEUE (object);

  g_clear_pointer (&self->look, cs_look_close);
  cs_store_free (self->store);
  g_clear_pointer (&self->lock, cs_file_unlock);

  G_OBJECT_CLASS (cs_sqlite_queue_parent_class)->finalize (object);
}

static void
cs_sqlite_queue_class_init (CsSqliteQueueClass *klass)
{
  CsQueueClass *queue_class = CS_QUEUE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cs_sqlite_queue_finalize;
  queue_class->begin = begin;
  queue_class->commit = commit;
  queue_class->rollback = rollback;
  queue_class->close = close_store;
  queue_class->has_room = has_room;
  queue_class->stage = stage;
  queue_class->unstage = unstage;
  queue_class->accept = accept_message;
  queue_class->claim = claim;
  queue_class->next_due = next_due;
  queue_class->settle = settle;
  queue_class->read = read_content;
  queue_class->change = change;
  queue_class->reroute = reroute;
  queue_class->get_counts = get_counts;
  queue_class->look_begin = look_begin;
  queue_class->look_end = look_end;
  queue_class->addresses = addresses;
  queue_class->list = list;
  queue_class->count = count;
  queue_class->show = show;
  queue_class->busiest = busiest;
  queue_class->troubles = troubles;
}

static void
cs_sqlite_queue_init (CsSqliteQueue *self)
{
}

/* A lock of its own beside the file: SQLite's would go with any descriptor of the database. */
static CsFileLock *
own (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autoptr (GError) failure = NULL;
  CsFileLock *lock = cs_file_lock (lock_path, FALSE, &failure);

  if (lock != NULL)
    return lock;

  g_set_error_literal (error, CS_QUEUE_ERROR,
                       g_error_matches (failure, CS_FILE_ERROR, CS_FILE_ERROR_LOCKED)
                           ? CS_QUEUE_ERROR_IN_USE
                           : CS_QUEUE_ERROR_IO,
                       failure->message);
  return NULL;
}

/**
 * cs_sqlite_queue_open:
 * @path: the database; its folder must exist
 * @limits: copied
 *
 * Opens the queue or makes a new one, and becomes its only owner. Claims of a
 * dead run are void: whoever was claimed is due again. What a dead writer left
 * half-written is removed.
 *
 * Returns: (transfer full): the queue, or NULL with %CS_QUEUE_ERROR_IN_USE,
 *   %CS_QUEUE_ERROR_NEWER, %CS_QUEUE_ERROR_FULL or %CS_QUEUE_ERROR_IO
 */
CsQueue *
cs_sqlite_queue_open (const char *path, const CsQueueLimits *limits, GError **error)
{
  g_autoptr (CsFileLock) lock = own (path, error);
  g_autoptr (CsStore) store = NULL;
  g_autoptr (CsLook) look = NULL;
  CsSqliteQueue *self;

  if (lock == NULL)
    return NULL;

  store = cs_store_open (path, error);
  if (store == NULL)
    return NULL;
  look = cs_look_open (path, store->common, error);
  if (look == NULL)
    return NULL;

  self = g_object_new (CS_TYPE_SQLITE_QUEUE, NULL);
  store->queue = look->queue = CS_QUEUE (self);
  self->lock = g_steal_pointer (&lock);
  self->store = g_steal_pointer (&store);
  self->look = g_steal_pointer (&look);
  cs_sqlite_queue_set_limits (self, limits);
  cs_queue_start (CS_QUEUE (self), limits);
  return CS_QUEUE (self);
}

void
cs_sqlite_queue_set_limits (CsSqliteQueue *self, const CsQueueLimits *limits)
{
  g_mutex_lock (&self->store->limits_mutex);
  self->store->limits = *limits;
  g_mutex_unlock (&self->store->limits_mutex);
  cs_queue_set_limits (CS_QUEUE (self), limits);
}
