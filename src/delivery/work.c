#include "delivery/work.h"

#include "delivery/claim-body.h"

CsWork *
cs_work_new (CsClaim *claim)
{
  CsWork *work = g_new0 (CsWork, 1);

  work->claim = claim;
  work->body = cs_claim_body_new (claim);
  work->n_items = work->n_open = claim->recipients->len;
  work->items = g_new0 (CsWorkItem, work->n_items);
  for (guint i = 0; i < work->n_items; i++)
    work->items[i].recipient = claim->recipients->pdata[i];
  return work;
}

void
cs_work_free (CsWork *work)
{
  for (guint i = 0; i < work->n_items; i++)
    g_clear_pointer (&work->items[i].failure, cs_failure_free);
  g_free (work->items);
  g_object_unref (work->body);
  cs_claim_free (work->claim);
  g_free (work);
}

gboolean
cs_work_is_done (const CsWork *work)
{
  return work->n_open == 0 && work->n_concluding == 0;
}

gboolean
cs_work_is_untouched (const CsWork *work)
{
  return work->n_open == work->n_items && work->n_concluding == 0;
}

gboolean
cs_work_is_delivered (const CsWork *work)
{
  for (guint i = 0; i < work->n_items; i++)
    {
      if (!work->items[i].is_judged || work->items[i].verdict.kind != CS_VERDICT_DELIVERED)
        return FALSE;
    }
  return TRUE;
}

gboolean
cs_work_wants_fewer (const CsWork *work)
{
  for (guint i = 0; i < work->n_items; i++)
    {
      if (work->items[i].is_judged && work->items[i].verdict.then & CS_THEN_FEWER)
        return TRUE;
    }
  return FALSE;
}

void
cs_work_judge (CsWork *work, CsWorkItem *item, const CsVerdict *verdict, const CsFailure *failure)
{
  g_return_if_fail (!item->is_judged);

  item->is_judged = TRUE;
  item->verdict = *verdict;
  item->failure = cs_failure_copy (failure);
  work->n_open--;
}

void
cs_work_judge_all (CsWork *work, const CsVerdict *verdict, const CsFailure *failure)
{
  for (guint i = 0; i < work->n_items; i++)
    {
      if (!work->items[i].is_judged)
        cs_work_judge (work, &work->items[i], verdict, failure);
    }
}
