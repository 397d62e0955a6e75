/* front.h - a store in front of another one, for a program that logs in very often
 *
 * Who asks for a secret that is being looked up already waits for that answer; for a second
 * more it is at hand, unless the store says meanwhile that something has changed. Different secrets
 * are looked up a few at a time: services limit how much one client may ask at once, and refuse
 * what is more (the bus: 128 calls). What may prompt, and everything but lookups, is handed on.
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_SECRET_FRONT_KEEP_S 1
#define CS_SECRET_FRONT_MOST_LOOKUPS 16 /* at a time */

#define CS_TYPE_SECRET_FRONT (cs_secret_front_get_type ())
G_DECLARE_FINAL_TYPE (CsSecretFront, cs_secret_front, CS, SECRET_FRONT, GObject)

CsSecretFront *cs_secret_front_new (CsSecretStore *store /* (transfer full) */);

G_END_DECLS
