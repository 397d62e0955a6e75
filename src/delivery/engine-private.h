/* engine-private.h - what the files of engine.h share
 *
 * engine.c           the object: settings, start, stop
 * engine-claim.c     takes mail in hand, as much as there is room for
 * engine-dispatch.c  to which destination it goes
 * engine-insist.c    an administrator wants attempts now
 * engine-timer.c     when to look again
 * reroute.c, release.c, sweep.c  look after what waits
 */
#pragma once

#include "delivery/destination.h"
#include "delivery/engine.h"
#include "delivery/release.h"
#include "delivery/reroute.h"
#include "delivery/shared.h"
#include "delivery/sweep.h"

G_BEGIN_DECLS

struct _CsEngine
{
  GObject parent_instance;
  CsShared shared;
  GHashTable *destinations; /* (element-type utf8 CsDestination): by lane */
  GCancellable *cancellable;

  CsReroute *reroute;
  CsRelease *release;
  CsSweep *sweep;

  gboolean is_started, is_stopping, drains;
  gboolean is_claiming;
  gboolean may_be_due; /* a claim may find something */
  gboolean has_given_back; /* when the ledger is written, something is due again */
  GStrv skipped; /* lanes that the last claim left out, for having enough in hand */
  guint n_in_hand; /* recipients */
  guint n_connections;
  guint
      n_starved; /* destinations that have mail and found no connection free, since the last look */
  gboolean has_login_ended; /* since the destinations were pumped */
  guint pump; /* source: the destinations are to be pumped */
  guint n_special; /* expired or late mail being dealt with */
  guint timer;
  guint notify; /* source: "changed" or "idle" is due */
  GTask *stop_task;
  guint stop_timer;
};

/* engine-claim.c */
void cs_engine_pump (CsEngine *engine);
GStrv cs_engine_saturated_lanes (CsEngine *engine); /* (transfer full) */
void cs_engine_work_done (CsEngine *engine, CsWork *work /* (transfer full) */);
/* engine-dispatch.c */
void cs_engine_dispatch (CsEngine *engine, CsClaim *claim /* (transfer full) */);
void cs_engine_dispatch_again (CsEngine *engine); /* what is pending, by the present settings */
void cs_engine_pump_destinations (CsEngine *engine);
/* engine-timer.c */
void cs_engine_arm_timer (CsEngine *engine);
/* engine.c */
void cs_engine_note_change (CsEngine *engine);

G_END_DECLS
