/* message.h - the values that go in and out of a queue
 */
#pragma once

#include <gio/gio.h>

#include "base/address.h"
#include "base/security.h"

G_BEGIN_DECLS

typedef enum
{
  CS_RECIPIENT_QUEUED,   /* due as soon as possible, not tried yet or released */
  CS_RECIPIENT_ACTIVE,   /* claimed */
  CS_RECIPIENT_DEFERRED, /* will be tried again at next_attempt_s */
  CS_RECIPIENT_HELD,     /* waits for a person */
} CsRecipientState;
const char *cs_recipient_state_name (CsRecipientState state); /* "queued" … */

typedef struct
{
  CsAddress *address;
  char *lane;
  guint notify;             /* RFC 3461 NOTIFY, as CsNotify of smtp/session.h; 0: default */
  char *original_recipient; /* ORCPT (xtext) or NULL */
} CsEnvelopeRecipient;

typedef struct
{
  CsAddress *sender;        /* the null reverse-path for reports */
  GPtrArray *recipients;    /* (element-type CsEnvelopeRecipient) */
  char *envelope_id;        /* ENVID (xtext) or NULL */
  char *dsn_return;         /* "FULL", "HDRS" or NULL */
  gboolean is_8bit;         /* content has bytes over 127 */
  gboolean needs_smtputf8;  /* an address is not ASCII */
  char *origin;             /* how it came: "pickup", "socket uid 1000", "report" */
  char *subject;            /* first 200 characters, decoded, cleaned; or NULL */
} CsEnvelope;

CsEnvelope *cs_envelope_new (CsAddress *sender); /* takes a reference */
CsEnvelope *cs_envelope_copy (const CsEnvelope *envelope);
void cs_envelope_free (CsEnvelope *envelope);
void cs_envelope_add_recipient (CsEnvelope *envelope, CsAddress *address, const char *lane);

typedef struct
{
  guint number;             /* N of "ID/N", from 1 */
  CsAddress *address;
  guint attempts;           /* finished ones */
  guint notify;
  char *original_recipient;
  gint64 last_cause_count;  /* attempts in a row that ended with the present cause */
  CsCause cause;            /* of the last attempt; CS_CAUSE_NONE */
  char *text;               /* of the last attempt; or NULL */
  gboolean delay_noticed;   /* a delay notice has been sent */
} CsClaimRecipient;

/* One message's recipients of one lane, claimed. */
typedef struct
{
  char *id;
  char *lane;
  CsEnvelope *envelope;     /* its recipients array is empty */
  gint64 arrived_s;
  guint64 size_bytes;
  GPtrArray *recipients;    /* (element-type CsClaimRecipient) */
  GBytes *content;          /* (nullable): small content, whole */
  /* for larger ones: chunk by chunk */
  void (*read_async) (gpointer claim, guint64 offset, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*read_finish) (gpointer claim, GAsyncResult *result, GError **error);
  GObject *queue;           /* a reference */
} CsClaim;
void cs_claim_free (CsClaim *claim);

typedef enum
{
  CS_SETTLE_DELIVERED,
  CS_SETTLE_DEFERRED,
  CS_SETTLE_HELD,
  CS_SETTLE_REJECTED,
  CS_SETTLE_UNTRIED,   /* back to due now, not counted as an attempt */
} CsSettleKind;

typedef struct
{
  char *id;
  guint number;
  CsSettleKind kind;
  CsCause cause;            /* with DEFERRED and HELD */
  char *text;               /* what is shown under "text"; cleaned */
  char *credential;         /* with HELD: what it waits for; or NULL */
  char *remote;             /* host and address that was spoken to; or NULL */
  gint64 next_attempt_s;    /* with DEFERRED */
  char *transcript;         /* of this attempt; NULL leaves the last one */
  gboolean delay_noticed;
} CsSettlement;
CsSettlement *cs_settlement_new (const char *id, guint number, CsSettleKind kind);
void cs_settlement_free (CsSettlement *settlement);

typedef struct
{
  CsEnvelope *envelope;
  GBytes *content;          /* normalised */
} CsNewMessage;
CsNewMessage *cs_new_message_new (CsEnvelope *envelope /* (transfer full) */, GBytes *content);
void cs_new_message_free (CsNewMessage *message);

typedef struct
{
  char *id;                 /* "ID/N" */
  char *sender, *recipient; /* address texts */
  CsRecipientState state;
  CsCause cause;
  char *text;               /* or NULL */
  char *lane;
  char *credential;         /* or NULL */
  guint attempts;
  gint64 next_attempt_s;    /* 0: none */
  gint64 arrived_s;
  guint64 size_bytes;
  char *subject;            /* or NULL */
} CsQueueRow;
void cs_queue_row_free (CsQueueRow *row);

typedef struct
{
  char *id;
  char *origin;
  char *header;             /* the header section, cleaned UTF-8, at most 64 KiB */
  GPtrArray *rows;          /* (element-type CsQueueRow) */
  GPtrArray *transcripts;   /* (element-type utf8): as many as rows, in their order; "" if none */
} CsQueueStory;
void cs_queue_story_free (CsQueueStory *story);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsEnvelope, cs_envelope_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsClaim, cs_claim_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSettlement, cs_settlement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsNewMessage, cs_new_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueRow, cs_queue_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsQueueStory, cs_queue_story_free)

G_END_DECLS
