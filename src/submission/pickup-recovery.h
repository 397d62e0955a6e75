/* pickup-recovery.h - what a dead worker or a dead program left in the pickup folder
 *
 * A file that was in hand bears its message's ID (pickup-file.h): if the queue
 * has the message the file is done with, else it gets its name back and is
 * taken like any other. What countersign-sendmail was writing when it was
 * killed was never acknowledged; it goes after a day.
 */
#pragma once

#include "queue/queue.h"

G_BEGIN_DECLS

#define CS_PICKUP_UNFINISHED_SUFFIX ".part" /* of a name with a dot in front */

/* Called from the main loop for each file that was in hand, with the name under which it lies there
 * to be taken; NULL: it is done with. */
typedef void (*CsPickupRecoveredFunc) (const char *name, gpointer user_data);

/* Returns: how many times @recovered will be called. @folder_fd must live until then. */
guint cs_pickup_recover (CsQueue *queue, int folder_fd, CsPickupRecoveredFunc recovered,
                         gpointer user_data);

G_END_DECLS
