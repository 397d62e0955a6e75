#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/account-test.h"
#include "admin/words.h"
#include "base/text.h"
#include "cli/edit-entry.h"
#include "cli/output-json.h"
#include "cli/own-name.h"
#include "cli/test-target.h"

/* 76 and 78 go beyond the promised statuses: the other side is at fault, or the settings are. */
static int
status_of (CsTestResult result)
{
  switch (result)
    {
    case CS_TEST_AUTHENTICATED:
    case CS_TEST_NOT_NEEDED:
      return EX_OK;
    case CS_TEST_REFUSED:
      return EX_NOPERM;
    case CS_TEST_UNREACHABLE:
      return EX_TEMPFAIL;
    case CS_TEST_NOT_OFFERED:
      return EX_CONFIG;
    case CS_TEST_TLS_FAILED:
    case CS_TEST_PROTOCOL_ERROR:
    default:
      return EX_PROTOCOL;
    }
}

/* --- for people, as it happens --------------------------------------------------------------- */

static void
print_step (const CsSessionStep *step, gpointer user_data)
{
  g_autofree char *text
      = step->text != NULL ? cs_text_clean (step->text, strlen (step->text), 400) : NULL;

  g_print ("%s %s", step->ok ? "✓" : "✗", cs_words_step (step->stage, step->ok));
  if (text != NULL && *text != '\0')
    g_print (": %s", text);
  g_print ("  (%u ms)\n", step->duration_ms);
}

static void
print_text (const CsTestReport *report)
{
  g_autofree char *advice = cs_test_report_advice (report);
  g_autofree char *risk = cs_test_report_risk (report);

  if (report->failure != NULL)
    {
      g_autofree char *words = cs_words_failure (report->failure);

      g_print ("\n%s.\n", words);
    }
  if (report->offered[0] != NULL)
    {
      g_autofree char *offered = g_strjoinv (", ", report->offered);

      /* Translators: %s is a list of authentication mechanisms */
      g_print (_ ("The server offers %s."), offered);
      g_print ("\n");
    }
  if (advice != NULL)
    g_print ("%s\n", advice);
  if (report->result == CS_TEST_NOT_NEEDED)
    g_print ("%s\n", _ ("Whether it takes mail for everybody shows when mail is sent."));
  if (risk != NULL)
    g_print ("%s\n", risk);
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void
add_steps (JsonBuilder *builder, GPtrArray *steps)
{
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++)
    {
      const CsTestStep *step = g_ptr_array_index (steps, i);

      json_builder_begin_object (builder);
      cs_json_add_string (builder, "step", cs_stage_name (step->stage));
      cs_json_add_boolean (builder, "ok", step->ok);
      cs_json_add_integer (builder, "ms", step->duration_ms);
      cs_json_add_string (builder, "text", step->text != NULL ? step->text : "");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const CsTestReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *advice = cs_test_report_advice (report);
  g_autofree char *risk = cs_test_report_risk (report);

  json_builder_begin_object (builder);
  cs_json_add_string (builder, "result", cs_test_result_name (report->result));
  cs_json_add_optional (builder, "host", report->host);
  cs_json_add_optional (builder, "address", report->address);
  if (report->port != 0)
    cs_json_add_integer (builder, "port", report->port);
  cs_json_add_optional (builder, "tls", report->tls);
  cs_json_add_strings (builder, "offered", (const char *const *)report->offered);
  cs_json_add_optional (builder, "mechanism", report->mechanism);
  cs_json_add_optional (builder, "reply", report->reply);
  cs_json_add_optional (builder, "advice", advice);
  cs_json_add_optional (builder, "risk", risk);
  add_steps (builder, report->steps);
  json_builder_end_object (builder);
  cs_json_print_builder (builder);
}

/* --- running it ---------------------------------------------------------------------------- */

static gboolean
get_password (CsCli *cli, const CsSecurity *security, CsSecret **password, GError **error)
{
  g_autoptr (CsSecretStore) store = NULL;

  *password = NULL;
  if (security->authentication == CS_AUTHENTICATION_NONE)
    return TRUE;
  if (security->credential == NULL)
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_CONFIG,
                           _ ("no password is stored for this account; store it with "
                              "--password-stdin"));
      return FALSE;
    }
  store = cs_apply_store_for (cli->instance);
  cs_secret_store_lookup_async (store, security->credential, cs_cli_prompt (), cli->cancellable,
                                cs_cli_done, cli);
  *password = cs_secret_store_lookup_finish (store, cs_cli_wait (cli), error);
  return *password != NULL;
}

static CsTestReport *
test (CsCli *cli, const CsSettings *settings, const CsTestTarget *target, GError **error)
{
  g_autofree char *own_name = cs_own_name (settings);
  g_autoptr (CsSecret) password = NULL;
  CsTestRequest request = {
    .smart_host = target->route.smart_host,
    .domain = target->domain,
    .security = target->route.security,
    .helo = target->route.helo,
    .own_name = own_name,
  };

  if (!get_password (cli, target->route.security, &password, error))
    return NULL;
  request.password = password;
  cs_account_test_async (&request, cs_arguments_has (cli->arguments, "json") ? NULL : print_step,
                         NULL, cli->cancellable, cs_cli_done, cli);
  return cs_account_test_finish (cs_cli_wait (cli), error);
}

gboolean
cs_command_test (CsCli *cli, GError **error)
{
  g_autoptr (CsSettings) settings = cs_edit_read (cli, error);
  g_autoptr (CsTestReport) report = NULL;
  CsTestTarget target = { 0 };

  if (settings == NULL)
    return FALSE;
  if (cs_test_target_find (settings, cli->arguments, &target, error))
    report = test (cli, settings, &target, error);
  cs_test_target_clear (&target);
  if (report == NULL)
    return FALSE;

  if (cs_arguments_has (cli->arguments, "json"))
    print_json (report);
  else
    print_text (report);
  cli->status = status_of (report->result);
  return TRUE;
}
