/* trouble.h - mail that waits for another account, password or authentication, as the worker tells
 *
 * A value made of a dictionary of ListTroubles, which may come from any
 * version of the worker: what is not there is not known. What can be done
 * about it is decided in cure.h.
 */
#pragma once

#include <gio/gio.h>

#include "base/security.h"

G_BEGIN_DECLS

#define CS_TROUBLES_MOST 100 /* that a worker is asked for at once */

typedef struct
{
  CsCause cause;
  char *recipient; /* address text, of one of those who wait */
  char *entry; /* that applies to it by the worker's settings: "site" or a key; or NULL */
  char *destination; /* "example.com", "relay.example.net:587"; or NULL */
  char *host; /* NULL: no server was spoken to, and none is written down */
  guint16 port; /* 0: not known */
  char *text; /* what the server said; or NULL */
  char *account, *nt_domain, *credential; /* or NULL */
  guint64 messages, recipients;
  gboolean is_more; /* there are more than these */
  GStrv offered; /* mechanisms; NULL: not known */
  gboolean is_encrypted, is_verified; /* with offered */
} CsTrouble;

/* (nullable): NULL when it has no cause that we know, or no recipient. @dictionary: a{sv} */
CsTrouble *cs_trouble_from_variant (GVariant *dictionary);
/* (element-type CsTrouble). @list: aa{sv}; those who are none are left out. */
GPtrArray *cs_troubles_from_variant (GVariant *list);
CsTrouble *cs_trouble_copy (const CsTrouble *trouble);
void cs_trouble_free (CsTrouble *trouble);
gboolean cs_trouble_equal (const CsTrouble *a, const CsTrouble *b);
/* The same for whatever waits for the same: the server, the cause and the credential or entry. */
char *cs_trouble_key (const CsTrouble *trouble);

/* One plain sentence: "relay.example.com wants clear text authentication over TLS." */
char *cs_trouble_words (const CsTrouble *trouble);
/* "14 messages wait." */
char *cs_trouble_waiting_words (const CsTrouble *trouble);
/* Both. */
char *cs_trouble_words_in_full (const CsTrouble *trouble);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTrouble, cs_trouble_free)

G_END_DECLS
