/* logins.h - when a credential was last taken, and last refused, for host and port
 *
 * So that a person can be told which accounts work. Decides nothing; who may log in is for
 * suspension.h to say. Kept in a file, which names credentials and holds no secret.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_LOGINS_MOST 10000 /* beyond, those that were used last stay */

/* Points in time; 0: never. */
typedef struct
{
  char *credential;
  char *host;
  guint16 port;
  gint64 worked_s;
  gint64 refused_s;
} CsLogin;

typedef struct _CsLogins CsLogins;

/* @path: (nullable): nothing is kept. A file that cannot be read is as none. Blocks briefly. */
CsLogins *cs_logins_new (const char *path);
void cs_logins_free (CsLogins *logins); /* saves first */

void cs_logins_note (CsLogins *logins, const char *credential, const char *host, guint16 port,
                     gboolean worked);
/* Forgets credentials that are not among @credentials: (element-type utf8), a set. */
void cs_logins_keep_only (CsLogins *logins, GHashTable *credentials);
/* (transfer container) (element-type CsLogin): by credential, host and port; until the next call */
GPtrArray *cs_logins_list (CsLogins *logins);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsLogins, cs_logins_free)

G_END_DECLS
