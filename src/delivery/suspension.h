/* suspension.h - which credential may log in where, so that retries lock nobody's account
 *
 * For each credential, host and port: not tried yet (one login at a time),
 * worked (any number), paused (it worked before and was refused: once more
 * after a minute), suspended (refused: until it changes or an administrator
 * releases it). In memory only: after a restart the mail that is held for it
 * says what was suspended (cs_suspensions_recall).
 *
 * No secret is kept; a keyed number made of it tells whether a secret under
 * the same name is another one now.
 */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

typedef enum
{
  CS_LOGIN_GO,
  CS_LOGIN_WAIT, /* another login decides: ask again when it has ended */
  CS_LOGIN_LATER, /* not before *until_s */
  CS_LOGIN_SUSPENDED,
} CsLoginPermit;

typedef enum
{
  CS_LOGIN_WORKED,
  CS_LOGIN_REFUSED,
  CS_LOGIN_UNDECIDED, /* it never came to that */
} CsLoginResult;

typedef struct _CsSuspensions CsSuspensions;

CsSuspensions *cs_suspensions_new (void);
void cs_suspensions_free (CsSuspensions *suspensions);

/* Points in time are of base/when.h. @until_s: (out) (optional): set with CS_LOGIN_LATER, else left
 * alone. */
CsLoginPermit cs_suspensions_ask (CsSuspensions *suspensions, const char *credential,
                                  const char *host, guint16 port, gint64 *until_s);
/* A login is under way, permitted by CS_LOGIN_GO. Returns: a number for cs_suspensions_end. */
guint cs_suspensions_begin (CsSuspensions *suspensions, const char *credential, const char *host,
                            guint16 port);
/* Returns: whether the credential is suspended now. @secret: (nullable): needed with REFUSED */
gboolean cs_suspensions_end (CsSuspensions *suspensions, const char *credential, const char *host,
                             guint16 port, guint login, CsLoginResult result,
                             const CsSecret *secret);

/* It was suspended in an earlier run. What the secret was then is not known: any is news. */
void cs_suspensions_recall (CsSuspensions *suspensions, const char *credential, const char *host,
                            guint16 port);
/* An administrator releases it: as never tried. */
void cs_suspensions_release (CsSuspensions *suspensions, const char *credential);
void cs_suspensions_release_all (CsSuspensions *suspensions);
/* Forgets credentials that are not among @credentials: (element-type utf8), a set. */
void cs_suspensions_keep_only (CsSuspensions *suspensions, GHashTable *credentials);
/* Whether it was refused anywhere and not released since. */
gboolean cs_suspensions_is_refused (CsSuspensions *suspensions, const char *credential);
/* Whether @secret differs from one that was refused under the same name. */
gboolean cs_suspensions_is_news (CsSuspensions *suspensions, const char *credential,
                                 const CsSecret *secret);
gboolean cs_suspensions_is_suspended (CsSuspensions *suspensions, const char *credential,
                                      const char *host, guint16 port);
/* (transfer full): UUIDs, each once, suspended ones only */
GStrv cs_suspensions_list (CsSuspensions *suspensions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSuspensions, cs_suspensions_free)

G_END_DECLS
