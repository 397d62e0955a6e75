/* trouble-variant.h - what waits for another account, in the form of the D-Bus interface
 *
 * The queue knows who waits and why, the settings whose account it is, the
 * engine what the server offers: here that comes together. Data only; what it
 * means for a person is said in admin/cure.h.
 */
#pragma once

#include <gio/gio.h>

#include "delivery/engine.h"
#include "model/settings.h"

G_BEGIN_DECLS

/* aa{sv}, floating. @troubles: (element-type CsQueueTrouble). @settings: (nullable) */
GVariant *cs_troubles_to_variant (GPtrArray *troubles, CsEngine *engine, CsSettings *settings);
/* (transfer full): the same for whatever waits for the same: cause, and credential or lane. Not the
 * server: where a domain has several, it changes with each message. @trouble: one of those */
char *cs_trouble_key (GVariant *trouble);

G_END_DECLS
