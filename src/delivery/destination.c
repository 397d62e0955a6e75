#include "delivery/destination.h"

#include "delivery/conclusion.h"
#include "delivery/rest.h"
#include "delivery/slot.h"

#define WORK_FOR_ANOTHER_SLOT 5 /* messages waiting for each session before there is one more */

struct _CsDestination
{
  CsShared *shared;
  CsPlan *plan;
  const CsDestinationOwner *owner;
  gpointer owner_data;
  GQueue pending; /* (element-type CsWork) */
  GPtrArray *slots; /* (element-type CsSlot) */
  guint most_slots; /* that the server puts up with; G_MAXUINT: not known */
  guint n_concluding;
  gboolean has_given_up;
  gboolean waits_for_login; /* of another destination with the same credential */
  CsRest rest;
};

typedef struct
{
  CsDestination *destination;
  CsWork *work;
} Concluding;

static const CsSlotOwner slot_owner;

CsDestination *
cs_destination_new (CsShared *shared, CsPlan *plan, const CsDestinationOwner *owner,
                    gpointer owner_data)
{
  CsDestination *destination = g_new0 (CsDestination, 1);

  destination->shared = shared;
  destination->plan = cs_plan_ref (plan);
  destination->owner = owner;
  destination->owner_data = owner_data;
  destination->slots = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_slot_free);
  destination->most_slots = G_MAXUINT;
  g_queue_init (&destination->pending);
  return destination;
}

void
cs_destination_free (CsDestination *destination)
{
  g_return_if_fail (cs_destination_is_idle (destination));

  cs_plan_unref (destination->plan);
  g_ptr_array_unref (destination->slots);
  cs_rest_end (&destination->rest);
  g_free (destination);
}

const char *
cs_destination_lane (const CsDestination *destination)
{
  return destination->plan->lane;
}

guint
cs_destination_n_pending (const CsDestination *destination)
{
  return destination->pending.length;
}

gboolean
cs_destination_is_idle (const CsDestination *destination)
{
  return destination->pending.length == 0 && destination->slots->len == 0
         && destination->n_concluding == 0;
}

void
cs_destination_add (CsDestination *destination, CsWork *work)
{
  g_queue_push_tail (&destination->pending, work);
}

CsWork *
cs_destination_take_back (CsDestination *destination)
{
  for (GList *l = destination->pending.head; l != NULL; l = l->next)
    {
      CsWork *work = l->data;

      if (!cs_work_is_untouched (work))
        continue;
      g_queue_delete_link (&destination->pending, l);
      return work;
    }
  return NULL;
}

gboolean
cs_destination_is_forgettable (const CsDestination *destination)
{
  return cs_destination_is_idle (destination) && cs_rest_is_forgettable (&destination->rest);
}

static guint
count_slots (const CsDestination *destination, CsSlotState state)
{
  guint n = 0;

  for (guint i = 0; i < destination->slots->len; i++)
    n += cs_slot_state (destination->slots->pdata[i]) == state;
  return n;
}

gboolean
cs_destination_is_sending (const CsDestination *destination)
{
  return count_slots (destination, CS_SLOT_SENDING) > 0;
}

/* --- verdicts ----------------------------------------------------------------------------- */

static void
on_concluded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Concluding *concluding = user_data;
  CsDestination *destination = concluding->destination;
  CsWork *work = concluding->work;

  g_free (concluding);
  cs_conclude_finish (result);
  destination->n_concluding--;
  work->n_concluding--;
  if (cs_work_is_done (work))
    destination->owner->work_done (destination->owner_data, work);
}

static void
conclude (CsDestination *destination, CsWork *work, CsAttempt *attempt, const CsAttemptFacts *facts)
{
  Concluding *concluding = g_new0 (Concluding, 1);

  concluding->destination = destination;
  concluding->work = work;
  destination->n_concluding++;
  work->n_concluding++;
  attempt->credential = destination->plan->security->credential;
  cs_conclude_async (destination->shared, work, attempt, facts, on_concluded, concluding);
}

static void
judge_by_opened (CsWork *work, const CsOpened *opened)
{
  for (guint i = 0; i < work->n_items; i++)
    {
      CsWorkItem *item = &work->items[i];
      CsVerdict verdict;

      if (item->is_judged)
        continue;
      verdict = cs_opened_judge (opened, item->recipient);
      cs_work_judge (work, item, &verdict, opened->failure);
    }
}

static void
judge_untried (CsWork *work)
{
  static const CsVerdict untried = { CS_VERDICT_UNTRIED, CS_CAUSE_NONE, CS_THEN_NOTHING, "4.0.0" };
  g_autoptr (CsFailure) failure = cs_failure_new (CS_STAGE_CONNECT, CS_FAILURE_CANCELLED, NULL);

  cs_work_judge_all (work, &untried, failure);
}

/* No session: that is the answer for all that wait for one. */
static void
conclude_pending (CsDestination *destination, const CsOpened *opened, gint64 not_before_s)
{
  g_autofree char *remote = opened->target != NULL ? cs_target_to_string (opened->target) : NULL;
  CsAttempt attempt = { .remote = remote,
                        .protection = opened->protection,
                        .transcript = opened->transcript,
                        .not_before_s = not_before_s };
  CsAttemptFacts facts = { .target = opened->target,
                           .tls = opened->tls,
                           .is_verified = opened->is_tls_verified,
                           .mechanism = opened->mechanism,
                           .account = destination->plan->security->account,
                           .connection_ms = opened->duration_ms,
                           .duration_ms = opened->duration_ms };
  CsWork *work;

  while ((work = g_queue_pop_head (&destination->pending)) != NULL)
    {
      judge_by_opened (work, opened);
      conclude (destination, work, &attempt, &facts);
    }
}

void
cs_destination_wake (CsDestination *destination)
{
  cs_rest_end (&destination->rest);
  destination->most_slots = G_MAXUINT;
}

void
cs_destination_ask_again (CsDestination *destination)
{
  destination->waits_for_login = FALSE;
  cs_destination_pump (destination);
}

/* --- slots -------------------------------------------------------------------------------- */

static void
remove_slot (CsDestination *destination, CsSlot *slot)
{
  g_ptr_array_remove_fast (destination->slots, slot);
  destination->owner->connection_gone (destination->owner_data);
}

static void
fail (CsDestination *destination, const CsOpened *opened)
{
  guint n_others
      = count_slots (destination, CS_SLOT_IDLE) + count_slots (destination, CS_SLOT_SENDING);

  /* The server takes no further session beside those that work: they will do. */
  if (n_others > 0)
    {
      destination->most_slots = n_others;
      return;
    }
  if (opened->verdict.then & CS_THEN_REST)
    cs_rest_begin (&destination->rest, opened);
  conclude_pending (destination, opened, opened->not_before_s);
}

static void
note_opening (CsDestination *destination, const CsOpened *opened)
{
  CsSession *session = opened->session;

  cs_figures_note_opening (&destination->shared->figures, session != NULL,
                           session != NULL && cs_session_mechanism (session) != NULL,
                           opened->target != NULL, opened->failure);
}

static void
on_slot_opened (gpointer user_data, CsSlot *slot, CsOpened *opened)
{
  CsDestination *destination = user_data;

  note_opening (destination, opened);
  if (opened->session != NULL)
    cs_rest_end (&destination->rest);
  else
    {
      remove_slot (destination, slot);
      destination->waits_for_login = opened->must_wait;
      if (!opened->must_wait)
        fail (destination, opened);
    }
  if (cs_plan_authenticates (destination->plan) && !opened->must_wait)
    destination->owner->login_ended (destination->owner_data);
  cs_destination_pump (destination);
}

static gboolean
offers_dsn (CsSession *session)
{
  const CsFeatures *features = cs_session_features (session);

  return features != NULL && (features->flags & CS_FEATURE_DSN) != 0;
}

static void
on_slot_carried (gpointer user_data, CsSlot *slot, CsWork *work)
{
  CsDestination *destination = user_data;
  CsSession *session = cs_slot_session (slot);
  g_autofree char *transcript
      = cs_work_is_delivered (work) ? NULL : cs_transcript_text (cs_session_transcript (session));
  CsAttempt attempt = { .remote = cs_slot_remote (slot),
                        .protection = cs_protection_name (cs_slot_target (slot)->protection),
                        .transcript = transcript,
                        .server_reports = offers_dsn (session) };
  CsAttemptFacts facts = {
    .target = cs_slot_target (slot),
    .tls = cs_session_tls_version (session),
    .is_verified = cs_session_tls_verified (session),
    .mechanism = cs_session_mechanism (session),
    .account = destination->plan->security->account,
    .connection_ms = cs_slot_opening_ms (slot),
    .duration_ms = (g_get_monotonic_time () - work->started_us) / 1000,
  };

  if (cs_work_wants_fewer (work))
    destination->most_slots = MAX (1, destination->slots->len - 1);
  if (destination->has_given_up)
    judge_untried (work);
  if (work->n_open > 0)
    g_queue_push_head (&destination->pending, work);
  conclude (destination, work, &attempt, &facts);
  cs_destination_pump (destination);
}

static void
on_slot_ended (gpointer user_data, CsSlot *slot)
{
  CsDestination *destination = user_data;

  remove_slot (destination, slot);
  cs_destination_pump (destination);
}

static const CsSlotOwner slot_owner = {
  .opened = on_slot_opened,
  .carried = on_slot_carried,
  .ended = on_slot_ended,
};

/* What has lost a session goes to a new one only: of a row of dead sessions each would cost it an
 * attempt that never was one. */
static gboolean
needs_new_session (gconstpointer work)
{
  return ((const CsWork *)work)->n_lost_sessions > 0;
}

static gboolean
has_work_for_new_session (const CsDestination *destination)
{
  /* Such work is put back at the head. */
  return destination->pending.length > 0 && needs_new_session (destination->pending.head->data);
}

static guint
slot_limit (const CsDestination *destination)
{
  guint most = cs_settings_integer (destination->shared->settings,
                                    CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION);

  return MIN (MAX (most, 1), destination->most_slots);
}

/* (transfer full) (nullable): the next message that @slot may carry. */
static CsWork *
take_work_for (CsDestination *destination, const CsSlot *slot)
{
  for (GList *l = destination->pending.head; l != NULL; l = l->next)
    {
      CsWork *work = l->data;

      if (cs_slot_is_used (slot) && needs_new_session (work))
        continue;
      g_queue_delete_link (&destination->pending, l);
      return work;
    }
  return NULL;
}

static void
use_slot (CsDestination *destination, CsSlot *slot)
{
  gboolean is_idle = cs_slot_state (slot) == CS_SLOT_IDLE;
  gboolean is_in_the_way = is_idle && cs_slot_is_used (slot)
                           && has_work_for_new_session (destination)
                           && destination->slots->len >= slot_limit (destination);
  CsWork *work;

  if (is_in_the_way)
    {
      cs_slot_end (slot);
      return;
    }
  work = take_work_for (destination, slot);
  if (work == NULL)
    return;
  work->started_us = g_get_monotonic_time ();
  cs_slot_carry (slot, work);
}

/* Those that carry least come first, so that the mail in hand is spread. */
static void
use_slots (CsDestination *destination)
{
  for (guint n_carried = 0; n_carried < CS_SESSION_MOST_AHEAD; n_carried++)
    for (guint i = 0; i < destination->slots->len && destination->pending.length > 0; i++)
      {
        CsSlot *slot = destination->slots->pdata[i];

        if (cs_slot_n_carried (slot) == n_carried && cs_slot_room (slot) > 0)
          use_slot (destination, slot);
      }
}

/* Messages that must wait before there is one session more. No more than are taken in hand for one
 * destination, or there would never be enough for the last of many sessions. */
static guint
work_for_another_slot (guint n_slots)
{
  return MIN (n_slots * WORK_FOR_ANOTHER_SLOT, CS_DESTINATION_ENOUGH_PENDING);
}

/* As many are opened at once as work already, at first one, so that a server that is not there is
 * asked once; and further ones only for mail that would have to wait. */
static gboolean
wants_another_slot (const CsDestination *destination)
{
  guint n_opening = count_slots (destination, CS_SLOT_OPENING);
  guint n_open
      = count_slots (destination, CS_SLOT_IDLE) + count_slots (destination, CS_SLOT_SENDING);

  if (destination->pending.length == 0 || destination->slots->len >= slot_limit (destination))
    return FALSE;
  if (destination->waits_for_login || n_opening >= MAX (n_open, 1))
    return FALSE;
  return (n_opening == 0 && (n_open == 0 || has_work_for_new_session (destination)))
         || destination->pending.length >= work_for_another_slot (n_open + n_opening);
}

void
cs_destination_pump (CsDestination *destination)
{
  if (destination->pending.length > 0 && cs_rest_is_on (&destination->rest))
    {
      conclude_pending (destination, destination->rest.trouble, destination->rest.until_s);
      return;
    }

  use_slots (destination);
  while (wants_another_slot (destination)
         && destination->owner->may_connect (destination->owner_data))
    g_ptr_array_add (destination->slots, cs_slot_new (destination->shared, destination->plan,
                                                      &slot_owner, destination));
}

void
cs_destination_get_figures (const CsDestination *destination, CsDestinationFigures *figures)
{
  figures->connections = destination->slots->len;
  figures->most_connections = slot_limit (destination);
  figures->rests_until_s = cs_rest_is_on (&destination->rest) ? destination->rest.until_s : 0;
}

guint
cs_destination_n_ending (const CsDestination *destination)
{
  return count_slots (destination, CS_SLOT_ENDING);
}

guint
cs_destination_end_idle_sessions (CsDestination *destination, guint most)
{
  guint n_ended = 0;

  for (guint i = destination->slots->len; i > 0 && n_ended < most; i--)
    {
      CsSlot *slot = destination->slots->pdata[i - 1];

      if (cs_slot_state (slot) != CS_SLOT_IDLE)
        continue;
      cs_slot_end (slot);
      n_ended++;
    }
  return n_ended;
}

void
cs_destination_give_up (CsDestination *destination)
{
  CsAttempt attempt = { 0 };
  CsAttemptFacts facts = { 0 };
  CsWork *work;

  destination->has_given_up = TRUE;
  while ((work = g_queue_pop_head (&destination->pending)) != NULL)
    {
      judge_untried (work);
      conclude (destination, work, &attempt, &facts);
    }
  for (guint i = destination->slots->len; i > 0; i--)
    {
      CsSlot *slot = destination->slots->pdata[i - 1];

      if (cs_slot_state (slot) != CS_SLOT_SENDING)
        cs_slot_cancel (slot);
    }
}

void
cs_destination_cancel (CsDestination *destination)
{
  for (guint i = destination->slots->len; i > 0; i--)
    cs_slot_cancel (destination->slots->pdata[i - 1]);
}
