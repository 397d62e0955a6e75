/* countersign - everything that the settings window can do, for servers and scripts */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/translations.h"
#include "cli/cli.h"
#include "cli/complete.h"
#include "cli/help.h"
#include "cli/nearest.h"
#include "cli/output-locale.h"
#include "smtp/process.h"

static void
init_process (void)
{
  cs_translations_init (GETTEXT_PACKAGE, CS_LOCALE_DIR);
  cs_output_use_locale ();
  cs_secret_protect_process ();
  cs_smtp_prepare_process ();
  cs_log_init ("countersign");
  cs_log_leave_out_below (G_LOG_LEVEL_WARNING);
}

gboolean
cs_cli_is_interactive (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/* On a desktop the keyring asks in a window of its own. Elsewhere it would fail to, which looks as
 * if somebody had said no. */
CsPrompt
cs_cli_prompt (void)
{
  return g_getenv ("DISPLAY") != NULL || g_getenv ("WAYLAND_DISPLAY") != NULL ? CS_PROMPT_ALLOWED
                                                                              : CS_PROMPT_NEVER;
}

/* --- finding the command ------------------------------------------------------------------- */

static gboolean
is_first_word (const char *word)
{
  guint n;
  const CsCommand *commands = cs_commands (&n);
  g_autofree char *prefix = g_strconcat (word, " ", NULL);

  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (commands[i].name, prefix))
      return TRUE;
  return FALSE;
}

static const CsCommand *
find_command (const char *name)
{
  guint n;
  const CsCommand *commands = cs_commands (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static void
set_unknown_command (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n;
  const CsCommand *commands = cs_commands (&n);
  const char *nearest;

  for (guint i = 0; i < n; i++)
    {
      const char *space = strchr (commands[i].name, ' ');

      g_ptr_array_add (names, g_strdup (commands[i].name));
      if (space != NULL)
        g_ptr_array_add (names, g_strndup (commands[i].name, space - commands[i].name));
    }
  nearest = cs_nearest (name, names);
  if (nearest != NULL)
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("there is no command “%s”; did you mean “%s”?"),
                 name, nearest);
  else
    g_set_error (error, CS_CLI_ERROR, EX_USAGE,
                 _ ("there is no command “%s”; “countersign --help” lists them"), name);
}

static char *
steal_name (GPtrArray *argv, guint index)
{
  g_autofree char *first = g_ptr_array_steal_index (argv, index);
  g_autofree char *second = NULL;

  if (!is_first_word (first) || index == argv->len
      || *(char *)g_ptr_array_index (argv, index) == '-')
    return g_steal_pointer (&first);
  second = g_ptr_array_steal_index (argv, index);
  return g_strdup_printf ("%s %s", first, second);
}

/* Takes the command's words out of @argv, wherever options stand around them. */
static const CsCommand *
take_command (GPtrArray *argv, GError **error)
{
  g_autofree char *name = NULL;
  const CsCommand *command;

  for (guint i = 0; name == NULL && i < argv->len; i++)
    if (*(char *)g_ptr_array_index (argv, i) != '-')
      name = steal_name (argv, i);
  if (name == NULL)
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE,
                           _ ("which command? “countersign --help” lists them"));
      return NULL;
    }
  command = find_command (name);
  if (command == NULL)
    set_unknown_command (name, error);
  return command;
}

/* --- running it ---------------------------------------------------------------------------- */

static gboolean
check_operands (const CsCommand *command, const CsArguments *arguments, GError **error)
{
  guint n = arguments->operands->len;

  if (n < command->least)
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("“%s” needs %s"), command->name,
                 _ (command->operands));
  else if (n > command->most)
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("“%s” is one argument too many"),
                 cs_arguments_operand (arguments, command->most));
  else
    return TRUE;
  return FALSE;
}

static gboolean
run_command (const CsCommand *command, CsArguments *arguments, int *status, GError **error)
{
  CsCli cli = {
    .instance = cs_instance_new (cs_arguments_has (arguments, "system")),
    .arguments = arguments,
    .cancellable = g_cancellable_new (),
    .loop = g_main_loop_new (NULL, FALSE),
  };
  gboolean ok;

  ok = command->run (&cli, error);
  *status = cli.status;

  g_main_loop_unref (cli.loop);
  g_clear_object (&cli.result);
  g_clear_pointer (&cli.password, cs_secret_unref);
  g_object_unref (cli.cancellable);
  cs_instance_free (cli.instance);
  return ok;
}

static gboolean
run (GPtrArray *argv, int *status, GError **error)
{
  const CsCommand *command = take_command (argv, error);
  g_autoptr (CsArguments) arguments = NULL;

  if (command == NULL)
    return FALSE;
  arguments = cs_arguments_parse (command->groups, argv->len, (char **)argv->pdata, error);
  if (arguments == NULL)
    return FALSE;
  if (cs_arguments_has (arguments, "version"))
    g_print ("countersign %s\n", CS_VERSION);
  else if (cs_arguments_has (arguments, "help"))
    cs_help_print_command (command);
  else
    return check_operands (command, arguments, error)
           && run_command (command, arguments, status, error);
  return TRUE;
}

/* --help and --version without a command, or after the first word of one. */
static gboolean
answer_shortly (GPtrArray *argv)
{
  const char *first = argv->len > 0 ? g_ptr_array_index (argv, 0) : NULL;
  const char *second = argv->len > 1 ? g_ptr_array_index (argv, 1) : NULL;

  if (first == NULL)
    return FALSE;
  if (strcmp (first, "--version") == 0)
    g_print ("countersign %s\n", CS_VERSION);
  else if (strcmp (first, "--help") == 0 || strcmp (first, "-h") == 0
           || (strcmp (first, "help") == 0 && second == NULL))
    cs_help_print_all ();
  else if (strcmp (first, CS_COMPLETE_COMMAND) == 0)
    {
      g_ptr_array_remove_index (argv, 0);
      cs_complete_print (argv);
    }
  else if (is_first_word (first)
           && (second == NULL || strcmp (second, "--help") == 0 || strcmp (second, "-h") == 0))
    cs_help_print (first);
  else
    return FALSE;
  return TRUE;
}

static gboolean
wants_json (GPtrArray *argv)
{
  for (guint i = 0; i < argv->len; i++)
    if (strcmp (g_ptr_array_index (argv, i), "--json") == 0)
      return TRUE;
  return FALSE;
}

/* What could not be written (a full disk) was not done. */
static int
finish_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  g_printerr ("countersign: %s: %s\n", _ ("standard output"), g_strerror (errno));
  return EX_IOERR;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  int status = EX_OK;
  gboolean json;

  init_process ();
  for (int i = 1; i < argc; i++)
    g_ptr_array_add (words, g_strdup (argv[i]));
  if (answer_shortly (words))
    return finish_output (EX_OK);

  json = wants_json (words);
  if (!run (words, &status, &error))
    {
      cs_cli_report (error, json);
      status = cs_cli_status_of (error);
    }
  return finish_output (status);
}
