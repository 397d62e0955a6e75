#include "delivery/ledger.h"

#include "base/log.h"

#define AGAIN_AFTER_S 1

struct _CsLedger
{
  CsQueue *queue;
  void (*on_change) (gpointer);
  gpointer user_data;
  GPtrArray *settlements, *reports; /* to be written */
  GPtrArray *writing, *writing_reports;
  guint soon; /* source: the group is closed when this turn of the main loop is over */
  gboolean is_stuck;
};

static GPtrArray *
new_settlements (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
}

static GPtrArray *
new_reports (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_new_message_free);
}

CsLedger *
cs_ledger_new (CsQueue *queue, void (*on_change) (gpointer), gpointer user_data)
{
  CsLedger *ledger = g_new0 (CsLedger, 1);

  ledger->queue = g_object_ref (queue);
  ledger->on_change = on_change;
  ledger->user_data = user_data;
  ledger->settlements = new_settlements ();
  ledger->reports = new_reports ();
  return ledger;
}

void
cs_ledger_free (CsLedger *ledger)
{
  g_return_if_fail (ledger->writing == NULL);

  g_clear_handle_id (&ledger->soon, g_source_remove);
  g_ptr_array_unref (ledger->settlements);
  g_ptr_array_unref (ledger->reports);
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

static void
note_failure (CsLedger *ledger, const GError *error)
{
  if (!ledger->is_stuck)
    cs_log (G_LOG_LEVEL_WARNING, "verdicts not recorded", "error", error->message, NULL);
  ledger->is_stuck = TRUE;
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsLedger *ledger = user_data;
  g_autoptr (GError) error = NULL;

  if (cs_queue_settle_finish (CS_QUEUE (source), result, &error))
    {
      ledger->is_stuck = FALSE;
      g_clear_pointer (&ledger->writing, g_ptr_array_unref);
      g_clear_pointer (&ledger->writing_reports, g_ptr_array_unref);
      if (ledger->settlements->len > 0)
        write_group (ledger);
    }
  else
    {
      note_failure (ledger, error);
      ledger->soon = g_timeout_add_seconds (AGAIN_AFTER_S, on_again, ledger);
    }
  ledger->on_change (ledger->user_data);
}

static void
write_group (CsLedger *ledger)
{
  if (ledger->writing == NULL)
    {
      ledger->writing = g_steal_pointer (&ledger->settlements);
      ledger->writing_reports = g_steal_pointer (&ledger->reports);
      ledger->settlements = new_settlements ();
      ledger->reports = new_reports ();
    }
  cs_queue_settle_async (ledger->queue, ledger->writing, ledger->writing_reports, on_written,
                         ledger);
}

static void
schedule (CsLedger *ledger)
{
  if (ledger->writing == NULL && ledger->soon == 0 && ledger->settlements->len > 0)
    ledger->soon = g_idle_add_full (G_PRIORITY_DEFAULT, on_again, ledger, NULL);
}

void
cs_ledger_enter (CsLedger *ledger, GPtrArray *settlements, GPtrArray *reports)
{
  g_ptr_array_extend_and_steal (ledger->settlements, g_ptr_array_ref (settlements));
  if (reports != NULL)
    g_ptr_array_extend_and_steal (ledger->reports, g_ptr_array_ref (reports));
  schedule (ledger);
}

void
cs_ledger_enter_one (CsLedger *ledger, CsSettlement *settlement)
{
  g_ptr_array_add (ledger->settlements, settlement);
  schedule (ledger);
}

gboolean
cs_ledger_is_empty (CsLedger *ledger)
{
  return ledger->writing == NULL && ledger->settlements->len == 0;
}

gboolean
cs_ledger_is_stuck (CsLedger *ledger)
{
  return ledger->is_stuck;
}
