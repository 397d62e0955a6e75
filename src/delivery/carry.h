/* carry.h - one message over an open session: as many transactions as it takes
 *
 * Recipients over the limit of one transaction, and those answered "too many",
 * go in the next one. Afterwards every recipient is judged, unless the session
 * turned out to have ended before: then the work is for another session. Works
 * may be carried by one session at the same time (session.h).
 */
#pragma once

#include "delivery/work.h"
#include "smtp/session.h"

G_BEGIN_DECLS

typedef struct
{
  CsSession *session;
  const CsVerdictContext *context; /* facts of the host */
  guint most_recipients; /* in one transaction */
  const char *folder; /* for copies that are made on the way */
} CsCarriage;

/* @carriage is copied, its session referenced. @work must live until the callback. */
void cs_carry_async (const CsCarriage *carriage, CsWork *work, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);
CsWork *cs_carry_finish (GAsyncResult *result); /* (transfer none): the same */

G_END_DECLS
