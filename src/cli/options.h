/* options.h - the options of all commands, one table
 *
 * GNU long options through getopt_long: "--key value", "--key=value",
 * unambiguous abbreviations, "--" ends them. A yes or no is "--key",
 * "--no-key", or "--key yes". The site's plain options come from the model's
 * own table (model/option.h), so that none is written twice.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which options a command takes; every one takes --system, --help and --version. */
typedef enum
{
  CS_OPTIONS_COMMON = 1 << 0,
  CS_OPTIONS_JSON = 1 << 1,
  CS_OPTIONS_ENTRY = 1 << 2, /* security and smart host */
  CS_OPTIONS_SITE = 1 << 3, /* the table of model/option.h */
  CS_OPTIONS_DOMAIN = 1 << 4, /* what only a remote domain has */
  CS_OPTIONS_OFFLINE = 1 << 5,
  CS_OPTIONS_TEST = 1 << 6,
  CS_OPTIONS_ALL = 1 << 7,
  CS_OPTIONS_FILTER = 1 << 8,
  CS_OPTIONS_METRICS = 1 << 9,
} CsOptionGroups;

typedef enum
{
  CS_OPTION_FLAG, /* there or not */
  CS_OPTION_VALUE,
  CS_OPTION_SWITCH, /* yes or no */
} CsOptionKind;

typedef struct
{
  const char *name;
  CsOptionKind kind;
  CsOptionGroups groups;
  const char *value; /* as help shows it: "HOST[:PORT]" */
  const char *help; /* to be translated */
} CsCliOption;

typedef struct
{
  GHashTable *values; /* option's name to text; "" for a flag, "yes" or "no" for a switch */
  GPtrArray *operands; /* (element-type utf8) */
} CsArguments;

/* (element-type CsCliOption) (transfer container) */
GArray *cs_options_of (CsOptionGroups groups);

/* @argv: without program and command words. Error: CS_CLI_ERROR, 64. */
CsArguments *cs_arguments_parse (CsOptionGroups groups, int argc, char **argv, GError **error);
void cs_arguments_free (CsArguments *arguments);
const char *cs_arguments_get (const CsArguments *arguments, const char *name); /* NULL: not given */
gboolean cs_arguments_has (const CsArguments *arguments, const char *name);
const char *cs_arguments_operand (const CsArguments *arguments, guint index);
/* Whether any option of the group was given. */
gboolean cs_arguments_has_any (const CsArguments *arguments, CsOptionGroups group);

/* "yes", "no", "true", "false", "on", "off", "1", "0". FALSE if it is none of them. */
gboolean cs_option_parse_switch (const char *text, gboolean *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsArguments, cs_arguments_free)

G_END_DECLS
