#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "cli/nearest.h"
#include "model/option.h"

/* clang-format off */
static const CsCliOption table[] = {
  { "system", CS_OPTION_FLAG, CS_OPTIONS_COMMON, NULL, N_("the system's Countersign instead of yours") },
  { "help", CS_OPTION_FLAG, CS_OPTIONS_COMMON, NULL, N_("show this help") },
  { "version", CS_OPTION_FLAG, CS_OPTIONS_COMMON, NULL, N_("show the version") },
  { "json", CS_OPTION_FLAG, CS_OPTIONS_JSON, NULL, N_("print JSON") },
  { "authentication", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "none|clear-text|challenge-response", N_("how to sign in") },
  { "account", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "NAME", N_("account on the remote host") },
  { "nt-domain", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "NAME", N_("Windows NT domain of the account") },
  { "password-stdin", CS_OPTION_FLAG, CS_OPTIONS_ENTRY, NULL, N_("read the password from standard input, one line") },
  { "credential", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "UUID", N_("use a stored password of another entry") },
  { "tls", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "when-offered|required|from-start|never", N_("when to encrypt") },
  { "allow-unencrypted-password", CS_OPTION_SWITCH, CS_OPTIONS_ENTRY, NULL, N_("send a clear-text password without TLS too") },
  { "smart-host", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "HOST[:PORT]", N_("host that takes all mail of the entry; '' for none") },
  { "preset", CS_OPTION_VALUE, CS_OPTIONS_ENTRY, "PROVIDER", N_("a provider's smart host, TLS rule and way to sign in") },
  { "use-site-security", CS_OPTION_FLAG, CS_OPTIONS_DOMAIN, NULL, N_("sign in as the site does") },
  { "use-site-route", CS_OPTION_FLAG, CS_OPTIONS_DOMAIN, NULL, N_("send mail the way that the site does") },
  { "dns", CS_OPTION_FLAG, CS_OPTIONS_DOMAIN, NULL, N_("send mail to the hosts that the DNS names") },
  { "helo", CS_OPTION_SWITCH, CS_OPTIONS_DOMAIN, NULL, N_("send HELO instead of EHLO") },
  { "name", CS_OPTION_VALUE, CS_OPTIONS_SITE, "NAME", N_("name of the site") },
  { "offline", CS_OPTION_FLAG, CS_OPTIONS_OFFLINE, NULL, N_("look nothing up") },
  { "site", CS_OPTION_FLAG, CS_OPTIONS_TEST, NULL, N_("test the site's smart host") },
  { "metrics", CS_OPTION_FLAG, CS_OPTIONS_METRICS, NULL, N_("print OpenMetrics text for a monitoring system") },
  { "all", CS_OPTION_FLAG, CS_OPTIONS_ALL, NULL, N_("all messages") },
  { "state", CS_OPTION_VALUE, CS_OPTIONS_FILTER, "queued|active|deferred|held", N_("only recipients in this state") },
  { "domain", CS_OPTION_VALUE, CS_OPTIONS_FILTER, "DOMAIN", N_("only recipients of this domain") },
};
/* clang-format on */

static const char *
value_name_of (const CsOptionInfo *info)
{
  switch (info->type)
    {
    case CS_OPTION_TYPE_INTERVALS:
      return "SECONDS,…";
    case CS_OPTION_TYPE_DOMAIN:
      return "DOMAIN";
    case CS_OPTION_TYPE_ADDRESS:
      return "ADDRESS";
    case CS_OPTION_TYPE_LANGUAGE:
      return "LANGUAGE";
    case CS_OPTION_TYPE_INTEGER:
    case CS_OPTION_TYPE_BOOLEAN:
    default:
      return info->unit == CS_UNIT_SECONDS ? "SECONDS"
             : info->unit == CS_UNIT_BYTES ? "BYTES"
                                           : "N";
    }
}

GArray *
cs_options_of (CsOptionGroups groups)
{
  GArray *options = g_array_new (FALSE, FALSE, sizeof (CsCliOption));

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].groups & groups)
      g_array_append_val (options, table[i]);
  for (guint i = 0; (groups & CS_OPTIONS_SITE) && i < CS_N_OPTIONS; i++)
    {
      const CsOptionInfo *info = cs_option_info (i);
      CsCliOption option
          = { info->name, info->type == CS_OPTION_TYPE_BOOLEAN ? CS_OPTION_SWITCH : CS_OPTION_VALUE,
              CS_OPTIONS_SITE, value_name_of (info), NULL };

      g_array_append_val (options, option);
    }
  return options;
}

gboolean
cs_option_parse_switch (const char *text, gboolean *value)
{
  static const char *const yes[] = { "yes", "true", "on", "1", NULL };
  static const char *const no[] = { "no", "false", "off", "0", NULL };

  if (g_strv_contains (yes, text))
    *value = TRUE;
  else if (g_strv_contains (no, text))
    *value = FALSE;
  else
    return FALSE;
  return TRUE;
}

/* --- parsing ------------------------------------------------------------------------------- */

/* getopt's own table: for each option its place, and for a switch a second row "no-…". */
typedef struct
{
  GArray *options; /* of CsCliOption */
  GArray *rows; /* of struct option, ended by an empty one */
  GPtrArray *names;
} Getopt;

#define NEGATED 0x10000

static void
add_row (Getopt *getopt, const char *name, int has_argument, int value)
{
  char *owned = g_strdup (name);
  struct option row = { owned, has_argument, NULL, value };

  g_ptr_array_add (getopt->names, owned);
  g_array_append_val (getopt->rows, row);
}

static void
getopt_init (Getopt *getopt, CsOptionGroups groups)
{
  getopt->options = cs_options_of (groups | CS_OPTIONS_COMMON);
  getopt->rows = g_array_new (TRUE, TRUE, sizeof (struct option));
  getopt->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < getopt->options->len; i++)
    {
      const CsCliOption *option = &g_array_index (getopt->options, CsCliOption, i);
      /* 256 and more: no short options */
      int value = 256 + i;

      add_row (getopt, option->name,
               option->kind == CS_OPTION_VALUE    ? required_argument
               : option->kind == CS_OPTION_SWITCH ? optional_argument
                                                  : no_argument,
               value);
      if (option->kind == CS_OPTION_SWITCH)
        {
          g_autofree char *negated = g_strconcat ("no-", option->name, NULL);

          add_row (getopt, negated, no_argument, value | NEGATED);
        }
    }
}

static void
getopt_clear (Getopt *getopt)
{
  g_array_unref (getopt->options);
  g_array_unref (getopt->rows);
  g_ptr_array_unref (getopt->names);
}

static gboolean
take_switch (CsArguments *arguments, const CsCliOption *option, const char *text, int argc,
             char **argv, GError **error)
{
  gboolean value = TRUE;

  if (text != NULL && !cs_option_parse_switch (text, &value))
    {
      g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("--%s: “%s” is neither yes nor no"),
                   option->name, text);
      return FALSE;
    }
  /* "--key yes" */
  if (text == NULL && optind < argc && cs_option_parse_switch (argv[optind], &value))
    optind++;
  g_hash_table_replace (arguments->values, g_strdup (option->name),
                        g_strdup (value ? "yes" : "no"));
  return TRUE;
}

static gboolean
take_option (CsArguments *arguments, const Getopt *getopt, int value, int argc, char **argv,
             GError **error)
{
  const CsCliOption *option
      = &g_array_index (getopt->options, CsCliOption, (value & ~NEGATED) - 256);

  if (value & NEGATED)
    g_hash_table_replace (arguments->values, g_strdup (option->name), g_strdup ("no"));
  else if (option->kind == CS_OPTION_SWITCH)
    return take_switch (arguments, option, optarg, argc, argv, error);
  else
    g_hash_table_replace (arguments->values, g_strdup (option->name),
                          g_strdup (optarg != NULL ? optarg : ""));
  return TRUE;
}

/* What getopt calls '?': a value for an option that takes none, an abbreviation of several, or
 * nothing known. The value is never shown: it may be a password. */
static void
set_unknown_error (const Getopt *getopt, const char *word, GError **error)
{
  g_autofree char *name = g_strndup (word, strcspn (word, "="));
  const char *bare = name + strspn (name, "-");
  const char *nearest = cs_nearest (bare, getopt->names);
  const char *begun = NULL;
  guint n_begun = 0;

  for (guint i = 0; i < getopt->names->len; i++)
    if (*bare != '\0' && g_str_has_prefix (g_ptr_array_index (getopt->names, i), bare))
      {
        begun = g_ptr_array_index (getopt->names, i);
        n_begun++;
      }

  if (n_begun > 1)
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("%s could be several options"), name);
  else if (n_begun == 1)
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("--%s takes no value"), begun);
  else if (nearest != NULL)
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("unknown option %s; did you mean --%s?"), name,
                 nearest);
  else
    g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("unknown option %s"), name);
}

static gboolean
scan (CsArguments *arguments, const Getopt *getopt, int argc, char **argv, GError **error)
{
  int value;

  optind = 0; /* glibc: start anew */
  opterr = 0;
  while ((value = getopt_long (argc, argv, ":h", (const struct option *)getopt->rows->data, NULL))
         != -1)
    {
      if (value == 'h')
        g_hash_table_replace (arguments->values, g_strdup ("help"), g_strdup (""));
      else if (value == ':')
        {
          g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("%s needs a value"), argv[optind - 1]);
          return FALSE;
        }
      else if (value == '?')
        {
          set_unknown_error (getopt, argv[optind - 1], error);
          return FALSE;
        }
      else if (!take_option (arguments, getopt, value, argc, argv, error))
        return FALSE;
    }
  for (; optind < argc; optind++)
    g_ptr_array_add (arguments->operands, g_strdup (argv[optind]));
  return TRUE;
}

/* Everything ends up in settings, on D-Bus or on the screen, which all want UTF-8. */
static gboolean
check_utf8 (int argc, char **argv, GError **error)
{
  for (int i = 0; i < argc; i++)
    if (!g_utf8_validate (argv[i], -1, NULL))
      {
        g_autofree char *shown = g_strescape (argv[i], NULL);

        g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("“%s” is not UTF-8 text"), shown);
        return FALSE;
      }
  return TRUE;
}

CsArguments *
cs_arguments_parse (CsOptionGroups groups, int argc, char **argv, GError **error)
{
  g_autoptr (CsArguments) arguments = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  Getopt getopt;
  gboolean ok;

  if (!check_utf8 (argc, argv, error))
    return NULL;
  arguments = g_new (CsArguments, 1);

  arguments->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  arguments->operands = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, (gpointer) "countersign"); /* where getopt expects the program */
  for (int i = 0; i < argc; i++)
    g_ptr_array_add (words, argv[i]);
  g_ptr_array_add (words, NULL);

  getopt_init (&getopt, groups);
  ok = scan (arguments, &getopt, argc + 1, (char **)words->pdata, error);
  getopt_clear (&getopt);
  return ok ? g_steal_pointer (&arguments) : NULL;
}

void
cs_arguments_free (CsArguments *arguments)
{
  g_hash_table_unref (arguments->values);
  g_ptr_array_unref (arguments->operands);
  g_free (arguments);
}

const char *
cs_arguments_get (const CsArguments *arguments, const char *name)
{
  return g_hash_table_lookup (arguments->values, name);
}

gboolean
cs_arguments_has (const CsArguments *arguments, const char *name)
{
  return g_hash_table_contains (arguments->values, name);
}

const char *
cs_arguments_operand (const CsArguments *arguments, guint index)
{
  return index < arguments->operands->len ? g_ptr_array_index (arguments->operands, index) : NULL;
}

gboolean
cs_arguments_has_any (const CsArguments *arguments, CsOptionGroups group)
{
  g_autoptr (GArray) options = cs_options_of (group);

  for (guint i = 0; i < options->len; i++)
    if (cs_arguments_has (arguments, g_array_index (options, CsCliOption, i).name))
      return TRUE;
  return FALSE;
}
