#include "base/log.h"
#include "delivery/engine-private.h"

#define IN_HAND_MAX 500 /* recipients */
#define PER_LANE_MAX 100 /* in one claim */
#define CLAIM_AGAIN_AFTER_S 5

GStrv
cs_engine_saturated_lanes (CsEngine *engine)
{
  g_autoptr (GStrvBuilder) lanes = g_strv_builder_new ();
  GHashTableIter iter;
  const char *lane;
  CsDestination *destination;

  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, (gpointer *)&lane, (gpointer *)&destination))
    {
      if (cs_destination_n_pending (destination) >= CS_DESTINATION_ENOUGH_PENDING)
        g_strv_builder_add (lanes, lane);
    }
  return g_strv_builder_end (lanes);
}

static gboolean
on_claim_again (gpointer user_data)
{
  CsEngine *engine = user_data;

  engine->timer = 0;
  engine->may_be_due = TRUE;
  cs_engine_pump (engine);
  return G_SOURCE_REMOVE;
}

static void
note_failure (CsEngine *engine, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cs_log (G_LOG_LEVEL_WARNING, "queue not readable", "error", error->message, NULL);
  engine->may_be_due = FALSE;
  g_clear_handle_id (&engine->timer, g_source_remove);
  engine->timer = g_timeout_add_seconds (CLAIM_AGAIN_AFTER_S, on_claim_again, engine);
}

static void
take_claims (CsEngine *engine, GPtrArray *claims)
{
  g_autofree gpointer *list = NULL;
  gsize n_claims;

  /* The array would free them. */
  list = g_ptr_array_steal (claims, &n_claims);
  for (gsize i = 0; i < n_claims; i++)
    {
      CsClaim *claim = list[i];

      engine->n_in_hand += claim->recipients->len;
      cs_engine_dispatch (engine, claim);
    }
  cs_engine_pump_destinations (engine);
}

static gboolean
has_room_for_skipped (const CsEngine *engine)
{
  for (guint i = 0; engine->skipped != NULL && engine->skipped[i] != NULL; i++)
    {
      CsDestination *destination = g_hash_table_lookup (engine->destinations, engine->skipped[i]);

      if (destination == NULL
          || cs_destination_n_pending (destination) < CS_DESTINATION_ENOUGH_PENDING / 2)
        return TRUE;
    }
  return FALSE;
}

static void
on_claimed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsEngine) engine = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) claims = cs_queue_claim_finish (CS_QUEUE (source), result, &error);

  engine->is_claiming = FALSE;
  if (claims == NULL)
    note_failure (engine, error);
  else if (claims->len == 0)
    {
      /* What was left out may have got room while the queue looked. */
      engine->may_be_due = has_room_for_skipped (engine);
      cs_engine_arm_timer (engine);
      cs_engine_pump_destinations (engine);
    }
  else
    take_claims (engine, claims);

  cs_engine_note_change (engine);
  cs_engine_pump (engine);
}

static gboolean
may_claim (const CsEngine *engine)
{
  return engine->is_started && !engine->is_stopping && !engine->is_claiming && engine->may_be_due
         && !cs_ledger_is_stuck (engine->shared.ledger) && engine->n_in_hand <= IN_HAND_MAX / 2;
}

void
cs_engine_pump (CsEngine *engine)
{
  CsClaimRequest request
      = { .most = IN_HAND_MAX - engine->n_in_hand, .most_per_lane = PER_LANE_MAX };

  if (!may_claim (engine))
    return;

  g_strfreev (engine->skipped);
  engine->skipped = cs_engine_saturated_lanes (engine);
  request.skip_lanes = (const char *const *)engine->skipped;
  engine->is_claiming = TRUE;
  cs_queue_claim_async (engine->shared.queue, &request, engine->cancellable, on_claimed,
                        g_object_ref (engine));
}

void
cs_engine_work_done (CsEngine *engine, CsWork *work)
{
  engine->n_in_hand -= work->n_items;
  cs_work_free (work);
  if (!engine->may_be_due && has_room_for_skipped (engine))
    engine->may_be_due = TRUE;
  cs_engine_pump (engine);
  cs_engine_note_change (engine);
}
