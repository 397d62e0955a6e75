#include "app/queue-feed.h"

#define SLICE_ROWS 200
#define SWEEP_ROWS 500
#define MOST_ROWS 1000 /* the worker gives no more at once */
#define MARGIN_ROWS 50 /* fetched beyond what is in sight */
#define FEW_ROWS 500 /* so many are all fetched again when something has changed */
#define REST_MS 300 /* between looking again: a few times a second */
#define REST_FACTOR 4 /* and no more than a fifth of the time */

struct _CsQueueFeed
{
  GObject parent;
  CsRecipientRows *rows;
  CsDelivery *worker; /* NULL: none */
  GCancellable *cancellable; /* of what is being fetched; NULL: nothing is */
  gboolean is_active;
  char *state; /* NULL: all */
  char *text;
  GError *error;

  /* What is to be fetched, the first of these first */
  gboolean begins; /* everything, anew */
  char *sweep_after; /* all that has been fetched, from here on; NULL: no */
  gboolean is_stale; /* what is in sight */

  guint first, last; /* in sight */
  char *after; /* of what is being fetched */
  gboolean is_sweep; /* that is */
  guint limit;
  gint64 asked_us;
  gint64 rests_until_us;
  guint rest_source;
};

G_DEFINE_TYPE (CsQueueFeed, cs_queue_feed, G_TYPE_OBJECT)

enum
{
  TAKING,
  TAKEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void go_on (CsQueueFeed *feed);

static CsRecipientList *
list_of (CsQueueFeed *feed)
{
  return cs_recipient_rows_list (feed->rows);
}

GVariant *
cs_queue_feed_filter (CsQueueFeed *feed)
{
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  if (feed->state != NULL)
    g_variant_dict_insert_value (&filter, "states",
                                 g_variant_new_strv ((const char *const *)&feed->state, 1));
  if (*feed->text != '\0')
    g_variant_dict_insert (&filter, "text", "s", feed->text);
  return g_variant_dict_end (&filter);
}

/* --- the answer --- */

/* A filter that it does not know. */
static void
translate_error (GError **error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (*error);

  if (g_strcmp0 (remote, "org.countersign.Delivery.Error.BadArgument") != 0)
    {
      cs_worker_translate_error (error);
      return;
    }
  g_clear_error (error);
  g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD, "");
  cs_worker_translate_error (error);
}

/* Not where the queue has changed since it was asked for: then all is swept anew. */
static void
sweep_on (CsQueueFeed *feed, GVariant *slice, gboolean is_last)
{
  gsize n = g_variant_n_children (slice);
  guint n_rows = cs_recipient_list_n (list_of (feed));
  g_autoptr (GVariant) row = NULL;
  const char *id = "";

  if (feed->sweep_after != NULL || is_last || n == 0 || n_rows == 0)
    return;
  row = g_variant_get_child_value (slice, n - 1);
  g_variant_lookup (row, "id", "&s", &id);
  if (cs_recipient_id_compare (id, cs_recipient_list_id (list_of (feed), n_rows - 1)) < 0)
    feed->sweep_after = g_strdup (id);
}

static void
take (CsQueueFeed *feed, GVariant *slice)
{
  g_clear_error (&feed->error);
  if (feed->begins)
    cs_recipient_rows_reset (feed->rows, slice, feed->limit);
  else
    cs_recipient_rows_take (feed->rows, feed->after, slice, feed->limit);
  if (feed->is_sweep)
    sweep_on (feed, slice, g_variant_n_children (slice) < feed->limit);
  feed->begins = FALSE;
}

static void
take_error (CsQueueFeed *feed, GError *error)
{
  g_clear_error (&feed->error);
  feed->error = error;
  feed->begins = FALSE;
  g_clear_pointer (&feed->sweep_after, g_free);
  cs_recipient_rows_reset (feed->rows, NULL, 0);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsQueueFeed) feed = user_data;
  g_autoptr (GVariant) slice = NULL;
  GError *error = NULL;
  gint64 now_us = g_get_monotonic_time ();

  cs_delivery_call_list_recipients_finish (CS_DELIVERY (source), &slice, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }

  g_clear_object (&feed->cancellable);
  feed->rests_until_us = now_us + MAX (REST_MS * 1000, REST_FACTOR * (now_us - feed->asked_us));
  if (error != NULL)
    translate_error (&error);
  g_signal_emit (feed, signals[TAKING], 0);
  if (error == NULL)
    take (feed, slice);
  else
    take_error (feed, error);
  g_signal_emit (feed, signals[TAKEN], 0);
  go_on (feed);
}

/* --- the question --- */

static void
fetch (CsQueueFeed *feed, const char *after, guint limit)
{
  g_autofree char *old_after = feed->after;

  feed->after = g_strdup (after);
  feed->limit = limit;
  feed->is_sweep = FALSE;
  feed->asked_us = g_get_monotonic_time ();
  feed->cancellable = g_cancellable_new ();
  cs_delivery_call_list_recipients (feed->worker, cs_queue_feed_filter (feed), after, limit,
                                    feed->cancellable, on_listed, g_object_ref (feed));
}

static void
fetch_sweep (CsQueueFeed *feed)
{
  g_autofree char *after = g_steal_pointer (&feed->sweep_after);

  fetch (feed, after, SWEEP_ROWS);
  feed->is_sweep = TRUE;
}

static gboolean
on_rested (gpointer user_data)
{
  CsQueueFeed *feed = user_data;

  feed->rest_source = 0;
  go_on (feed);
  return G_SOURCE_REMOVE;
}

static gboolean
rests (CsQueueFeed *feed)
{
  gint64 left_us = feed->rests_until_us - g_get_monotonic_time ();

  if (left_us > 0 && feed->rest_source == 0)
    feed->rest_source = g_timeout_add (left_us / 1000 + 1, on_rested, feed);
  return left_us > 0;
}

static void
fetch_sight (CsQueueFeed *feed)
{
  guint first = feed->first > MARGIN_ROWS ? feed->first - MARGIN_ROWS : 0;
  guint n = feed->last + MARGIN_ROWS - first + 1;

  feed->is_stale = FALSE;
  fetch (feed, cs_recipient_list_before (list_of (feed), first), CLAMP (n, SLICE_ROWS, MOST_ROWS));
}

static gboolean
nears_the_end (CsQueueFeed *feed)
{
  return !cs_recipient_list_is_complete (list_of (feed))
         && feed->last + MARGIN_ROWS >= cs_recipient_list_n (list_of (feed));
}

static void
go_on (CsQueueFeed *feed)
{
  if (feed->worker == NULL || feed->cancellable != NULL || !feed->is_active)
    return;

  if (feed->begins)
    fetch (feed, "", SLICE_ROWS);
  else if (feed->error == NULL && feed->sweep_after == NULL && !feed->is_stale
           && nears_the_end (feed))
    fetch (feed, cs_recipient_list_before (list_of (feed), G_MAXUINT), SLICE_ROWS);
  else if ((feed->sweep_after != NULL || feed->is_stale) && !rests (feed))
    {
      if (feed->sweep_after != NULL)
        fetch_sweep (feed);
      else
        fetch_sight (feed);
    }
}

static void
begin (CsQueueFeed *feed)
{
  if (feed->cancellable != NULL)
    g_cancellable_cancel (feed->cancellable);
  g_clear_object (&feed->cancellable);
  g_clear_pointer (&feed->sweep_after, g_free);
  feed->is_stale = FALSE;
  feed->begins = TRUE;
  feed->first = 0;
  feed->last = 0;
  go_on (feed);
}

void
cs_queue_feed_note_changed (CsQueueFeed *feed, gboolean by_us)
{
  cs_recipient_list_doubt (list_of (feed));
  if (feed->error != NULL)
    feed->begins = TRUE;
  else if (by_us || cs_recipient_list_n (list_of (feed)) <= FEW_ROWS)
    {
      g_free (feed->sweep_after);
      feed->sweep_after = g_strdup ("");
    }
  else
    feed->is_stale = TRUE;
  if (by_us)
    feed->rests_until_us = 0;
  go_on (feed);
}

void
cs_queue_feed_set_sight (CsQueueFeed *feed, guint first, guint last)
{
  /* What comes into sight has not been looked at since it was fetched. */
  if (first != feed->first && cs_recipient_list_n (list_of (feed)) > FEW_ROWS)
    feed->is_stale = TRUE;
  feed->first = first;
  feed->last = last;
  go_on (feed);
}

void
cs_queue_feed_set_worker (CsQueueFeed *feed, CsDelivery *worker)
{
  if (!g_set_object (&feed->worker, worker) && worker != NULL)
    {
      cs_queue_feed_note_changed (feed, TRUE); /* another owner of the name */
      return;
    }
  g_clear_error (&feed->error);
  begin (feed);
  if (worker == NULL)
    cs_recipient_rows_reset (feed->rows, NULL, 0);
}

void
cs_queue_feed_set_active (CsQueueFeed *feed, gboolean is_active)
{
  feed->is_active = is_active;
  go_on (feed);
}

void
cs_queue_feed_set_filter (CsQueueFeed *feed, const char *state, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (g_strcmp0 (state, feed->state) == 0 && g_str_equal (stripped, feed->text))
    return;
  g_free (feed->state);
  feed->state = g_strdup (state);
  g_free (feed->text);
  feed->text = g_steal_pointer (&stripped);
  begin (feed);
}

gboolean
cs_queue_feed_has_text (CsQueueFeed *feed)
{
  return *feed->text != '\0';
}

const char *
cs_queue_feed_state (CsQueueFeed *feed)
{
  return feed->state;
}

gboolean
cs_queue_feed_is_current (CsQueueFeed *feed)
{
  return feed->worker != NULL && !feed->begins;
}

const GError *
cs_queue_feed_error (CsQueueFeed *feed)
{
  return feed->error;
}

/* --- the object --- */

/* A call under way holds a reference: whoever lets go of the feed disposes of it. */
static void
cs_queue_feed_dispose (GObject *object)
{
  CsQueueFeed *feed = CS_QUEUE_FEED (object);

  if (feed->cancellable != NULL)
    g_cancellable_cancel (feed->cancellable);
  g_clear_object (&feed->cancellable);
  g_clear_handle_id (&feed->rest_source, g_source_remove);
  g_clear_object (&feed->worker);
  G_OBJECT_CLASS (cs_queue_feed_parent_class)->dispose (object);
}

static void
cs_queue_feed_finalize (GObject *object)
{
  CsQueueFeed *feed = CS_QUEUE_FEED (object);

  g_object_unref (feed->rows);
  g_clear_error (&feed->error);
  g_free (feed->state);
  g_free (feed->text);
  g_free (feed->sweep_after);
  g_free (feed->after);
  G_OBJECT_CLASS (cs_queue_feed_parent_class)->finalize (object);
}

static void
cs_queue_feed_class_init (CsQueueFeedClass *class)
{
  static const char *const names[N_SIGNALS] = { "taking", "taken" };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->dispose = cs_queue_feed_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_queue_feed_finalize;
}

static void
cs_queue_feed_init (CsQueueFeed *feed)
{
  feed->text = g_strdup ("");
}

CsQueueFeed *
cs_queue_feed_new (CsRecipientRows *rows)
{
  CsQueueFeed *feed = g_object_new (CS_TYPE_QUEUE_FEED, NULL);

  feed->rows = g_object_ref (rows);
  return feed;
}
