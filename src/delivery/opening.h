/* opening.h - a session for a plan: hosts, permission, secret, connection, login
 *
 * Tries the addresses of the plan in turn, those of one host in a race
 * (RFC 8305), each in the ways that the verdict table names, and asks
 * suspension.h before every login. What comes back is a session that is ready
 * for mail, or the reason why there is none.
 */
#pragma once

#include "delivery/plan.h"
#include "delivery/shared.h"
#include "delivery/target.h"
#include "delivery/verdict.h"
#include "queue/message.h"
#include "smtp/session.h"

G_BEGIN_DECLS

typedef struct
{
  CsSession *session; /* NULL: there is none */
  CsTarget *target; /* the last one spoken to; NULL: it did not come to that */
  CsFailure *failure; /* without a session: why */
  gboolean is_certain; /* the verdict does not depend on the recipient */
  CsVerdict verdict;
  CsVerdictContext
      context; /* with the facts of the host; a recipient's are added by cs_opened_judge */
  gint64 not_before_s; /* the credential pauses until then; 0: it does not */
  gboolean must_wait; /* another login with this credential decides first: ask again */
  const char *protection; /* of the same, and of hosts that must not be used; NULL: none */
  char *transcript; /* of a session that failed */
  char *tls; /* of the same: its version; NULL: none */
  gboolean is_tls_verified;
  const char *mechanism; /* of the login that failed; NULL: none did */
  guint duration_ms;
} CsOpened;

void cs_opened_free (CsOpened *opened);
/* What there being no session means for one recipient. */
CsVerdict cs_opened_judge (const CsOpened *opened, const CsClaimRecipient *recipient);

void cs_opening_async (CsShared *shared, CsPlan *plan, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
CsOpened *cs_opening_finish (GAsyncResult *result); /* never NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsOpened, cs_opened_free)

G_END_DECLS
