#include "cli/complete.h"

#include <string.h>

#include "admin/apply.h"
#include "admin/presets.h"
#include "cli/cli.h"

static void
print_if (const char *candidate, const char *begun)
{
  if (g_str_has_prefix (candidate, begun))
    g_print ("%s\n", candidate);
}

/* The command that stands in @words, and how many of them are its name; NULL if none does. */
static const CsCommand *
find_command (GPtrArray *words)
{
  g_autoptr (GString) name = g_string_new (NULL);
  guint n;
  const CsCommand *commands = cs_commands (&n);

  for (guint i = 0; i + 1 < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);

      if (*word == '-')
        continue;
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", word);
      for (guint j = 0; j < n; j++)
        if (strcmp (commands[j].name, name->str) == 0)
          return &commands[j];
    }
  return NULL;
}

/* Words of commands: the first of each, or the second behind a first one. Commands with the same
 * first word stand together. */
static void
print_commands (GPtrArray *words, const char *begun)
{
  const char *first = words->len > 1 ? g_ptr_array_index (words, 0) : NULL;
  g_autofree char *last = NULL;
  guint n;
  const CsCommand *commands = cs_commands (&n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) parts = g_strsplit (commands[i].name, " ", 2);
      const char *word = first == NULL ? parts[0] : parts[1];

      if (word == NULL || (first != NULL && strcmp (parts[0], first) != 0)
          || g_strcmp0 (word, last) == 0)
        continue;
      print_if (word, begun);
      g_free (last);
      last = g_strdup (word);
    }
}

static void
print_options (const CsCommand *command, const char *begun)
{
  g_autoptr (GArray) options = cs_options_of (command->groups | CS_OPTIONS_COMMON);

  for (guint i = 0; i < options->len; i++)
    {
      const CsCliOption *option = &g_array_index (options, CsCliOption, i);
      g_autofree char *name = g_strconcat ("--", option->name, NULL);
      g_autofree char *negated = g_strconcat ("--no-", option->name, NULL);

      print_if (name, begun);
      if (option->kind == CS_OPTION_SWITCH)
        print_if (negated, begun);
    }
}

static void
print_remote_domains (const char *begun)
{
  g_autoptr (CsInstance) instance = cs_instance_new (FALSE);
  g_autoptr (CsDraft) draft = cs_draft_load (instance, NULL, NULL);
  const CsSettings *settings = draft != NULL ? cs_draft_original (draft) : NULL;

  for (guint i = 0; settings != NULL && i < cs_settings_n_remote_domains (settings); i++)
    print_if (cs_settings_remote_domain (settings, i)->pattern->key, begun);
}

static void
print_presets (const char *begun)
{
  g_autoptr (CsInstance) instance = cs_instance_new (FALSE);
  g_autoptr (GPtrArray) presets = cs_presets_load (instance, NULL);

  for (guint i = 0; i < presets->len; i++)
    print_if (((const CsPreset *)g_ptr_array_index (presets, i))->name, begun);
}

/* The words that an option takes, where it takes words: "none|clear-text|…". TRUE if the word being
 * typed is an option's value at all. */
static gboolean
print_values (const CsCommand *command, const char *previous, const char *begun)
{
  g_autoptr (GArray) options = cs_options_of (command->groups | CS_OPTIONS_COMMON);

  if (!g_str_has_prefix (previous, "--"))
    return FALSE;
  for (guint i = 0; i < options->len; i++)
    {
      const CsCliOption *option = &g_array_index (options, CsCliOption, i);
      g_auto (GStrv) values = NULL;

      if (option->kind != CS_OPTION_VALUE || strcmp (option->name, previous + 2) != 0)
        continue;
      if (strcmp (option->name, "preset") == 0)
        print_presets (begun);
      values = g_strsplit (option->value, "|", -1);
      for (guint j = 0; values[1] != NULL && values[j] != NULL; j++)
        print_if (values[j], begun);
      return TRUE;
    }
  return FALSE;
}

static gboolean
takes_remote_domain (const CsCommand *command)
{
  static const char *const names[] = { "domain show", "domain set", "domain remove", "test", NULL };

  return g_strv_contains (names, command->name);
}

void
cs_complete_print (GPtrArray *words)
{
  const char *begun = words->len > 0 ? g_ptr_array_index (words, words->len - 1) : "";
  const char *previous = words->len > 1 ? g_ptr_array_index (words, words->len - 2) : "";
  const CsCommand *command = find_command (words);

  if (command == NULL)
    print_commands (words, begun);
  else if (print_values (command, previous, begun))
    return;
  else if (*begun == '-')
    print_options (command, begun);
  else if (takes_remote_domain (command))
    print_remote_domains (begun);
}
