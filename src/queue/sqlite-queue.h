/* sqlite-queue.h - the queue in one SQLite file, the embedded default
 *
 * WAL, synchronous=FULL, one storage thread with group commit, a second
 * connection for looking, sole owner (a lock beside the file): at the start every claim of a dead
 * run is void and due at once. Content up to 64 KiB is a row of its own, larger content comes in
 * chunk rows. Schema version in user_version, with migrations.
 */
#pragma once

#include "queue/queue-class.h"

G_BEGIN_DECLS

#define CS_TYPE_SQLITE_QUEUE (cs_sqlite_queue_get_type ())
G_DECLARE_FINAL_TYPE (CsSqliteQueue, cs_sqlite_queue, CS, SQLITE_QUEUE, CsQueue)

/* Opens or creates @path (its folder must exist). Blocks; call at the start. A damaged file is set
 * aside as "queue.sqlite.damaged-TIME" with what could be saved carried over, and a warning. */
CsQueue *cs_sqlite_queue_open (const char *path, const CsQueueLimits *limits, GError **error);
void cs_sqlite_queue_set_limits (CsSqliteQueue *queue, const CsQueueLimits *limits);

G_END_DECLS
