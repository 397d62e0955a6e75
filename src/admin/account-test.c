#include "admin/account-test.h"

#include "admin/account-test-report.h"
#include "dns/resolver.h"

#define MAX_ATTEMPTS 5 /* addresses tried before it is called unreachable */

/* A person is waiting, so less than RFC 5321 section 4.5.3.2 grants; more than servers that make
 * strangers wait before they greet take. */
#define CONNECT_LIMIT_S 10
#define STEP_LIMIT_S 30

typedef struct
{
  char *name;
  GInetAddress *address;
} Target;

typedef struct
{
  /* the request */
  CsHost *smart_host;
  char *domain;
  CsSecurity *security;
  CsSecret *password;
  char *own_name;
  gboolean helo, probe_only;
  GTlsDatabase *tls_database;
  CsSessionStepFunc on_step;
  gpointer step_data;
  /* under way */
  CsResolver *resolver;
  gint64 started;
  GPtrArray *targets;
  guint next;
  CsSession *session;
  CsTestReport *report;
} Testing;

static void try_next (GTask *task);

static void
target_free (Target *target)
{
  g_free (target->name);
  g_object_unref (target->address);
  g_free (target);
}

static void
testing_free (Testing *testing)
{
  g_clear_pointer (&testing->smart_host, cs_host_free);
  g_free (testing->domain);
  cs_security_free (testing->security);
  g_clear_pointer (&testing->password, cs_secret_unref);
  g_free (testing->own_name);
  g_clear_object (&testing->tls_database);
  g_clear_object (&testing->resolver);
  g_ptr_array_unref (testing->targets);
  g_clear_object (&testing->session);
  g_clear_pointer (&testing->report, cs_test_report_free);
  g_free (testing);
}

static Testing *
testing_new (const CsTestRequest *request)
{
  Testing *testing = g_new0 (Testing, 1);

  testing->smart_host = request->smart_host != NULL ? cs_host_copy (request->smart_host) : NULL;
  testing->domain = g_strdup (request->domain);
  testing->security = cs_security_copy (request->security);
  testing->password = request->password != NULL ? cs_secret_ref (request->password) : NULL;
  testing->own_name = g_strdup (request->own_name);
  testing->helo = request->helo;
  testing->probe_only = request->probe_only;
  g_set_object (&testing->tls_database, request->tls_database);
  testing->targets = g_ptr_array_new_with_free_func ((GDestroyNotify)target_free);
  testing->report = cs_test_report_new ();
  return testing;
}

/* A refusal's text with its code in front, as in every other step; (nullable): as it is. */
static char *
refusal_text (Testing *testing, const CsSessionStep *step)
{
  const CsFailure *reply
      = testing->session != NULL ? cs_session_last_reply (testing->session) : NULL;

  if (step->ok || reply == NULL || reply->stage != step->stage
      || g_strcmp0 (reply->text, step->text) != 0)
    return NULL;
  return g_strdup_printf ("%u %s", reply->code, reply->text);
}

static void
on_session_step (const CsSessionStep *step, gpointer user_data)
{
  Testing *testing = user_data;
  g_autofree char *text = refusal_text (testing, step);
  CsSessionStep shown = *step;

  if (text != NULL)
    shown.text = text;
  cs_test_report_add_step (testing->report, &shown);
  if (testing->on_step != NULL)
    testing->on_step (&shown, testing->step_data);
}

static void
finish (GTask *task)
{
  Testing *testing = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&testing->report),
                         (GDestroyNotify)cs_test_report_free);
  g_object_unref (task);
}

/* --- speaking to a host -------------------------------------------------------------------- */

static void
on_quit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  cs_session_quit_finish (CS_SESSION (source), result);
  finish (user_data);
}

/* Another address may do better only where nobody has answered yet. */
static gboolean
should_try_next (Testing *testing, const CsFailure *failure)
{
  return failure != NULL && failure->stage == CS_STAGE_CONNECT
         && failure->kind != CS_FAILURE_CANCELLED && testing->next < testing->targets->len
         && testing->next < MAX_ATTEMPTS;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Testing *testing = g_task_get_task_data (task);
  CsSession *session = CS_SESSION (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = cs_session_open_finish (session, result, &error);
  const CsFailure *failure = error != NULL ? cs_failure_from_error (error) : NULL;

  if (!ok && (failure == NULL || failure->kind == CS_FAILURE_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  if (should_try_next (testing, failure))
    {
      try_next (task);
      return;
    }

  cs_test_report_take_session (testing->report, session, testing->security,
                               failure != NULL ? cs_failure_copy (failure) : NULL);
  if (ok)
    cs_session_quit_async (session, on_quit, task);
  else
    finish (task);
}

static guint16
port_of (Testing *testing)
{
  if (testing->smart_host != NULL && testing->smart_host->port != 0)
    return testing->smart_host->port;
  return testing->security->tls == CS_TLS_FROM_START ? 465 : 25;
}

static CsSession *
new_session (Testing *testing, const Target *target)
{
  g_autoptr (GSocketAddress) address
      = g_inet_socket_address_new (target->address, port_of (testing));
  const CsSecurity *security = testing->security;
  CsSessionConfig config = {
    .address = address,
    .host_name = target->name,
    .tls = security->tls,
    .helo = testing->helo,
    .client_name = testing->own_name,
    .authentication = security->authentication,
    .account = security->account,
    .nt_domain = security->nt_domain,
    .secret = testing->password,
    .allow_unencrypted_password = security->allow_unencrypted_password,
    .connect_timeout_s = CONNECT_LIMIT_S,
    .step_timeout_s = STEP_LIMIT_S,
    .probe_only = testing->probe_only,
    .tls_database = testing->tls_database,
  };

  return cs_session_new (&config);
}

static void
try_next (GTask *task)
{
  Testing *testing = g_task_get_task_data (task);
  const Target *target = g_ptr_array_index (testing->targets, testing->next++);
  CsTestReport *report = testing->report;

  g_free (report->host);
  g_free (report->address);
  report->host = g_strdup (target->name);
  report->address = g_inet_address_to_string (target->address);
  report->port = port_of (testing);

  g_clear_object (&testing->session);
  testing->session = new_session (testing, target);
  cs_session_set_step_func (testing->session, on_session_step, testing);
  cs_session_open_async (testing->session, g_task_get_cancellable (task), on_opened, task);
}

/* --- finding it ---------------------------------------------------------------------------- */

static void
add_targets (Testing *testing, const CsMailHost *host)
{
  for (GList *l = host->addresses; l != NULL; l = l->next)
    {
      Target *target = g_new (Target, 1);

      *target = (Target){ g_strdup (host->name), g_object_ref (l->data) };
      g_ptr_array_add (testing->targets, target);
    }
}

static void
report_found (Testing *testing, const char *text)
{
  CsSessionStep step = {
    .stage = CS_STAGE_RESOLVE,
    .ok = testing->targets->len > 0,
    .duration_ms = (g_get_monotonic_time () - testing->started) / 1000,
    .text = text,
  };

  on_session_step (&step, testing);
}

static void
use_targets (GTask *task, const GError *error)
{
  Testing *testing = g_task_get_task_data (task);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < testing->targets->len; i++)
    {
      const Target *target = g_ptr_array_index (testing->targets, i);
      g_autofree char *address = g_inet_address_to_string (target->address);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", address);
    }
  report_found (testing, error != NULL ? error->message : text->str);

  if (testing->targets->len > 0)
    try_next (task);
  else
    {
      cs_test_report_take_failure (testing->report,
                                   cs_failure_new (CS_STAGE_RESOLVE, CS_FAILURE_UNREACHABLE,
                                                   error != NULL ? error->message : NULL));
      finish (task);
    }
}

static gboolean
return_if_cancelled (GTask *task, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_task_return_error (task, g_error_copy (error));
  g_object_unref (task);
  return TRUE;
}

static void
on_smart_host (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsMailHost) host
      = cs_resolver_smart_host_finish (CS_RESOLVER (source), result, &error);

  if (return_if_cancelled (task, error))
    return;
  if (host != NULL)
    add_targets (g_task_get_task_data (task), host);
  use_targets (task, error);
}

static void
on_mail_hosts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts
      = cs_resolver_mail_hosts_finish (CS_RESOLVER (source), result, &error);

  if (return_if_cancelled (task, error))
    return;
  for (guint i = 0; hosts != NULL && i < hosts->len; i++)
    add_targets (g_task_get_task_data (task), g_ptr_array_index (hosts, i));
  use_targets (task, error);
}

void
cs_account_test_async (const CsTestRequest *request, CsSessionStepFunc on_step, gpointer step_data,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Testing *testing = testing_new (request);
  GError *error = NULL;

  testing->on_step = on_step;
  testing->step_data = step_data;
  testing->started = g_get_monotonic_time ();
  g_task_set_task_data (task, testing, (GDestroyNotify)testing_free);

  testing->resolver = cs_resolver_new (&error);
  if (testing->resolver == NULL)
    g_task_return_error (task, error);
  else if (testing->smart_host != NULL)
    cs_resolver_smart_host_async (testing->resolver, testing->smart_host->name, cancellable,
                                  on_smart_host, g_steal_pointer (&task));
  else
    cs_resolver_mail_hosts_async (testing->resolver, testing->domain, testing->own_name,
                                  cancellable, on_mail_hosts, g_steal_pointer (&task));
}

CsTestReport *
cs_account_test_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
