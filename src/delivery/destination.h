/* destination.h - the mail of one lane that is in hand, and the sessions that carry it
 *
 * Opens as many sessions as there is work for, sends message after message
 * over each, and lets the destination rest when it cannot be reached: then one
 * attempt at a time finds out whether it is back, and other destinations
 * notice nothing. Which mail is in hand is the engine's business.
 */
#pragma once

#include "delivery/opening.h"
#include "delivery/work.h"

G_BEGIN_DECLS

/* Messages that are enough to wait here. */
#define CS_DESTINATION_ENOUGH_PENDING 50

typedef struct _CsDestination CsDestination;

/* What a destination tells whoever owns it. */
typedef struct
{
  gboolean (*may_connect) (gpointer owner); /* TRUE: the connection counts as taken */
  void (*connection_gone) (gpointer owner);
  void (*login_ended) (gpointer owner); /* those that must wait may ask again */
  void (*work_done) (gpointer owner, CsWork *work); /* gives @work back */
} CsDestinationOwner;

CsDestination *cs_destination_new (CsShared *shared, CsPlan *plan, const CsDestinationOwner *owner,
                                   gpointer owner_data);
/* Only when it is idle. */
void cs_destination_free (CsDestination *destination);

const char *cs_destination_lane (const CsDestination *destination);
void cs_destination_add (CsDestination *destination, CsWork *work /* (transfer full) */);
/* Goes on where it can: after cs_destination_add, and when a connection or permission may be had.
 */
void cs_destination_pump (CsDestination *destination);
guint cs_destination_n_pending (const CsDestination *destination);
void cs_destination_get_figures (const CsDestination *destination, CsDestinationFigures *figures);
/* Neither mail nor sessions. */
gboolean cs_destination_is_idle (const CsDestination *destination);
/* Idle, and there is no trouble that is worth remembering. */
gboolean cs_destination_is_forgettable (const CsDestination *destination);

/* An administrator wants an attempt now. */
void cs_destination_wake (CsDestination *destination);
/* A login that others had to wait for has ended. */
void cs_destination_ask_again (CsDestination *destination);
/* (transfer full) (nullable): takes back one that nothing has been done about. */
CsWork *cs_destination_take_back (CsDestination *destination);
/* Sessions that are being ended: each will be a connection that another destination can have. */
guint cs_destination_n_ending (const CsDestination *destination);
/* Up to @most sessions without mail end at once, instead of waiting a moment for more. Returns: how
 * many. */
guint cs_destination_end_idle_sessions (CsDestination *destination, guint most);
/* We stop: what is not being sent right now is given back, untried. */
void cs_destination_give_up (CsDestination *destination);
/* Then, what still is being sent is cancelled. */
void cs_destination_cancel (CsDestination *destination);
gboolean cs_destination_is_sending (const CsDestination *destination);

G_END_DECLS
