#include "delivery/engine-private.h"
#include "delivery/target.h"

static void
wake_lane (CsEngine *engine, const char *lane)
{
  CsDestination *destination = g_hash_table_lookup (engine->destinations, lane);

  if (destination != NULL)
    cs_destination_wake (destination);
}

/* Returns: (nullable): what the recipient needs by the present settings */
static CsPlan *
plan_for (CsEngine *engine, const CsQueueRow *row)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (row->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);

  if (address == NULL || engine->shared.settings == NULL)
    return NULL;
  return cs_plan_new (engine->shared.settings, address);
}

static void
insist_on_all (CsEngine *engine)
{
  GHashTableIter iter;
  CsDestination *destination;

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
    {
      g_autoptr (CsPlan) plan = plan_for (engine, rows->pdata[i]);

      if (plan != NULL)
        wake_lane (engine, plan->lane);
    }
}

void
cs_engine_release (CsEngine *engine, GPtrArray *rows)
{
  CsSuspensions *suspensions = engine->shared.suspensions;

  if (rows == NULL)
    cs_suspensions_release_all (suspensions);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];
      g_autoptr (CsPlan) plan = plan_for (engine, row);

      if (row->credential != NULL)
        cs_suspensions_release (suspensions, row->credential);
      if (plan != NULL && plan->security->credential != NULL)
        cs_suspensions_release (suspensions, plan->security->credential);
    }
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
