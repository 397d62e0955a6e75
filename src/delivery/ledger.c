#include "delivery/ledger.h"

#include "base/log.h"

#define AGAIN_AFTER_S 1

/* What is written together or not at all. */
typedef struct
{
  GPtrArray *settlements; /* (element-type CsSettlement) */
  GPtrArray *reports; /* (element-type CsNewMessage) */
} Entry;

struct _CsLedger
{
  CsQueue *queue;
  void (*on_change) (gpointer);
  gpointer user_data;
  GQueue entries; /* (element-type Entry): to be written */
  GQueue writing; /* (element-type Entry) */
  guint soon; /* source: the group is closed when this turn of the main loop is over */
  gboolean is_stuck;
  gboolean is_under_way; /* the queue has not answered about what is being written */
  gboolean one_by_one; /* one of the entries cannot be written, whatever the disk says */
};

static Entry *
entry_new (void)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->settlements = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
  entry->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_new_message_free);
  return entry;
}

static void
entry_free (Entry *entry)
{
  g_ptr_array_unref (entry->settlements);
  g_ptr_array_unref (entry->reports);
  g_free (entry);
}

CsLedger *
cs_ledger_new (CsQueue *queue, void (*on_change) (gpointer), gpointer user_data)
{
  CsLedger *ledger = g_new0 (CsLedger, 1);

  ledger->queue = g_object_ref (queue);
  ledger->on_change = on_change;
  ledger->user_data = user_data;
  g_queue_init (&ledger->entries);
  g_queue_init (&ledger->writing);
  return ledger;
}

void
cs_ledger_free (CsLedger *ledger)
{
  g_return_if_fail (!ledger->is_under_way);

  g_clear_handle_id (&ledger->soon, g_source_remove);
  g_queue_clear_full (&ledger->writing, (GDestroyNotify)entry_free);
  g_queue_clear_full (&ledger->entries, (GDestroyNotify)entry_free);
  g_object_unref (ledger->queue);
  g_free (ledger);
}

static void write_group (CsLedger *ledger);

static gboolean
on_again (gpointer user_data)
{
  CsLedger *ledger = user_data;

  ledger->soon = 0;
  write_group (ledger);
  return G_SOURCE_REMOVE;
}

/* --- what cannot be written --------------------------------------------------------------- */

/* The store takes nothing at the moment, whatever it is. */
static gboolean
is_about_store (const GError *error)
{
  return g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL)
         || g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IO)
         || g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED);
}

static void
wait_for_store (CsLedger *ledger, const GError *error)
{
  if (!ledger->is_stuck)
    cs_log (G_LOG_LEVEL_WARNING, "verdicts not recorded", "error", error->message, NULL);
  ledger->is_stuck = TRUE;
  ledger->soon = g_timeout_add_seconds (AGAIN_AFTER_S, on_again, ledger);
}

static void
put_aside (CsLedger *ledger, const GError *error)
{
  Entry *entry = g_queue_pop_head (&ledger->writing);

  for (guint i = 0; i < entry->settlements->len; i++)
    {
      const CsSettlement *settlement = entry->settlements->pdata[i];
      g_autofree char *id = g_strdup_printf ("%s/%u", settlement->id, settlement->number);

      cs_log (G_LOG_LEVEL_WARNING, "verdict cannot be recorded", "message", id, "error",
              error->message, NULL);
    }
  entry_free (entry);
}

static void
write_one_by_one (CsLedger *ledger)
{
  Entry *entry;

  ledger->one_by_one = TRUE;
  while ((entry = g_queue_pop_tail (&ledger->writing)) != NULL)
    g_queue_push_head (&ledger->entries, entry);
}

static void
fail (CsLedger *ledger, const GError *error)
{
  if (is_about_store (error))
    {
      wait_for_store (ledger, error);
      return;
    }
  if (ledger->writing.length > 1)
    write_one_by_one (ledger);
  else
    put_aside (ledger, error);
  write_group (ledger);
}

/* --- groups ------------------------------------------------------------------------------- */

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsLedger *ledger = user_data;
  g_autoptr (GError) error = NULL;

  ledger->is_under_way = FALSE;
  if (cs_queue_settle_finish (CS_QUEUE (source), result, &error))
    {
      ledger->is_stuck = FALSE;
      g_queue_clear_full (&ledger->writing, (GDestroyNotify)entry_free);
      write_group (ledger);
    }
  else
    fail (ledger, error);
  ledger->on_change (ledger->user_data);
}

static void
close_group (CsLedger *ledger)
{
  if (ledger->entries.length == 0)
    ledger->one_by_one = FALSE;
  else if (ledger->one_by_one)
    g_queue_push_tail (&ledger->writing, g_queue_pop_head (&ledger->entries));
  else
    {
      ledger->writing = ledger->entries;
      g_queue_init (&ledger->entries);
    }
}

static void
write_group (CsLedger *ledger)
{
  g_autoptr (GPtrArray) settlements = g_ptr_array_new ();
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();

  if (ledger->writing.length == 0)
    close_group (ledger);
  if (ledger->writing.length == 0)
    return;

  for (GList *l = ledger->writing.head; l != NULL; l = l->next)
    {
      const Entry *entry = l->data;

      g_ptr_array_extend (settlements, entry->settlements, NULL, NULL);
      g_ptr_array_extend (reports, entry->reports, NULL, NULL);
    }
  ledger->is_under_way = TRUE;
  cs_queue_settle_async (ledger->queue, settlements, reports, on_written, ledger);
}

static void
add (CsLedger *ledger, Entry *entry)
{
  g_queue_push_tail (&ledger->entries, entry);
  if (ledger->writing.length == 0 && ledger->soon == 0)
    ledger->soon = g_idle_add_full (G_PRIORITY_DEFAULT, on_again, ledger, NULL);
}

void
cs_ledger_enter (CsLedger *ledger, GPtrArray *settlements, GPtrArray *reports)
{
  Entry *entry;

  if (reports == NULL)
    {
      /* Each for itself: none has to wait for another. */
      while (settlements->len > 0)
        cs_ledger_enter_one (ledger, g_ptr_array_steal_index (settlements, 0));
      return;
    }
  entry = entry_new ();
  g_ptr_array_extend_and_steal (entry->settlements, g_ptr_array_ref (settlements));
  g_ptr_array_extend_and_steal (entry->reports, g_ptr_array_ref (reports));
  add (ledger, entry);
}

void
cs_ledger_enter_one (CsLedger *ledger, CsSettlement *settlement)
{
  Entry *entry = entry_new ();

  g_ptr_array_add (entry->settlements, settlement);
  add (ledger, entry);
}

gboolean
cs_ledger_is_empty (CsLedger *ledger)
{
  return ledger->writing.length == 0 && ledger->entries.length == 0;
}

gboolean
cs_ledger_is_stuck (CsLedger *ledger)
{
  return ledger->is_stuck;
}
