/* work.h - one claimed message under way, and what has become of each recipient so far
 */
#pragma once

#include "delivery/verdict.h"
#include "queue/message.h"
#include "smtp/body.h"

G_BEGIN_DECLS

typedef struct
{
  CsClaimRecipient *recipient; /* of the claim */
  gboolean is_judged;
  gboolean is_closed; /* its verdict is on its way to the queue */
  CsVerdict verdict;
  CsFailure *failure; /* facts behind the verdict; its text may be NULL */
} CsWorkItem;

typedef struct
{
  CsClaim *claim;
  CsBodySource *body;
  CsWorkItem *items;
  guint n_items;
  guint n_open; /* items that are not judged */
  guint n_lost_sessions; /* used sessions that had ended when this work came */
  guint n_concluding; /* conclusions under way */
  gint64 started_us; /* monotonic: this attempt */
  gboolean is_converted; /* body is another than the claim's */
} CsWork;

CsWork *cs_work_new (CsClaim *claim /* (transfer full) */);
void cs_work_free (CsWork *work);
/* Every recipient is judged, and everything that follows from it is in the ledger. */
gboolean cs_work_is_done (const CsWork *work);
gboolean cs_work_is_untouched (const CsWork *work);
gboolean cs_work_is_delivered (const CsWork *work); /* to all */
/* Some verdict says that there are too many connections (CS_THEN_FEWER). */
gboolean cs_work_wants_fewer (const CsWork *work);

/* @failure: copied */
void cs_work_judge (CsWork *work, CsWorkItem *item, const CsVerdict *verdict,
                    const CsFailure *failure);
void cs_work_judge_all (CsWork *work, const CsVerdict *verdict, const CsFailure *failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsWork, cs_work_free)

G_END_DECLS
