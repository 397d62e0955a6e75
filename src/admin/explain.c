#include "admin/explain.h"

#include "dns/resolver.h"

#define MAIL_PORT 25 /* of hosts that are tried before the smart host */

typedef struct
{
  CsExplanation *explanation; /* until it is handed over */
  CsSecretStore *store; /* NULL: do not ask */
  CsResolver *resolver;
  char *own_name;
  gboolean offline;
} Explaining;

static void
host_free (CsExplainedHost *host)
{
  g_free (host->name);
  g_free (host);
}

static void
add_host (CsExplanation *explanation, const char *name, gboolean is_direct)
{
  CsExplainedHost *host = g_new (CsExplainedHost, 1);

  *host = (CsExplainedHost){
    .name = g_strdup (name),
    .port = is_direct ? MAIL_PORT : cs_route_port (&explanation->route),
    .is_direct = is_direct,
  };
  if (explanation->hosts == NULL)
    explanation->hosts = g_ptr_array_new_with_free_func ((GDestroyNotify)host_free);
  g_ptr_array_add (explanation->hosts, host);
}

void
cs_explanation_free (CsExplanation *explanation)
{
  cs_address_unref (explanation->address);
  cs_settings_unref (explanation->settings);
  g_clear_pointer (&explanation->hosts, g_ptr_array_unref);
  g_clear_pointer (&explanation->policy, cs_policy_free);
  g_clear_error (&explanation->hosts_error);
  g_free (explanation);
}

static void
explaining_free (Explaining *explaining)
{
  g_clear_pointer (&explaining->explanation, cs_explanation_free);
  g_clear_object (&explaining->store);
  g_clear_object (&explaining->resolver);
  g_free (explaining->own_name);
  g_free (explaining);
}

static void
finish (GTask *task)
{
  Explaining *explaining = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&explaining->explanation),
                         (GDestroyNotify)cs_explanation_free);
  g_object_unref (task);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CsExplanation *explanation = ((Explaining *)g_task_get_task_data (task))->explanation;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);

  /* a locked one is there; without a service nothing is known */
  explanation->credential_stored
      = secret != NULL || g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);
  explanation->credential_known
      = explanation->credential_stored
        || g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING)
        || g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
  finish (task);
}

static void
look_for_secret (GTask *task)
{
  Explaining *explaining = g_task_get_task_data (task);
  CsExplanation *explanation = explaining->explanation;
  const CsSecurity *security = explanation->route.security;

  if (security->authentication == CS_AUTHENTICATION_NONE)
    finish (task);
  else if (security->credential == NULL)
    {
      explanation->credential_known = TRUE;
      finish (task);
    }
  else if (explaining->store == NULL)
    finish (task);
  else
    cs_secret_store_lookup_async (explaining->store, security->credential, CS_PROMPT_NEVER,
                                  g_task_get_cancellable (task), on_secret, task);
}

static void
add_smart_host (CsExplanation *explanation)
{
  if (explanation->route.smart_host != NULL)
    add_host (explanation, explanation->route.smart_host->name, FALSE);
}

static void
on_hosts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CsExplanation *explanation = ((Explaining *)g_task_get_task_data (task))->explanation;
  g_autoptr (GPtrArray) hosts
      = cs_resolver_mail_hosts_finish (CS_RESOLVER (source), result, &explanation->hosts_error);

  for (guint i = 0; hosts != NULL && i < hosts->len; i++)
    add_host (explanation, ((CsMailHost *)g_ptr_array_index (hosts, i))->name,
              explanation->is_direct_first);
  add_smart_host (explanation);
  look_for_secret (task);
}

static void
look_for_hosts (GTask *task)
{
  Explaining *explaining = g_task_get_task_data (task);
  CsExplanation *explanation = explaining->explanation;

  if (!explaining->offline
      && (explanation->route.smart_host == NULL || explanation->is_direct_first))
    {
      explaining->resolver = cs_resolver_new (&explanation->hosts_error);
      if (explaining->resolver != NULL)
        {
          cs_resolver_mail_hosts_async (
              explaining->resolver, cs_address_domain (explanation->address), explaining->own_name,
              g_task_get_cancellable (task), on_hosts, task);
          return;
        }
    }
  add_smart_host (explanation);
  look_for_secret (task);
}

static void
on_policy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CsExplanation *explanation = ((Explaining *)g_task_get_task_data (task))->explanation;

  explanation->policy = cs_policy_ask_finish (result, NULL);
  look_for_hosts (task);
}

static gboolean
has_policy (const CsExplanation *explanation)
{
  const CsRoute *route = &explanation->route;

  return (route->smart_host == NULL || explanation->is_direct_first)
         && cs_route_heeds_policies (route, cs_address_domain (explanation->address));
}

void
cs_explain_async (const CsInstance *instance, CsSettings *settings, CsAddress *address,
                  gboolean offline, CsSecretStore *store, const char *own_name,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Explaining *explaining = g_new0 (Explaining, 1);
  CsExplanation *explanation = g_new0 (CsExplanation, 1);

  explanation->address = cs_address_ref (address);
  explanation->settings = cs_settings_ref (settings);
  cs_route_find (settings, address, &explanation->route);
  explanation->is_direct_first
      = explanation->route.smart_host != NULL
        && cs_settings_integer (settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST) != 0;

  explaining->explanation = explanation;
  explaining->offline = offline;
  explaining->own_name = g_strdup (own_name);
  if (store != NULL && !offline)
    explaining->store = g_object_ref (store);
  g_task_set_task_data (task, explaining, (GDestroyNotify)explaining_free);
  if (instance != NULL && has_policy (explanation))
    cs_policy_ask_async (instance, cs_address_domain (address), cancellable, on_policy, task);
  else
    look_for_hosts (task);
}

CsExplanation *
cs_explain_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
