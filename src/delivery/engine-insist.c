#include "delivery/engine-private.h"
#include "delivery/target.h"

static void
wake_lane (CsEngine *engine, const char *lane)
{
  CsDestination *destination = g_hash_table_lookup (engine->destinations, lane);

  if (destination != NULL)
    cs_destination_wake (destination);
}

/* What it was held for, and what it needs by the present settings. */
static void
insist_on (CsEngine *engine, const CsQueueRow *row)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (row->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  g_autoptr (CsPlan) plan = NULL;

  if (row->credential != NULL)
    cs_suspensions_release (engine->shared.suspensions, row->credential);
  if (address == NULL || engine->shared.settings == NULL)
    return;
  plan = cs_plan_new (engine->shared.settings, address);
  if (plan->security->credential != NULL)
    cs_suspensions_release (engine->shared.suspensions, plan->security->credential);
  wake_lane (engine, plan->lane);
}

static void
insist_on_all (CsEngine *engine)
{
  GHashTableIter iter;
  CsDestination *destination;

  cs_suspensions_release_all (engine->shared.suspensions);
  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    cs_destination_wake (destination);
}

void
cs_engine_insist (CsEngine *engine, GPtrArray *rows)
{
  if (rows == NULL)
    {
      insist_on_all (engine);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    insist_on (engine, rows->pdata[i]);
}

void
cs_engine_accept (CsEngine *engine, GPtrArray *rows)
{
  CsHostMemory *hosts = engine->shared.hosts;

  if (rows == NULL)
    cs_host_memory_accept_all (hosts);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];
      g_autofree char *host = NULL;
      guint16 port;

      if (row->cause == CS_CAUSE_DOWNGRADE && row->remote != NULL
          && cs_target_parse (row->remote, &host, &port))
        cs_host_memory_accept (hosts, host, port);
    }
}
