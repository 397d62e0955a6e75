/* service-change.c - Change and ChangeListed: what an administrator does to the queue
 */
#include "daemon/filter.h"
#include "daemon/service-private.h"

/* A call under way: the service may be gone when it is answered, what it needs may not. */
typedef struct
{
  GDBusMethodInvocation *invocation;
  CsEngine *engine;
  CsQueueAction action;
  GStrv ids; /* empty: all */
  GPtrArray *rows; /* (element-type CsQueueRow): who is named by @ids; NULL: all */
  /* ChangeListed */
  gboolean is_listed;
  guint limit;
} Call;

static Call *
call_new (CsService *service, GDBusMethodInvocation *invocation, CsQueueAction action)
{
  Call *call = g_new0 (Call, 1);

  call->invocation = invocation;
  call->engine = g_object_ref (service->config.engine);
  call->action = action;
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->engine);
  g_strfreev (call->ids);
  g_clear_pointer (&call->rows, g_ptr_array_unref);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static gboolean
action_from_name (const char *name, CsQueueAction *action)
{
  static const struct
  {
    const char *name;
    CsQueueAction action;
  } actions[] = {
    { "retry", CS_QUEUE_RETRY },
    { "hold", CS_QUEUE_HOLD },
    { "release", CS_QUEUE_RELEASE },
    { "remove", CS_QUEUE_REMOVE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (g_str_equal (actions[i].name, name))
        {
          *action = actions[i].action;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
asks_for_attempts (const Call *call)
{
  return call->action == CS_QUEUE_RETRY || call->action == CS_QUEUE_RELEASE;
}

/* Trying again by itself or by cron must not lock an account: a refused password is tried again
 * when it is changed, or released on purpose. */
static gboolean
spares_refused (const Call *call)
{
  g_auto (GStrv) suspended = cs_engine_suspended_credentials (call->engine);

  return call->action == CS_QUEUE_RETRY && suspended[0] != NULL;
}

static CsQueueSelection
selection_of (const Call *call)
{
  return (CsQueueSelection){
    .ids = call->ids[0] != NULL ? (const char *const *)call->ids : NULL,
    .states = 1 << CS_RECIPIENT_QUEUED | 1 << CS_RECIPIENT_ACTIVE | 1 << CS_RECIPIENT_DEFERRED
              | 1 << CS_RECIPIENT_HELD,
    .causes = spares_refused (call) ? ~(1u << CS_CAUSE_AUTHENTICATION_REFUSED) : 0,
    .passes_over_unknown = call->is_listed,
  };
}

/* The ID that the next call goes on after */
static const char *
last_id (const Call *call)
{
  const CsQueueRow *last;

  if (call->rows->len < call->limit)
    return "";
  last = call->rows->pdata[call->rows->len - 1];
  return last->id;
}

static GVariant *
answer_of (const Call *call, guint64 changed)
{
  return call->is_listed ? g_variant_new ("(ts)", changed, last_id (call))
                         : g_variant_new ("(t)", changed);
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = cs_queue_change_finish (CS_QUEUE (source), result, &error);

  if (n < 0)
    {
      cs_service_return_queue_error (call->invocation, error);
      return;
    }
  g_dbus_method_invocation_return_value (call->invocation, answer_of (call, n));
}

/* Many are changed in slices, and the first of them are sent before the last are changed: what they
 * need is let go of before, else they would be held once more, or wait for a destination that
 * rests.
 */
static void
change (CsQueue *queue, Call *call)
{
  CsQueueSelection selection = selection_of (call);

  if (call->action == CS_QUEUE_RELEASE)
    {
      cs_engine_accept (call->engine, call->rows);
      cs_engine_release (call->engine, call->rows);
    }
  if (asks_for_attempts (call))
    cs_engine_insist (call->engine, call->rows);
  cs_queue_change_async (queue, &selection, call->action, NULL, NULL, on_changed, call);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  call->rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);
  if (call->rows == NULL)
    cs_service_return_queue_error (call->invocation, error);
  else
    change (CS_QUEUE (source), g_steal_pointer (&call));
}

static gboolean
read_action (GDBusMethodInvocation *invocation, const char *name, CsQueueAction *action)
{
  if (action_from_name (name, action))
    return TRUE;
  cs_service_return_error (invocation, "BadArgument", "action: retry, hold, release or remove");
  return FALSE;
}

static gboolean
on_change (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *name,
           const char *const *ids, gpointer user_data)
{
  CsService *service = user_data;
  CsQueueAction action;
  CsQueueSelection selection;
  Call *call;

  if (!read_action (invocation, name, &action))
    return TRUE;

  call = call_new (service, invocation, action);
  call->ids = g_strdupv ((GStrv)ids);
  selection = selection_of (call);
  /* Who is named says which credentials are meant. */
  if (asks_for_attempts (call) && selection.ids != NULL)
    cs_queue_list_async (service->config.queue, &selection, "", G_MAXINT, NULL, on_found, call);
  else
    change (service->config.queue, call);
  return TRUE;
}

/* --- ChangeListed ------------------------------------------------------------------------- */

static GStrv
ids_of (GPtrArray *rows)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv ids;

  for (guint i = 0; i < rows->len; i++)
    g_strv_builder_add (builder, ((const CsQueueRow *)rows->pdata[i])->id);
  ids = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return ids;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  call->rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);
  if (call->rows == NULL)
    cs_service_return_queue_error (call->invocation, error);
  else if (call->rows->len == 0) /* no IDs would mean all */
    g_dbus_method_invocation_return_value (call->invocation, answer_of (call, 0));
  else
    {
      call->ids = ids_of (call->rows);
      change (CS_QUEUE (source), g_steal_pointer (&call));
    }
}

static gboolean
on_change_listed (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *name,
                  GVariant *variant, const char *after, guint limit, gpointer user_data)
{
  CsService *service = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsFilter) filter = cs_filter_new (variant, &error);
  CsQueueAction action;
  Call *call;

  if (filter == NULL)
    cs_service_return_error (invocation, "BadArgument", error->message);
  else if (limit == 0 || limit > CS_SERVICE_MOST_ROWS)
    cs_service_return_error (invocation, "BadArgument", "limit: 1 to 1000");
  else if (read_action (invocation, name, &action))
    {
      call = call_new (service, invocation, action);
      call->is_listed = TRUE;
      call->limit = limit;
      filter->selection.passes_over_unknown = TRUE;
      cs_queue_list_async (service->config.queue, &filter->selection, after, limit, NULL, on_listed,
                           call);
    }
  return TRUE;
}

void
cs_service_connect_changes (CsService *service)
{
  g_signal_connect (service->skeleton, "handle-change", G_CALLBACK (on_change), service);
  g_signal_connect (service->skeleton, "handle-change-listed", G_CALLBACK (on_change_listed),
                    service);
}
