#include "delivery/plan.h"

#include "delivery/lane.h"

CsPlan *
cs_plan_new (const CsSettings *settings, const CsAddress *address)
{
  gboolean try_direct_first
      = cs_settings_integer (settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST) != 0;
  CsPlan *plan = g_new0 (CsPlan, 1);
  CsRoute route;

  cs_route_find (settings, address, &route);
  plan->references = 1;
  plan->lane = cs_lane_name (&route, address, try_direct_first);
  plan->security = cs_security_copy (route.security);
  plan->port = cs_route_port (&route);
  plan->helo = route.helo;
  if (route.smart_host != NULL)
    plan->smart_host = cs_host_copy (route.smart_host);
  if (route.smart_host == NULL || try_direct_first)
    plan->domain = g_strdup (cs_address_domain (address));
  return plan;
}

CsPlan *
cs_plan_ref (CsPlan *plan)
{
  g_atomic_int_inc (&plan->references);
  return plan;
}

void
cs_plan_unref (CsPlan *plan)
{
  if (!g_atomic_int_dec_and_test (&plan->references))
    return;

  g_free (plan->lane);
  cs_security_free (plan->security);
  g_clear_pointer (&plan->smart_host, cs_host_free);
  g_free (plan->domain);
  g_free (plan);
}

gboolean
cs_plan_authenticates (const CsPlan *plan)
{
  return plan->security->authentication != CS_AUTHENTICATION_NONE;
}
