/* row.h - what a queue shows: a line for each recipient or lane, and the story of a message
 */
#pragma once

#include <glib.h>

#include "base/security.h"

G_BEGIN_DECLS

typedef enum
{
  CS_RECIPIENT_QUEUED, /* due as soon as possible, not tried yet or released */
  CS_RECIPIENT_ACTIVE, /* claimed */
  CS_RECIPIENT_DEFERRED, /* will be tried again at next_attempt_s */
  CS_RECIPIENT_HELD, /* waits for a person */
} CsRecipientState;
const char *cs_recipient_state_name (CsRecipientState state); /* "queued" … */

typedef struct
{
  char *id; /* "ID/N" */
  char *sender, *recipient; /* address texts */
  CsRecipientState state;
  CsCause cause;
  char *text; /* or NULL */
  char *lane;
  char *credential; /* or NULL */
  char *remote; /* host and address of the last attempt; or NULL */
  guint attempts;
  gint64 next_attempt_s; /* 0: none */
  gint64 arrived_s;
  guint64 size_bytes;
  char *subject; /* or NULL */
} CsQueueRow;
void cs_queue_row_free (CsQueueRow *row);

/* One lane: how many recipients it has, and what went wrong last. */
typedef struct
{
  char *name;
  guint64 queued, active, deferred, held;
  CsCause cause; /* CS_CAUSE_NONE: nothing went wrong */
  char *text; /* or NULL */
  char *remote; /* or NULL */
  gint64 failed_s; /* when; 0: not known */
} CsQueueLane;
void cs_queue_lane_free (CsQueueLane *lane);

/* Recipients of one lane that wait for one cause, which another outbound security would mend. Of
 * them, one: the newest. */
typedef struct
{
  char *lane;
  CsCause cause;
  guint64 messages, recipients;
  gboolean is_more; /* there are more: counting ended */
  char *recipient; /* address text */
  char *text; /* or NULL */
  char *credential; /* what it waits for; or NULL */
  char *remote; /* host and address of the last attempt; or NULL */
} CsQueueTrouble;
void cs_queue_trouble_free (CsQueueTrouble *trouble);

#define CS_QUEUE_ATTEMPTS_KEPT 20 /* of each recipient */
#define CS_QUEUE_STORY_RECIPIENTS 500 /* of one story */
#define CS_QUEUE_STORY_TRANSCRIPT_BYTES (2 * 1024 * 1024) /* of one story, in all */

/* One attempt that did not deliver. */
typedef struct
{
  guint recipient; /* N of "ID/N" */
  guint number; /* which attempt it was, from 1 */
  gint64 when_s;
  CsRecipientState state; /* what it came to: deferred or held */
  CsCause cause;
  char *text; /* or NULL */
  char *remote; /* or NULL */
  char *protection; /* what the domain asked of the session: "dane" …; or NULL */
} CsQueueAttempt;
void cs_queue_attempt_free (CsQueueAttempt *attempt);

typedef struct
{
  char *id;
  char *origin;
  char *header; /* the header section, cleaned UTF-8, at most 64 KiB */
  guint n_recipients; /* that are in the queue; there may be fewer rows */
  GPtrArray *rows; /* (element-type CsQueueRow) */
  GPtrArray *attempts; /* (element-type CsQueueAttempt): by recipient, oldest first */
  GPtrArray *transcripts; /* (element-type utf8): as many as rows, in their order; "": none, or
                           * it stands with another of the same lane */
} CsQueueStory;
void cs_queue_story_free (CsQueueStory *story);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueRow, cs_queue_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueLane, cs_queue_lane_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueTrouble, cs_queue_trouble_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueAttempt, cs_queue_attempt_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueStory, cs_queue_story_free)

G_END_DECLS
