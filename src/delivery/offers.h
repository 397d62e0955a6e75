/* offers.h - what servers were seen to offer to whoever wants to log in, for host and port
 *
 * So that a person can be told what to set up when mail waits for that. Only
 * of servers that offer AUTH, or that an account goes to. Decides nothing; for
 * what is expected of a server there is host-memory.h. Kept in a file, since
 * mail that is held is not tried again after a restart.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_OFFERS_MOST 1000 /* hosts; beyond, those seen last stay */

typedef struct
{
  GStrv mechanisms; /* in the last complete list; never NULL */
  gboolean is_encrypted; /* that list came within TLS */
  gboolean is_verified; /* and the certificate was valid for the host */
} CsOffer;

typedef struct _CsOffers CsOffers;

/* @path: (nullable): nothing is kept. A file that cannot be read is as none. Blocks briefly. */
CsOffers *cs_offers_new (const char *path);
void cs_offers_free (CsOffers *offers); /* saves first */

/* @mechanisms: (nullable) */
void cs_offers_note (CsOffers *offers, const char *host, guint16 port,
                     const char *const *mechanisms, gboolean is_encrypted, gboolean is_verified);
/* (transfer none) (nullable): until the next note */
const CsOffer *cs_offers_get (CsOffers *offers, const char *host, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsOffers, cs_offers_free)

G_END_DECLS
