#include <inttypes.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/domain.h"
#include "cli/output-table.h"
#include "cli/queue-rows.h"
#include "cli/story.h"
#include "cli/worker-call.h"

/* --- list ---------------------------------------------------------------------------------- */

static const char *const *
operands (CsCli *cli)
{
  return (const char *const *)cli->arguments->operands->pdata;
}

static gboolean
check_state (const char *state, GError **error)
{
  static const char *const states[] = { "queued", "active", "deferred", "held", NULL };

  if (state == NULL || g_strv_contains (states, state))
    return TRUE;
  g_set_error (error, CS_CLI_ERROR, EX_USAGE,
               _ ("--state: “%s” is not one of queued, active, deferred, held"), state);
  return FALSE;
}

/* ‘hold "$ID"’ without a value must not hold everything. */
static gboolean
check_ids (CsCli *cli, GError **error)
{
  for (guint i = 0; i < cli->arguments->operands->len; i++)
    {
      const char *id = cs_arguments_operand (cli->arguments, i);

      if (id != NULL && *id == '\0')
        {
          g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE, _ ("an ID is empty"));
          return FALSE;
        }
    }
  return TRUE;
}

static GVariant *
make_filter (CsCli *cli, GError **error)
{
  const char *state = cs_arguments_get (cli->arguments, "state");
  const char *domain = cs_arguments_get (cli->arguments, "domain");
  GPtrArray *ids = cli->arguments->operands;
  GVariantDict filter;

  if (!check_state (state, error) || !check_ids (cli, error))
    return NULL;
  g_variant_dict_init (&filter, NULL);
  if (ids->len > 0)
    g_variant_dict_insert_value (&filter, "ids", g_variant_new_strv (operands (cli), ids->len));
  if (state != NULL)
    g_variant_dict_insert_value (&filter, "states", g_variant_new_strv (&state, 1));
  if (domain != NULL)
    {
      g_autoptr (GError) why = NULL;
      g_autofree char *name = cs_domain_normalize (domain, -1, &why);

      if (name == NULL)
        {
          g_variant_dict_clear (&filter);
          g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("“%s”: %s"), domain, why->message);
          return NULL;
        }
      g_variant_dict_insert (&filter, "domain", "s", name);
    }
  return g_variant_dict_end (&filter);
}

gboolean
cs_command_queue_list (CsCli *cli, GError **error)
{
  GVariant *filter = make_filter (cli, error);
  g_autoptr (CsDelivery) worker = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (filter == NULL)
    return FALSE;
  worker = cs_worker_call_connect (cli, error);
  if (worker == NULL)
    {
      g_variant_unref (g_variant_ref_sink (filter));
      return FALSE;
    }
  rows = cs_worker_call_list (cli, worker, filter, error);
  if (rows == NULL)
    return FALSE;
  if (cs_arguments_has (cli->arguments, "json"))
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      cs_queue_rows_add_json (builder, rows, FALSE);
      cs_json_print_builder (builder);
    }
  else
    cs_queue_rows_print (rows);
  return TRUE;
}

/* --- show ---------------------------------------------------------------------------------- */

gboolean
cs_command_queue_show (CsCli *cli, GError **error)
{
  g_autoptr (CsDelivery) worker = cs_worker_call_connect (cli, error);
  g_autoptr (GVariant) story = NULL;

  if (worker == NULL)
    return FALSE;
  cs_delivery_call_show_message (worker, cs_arguments_operand (cli->arguments, 0), cli->cancellable,
                                 cs_cli_done, cli);
  if (!cs_delivery_call_show_message_finish (worker, &story, cs_cli_wait (cli), error))
    {
      cs_worker_translate_error (error);
      return FALSE;
    }
  if (cs_arguments_has (cli->arguments, "json"))
    cs_story_print_json (story);
  else
    cs_story_print (story);
  return TRUE;
}

/* --- changing ------------------------------------------------------------------------------ */

typedef enum
{
  RETRY,
  HOLD,
  RELEASE,
  REMOVE,
} Action;

static const char *
action_name (Action action)
{
  static const char *const names[] = { "retry", "hold", "release", "remove" };

  return names[action];
}

static void
print_done (Action action, guint64 n)
{
  switch (action)
    {
    case RETRY:
      g_print (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " recipient is tried now.",
                            "%" PRIu64 " recipients are tried now.", n),
               n);
      break;
    case HOLD:
      g_print (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " recipient is held.",
                            "%" PRIu64 " recipients are held.", n),
               n);
      break;
    case RELEASE:
      g_print (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " recipient is released and tried now.",
                            "%" PRIu64 " recipients are released and tried now.", n),
               n);
      break;
    case REMOVE:
    default:
      g_print (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " recipient is removed.",
                            "%" PRIu64 " recipients are removed.", n),
               n);
    }
  g_print ("\n");
}

/* A refused password is not tried again by retry. */
static gboolean
print_kept (CsCli *cli, CsDelivery *worker, GError **error)
{
  static const char *const states[] = { "held", NULL };
  static const char *const causes[] = { "authentication-refused", NULL };
  const char *const *suspended = cs_delivery_get_suspended_credentials (worker);
  g_autoptr (GPtrArray) rows = NULL;
  GVariantDict filter;

  if (suspended == NULL || suspended[0] == NULL)
    return TRUE;
  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert_value (&filter, "states", g_variant_new_strv (states, -1));
  g_variant_dict_insert_value (&filter, "causes", g_variant_new_strv (causes, -1));
  if (operands (cli)[0] != NULL)
    g_variant_dict_insert_value (&filter, "ids", g_variant_new_strv (operands (cli), -1));
  rows = cs_worker_call_list (cli, worker, g_variant_dict_end (&filter), error);
  if (rows == NULL)
    return FALSE;
  if (rows->len > 0)
    {
      g_print (g_dngettext (
                   GETTEXT_PACKAGE, "%u recipient stays held: the server has refused the password.",
                   "%u recipients stay held: the server has refused the password.", rows->len),
               rows->len);
      g_print ("\n%s\n", _ ("It is tried again when it is changed, or by “queue release”."));
    }
  return TRUE;
}

static void
note_host (GHashTable *hosts, GVariant *row)
{
  const char *cause, *host;

  if (g_variant_lookup (row, "cause", "&s", &cause) && g_str_equal (cause, "downgrade")
      && g_variant_lookup (row, "host", "&s", &host))
    g_hash_table_add (hosts, g_strdup (host));
}

/* (element-type utf8) (transfer full) (nullable): the servers that offer less than before, and for
 * which mail waits that is about to be released. */
static GHashTable *
find_weaker_hosts (CsCli *cli, CsDelivery *worker, GError **error)
{
  static const char *const causes[] = { "downgrade", NULL };
  GHashTable *hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert_value (&filter, "causes", g_variant_new_strv (causes, -1));
  if (operands (cli)[0] != NULL)
    g_variant_dict_insert_value (&filter, "ids", g_variant_new_strv (operands (cli), -1));
  rows = cs_worker_call_list (cli, worker, g_variant_dict_end (&filter), error);
  if (rows == NULL)
    {
      g_hash_table_unref (hosts);
      return NULL;
    }
  for (guint i = 0; i < rows->len; i++)
    note_host (hosts, rows->pdata[i]);
  return hosts;
}

static void
print_accepted (GHashTable *hosts)
{
  g_autoptr (GList) sorted = g_list_sort (g_hash_table_get_keys (hosts), (GCompareFunc)strcmp);

  for (const GList *l = sorted; l != NULL; l = l->next)
    {
      g_print (_ ("What %s offers now is accepted, though it is less than before."),
               (const char *)l->data);
      g_print ("\n");
    }
}

static gboolean
change (CsCli *cli, Action action, GError **error)
{
  g_autoptr (CsDelivery) worker = NULL;
  g_autoptr (GHashTable) weaker = NULL;
  guint64 changed;

  if (!check_ids (cli, error))
    return FALSE;

  if (cs_arguments_has (cli->arguments, "all") && cli->arguments->operands->len > 0)
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE, _ ("either IDs or --all"));
      return FALSE;
    }
  worker = cs_worker_call_connect (cli, error);
  if (worker == NULL)
    return FALSE;
  g_ptr_array_add (cli->arguments->operands, NULL);
  weaker = action == RELEASE ? find_weaker_hosts (cli, worker, error) : NULL;
  if (action == RELEASE && weaker == NULL)
    return FALSE;
  cs_delivery_call_change (worker, action_name (action), operands (cli), cli->cancellable,
                           cs_cli_done, cli);
  if (!cs_delivery_call_change_finish (worker, &changed, cs_cli_wait (cli), error))
    {
      cs_worker_translate_error (error);
      return FALSE;
    }
  print_done (action, changed);
  if (weaker != NULL)
    print_accepted (weaker);
  return action != RETRY || print_kept (cli, worker, error);
}

gboolean
cs_command_queue_retry (CsCli *cli, GError **error)
{
  return change (cli, RETRY, error);
}

gboolean
cs_command_queue_hold (CsCli *cli, GError **error)
{
  return change (cli, HOLD, error);
}

gboolean
cs_command_queue_release (CsCli *cli, GError **error)
{
  return change (cli, RELEASE, error);
}

gboolean
cs_command_queue_remove (CsCli *cli, GError **error)
{
  if (cli->arguments->operands->len == 0 && !cs_arguments_has (cli->arguments, "all"))
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE,
                           _ ("remove what? IDs, or --all for everything that waits"));
      return FALSE;
    }
  return change (cli, REMOVE, error);
}
