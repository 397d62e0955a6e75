/* sweep.h - held mail that has grown old: its sender is told, or it is given up
 *
 * Deferred mail meets the clock with each attempt; held mail has none. Once a
 * minute the oldest held recipients are looked at (identifiers sort by time,
 * so the first that is young ends the round) and put on a special lane
 * (lane.h), where the engine deals with them.
 */
#pragma once

#include "delivery/shared.h"
#include "queue/message.h"

G_BEGIN_DECLS

typedef struct _CsSweep CsSweep;

/* @on_done: called when a round is complete */
CsSweep *cs_sweep_new (CsShared *shared, void (*on_done) (gpointer), gpointer user_data);
void cs_sweep_free (CsSweep *sweep);
/* A round now, and from now on by itself. */
void cs_sweep_begin (CsSweep *sweep);
gboolean cs_sweep_is_running (CsSweep *sweep);
/* Whether the settings have changed since it found @claim to be late (TRUE: or a dead run did). */
gboolean cs_sweep_is_overtaken (CsSweep *sweep, const CsClaim *claim);

G_END_DECLS
