#include "dns/unbound-context.h"

#include <glib-unix.h>

#include "base/domain.h"
#include "dns/resolver.h"
#include "dns/unbound-library.h"

#define CLASS_IN 1

struct _CsUnbound
{
  GObject parent_instance;
  struct ub_ctx *context;
  GSource *answers; /* holds no reference: it goes with us */
};

G_DEFINE_FINAL_TYPE (CsUnbound, cs_unbound, G_TYPE_OBJECT)

typedef struct
{
  GTask *task;
  int id;
  GSource *deadline;
  GSource *cancelled;
} Query;

static void
cs_unbound_finalize (GObject *object)
{
  CsUnbound *unbound = CS_UNBOUND (object);

  if (unbound->answers != NULL)
    {
      g_source_destroy (unbound->answers);
      g_source_unref (unbound->answers);
    }
  if (unbound->context != NULL)
    cs_unbound_library ()->ctx_delete (unbound->context);
  G_OBJECT_CLASS (cs_unbound_parent_class)->finalize (object);
}

static void
cs_unbound_class_init (CsUnboundClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_unbound_finalize;
}

static void
cs_unbound_init (CsUnbound *unbound)
{
}

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
query_free (Query *query)
{
  drop_source (&query->deadline);
  drop_source (&query->cancelled);
  g_object_unref (query->task);
  g_free (query);
}

static gboolean
on_answers (gint fd, GIOCondition condition, gpointer user_data)
{
  /* A callback may drop the last other reference; the context must outlive ub_process. */
  g_autoptr (CsUnbound) unbound = g_object_ref (user_data);

  cs_unbound_library ()->process (unbound->context);
  return G_SOURCE_CONTINUE;
}

static CsDnsAnswerKind
kind_of (const struct ub_result *result)
{
  if (result->bogus)
    return CS_DNS_ANSWER_BOGUS;
  if (result->havedata)
    return CS_DNS_ANSWER_DATA;
  if (result->nxdomain)
    return CS_DNS_ANSWER_NO_NAME;
  return result->rcode == 0 ? CS_DNS_ANSWER_NO_DATA : CS_DNS_ANSWER_TEMPORARY;
}

static const char *
reason_of (const struct ub_result *result)
{
  switch (result->rcode)
    {
    case 0:
    case 3:
      return NULL;
    case 2:
      return "the name servers failed (SERVFAIL)";
    case 5:
      return "the name server refused to answer";
    default:
      return "the name server answered with an error";
    }
}

/* (transfer full) (nullable) */
static char *
final_name_of (const struct ub_result *result)
{
  g_autofree char *asked = cs_domain_normalize (result->qname, -1, NULL);
  g_autofree char *found
      = result->canonname != NULL ? cs_domain_normalize (result->canonname, -1, NULL) : NULL;

  return g_strcmp0 (asked, found) != 0 ? g_steal_pointer (&found) : NULL;
}

static CsDnsAnswer *
copy_result (const struct ub_result *result)
{
  CsDnsAnswerKind kind = kind_of (result);
  CsDnsAnswer *answer;

  answer = cs_dns_answer_new (kind, result->bogus ? result->why_bogus : reason_of (result));
  answer->is_secure = result->secure;
  answer->final_name = final_name_of (result);
  for (guint i = 0; kind == CS_DNS_ANSWER_DATA && result->data[i] != NULL; i++)
    g_ptr_array_add (answer->records, g_bytes_new (result->data[i], MAX (result->len[i], 0)));
  return answer;
}

static void
on_result (void *user_data, int failure, struct ub_result *result)
{
  Query *query = user_data;
  CsDnsAnswer *answer;

  if (failure != 0 || result == NULL)
    answer = cs_dns_answer_new (CS_DNS_ANSWER_TEMPORARY, cs_unbound_library ()->strerror (failure));
  else
    answer = copy_result (result);
  if (result != NULL)
    cs_unbound_library ()->resolve_free (result);

  g_task_return_pointer (query->task, answer, (GDestroyNotify)cs_dns_answer_free);
  query_free (query);
}

static gboolean
on_deadline (gpointer user_data)
{
  Query *query = user_data;
  CsUnbound *unbound = g_task_get_source_object (query->task);

  cs_unbound_library ()->cancel (unbound->context, query->id);
  g_task_return_pointer (
      query->task, cs_dns_answer_new (CS_DNS_ANSWER_TEMPORARY, "no name server answered in time"),
      (GDestroyNotify)cs_dns_answer_free);
  query_free (query);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Query *query = user_data;
  CsUnbound *unbound = g_task_get_source_object (query->task);

  cs_unbound_library ()->cancel (unbound->context, query->id);
  g_task_return_error_if_cancelled (query->task);
  query_free (query);
  return G_SOURCE_REMOVE;
}

static GSource *
attach (GSource *source, GSourceFunc func, Query *query)
{
  g_source_set_callback (source, func, query, NULL);
  g_source_attach (source, g_task_get_context (query->task));
  return source;
}

void
cs_unbound_query_async (CsUnbound *unbound, const char *name, guint type, guint timeout_s,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Query *query = g_new0 (Query, 1);
  int failure;

  query->task = g_task_new (unbound, cancellable, callback, user_data);
  /* Whether it was cancelled is looked at once, when it is answered. */
  g_task_set_check_cancellable (query->task, FALSE);

  failure = cs_unbound_library ()->resolve_async (unbound->context, name, type, CLASS_IN, query,
                                                  on_result, &query->id);
  if (failure != 0)
    {
      g_task_return_pointer (
          query->task,
          cs_dns_answer_new (CS_DNS_ANSWER_TEMPORARY, cs_unbound_library ()->strerror (failure)),
          (GDestroyNotify)cs_dns_answer_free);
      query_free (query);
      return;
    }

  query->deadline = attach (g_timeout_source_new_seconds (timeout_s), on_deadline, query);
  if (cancellable != NULL)
    query->cancelled
        = attach (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled), query);
}

CsDnsAnswer *
cs_unbound_query_finish (CsUnbound *unbound, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static int
set_servers (struct ub_ctx *context, const CsUnboundConfig *config)
{
  if (config->forwarder != NULL)
    return cs_unbound_library ()->ctx_set_fwd (context, config->forwarder);

  /* Without a usable resolv.conf libunbound asks the root servers itself. */
  if (config->resolv_conf != NULL)
    cs_unbound_library ()->ctx_resolvconf (context, config->resolv_conf);
  return 0;
}

static int
set_up (struct ub_ctx *context, const CsUnboundConfig *config)
{
  int failure;

  /* Forwarders on this machine are the rule (systemd-resolved, dnsmasq). */
  failure = cs_unbound_library ()->ctx_set_option (context, "do-not-query-localhost:", "no");
  if (failure == 0)
    failure = cs_unbound_library ()->ctx_async (context, 1);
  if (failure == 0)
    failure = set_servers (context, config);
  if (failure == 0 && config->trust_anchor != NULL)
    failure = cs_unbound_library ()->ctx_add_ta (context, config->trust_anchor);
  if (failure == 0 && config->anchor_file != NULL)
    failure = cs_unbound_library ()->ctx_add_ta_file (context, config->anchor_file);
  if (failure == 0 && config->hosts != NULL && g_file_test (config->hosts, G_FILE_TEST_EXISTS))
    failure = cs_unbound_library ()->ctx_hosts (context, config->hosts);
  /* RFC 6761's "test" and RFC 8375's "home.arpa" are in use behind private servers. */
  if (failure == 0)
    failure = cs_unbound_library ()->ctx_zone_add (context, "test.", "transparent");
  if (failure == 0)
    failure = cs_unbound_library ()->ctx_zone_add (context, "home.arpa.", "transparent");
  return failure;
}

static void
ignore_answer (void *user_data, int failure, struct ub_result *result)
{
  if (result != NULL)
    cs_unbound_library ()->resolve_free (result);
}

CsUnbound *
cs_unbound_new (const CsUnboundConfig *config, GError **error)
{
  g_autoptr (CsUnbound) unbound = g_object_new (CS_TYPE_UNBOUND, NULL);
  g_autoptr (GMainContext) main_context = g_main_context_ref_thread_default ();
  int failure = UB_NOMEM;

  unbound->context = cs_unbound_library ()->ctx_create ();
  if (unbound->context != NULL)
    failure = set_up (unbound->context, config);
  /* The thread starts with the first question; this one is answered without asking anybody. */
  if (failure == 0)
    failure = cs_unbound_library ()->resolve_async (unbound->context, "localhost", CS_DNS_TYPE_A,
                                                    CLASS_IN, NULL, ignore_answer, NULL);
  if (failure != 0)
    {
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_TEMPORARY, "DNS resolver: %s",
                   cs_unbound_library ()->strerror (failure));
      return NULL;
    }

  unbound->answers = g_unix_fd_source_new (cs_unbound_library ()->fd (unbound->context), G_IO_IN);
  g_source_set_callback (unbound->answers, G_SOURCE_FUNC (on_answers), unbound, NULL);
  g_source_attach (unbound->answers, main_context);
  return g_steal_pointer (&unbound);
}
