#include "delivery/reroute.h"

#include "base/log.h"
#include "delivery/lane.h"

#define PAGE 500

struct _CsReroute
{
  CsShared *shared;
  void (*on_done) (gpointer);
  gpointer user_data;
  GCancellable *cancellable;
  gboolean is_running, begins_again;
  char *after;
};

static void next_page (CsReroute *reroute);

CsReroute *
cs_reroute_new (CsShared *shared, void (*on_done) (gpointer), gpointer user_data)
{
  CsReroute *reroute = g_new0 (CsReroute, 1);

  reroute->shared = shared;
  reroute->on_done = on_done;
  reroute->user_data = user_data;
  reroute->cancellable = g_cancellable_new ();
  return reroute;
}

void
cs_reroute_free (CsReroute *reroute)
{
  g_cancellable_cancel (reroute->cancellable);
  g_object_unref (reroute->cancellable);
  g_free (reroute->after);
  g_free (reroute);
}

gboolean
cs_reroute_is_running (CsReroute *reroute)
{
  return reroute->is_running;
}

static void
finish (CsReroute *reroute)
{
  reroute->is_running = FALSE;
  if (reroute->begins_again)
    cs_reroute_begin (reroute);
  else
    reroute->on_done (reroute->user_data);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
fail (CsReroute *reroute, const GError *error)
{
  cs_log (G_LOG_LEVEL_WARNING, "mail not routed anew", "error", error->message, NULL);
  finish (reroute);
}

static void
on_rerouted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsReroute *reroute = user_data;
  g_autoptr (GError) error = NULL;

  if (cs_queue_reroute_finish (CS_QUEUE (source), result, &error) >= 0)
    next_page (reroute);
  else if (!is_cancelled (error))
    fail (reroute, error);
}

static GHashTable *
new_lanes (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
add_if_moved (CsReroute *reroute, const CsQueueRow *row, GHashTable *lanes)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (row->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  g_autofree char *lane = NULL;

  if (address == NULL)
    return;
  lane = cs_lane_name_for (reroute->shared->settings, address);
  if (!g_str_equal (lane, row->lane))
    g_hash_table_insert (lanes, g_strdup (row->recipient), g_steal_pointer (&lane));
}

static void
take_page (CsReroute *reroute, GPtrArray *rows)
{
  g_autoptr (GHashTable) lanes = new_lanes ();

  for (guint i = 0; i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];

      add_if_moved (reroute, row, lanes);
      g_free (reroute->after);
      reroute->after = g_strdup (row->id);
    }

  if (rows->len == 0)
    finish (reroute);
  else if (g_hash_table_size (lanes) == 0)
    next_page (reroute);
  else
    cs_queue_reroute_async (reroute->shared->queue, lanes, TRUE, reroute->cancellable, on_rerouted,
                            reroute);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsReroute *reroute = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);

  if (rows == NULL && is_cancelled (error))
    return;
  if (rows == NULL)
    fail (reroute, error);
  else if (reroute->begins_again)
    finish (reroute);
  else
    take_page (reroute, rows);
}

static void
next_page (CsReroute *reroute)
{
  /* Active ones, too: an attempt under way may end in a hold that the old settings are to blame
   * for. They become due when it ends so. */
  CsQueueSelection waiting = { .states = 1 << CS_RECIPIENT_ACTIVE | 1 << CS_RECIPIENT_DEFERRED
                                         | 1 << CS_RECIPIENT_HELD };

  cs_queue_list_async (reroute->shared->queue, &waiting, reroute->after, PAGE, reroute->cancellable,
                       on_listed, reroute);
}

void
cs_reroute_begin (CsReroute *reroute)
{
  reroute->begins_again = reroute->is_running;
  if (reroute->is_running)
    return;

  reroute->is_running = TRUE;
  g_free (reroute->after);
  reroute->after = g_strdup ("");
  next_page (reroute);
}

static void
on_put_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (cs_queue_reroute_finish (CS_QUEUE (source), result, &error) < 0)
    cs_log (G_LOG_LEVEL_WARNING, "mail not routed anew", "error", error->message, NULL);
}

void
cs_reroute_put_back (CsReroute *reroute, const CsClaim *claim, gboolean due_now)
{
  g_autoptr (GHashTable) lanes = new_lanes ();

  for (guint i = 0; i < claim->recipients->len; i++)
    {
      const CsClaimRecipient *recipient = claim->recipients->pdata[i];
      g_autofree char *lane = cs_lane_name_for (reroute->shared->settings, recipient->address);

      if (!g_str_equal (lane, claim->lane))
        g_hash_table_insert (lanes, g_strdup (cs_address_text (recipient->address)),
                             g_steal_pointer (&lane));
    }
  if (g_hash_table_size (lanes) == 0)
    return;
  cs_queue_reroute_async (reroute->shared->queue, lanes, due_now, NULL, on_put_back, NULL);
}
