/* queue-suite.h - what every store behind CsQueue must do, as named cases
 *
 * A store's test calls queue_suite_add with a function that opens it in an
 * empty folder, or again in one that it has used.
 */
#pragma once

#include "queue-helper.h"

G_BEGIN_DECLS

typedef CsQueue *(*QueueOpen) (const char *folder, const CsQueueLimits *limits, GError **error);

typedef struct
{
  char *folder;
  QueueOpen open;
  CsQueue *queue; /* open; a case may exchange it */
} QueueFixture;

typedef struct
{
  const char *name;
  void (*run) (QueueFixture *fixture);
} QueueCase;

#define QUEUE_NOW_S 1800000000 /* the time in every case, until it sets another */
#define QUEUE_MAXIMUM_BYTES (1024 * 1024)

void queue_suite_add (const char *store, QueueOpen open);
/* Closes the queue in order and opens it again. */
void queue_reopen (QueueFixture *fixture);

/* One for each file of cases: the array ends with a NULL name. */
extern const QueueCase queue_accept_cases[];
extern const QueueCase queue_beside_cases[];
extern const QueueCase queue_claim_cases[];
extern const QueueCase queue_settle_cases[];
extern const QueueCase queue_change_cases[];
extern const QueueCase queue_look_cases[];
extern const QueueCase queue_lanes_cases[];
extern const QueueCase queue_troubles_cases[];
extern const QueueCase queue_limits_cases[];

G_END_DECLS
