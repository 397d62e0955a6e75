#include "dns/lookup.h"

#include <sys/stat.h>

#include "base/log.h"
#include "base/when.h"
#include "dns/validation.h"

#define PROBE_TIMEOUT_S 5
#define PROBE_PAUSE_S 60
#define PROBE_AGAIN_S 600 /* while validation is off */

struct _CsLookup
{
  GObject parent_instance;
  CsUnboundConfig config; /* its texts are ours */
  CsUnbound *validating; /* NULL without a trust anchor */
  CsUnbound *plain;
  struct stat servers; /* of resolv.conf when the contexts were made */
  GFileMonitor *monitor; /* NULL without resolv.conf */
  CsValidationState validation;
  gboolean is_probing;
  gint64 probed_s; /* 0: never */
  gint64 validated_s; /* the last time; 0: never */
  GQueue waiting; /* (element-type GTask): until the probe is over */
};

G_DEFINE_FINAL_TYPE (CsLookup, cs_lookup, G_TYPE_OBJECT)

static guint changed_signal;

typedef struct
{
  char *name;
  guint type;
  gboolean has_been_forged;
} Question;

static void run (CsLookup *lookup, GTask *task);
static void probe (CsLookup *lookup);

static void
question_free (Question *question)
{
  g_free (question->name);
  g_free (question);
}

static void
cs_lookup_finalize (GObject *object)
{
  CsLookup *lookup = CS_LOOKUP (object);

  if (lookup->monitor != NULL)
    g_signal_handlers_disconnect_by_data (lookup->monitor, lookup);
  g_clear_object (&lookup->monitor);
  g_clear_object (&lookup->validating);
  g_clear_object (&lookup->plain);
  g_free ((char *)lookup->config.forwarder);
  g_free ((char *)lookup->config.resolv_conf);
  g_free ((char *)lookup->config.hosts);
  g_free ((char *)lookup->config.trust_anchor);
  g_free ((char *)lookup->config.anchor_file);
  G_OBJECT_CLASS (cs_lookup_parent_class)->finalize (object);
}

static void
cs_lookup_class_init (CsLookupClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_lookup_finalize;
  changed_signal = g_signal_new ("changed", CS_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
cs_lookup_init (CsLookup *lookup)
{
  g_queue_init (&lookup->waiting);
}

static void
set_validation (CsLookup *lookup, CsValidation validation)
{
  gboolean has_changed = lookup->validation.value != validation;

  lookup->validation.value = validation;
  lookup->validation.failing_since_s = 0;
  if (has_changed)
    g_signal_emit (lookup, changed_signal, 0);
}

static gboolean
has_anchor (const CsUnboundConfig *config)
{
  return config->trust_anchor != NULL || config->anchor_file != NULL;
}

static gboolean
make_contexts (CsLookup *lookup, GError **error)
{
  CsUnboundConfig config = lookup->config;
  g_autoptr (CsUnbound) validating = NULL;
  g_autoptr (CsUnbound) plain = NULL;

  if (has_anchor (&config))
    {
      validating = cs_unbound_new (&config, error);
      if (validating == NULL)
        return FALSE;
    }
  config.trust_anchor = NULL;
  config.anchor_file = NULL;
  plain = cs_unbound_new (&config, error);
  if (plain == NULL)
    return FALSE;

  g_set_object (&lookup->validating, validating);
  g_set_object (&lookup->plain, plain);
  lookup->probed_s = 0;
  set_validation (lookup, validating != NULL ? CS_VALIDATION_UNKNOWN : CS_VALIDATION_OFF);
  return TRUE;
}

static void
stat_servers (CsLookup *lookup, struct stat *servers)
{
  memset (servers, 0, sizeof *servers);
  if (lookup->config.resolv_conf != NULL)
    stat (lookup->config.resolv_conf, servers);
}

static void
refresh (CsLookup *lookup)
{
  struct stat now;
  g_autoptr (GError) error = NULL;

  stat_servers (lookup, &now);
  if (now.st_ino == lookup->servers.st_ino && now.st_size == lookup->servers.st_size
      && now.st_mtim.tv_sec == lookup->servers.st_mtim.tv_sec
      && now.st_mtim.tv_nsec == lookup->servers.st_mtim.tv_nsec)
    return;

  lookup->servers = now;
  if (!make_contexts (lookup, &error))
    cs_log (G_LOG_LEVEL_WARNING, "name servers not read again", "error", error->message, NULL);
}

static void
settle_validation (CsLookup *lookup, const CsDnsAnswer *answer)
{
  CsValidation before = lookup->validation.value;
  const char *reason
      = answer->reason != NULL ? answer->reason : "the name server sends no signatures";

  if (cs_validation_take_probe (&lookup->validation, answer, cs_when_now_s ()))
    cs_log (G_LOG_LEVEL_WARNING,
            "DNSSEC does not come through any more; what cannot be verified waits", "reason",
            reason, NULL);
  if (lookup->validation.value == CS_VALIDATION_ON && lookup->validation.failing_since_s == 0)
    lookup->validated_s = cs_when_now_s ();
  if (lookup->validation.value == before)
    return;

  if (lookup->validation.value == CS_VALIDATION_OFF)
    cs_log (G_LOG_LEVEL_MESSAGE, "DNSSEC not validated", "reason", reason, NULL);
  g_signal_emit (lookup, changed_signal, 0);
}

static gboolean
may_probe (CsLookup *lookup, gint64 pause_s)
{
  gint64 since_s = cs_when_now_s () - lookup->probed_s;

  return lookup->validating != NULL && (lookup->probed_s == 0 || since_s < 0 || since_s >= pause_s);
}

/* What is only expected, or does not hold any more, is asked about, too. */
static gboolean
is_probe_due (CsLookup *lookup)
{
  gboolean is_sure = lookup->validation.value == CS_VALIDATION_ON && lookup->probed_s != 0
                     && lookup->validation.failing_since_s == 0;

  return !is_sure
         && may_probe (lookup, lookup->validation.value == CS_VALIDATION_OFF ? PROBE_AGAIN_S
                                                                             : PROBE_PAUSE_S);
}

static void
run_waiting (CsLookup *lookup)
{
  GQueue waiting = lookup->waiting;
  GTask *task;

  g_queue_init (&lookup->waiting);
  while ((task = g_queue_pop_head (&waiting)) != NULL)
    run (lookup, task);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsLookup) lookup = user_data;
  g_autoptr (CsDnsAnswer) answer = cs_unbound_query_finish (CS_UNBOUND (source), result, NULL);

  lookup->is_probing = FALSE;
  if (CS_UNBOUND (source) == lookup->validating)
    {
      lookup->probed_s = cs_when_now_s ();
      settle_validation (lookup, answer);
    }
  else if (is_probe_due (lookup)) /* the name servers have changed meanwhile */
    {
      probe (lookup);
      return;
    }
  run_waiting (lookup);
}

static void
probe (CsLookup *lookup)
{
  if (lookup->is_probing)
    return;
  lookup->is_probing = TRUE;
  cs_unbound_query_async (lookup->validating, ".", CS_DNS_TYPE_DNSKEY, PROBE_TIMEOUT_S, NULL,
                          on_probed, g_object_ref (lookup));
}

/* What has not validated is remembered by the library for a while. */
static void
forget_keys (CsLookup *lookup)
{
  g_autoptr (CsUnbound) validating = cs_unbound_new (&lookup->config, NULL);

  if (validating != NULL)
    g_set_object (&lookup->validating, validating);
}

void
cs_lookup_probe (CsLookup *lookup)
{
  refresh (lookup);
  if (!is_probe_due (lookup) || lookup->is_probing)
    return;
  if (lookup->validation.value == CS_VALIDATION_OFF)
    forget_keys (lookup);
  probe (lookup);
}

/* They are asked for the root's keys once. That it still is so shows in what they answer. */
static void
note_answer (CsLookup *lookup, GObject *source, const CsDnsAnswer *answer)
{
  if (answer->is_secure && CS_UNBOUND (source) == lookup->validating
      && lookup->validation.value == CS_VALIDATION_ON && lookup->validation.failing_since_s == 0)
    lookup->validated_s = cs_when_now_s ();
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CsLookup *lookup = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDnsAnswer) answer = cs_unbound_query_finish (CS_UNBOUND (source), result, &error);

  if (answer != NULL && answer->kind == CS_DNS_ANSWER_BOGUS && !question->has_been_forged
      && may_probe (lookup, PROBE_PAUSE_S))
    {
      question->has_been_forged = TRUE;
      g_queue_push_tail (&lookup->waiting, task);
      probe (lookup);
      return;
    }

  if (answer != NULL)
    {
      note_answer (lookup, source, answer);
      g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify)cs_dns_answer_free);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

/* Takes the reference to @task. */
static void
run (CsLookup *lookup, GTask *task)
{
  Question *question = g_task_get_task_data (task);
  gboolean validates = lookup->validation.value == CS_VALIDATION_ON;

  cs_unbound_query_async (validates ? lookup->validating : lookup->plain, question->name,
                          question->type, CS_UNBOUND_QUERY_TIMEOUT_S, g_task_get_cancellable (task),
                          on_answer, task);
}

static void
watch_servers (CsLookup *lookup)
{
  g_autoptr (GFile) file = NULL;

  if (lookup->config.resolv_conf == NULL)
    return;
  file = g_file_new_for_path (lookup->config.resolv_conf);
  lookup->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (lookup->monitor != NULL)
    g_signal_connect_swapped (lookup->monitor, "changed", G_CALLBACK (cs_lookup_probe), lookup);
}

CsLookup *
cs_lookup_new (const CsUnboundConfig *config, GError **error)
{
  g_autoptr (CsLookup) lookup = g_object_new (CS_TYPE_LOOKUP, NULL);

  lookup->config.forwarder = g_strdup (config->forwarder);
  lookup->config.resolv_conf = g_strdup (config->resolv_conf);
  lookup->config.hosts = g_strdup (config->hosts);
  lookup->config.trust_anchor = g_strdup (config->trust_anchor);
  lookup->config.anchor_file = g_strdup (config->anchor_file);
  stat_servers (lookup, &lookup->servers);
  if (!make_contexts (lookup, error))
    return NULL;
  watch_servers (lookup);

  return g_steal_pointer (&lookup);
}

void
cs_lookup_expect_validation (CsLookup *lookup, gint64 failing_since_s)
{
  if (lookup->validating == NULL || lookup->validation.value != CS_VALIDATION_UNKNOWN)
    return;
  set_validation (lookup, CS_VALIDATION_ON);
  lookup->validation.failing_since_s = failing_since_s;
}

gint64
cs_lookup_failing_since_s (CsLookup *lookup)
{
  return lookup->validation.failing_since_s;
}

gint64
cs_lookup_validated_s (CsLookup *lookup)
{
  return lookup->validated_s;
}

CsValidation
cs_lookup_validation (CsLookup *lookup)
{
  return lookup->validation.value;
}

void
cs_lookup_query_async (CsLookup *lookup, const char *name, guint type, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (lookup, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->name = g_strdup (name);
  question->type = type;
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);

  cs_lookup_probe (lookup);
  if (lookup->is_probing)
    g_queue_push_tail (&lookup->waiting, task);
  else
    run (lookup, task);
}

CsDnsAnswer *
cs_lookup_query_finish (CsLookup *lookup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
