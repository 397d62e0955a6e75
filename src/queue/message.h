/* message.h - the values that go in and out of a queue
 */
#pragma once

#include <gio/gio.h>

#include "queue/envelope.h"
#include "queue/row.h"

G_BEGIN_DECLS

typedef struct
{
  guint number; /* N of "ID/N", from 1 */
  CsAddress *address;
  guint attempts; /* finished ones */
  guint notify;
  char *original_recipient;
  gint64 last_cause_count; /* attempts in a row that ended with the present cause */
  CsCause cause; /* of the last attempt; CS_CAUSE_NONE */
  char *text; /* of the last attempt; or NULL */
  gboolean delay_noticed; /* a delay notice has been sent */
} CsClaimRecipient;

/* One message's recipients of one lane, claimed. */
typedef struct
{
  char *id;
  char *lane;
  CsEnvelope *envelope; /* its recipients array is empty */
  gint64 arrived_s;
  guint64 size_bytes;
  GPtrArray *recipients; /* (element-type CsClaimRecipient) */
  GBytes *content; /* (nullable): small content, whole */
  /* for larger ones: chunk by chunk */
  void (*read_async) (gpointer claim, guint64 offset, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*read_finish) (gpointer claim, GAsyncResult *result, GError **error);
  GObject *queue; /* a reference */
} CsClaim;
void cs_claim_free (CsClaim *claim);

typedef enum
{
  CS_SETTLE_DELIVERED,
  CS_SETTLE_DEFERRED,
  CS_SETTLE_HELD,
  CS_SETTLE_REJECTED,
  CS_SETTLE_UNTRIED, /* back to due now, not counted as an attempt */
} CsSettleKind;

typedef struct
{
  char *id;
  guint number;
  CsSettleKind kind;
  CsCause cause; /* with DEFERRED and HELD */
  char *text; /* what is shown under "text"; cleaned */
  char *credential; /* with HELD: what it waits for; or NULL */
  char *remote; /* host and address that was spoken to; or NULL */
  char *protection; /* what the domain asked of the session: "dane" …; or NULL */
  gint64 attempted_s; /* when; cs_settlement_new sets it to now */
  gint64 next_attempt_s; /* with DEFERRED */
  char *transcript; /* of this attempt; NULL leaves the last one, "" removes it: another has it */
  gboolean delay_noticed;
} CsSettlement;
CsSettlement *cs_settlement_new (const char *id, guint number, CsSettleKind kind);
void cs_settlement_free (CsSettlement *settlement);

typedef struct
{
  CsEnvelope *envelope;
  GBytes *content; /* normalised */
} CsNewMessage;
CsNewMessage *cs_new_message_new (CsEnvelope *envelope /* (transfer full) */, GBytes *content);
void cs_new_message_free (CsNewMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsClaim, cs_claim_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSettlement, cs_settlement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsNewMessage, cs_new_message_free)

G_END_DECLS
