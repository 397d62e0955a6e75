/* lane.h - which mail may share sessions: the name that a recipient's lane has in the queue
 *
 * Mail of one lane goes to one destination with one outbound security, so it
 * may go through one session; mail of two lanes never does. The name is made
 * of destination and security alone: entries that agree in both share a lane.
 * Pure. A name has no secret in it, only a credential's UUID under a hash.
 */
#pragma once

#include "model/route.h"

G_BEGIN_DECLS

/* (transfer full). @try_direct_first: the domain's own hosts come before the smart host. */
char *cs_lane_name (const CsRoute *route, const CsAddress *address, gboolean try_direct_first);
/* By @settings. */
char *cs_lane_name_for (const CsSettings *settings, const CsAddress *address);

/* Those whose mail has expired while it was held wait here for their report; no route leads here.
 */
#define CS_LANE_EXPIRED "expired"
/* Held ones whose sender is told about the delay; then they go back to where they were. */
#define CS_LANE_LATE "late"
gboolean cs_lane_is_special (const char *lane);
/* (transfer full): where mail of @lane goes, for people: "example.com", "relay.example.net:587".
 * Several lanes may go to one place. */
char *cs_lane_display_name (const char *lane);

G_END_DECLS
