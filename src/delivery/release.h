/* release.h - lets go of mail that was held for a credential which can be used now
 *
 * When the secret store says that something has changed (and at the start),
 * the credentials that held mail waits for are looked up, without a prompt.
 * One that can be read releases what waited for it; one that had been refused
 * only if it is another secret now, else a wrong password would be tried again
 * with every stir in the keyring.
 */
#pragma once

#include "delivery/shared.h"

G_BEGIN_DECLS

typedef struct _CsRelease CsRelease;

/* @on_done: called when a pass is complete */
CsRelease *cs_release_new (CsShared *shared, void (*on_done) (gpointer), gpointer user_data);
void cs_release_free (CsRelease *release);
/* Looks now, without a signal. */
void cs_release_begin (CsRelease *release);
gboolean cs_release_is_running (CsRelease *release);

G_END_DECLS
