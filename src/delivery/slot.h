/* slot.h - one connection of a destination: opened, used for message after message, ended
 *
 * Where the server puts up with it, messages are handed over before the one in
 * front of them is answered (session.h).
 */
#pragma once

#include "delivery/opening.h"
#include "delivery/work.h"

G_BEGIN_DECLS

typedef struct _CsSlot CsSlot;

typedef enum
{
  CS_SLOT_OPENING,
  CS_SLOT_IDLE, /* open, nothing to send */
  CS_SLOT_SENDING,
  CS_SLOT_ENDING,
} CsSlotState;

typedef struct
{
  void (*opened) (gpointer owner, CsSlot *slot, CsOpened *opened); /* it is idle, or ended */
  void (*carried) (gpointer owner, CsSlot *slot, CsWork *work); /* it may take more, or ends */
  void (*ended) (gpointer owner, CsSlot *slot); /* free it */
} CsSlotOwner;

CsSlot *cs_slot_new (CsShared *shared, CsPlan *plan, const CsSlotOwner *owner, gpointer owner_data);
void cs_slot_free (CsSlot *slot);
CsSlotState cs_slot_state (const CsSlot *slot);
/* Whether a message went through it: its server may have ended it unnoticed since. */
gboolean cs_slot_is_used (const CsSlot *slot);
/* How many messages are under way, and how many more may be handed over. */
guint cs_slot_n_carried (const CsSlot *slot);
guint cs_slot_room (const CsSlot *slot);
/* Only when there is room. */
void cs_slot_carry (CsSlot *slot, CsWork *work);
/* Only when it is idle. */
void cs_slot_end (CsSlot *slot);
void cs_slot_cancel (CsSlot *slot);

/* Facts of the session for log and queue; only while it is open. */
const char *cs_slot_remote (const CsSlot *slot);
const CsTarget *cs_slot_target (const CsSlot *slot);
guint cs_slot_opening_ms (const CsSlot *slot); /* how long it took to open */
CsSession *cs_slot_session (const CsSlot *slot);

G_END_DECLS
