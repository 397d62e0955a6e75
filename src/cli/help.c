#include "cli/help.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "model/option.h"

#define INDENT 34

static void
print_column (const char *left, const char *right)
{
  int width = g_utf8_strlen (left, -1);

  if (*right == '\0')
    g_print ("  %s\n", left);
  else if (width + 4 > INDENT)
    g_print ("  %s\n%*s%s\n", left, INDENT, "", right);
  else
    g_print ("  %s%*s%s\n", left, INDENT - 2 - width, "", right);
}

static void
print_command_line (const CsCommand *command)
{
  g_autofree char *left
      = g_strdup_printf ("%s%s%s", command->name, command->operands != NULL ? " " : "",
                         command->operands != NULL ? _ (command->operands) : "");

  print_column (left, _ (command->summary));
}

void
cs_help_print_all (void)
{
  guint n;
  const CsCommand *commands = cs_commands (&n);

  g_print ("%s\n\n", _ ("Usage: countersign COMMAND [OPTION…]"));
  g_print ("%s\n\n",
           _ ("Says with which account, and how safely, this machine hands its outgoing mail on."));
  for (guint i = 0; i < n; i++)
    print_command_line (&commands[i]);
  g_print ("\n%s\n", _ ("Every command takes --system, --help and --version."));
  g_print ("%s\n", _ ("“countersign COMMAND --help” has the options of a command."));
}

void
cs_help_print (const char *name)
{
  guint n;
  const CsCommand *commands = cs_commands (&n);

  /* Translators: %s is the first word of several commands, such as "queue" */
  g_print (_ ("Usage: countersign %s COMMAND [OPTION…]"), name);
  g_print ("\n\n");
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (commands[i].name, name))
      print_command_line (&commands[i]);
}

/* The keys of the site's table say in their names what they are. */
static char *
help_of (const CsCliOption *option)
{
  CsOption key;
  const CsOptionInfo *info;

  if (option->help != NULL)
    return g_strdup (_ (option->help));
  if (!cs_option_from_name (option->name, &key))
    return g_strdup ("");
  info = cs_option_info (key);
  if (info->type != CS_OPTION_TYPE_INTEGER && info->type != CS_OPTION_TYPE_INTERVALS)
    return g_strdup ("");
  if (info->type == CS_OPTION_TYPE_INTERVALS)
    /* Translators: the smallest and the largest number that is possible */
    return g_strdup_printf (_ ("%" PRId64 " to %" PRId64
                               ", with commas between; the last one is repeated, as in 900,3600"),
                            info->minimum, info->maximum);
  if (info->unit == CS_UNIT_SECONDS && info->default_integer >= 60)
    {
      g_autofree char *words = cs_words_duration (info->default_integer);

      /* Translators: numbers of seconds; the last is the default in words, such as 5 days */
      return g_strdup_printf (_ ("%" PRId64 " to %" PRId64 ", by default %" PRId64 " (%s)"),
                              info->minimum, info->maximum, info->default_integer, words);
    }
  return g_strdup_printf (_ ("%" PRId64 " to %" PRId64 ", by default %" PRId64), info->minimum,
                          info->maximum, info->default_integer);
}

static void
print_option (const CsCliOption *option)
{
  g_autofree char *help = help_of (option);
  g_autofree char *left = NULL;

  if (option->kind == CS_OPTION_VALUE)
    left = g_strdup_printf ("--%s %s", option->name, option->value);
  else if (option->kind == CS_OPTION_SWITCH)
    left = g_strdup_printf ("--[no-]%s", option->name);
  else
    left = g_strdup_printf ("--%s", option->name);
  print_column (left, help);
}

void
cs_help_print_command (const CsCommand *command)
{
  g_autoptr (GArray) options = cs_options_of (command->groups | CS_OPTIONS_COMMON);

  g_print (_ ("Usage: countersign %s"), command->name);
  if (command->operands != NULL)
    g_print (" %s", _ (command->operands));
  g_print (" %s\n\n%s.\n\n", _ ("[OPTION…]"), _ (command->summary));
  for (guint i = 0; i < options->len; i++)
    print_option (&g_array_index (options, CsCliOption, i));
}
