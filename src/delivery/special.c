#include "delivery/special.h"

#include "delivery/conclusion.h"
#include "delivery/lane.h"

/* It is held or, when it is too old, given up, by the rule that holds for all (outcome.h). */
static void
judge (CsWork *work)
{
  for (guint i = 0; i < work->n_items; i++)
    {
      const CsClaimRecipient *recipient = work->items[i].recipient;
      CsVerdict verdict = { CS_VERDICT_HELD, recipient->cause, CS_THEN_NOTHING, "4.7.0" };
      g_autoptr (CsFailure) failure
          = cs_failure_new (CS_STAGE_QUIT, CS_FAILURE_NONE, recipient->text);

      /* Released on its way here. */
      if (recipient->cause == CS_CAUSE_NONE)
        verdict.kind = CS_VERDICT_UNTRIED;
      cs_work_judge (work, &work->items[i], &verdict, failure);
    }
}

static void
judge_without_settings (CsWork *work)
{
  CsVerdict held = { CS_VERDICT_HELD, CS_CAUSE_SETTINGS, CS_THEN_NOTHING, "4.3.5" };
  g_autoptr (CsFailure) failure
      = cs_failure_new (CS_STAGE_RESOLVE, CS_FAILURE_NONE, "the settings file cannot be used");

  cs_work_judge_all (work, &held, failure);
}

static void
on_concluded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  cs_conclude_finish (result);
  g_task_return_boolean (task, TRUE);
}

static const char *
credential_of (CsShared *shared, const CsWork *work)
{
  CsRoute route;

  if (shared->settings == NULL || work->n_items == 0)
    return NULL;
  cs_route_find (shared->settings, work->items[0].recipient->address, &route);
  return route.security->credential;
}

void
cs_special_async (CsShared *shared, CsWork *work, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  CsAttempt attempt = { .credential = credential_of (shared, work) };
  CsAttemptFacts facts = { 0 };

  if (cs_lane_is_special (work->claim->lane))
    judge (work);
  else
    judge_without_settings (work);
  cs_conclude_async (shared, work, &attempt, &facts, on_concluded, task);
}

void
cs_special_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
