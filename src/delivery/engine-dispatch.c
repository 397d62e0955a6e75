#include "delivery/engine-private.h"

#include "delivery/lane.h"
#include "delivery/special.h"

typedef struct
{
  CsEngine *engine;
  CsWork *work;
} Special;

/* --- what a destination asks of us -------------------------------------------------------- */

static gboolean
may_connect (gpointer owner)
{
  CsEngine *engine = owner;
  guint most = cs_settings_integer (engine->shared.settings, CS_OPTION_MAXIMUM_CONNECTIONS);

  if (engine->is_stopping)
    return FALSE;
  if (engine->n_connections >= MAX (most, 1))
    {
      engine->n_starved++;
      return FALSE;
    }
  engine->n_connections++;
  return TRUE;
}

static gboolean
on_pump_destinations (gpointer user_data)
{
  CsEngine *engine = user_data;

  engine->pump = 0;
  cs_engine_pump_destinations (engine);
  return G_SOURCE_REMOVE;
}

/* Not at once: a destination that tells us something is in the middle of its own affairs. */
static void
pump_soon (CsEngine *engine)
{
  if (engine->pump == 0)
    engine->pump = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump_destinations, engine, NULL);
}

static void
connection_gone (gpointer owner)
{
  CsEngine *engine = owner;

  engine->n_connections--;
  pump_soon (engine);
}

static void
login_ended (gpointer owner)
{
  CsEngine *engine = owner;

  engine->has_login_ended = TRUE;
  cs_engine_note_change (engine);
  pump_soon (engine);
}

static void
work_done (gpointer owner, CsWork *work)
{
  CsEngine *engine = owner;

  cs_engine_work_done (engine, work);
  if (engine->drains || engine->n_starved > 0)
    pump_soon (engine);
}

static const CsDestinationOwner owner = {
  .may_connect = may_connect,
  .connection_gone = connection_gone,
  .login_ended = login_ended,
  .work_done = work_done,
};

/* How many connections are wanted beside those that are about to be free. */
static guint
count_wanted (CsEngine *engine)
{
  guint n_ending = 0;
  GHashTableIter iter;
  CsDestination *destination;

  if (engine->n_starved == 0)
    return 0;
  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    n_ending += cs_destination_n_ending (destination);
  return engine->n_starved > n_ending ? engine->n_starved - n_ending : 0;
}

/* Sessions that wait for more mail make room for destinations that have mail and may not connect.
 */
static void
make_room (CsEngine *engine)
{
  guint n_wanted = count_wanted (engine);
  GHashTableIter iter;
  CsDestination *destination;

  g_hash_table_iter_init (&iter, engine->destinations);
  while (n_wanted > 0 && g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    n_wanted -= cs_destination_end_idle_sessions (destination, n_wanted);
}

void
cs_engine_pump_destinations (CsEngine *engine)
{
  gboolean has_login_ended = engine->has_login_ended;
  GHashTableIter iter;
  CsDestination *destination;

  engine->has_login_ended = FALSE;
  engine->n_starved = 0;
  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    {
      if (cs_destination_is_forgettable (destination))
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      if (has_login_ended)
        cs_destination_ask_again (destination);
      else
        cs_destination_pump (destination);
      if (engine->drains && !engine->is_claiming && !engine->may_be_due)
        cs_destination_end_idle_sessions (destination, G_MAXUINT);
    }
  make_room (engine);
  cs_engine_note_change (engine);
}

/* --- mail that is not to be sent ---------------------------------------------------------- */

static void
on_special (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Special *special = user_data;
  g_autoptr (CsEngine) engine = special->engine;

  cs_special_finish (result);
  engine->n_special--;
  cs_engine_work_done (engine, special->work);
  g_free (special);
}

/* Before it is settled: afterwards it would be held where nobody looks for it. */
static void
put_back (CsEngine *engine, const CsClaim *claim)
{
  gboolean is_overtaken
      = g_str_equal (claim->lane, CS_LANE_LATE) && cs_sweep_is_overtaken (engine->sweep, claim);

  cs_reroute_put_back (engine->reroute, claim, is_overtaken);
}

static void
dispatch_special (CsEngine *engine, CsWork *work)
{
  Special *special = g_new0 (Special, 1);

  if (engine->shared.settings != NULL)
    put_back (engine, work->claim);
  special->engine = g_object_ref (engine);
  special->work = work;
  engine->n_special++;
  cs_special_async (&engine->shared, work, on_special, special);
}

/* --- mail that is ------------------------------------------------------------------------- */

static gboolean
is_in_right_lane (CsEngine *engine, const CsClaim *claim)
{
  for (guint i = 0; i < claim->recipients->len; i++)
    {
      const CsClaimRecipient *recipient = claim->recipients->pdata[i];
      g_autofree char *lane = cs_lane_name_for (engine->shared.settings, recipient->address);

      if (!g_str_equal (lane, claim->lane))
        return FALSE;
    }
  return TRUE;
}

static void
give_back (CsEngine *engine, CsWork *work)
{
  for (guint i = 0; i < work->n_items; i++)
    cs_ledger_enter_one (
        engine->shared.ledger,
        cs_settlement_new (work->claim->id, work->items[i].recipient->number, CS_SETTLE_UNTRIED));
  engine->has_given_back = TRUE;
  engine->n_in_hand -= work->n_items;
  cs_work_free (work);
}

static CsDestination *
destination_for (CsEngine *engine, const CsClaim *claim)
{
  CsDestination *destination = g_hash_table_lookup (engine->destinations, claim->lane);
  const CsClaimRecipient *recipient = claim->recipients->pdata[0];
  g_autoptr (CsPlan) plan = NULL;

  if (destination != NULL)
    return destination;
  plan = cs_plan_new (engine->shared.settings, recipient->address);
  destination = cs_destination_new (&engine->shared, plan, &owner, engine);
  g_hash_table_insert (engine->destinations, g_strdup (claim->lane), destination);
  return destination;
}

static void
dispatch_work (CsEngine *engine, CsWork *work)
{
  if (engine->is_stopping)
    give_back (engine, work);
  else if (engine->shared.settings == NULL || cs_lane_is_special (work->claim->lane))
    dispatch_special (engine, work);
  else if (is_in_right_lane (engine, work->claim))
    cs_destination_add (destination_for (engine, work->claim), work);
  else
    {
      /* The settings have changed since it got its lane: it is claimed again in the right one. */
      cs_reroute_put_back (engine->reroute, work->claim, FALSE);
      give_back (engine, work);
    }
}

void
cs_engine_dispatch (CsEngine *engine, CsClaim *claim)
{
  dispatch_work (engine, cs_work_new (claim));
}

void
cs_engine_dispatch_again (CsEngine *engine)
{
  GHashTableIter iter;
  CsDestination *destination;
  GQueue again = G_QUEUE_INIT;
  CsWork *work;

  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    {
      while ((work = cs_destination_take_back (destination)) != NULL)
        g_queue_push_tail (&again, work);
    }
  while ((work = g_queue_pop_head (&again)) != NULL)
    dispatch_work (engine, work);
  cs_engine_pump_destinations (engine);
}
