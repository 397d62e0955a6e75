#include "queue/message.h"

#include "base/when.h"

const char *
cs_recipient_state_name (CsRecipientState state)
{
  static const char *const names[] = {
    [CS_RECIPIENT_QUEUED] = "queued",
    [CS_RECIPIENT_ACTIVE] = "active",
    [CS_RECIPIENT_DEFERRED] = "deferred",
    [CS_RECIPIENT_HELD] = "held",
  };

  g_return_val_if_fail ((guint)state < G_N_ELEMENTS (names), "");
  return names[state];
}

static void
envelope_recipient_free (gpointer data)
{
  CsEnvelopeRecipient *recipient = data;

  g_clear_pointer (&recipient->address, cs_address_unref);
  g_free (recipient->lane);
  g_free (recipient->original_recipient);
  g_free (recipient);
}

CsEnvelope *
cs_envelope_new (CsAddress *sender)
{
  CsEnvelope *envelope = g_new0 (CsEnvelope, 1);

  envelope->sender = cs_address_ref (sender);
  envelope->recipients = g_ptr_array_new_with_free_func (envelope_recipient_free);
  return envelope;
}

static gpointer
envelope_recipient_copy (gconstpointer data, gpointer user_data)
{
  const CsEnvelopeRecipient *recipient = data;
  CsEnvelopeRecipient *copy = g_new0 (CsEnvelopeRecipient, 1);

  copy->address = cs_address_ref (recipient->address);
  copy->lane = g_strdup (recipient->lane);
  copy->notify = recipient->notify;
  copy->original_recipient = g_strdup (recipient->original_recipient);
  return copy;
}

CsEnvelope *
cs_envelope_copy (const CsEnvelope *envelope)
{
  CsEnvelope *copy = cs_envelope_new (envelope->sender);

  for (guint i = 0; i < envelope->recipients->len; i++)
    g_ptr_array_add (copy->recipients,
                     envelope_recipient_copy (envelope->recipients->pdata[i], NULL));

  copy->envelope_id = g_strdup (envelope->envelope_id);
  copy->dsn_return = g_strdup (envelope->dsn_return);
  copy->is_8bit = envelope->is_8bit;
  copy->needs_smtputf8 = envelope->needs_smtputf8;
  copy->origin = g_strdup (envelope->origin);
  copy->subject = g_strdup (envelope->subject);
  return copy;
}

void
cs_envelope_free (CsEnvelope *envelope)
{
  if (envelope == NULL)
    return;

  cs_address_unref (envelope->sender);
  g_ptr_array_unref (envelope->recipients);
  g_free (envelope->envelope_id);
  g_free (envelope->dsn_return);
  g_free (envelope->origin);
  g_free (envelope->subject);
  g_free (envelope);
}

void
cs_envelope_add_recipient (CsEnvelope *envelope, CsAddress *address, const char *lane)
{
  CsEnvelopeRecipient *recipient = g_new0 (CsEnvelopeRecipient, 1);

  recipient->address = cs_address_ref (address);
  recipient->lane = g_strdup (lane);
  envelope->needs_smtputf8 |= cs_address_needs_smtputf8 (address);
  g_ptr_array_add (envelope->recipients, recipient);
}

void
cs_claim_free (CsClaim *claim)
{
  if (claim == NULL)
    return;

  g_free (claim->id);
  g_free (claim->lane);
  cs_envelope_free (claim->envelope);
  g_clear_pointer (&claim->recipients, g_ptr_array_unref);
  g_clear_pointer (&claim->content, g_bytes_unref);
  g_clear_object (&claim->queue);
  g_free (claim);
}

CsSettlement *
cs_settlement_new (const char *id, guint number, CsSettleKind kind)
{
  CsSettlement *settlement = g_new0 (CsSettlement, 1);

  settlement->id = g_strdup (id);
  settlement->number = number;
  settlement->kind = kind;
  settlement->attempted_s = cs_when_now_s ();
  return settlement;
}

void
cs_settlement_free (CsSettlement *settlement)
{
  if (settlement == NULL)
    return;

  g_free (settlement->id);
  g_free (settlement->text);
  g_free (settlement->credential);
  g_free (settlement->remote);
  g_free (settlement->protection);
  g_free (settlement->transcript);
  g_free (settlement);
}

CsNewMessage *
cs_new_message_new (CsEnvelope *envelope, GBytes *content)
{
  CsNewMessage *message = g_new0 (CsNewMessage, 1);

  message->envelope = envelope;
  message->content = g_bytes_ref (content);
  return message;
}

void
cs_new_message_free (CsNewMessage *message)
{
  if (message == NULL)
    return;

  cs_envelope_free (message->envelope);
  g_bytes_unref (message->content);
  g_free (message);
}

void
cs_queue_row_free (CsQueueRow *row)
{
  if (row == NULL)
    return;

  g_free (row->id);
  g_free (row->sender);
  g_free (row->recipient);
  g_free (row->text);
  g_free (row->lane);
  g_free (row->credential);
  g_free (row->remote);
  g_free (row->subject);
  g_free (row);
}

void
cs_queue_lane_free (CsQueueLane *lane)
{
  if (lane == NULL)
    return;

  g_free (lane->name);
  g_free (lane->text);
  g_free (lane->remote);
  g_free (lane);
}

void
cs_queue_trouble_free (CsQueueTrouble *trouble)
{
  if (trouble == NULL)
    return;

  g_free (trouble->lane);
  g_free (trouble->recipient);
  g_free (trouble->text);
  g_free (trouble->credential);
  g_free (trouble->remote);
  g_free (trouble);
}

void
cs_queue_attempt_free (CsQueueAttempt *attempt)
{
  if (attempt == NULL)
    return;

  g_free (attempt->text);
  g_free (attempt->remote);
  g_free (attempt->protection);
  g_free (attempt);
}

void
cs_queue_story_free (CsQueueStory *story)
{
  if (story == NULL)
    return;

  g_free (story->id);
  g_free (story->origin);
  g_free (story->header);
  g_clear_pointer (&story->rows, g_ptr_array_unref);
  g_clear_pointer (&story->attempts, g_ptr_array_unref);
  g_clear_pointer (&story->transcripts, g_ptr_array_unref);
  g_free (story);
}
