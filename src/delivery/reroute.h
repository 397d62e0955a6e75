/* reroute.h - recipients on the lanes that the present settings give them
 *
 * After a change of the settings, and at the start: everybody who waits
 * (deferred or held) is looked at, page by page; those whose lane is another
 * one now are put there, due at once. What an administrator held stays held.
 * New mail and mail that is due anyway is looked at when it is claimed.
 */
#pragma once

#include "delivery/shared.h"
#include "queue/message.h"

G_BEGIN_DECLS

typedef struct _CsReroute CsReroute;

/* @on_done: called when a pass is complete */
CsReroute *cs_reroute_new (CsShared *shared, void (*on_done) (gpointer), gpointer user_data);
void cs_reroute_free (CsReroute *reroute); /* a pass under way ends without effect */
/* Begins a pass, or begins again. */
void cs_reroute_begin (CsReroute *reroute);
gboolean cs_reroute_is_running (CsReroute *reroute);
/* The recipients of one claim, while it is not settled. @due_now: the settings have changed since
 * somebody looked at them, so that they are due when it is, as all others of these addresses. */
void cs_reroute_put_back (CsReroute *reroute, const CsClaim *claim, gboolean due_now);

G_END_DECLS
