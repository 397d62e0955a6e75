#include "delivery/slot.h"

#include "delivery/carry.h"

#define IDLE_S 1 /* more mail may come; longer would keep the server's connection from others */

struct _CsSlot
{
  CsShared *shared;
  CsPlan *plan;
  const CsSlotOwner *owner;
  gpointer owner_data;
  CsSlotState state;
  GCancellable *cancellable;
  CsSession *session;
  CsVerdictContext context;
  char *remote;
  CsTarget *target;
  CsHabits habits; /* of the host, as far as they are remembered */
  guint n_under_way; /* messages */
  guint n_taken; /* since the beginning, with these */
  gboolean is_used; /* a message was answered */
  guint idle_timer;
  guint opening_ms;
};

static gboolean
on_idle_for_long (gpointer user_data)
{
  CsSlot *slot = user_data;

  slot->idle_timer = 0;
  cs_slot_end (slot);
  return G_SOURCE_REMOVE;
}

static void
become_idle (CsSlot *slot)
{
  slot->state = CS_SLOT_IDLE;
  slot->idle_timer = g_timeout_add_seconds (IDLE_S, on_idle_for_long, slot);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsSlot *slot = user_data;
  g_autoptr (CsOpened) opened = cs_opening_finish (result);

  slot->opening_ms = opened->duration_ms;
  if (opened->target != NULL)
    {
      slot->remote = cs_target_to_string (opened->target);
      slot->target = cs_target_copy (opened->target);
    }
  if (opened->session != NULL)
    {
      slot->session = g_object_ref (opened->session);
      slot->habits = cs_session_habits (slot->session);
      slot->context = opened->context;
      become_idle (slot);
    }
  else
    slot->state = CS_SLOT_ENDING;
  slot->owner->opened (slot->owner_data, slot, opened);
}

CsSlot *
cs_slot_new (CsShared *shared, CsPlan *plan, const CsSlotOwner *owner, gpointer owner_data)
{
  CsSlot *slot = g_new0 (CsSlot, 1);

  slot->shared = shared;
  slot->plan = cs_plan_ref (plan);
  slot->owner = owner;
  slot->owner_data = owner_data;
  slot->state = CS_SLOT_OPENING;
  slot->cancellable = g_cancellable_new ();
  cs_opening_async (shared, plan, slot->cancellable, on_opened, slot);
  return slot;
}

void
cs_slot_free (CsSlot *slot)
{
  g_clear_handle_id (&slot->idle_timer, g_source_remove);
  cs_plan_unref (slot->plan);
  g_object_unref (slot->cancellable);
  g_clear_object (&slot->session);
  g_free (slot->remote);
  g_clear_pointer (&slot->target, cs_target_free);
  g_free (slot);
}

CsSlotState
cs_slot_state (const CsSlot *slot)
{
  return slot->state;
}

gboolean
cs_slot_is_used (const CsSlot *slot)
{
  return slot->is_used;
}

const char *
cs_slot_remote (const CsSlot *slot)
{
  return slot->remote;
}

const CsTarget *
cs_slot_target (const CsSlot *slot)
{
  return slot->target;
}

guint
cs_slot_opening_ms (const CsSlot *slot)
{
  return slot->opening_ms;
}

CsSession *
cs_slot_session (const CsSlot *slot)
{
  return slot->session;
}

/* --- ending ------------------------------------------------------------------------------- */

static void
on_quit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsSlot *slot = user_data;

  cs_session_quit_finish (CS_SESSION (source), result);
  slot->owner->ended (slot->owner_data, slot);
}

void
cs_slot_end (CsSlot *slot)
{
  g_clear_handle_id (&slot->idle_timer, g_source_remove);
  slot->state = CS_SLOT_ENDING;
  cs_session_quit_async (slot->session, on_quit, slot);
}

void
cs_slot_cancel (CsSlot *slot)
{
  g_cancellable_cancel (slot->cancellable);
  if (slot->state == CS_SLOT_IDLE)
    cs_slot_end (slot);
}

/* --- sending ------------------------------------------------------------------------------ */

static guint
most_messages (const CsSlot *slot)
{
  guint most
      = cs_settings_integer (slot->shared->settings, CS_OPTION_MAXIMUM_MESSAGES_PER_CONNECTION);
  const CsFeatures *features = cs_session_features (slot->session);

  if (features != NULL && features->limit_mailmax > 0)
    most = most == 0 ? features->limit_mailmax : MIN (most, features->limit_mailmax);
  return most == 0 ? G_MAXUINT : most;
}

/* Only what is new: else nothing would ever be forgotten. */
static void
note_habits (CsSlot *slot)
{
  CsHabits learnt = cs_session_habits (slot->session) & ~slot->habits;

  if (learnt == 0)
    return;
  slot->habits |= learnt;
  cs_host_habits_note (slot->shared->habits, slot->target->host_name, slot->target->port, learnt);
}

guint
cs_slot_n_carried (const CsSlot *slot)
{
  return slot->n_under_way;
}

guint
cs_slot_room (const CsSlot *slot)
{
  guint most, at_once;

  if ((slot->state != CS_SLOT_IDLE && slot->state != CS_SLOT_SENDING)
      || g_cancellable_is_cancelled (slot->cancellable))
    return 0;

  most = most_messages (slot);
  at_once = cs_session_most_at_once (slot->session);
  if (slot->n_taken >= most || slot->n_under_way >= at_once)
    return 0;

  return MIN (at_once - slot->n_under_way, most - slot->n_taken);
}

static gboolean
may_go_on (const CsSlot *slot)
{
  return cs_session_is_open (slot->session) && slot->n_taken < most_messages (slot)
         && !g_cancellable_is_cancelled (slot->cancellable);
}

static void
on_carried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsSlot *slot = user_data;
  CsWork *work = cs_carry_finish (result);

  slot->n_under_way--;
  slot->is_used = TRUE;
  slot->context.session_was_used = TRUE;
  note_habits (slot);
  if (slot->n_under_way == 0 && may_go_on (slot))
    become_idle (slot);
  else if (slot->n_under_way == 0)
    cs_slot_end (slot);
  slot->owner->carried (slot->owner_data, slot, work);
}

void
cs_slot_carry (CsSlot *slot, CsWork *work)
{
  CsCarriage carriage = {
    .session = slot->session,
    .context = &slot->context,
    .most_recipients
    = cs_settings_integer (slot->shared->settings, CS_OPTION_MAXIMUM_RECIPIENTS_PER_TRANSACTION),
    .folder = slot->shared->work_dir,
  };

  g_return_if_fail (cs_slot_room (slot) > 0);

  g_clear_handle_id (&slot->idle_timer, g_source_remove);
  slot->state = CS_SLOT_SENDING;
  slot->n_under_way++;
  slot->n_taken++;
  cs_carry_async (&carriage, work, slot->cancellable, on_carried, slot);
}
