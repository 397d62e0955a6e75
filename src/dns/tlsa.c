#include "dns/tlsa.h"

#define MOST_NAMES 2

typedef struct
{
  char *names[MOST_NAMES]; /* hosts to look under, in this order; NULL: no more */
  guint at;
  guint16 port;
} TlsaLookup;

static void ask (GTask *task);

static void
tlsa_lookup_free (TlsaLookup *state)
{
  for (guint i = 0; i < MOST_NAMES; i++)
    g_free (state->names[i]);
  g_free (state);
}

void
cs_tlsa_set_free (CsTlsaSet *set)
{
  g_free (set->base_name);
  g_ptr_array_unref (set->records);
  g_free (set);
}

static CsTlsaSet *
new_set (const char *base_name, GPtrArray *records)
{
  CsTlsaSet *set = g_new0 (CsTlsaSet, 1);

  set->base_name = g_strdup (base_name);
  set->records = records != NULL ? g_ptr_array_ref (records)
                                 : g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  return set;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TlsaLookup *state = g_task_get_task_data (task);
  const char *name = state->names[state->at];
  GError *error = NULL;
  g_autoptr (CsDnsAnswer) answer = cs_lookup_query_finish (CS_LOOKUP (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (cs_dns_answer_is_failure (answer))
    g_task_return_error (task, cs_dns_answer_to_error (answer, name));
  else if (answer->kind == CS_DNS_ANSWER_DATA && answer->is_secure)
    g_task_return_pointer (task, new_set (name, answer->records), (GDestroyNotify)cs_tlsa_set_free);
  else
    {
      state->at++;
      ask (g_steal_pointer (&task));
    }
}

/* Takes the reference to @task. */
static void
ask (GTask *task)
{
  TlsaLookup *state = g_task_get_task_data (task);
  g_autofree char *name = NULL;

  if (state->at == MOST_NAMES || state->names[state->at] == NULL)
    {
      g_task_return_pointer (task, new_set (NULL, NULL), (GDestroyNotify)cs_tlsa_set_free);
      g_object_unref (task);
      return;
    }
  name = g_strdup_printf ("_%u._tcp.%s", state->port, state->names[state->at]);
  cs_lookup_query_async (g_task_get_source_object (task), name, CS_DNS_TYPE_TLSA,
                         g_task_get_cancellable (task), on_answer, task);
}

static void
on_alias (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TlsaLookup *state = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CsDnsAnswer) answer = cs_lookup_query_finish (CS_LOOKUP (source), result, &error);

  if (answer != NULL && cs_dns_answer_is_failure (answer))
    error = cs_dns_answer_to_error (answer, state->names[0]);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (answer->kind == CS_DNS_ANSWER_DATA && answer->is_secure)
    ask (g_steal_pointer (&task));
  else
    g_task_return_pointer (task, new_set (NULL, NULL), (GDestroyNotify)cs_tlsa_set_free);
}

/* An alias that leads out of what is signed may itself be signed: then the records under its own
 * name count, RFC 7672 section 2.2.2. Takes the reference to @task. */
static void
ask_alias (GTask *task, const char *name)
{
  cs_lookup_query_async (g_task_get_source_object (task), name, CS_DNS_TYPE_CNAME,
                         g_task_get_cancellable (task), on_alias, task);
}

void
cs_tlsa_lookup_async (CsLookup *lookup, const CsMailHost *host, guint16 port,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (lookup, cancellable, callback, user_data);
  TlsaLookup *state = g_new0 (TlsaLookup, 1);
  gboolean is_alias = host->final_name != NULL;
  guint n_names = 0;

  state->port = port;
  g_task_set_task_data (task, state, (GDestroyNotify)tlsa_lookup_free);
  if (host->is_secure && host->has_secure_addresses && is_alias)
    state->names[n_names++] = g_strdup (host->final_name);
  if (host->is_secure && (host->has_secure_addresses || is_alias))
    state->names[n_names] = g_strdup (host->name);

  if (host->is_secure && is_alias && !host->has_secure_addresses)
    ask_alias (task, host->name);
  else
    ask (task);
}

CsTlsaSet *
cs_tlsa_lookup_finish (CsLookup *lookup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
