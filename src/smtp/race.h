/* race.h - a socket connected to the first of several addresses that answers, RFC 8305 section 5
 *
 * The next address is tried when one has failed, and beside one that has not
 * answered within 250 ms. The first to answer wins; the others are closed
 * before a byte of theirs is read. How long it may take in all is for the
 * owner to say. Private to the layer.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CS_RACE_HEAD_START_MS 250

typedef struct _CsRace CsRace;

/* Told once, from the main loop. @socket: (transfer full) (nullable): non-blocking; NULL: none
 * answered, and @text says why the last did not. @address: (transfer none): of @socket */
typedef void (*CsRaceFunc) (gpointer user_data, GSocket *socket, GSocketAddress *address,
                            const char *text);

/* @addresses: (element-type GSocketAddress): the best first, at least one. Runs on the main context
 * that is the default now. */
CsRace *cs_race_new (GPtrArray *addresses, CsRaceFunc func, gpointer user_data);
/* Closes what is under way; nothing more is told. Also from within @func. */
void cs_race_free (CsRace *race);

G_END_DECLS
