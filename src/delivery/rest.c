#include "delivery/rest.h"

#include "base/when.h"
#include "delivery/schedule.h"

/* Whoever reads it with a message that came later must not take it for that message's own. */
static char *
transcript_of (const CsOpened *opened)
{
  g_autofree char *now = cs_when_to_rfc3339 (cs_when_now_s ());

  return opened->transcript != NULL ? g_strdup_printf (
             "-- not tried: an attempt at %s went like this\n%s", now, opened->transcript)
                                    : NULL;
}

void
cs_rest_begin (CsRest *rest, const CsOpened *opened)
{
  CsOpened *trouble = g_new0 (CsOpened, 1);

  trouble->failure = cs_failure_copy (opened->failure);
  trouble->target = opened->target != NULL ? cs_target_copy (opened->target) : NULL;
  trouble->is_certain = opened->is_certain;
  trouble->verdict = opened->verdict;
  trouble->context = opened->context;
  trouble->transcript = transcript_of (opened);
  g_clear_pointer (&rest->trouble, cs_opened_free);
  rest->trouble = trouble;
  rest->n_failures++;
  rest->until_s = cs_when_now_s () + cs_schedule_rest_s (rest->n_failures);
}

void
cs_rest_end (CsRest *rest)
{
  rest->n_failures = 0;
  rest->until_s = 0;
  g_clear_pointer (&rest->trouble, cs_opened_free);
}

gboolean
cs_rest_is_on (const CsRest *rest)
{
  return rest->until_s > cs_when_now_s ();
}

gboolean
cs_rest_is_forgettable (const CsRest *rest)
{
  return cs_when_now_s () >= rest->until_s + cs_schedule_rest_s (rest->n_failures);
}
