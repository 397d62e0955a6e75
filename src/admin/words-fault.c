#include "admin/words.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* The scan and the reader name types and places in a few fixed phrases; they are translated here.
 * Words of the settings file itself ("clear-text") stay as they are written there. */
static const char *const phrases[] = {
  N_ ("text"),
  N_ ("true or false"),
  N_ ("a number"),
  N_ ("an object"),
  N_ ("a list"),
  N_ ("null"),
  N_ ("text without control characters"),
  N_ ("a language such as de or pt_BR"),
  N_ ("the closing quote"),
};

static const char *
phrase (const char *words)
{
  for (guint i = 0; words != NULL && i < G_N_ELEMENTS (phrases); i++)
    if (strcmp (phrases[i], words) == 0)
      return _ (phrases[i]);
  return words != NULL ? words : "";
}

#define VALUE "{value}" /* what is there */
#define EXPECTED "{expected}" /* what could be */

typedef struct
{
  const char *sentence;
  const char *without_value;
  const char *without_expected;
} Words;

/* clang-format off */
static const Words words[] = {
  /* Translators: from here on sentences about a faulty settings file (JSON).
   * {value} and {expected} stay as they are: what stands in the file, and what could stand there. */
  [CS_FAULT_EMPTY] = { N_("the file is empty; delete it to have the defaults") },
  [CS_FAULT_TOO_LARGE] = { N_("the file is larger than 64 MiB") },
  [CS_FAULT_NOT_UTF8] = { N_("this is not UTF-8 text: {value}"), N_("this is not UTF-8 text") },
  [CS_FAULT_TOO_DEEP] = { N_("lists and objects are nested too deeply") },
  [CS_FAULT_SYNTAX] = { N_("here stands “{value}”, where {expected} could stand"),
                        N_("here could stand {expected}"),
                        N_("“{value}” cannot stand here") },
  [CS_FAULT_COMMENT] = { N_("comments are not possible in JSON") },
  [CS_FAULT_TRUNCATED] = { N_("the file ends too early, before {expected}"), NULL,
                           N_("the file ends too early") },
  [CS_FAULT_NUMBER] = { N_("“{value}” is not a whole number of at most 64 bits"),
                        N_("this is not a whole number of at most 64 bits") },
  [CS_FAULT_STRING] = { N_("“{value}” cannot stand in text; possible: {expected}"),
                        N_("a character that cannot stand in text; possible: {expected}"),
                        N_("“{value}” cannot stand in text") },
  [CS_FAULT_DUPLICATE_KEY] = { N_("the key “{value}” stands twice"), N_("a key stands twice") },
  [CS_FAULT_VERSION] = { N_("version {value} is not known; this program knows version {expected}"),
                         N_("the version is missing; this program knows version {expected}"),
                         N_("version {value} is not known") },
  [CS_FAULT_UNKNOWN_KEY] = { N_("there is no key “{value}”; did you mean “{expected}”?"), NULL,
                             N_("there is no key “{value}”") },
  [CS_FAULT_SECRET_KEY] = { N_("passwords do not belong into this file; remove it here, change the password there, and store the new one with Change… in the window or with --password-stdin") },
  [CS_FAULT_TYPE] = { N_("here stands {value}, but it must be {expected}"), N_("it must be {expected}") },
  [CS_FAULT_RANGE] = { N_("{value} is out of range; possible: {expected}"), N_("out of range; possible: {expected}") },
  [CS_FAULT_VALUE] = { N_("“{value}” is not possible here; possible: {expected}"),
                       N_("not possible here; possible: {expected}") },
  [CS_FAULT_DOMAIN] = { N_("“{value}” is not a domain, a wildcard (*.example.com) or an address: {expected}"),
                        N_("not a domain, a wildcard (*.example.com) or an address: {expected}"),
                        N_("“{value}” is not a domain, a wildcard (*.example.com) or an address") },
  [CS_FAULT_WILDCARD] = { N_("“{value}”: an asterisk can stand in front only, followed by a dot (*.example.com)") },
  [CS_FAULT_DUPLICATE_DOMAIN] = { N_("there is another remote domain “{value}”") },
  [CS_FAULT_HOST] = { N_("“{value}” is not a smart host: {expected}"), N_("not a smart host: {expected}"),
                      N_("“{value}” is not a smart host") },
  [CS_FAULT_ADDRESS] = { N_("“{value}” is not a mail address: {expected}"), N_("not a mail address: {expected}"),
                         N_("“{value}” is not a mail address") },
  [CS_FAULT_MISSING] = { N_("“{expected}” is missing") },
  [CS_FAULT_ACCOUNT_MISSING] = { N_("{value} needs an account") },
  [CS_FAULT_ACCOUNT_TOO_LONG] = { N_("the account name has {value} bytes; possible: {expected}") },
  [CS_FAULT_NT_DOMAIN_CONFLICT] = { N_("the account “{value}” names another domain than “{expected}”") },
  [CS_FAULT_NOT_FOR_OPTION] = { N_("this does not go with {value} authentication, only with: {expected}") },
  [CS_FAULT_CREDENTIAL] = { N_("a credential is named by a UUID, not by the password itself") },
  [CS_FAULT_HELO_NEEDS_NONE] = { N_("HELO goes with authentication none and without required TLS only, not with {value}") },
  [CS_FAULT_UNENCRYPTED] = { N_("the password would be sent without TLS; add “allow-unencrypted-password”: true if that is really meant") },
  [CS_FAULT_ROUTE_CONFLICT] = { N_("a smart host and the DNS as route exclude each other") },
  [CS_FAULT_NO_CREDENTIAL] = { N_("no password is stored for “{value}”; mail waits until there is one"),
                               N_("no password is stored; mail waits until there is one") },
  [CS_FAULT_UNDERSCORE] = { N_("“{value}” has an underscore, which host names do not have") },
  [CS_FAULT_NOT_STORED] = { N_("no password of “{value}” is stored under this name; mail waits until there is one"),
                            N_("no password is stored under this name; mail waits until there is one") },
};
/* clang-format on */

/* Not printf (): its numbered arguments may not be left out, and some sentences need only one. */
static char *
fill (const char *sentence, const char *value, const char *expected)
{
  GString *text = g_string_new (NULL);

  while (*sentence != '\0')
    if (g_str_has_prefix (sentence, VALUE))
      {
        g_string_append (text, value);
        sentence += strlen (VALUE);
      }
    else if (g_str_has_prefix (sentence, EXPECTED))
      {
        g_string_append (text, expected);
        sentence += strlen (EXPECTED);
      }
    else
      g_string_append_c (text, *sentence++);
  return g_string_free (text, FALSE);
}

static char *
expected_words (const char *expected)
{
  const char *translated = phrase (expected);

  return translated == expected ? cs_words_reason (expected) : g_strdup (translated);
}

static char *
sentence_of (const CsFault *fault)
{
  const Words *row = &words[fault->code];
  const char *sentence = row->sentence;
  g_autofree char *expected = NULL;

  if (fault->value == NULL && row->without_value != NULL)
    sentence = row->without_value;
  else if (fault->expected == NULL && row->without_expected != NULL)
    sentence = row->without_expected;
  expected = fault->expected != NULL ? expected_words (fault->expected) : g_strdup ("");
  return fill (_ (sentence), phrase (fault->value), expected);
}

/* Where the sentence itself speaks of the security, its entry is enough. */
static char *
place_of (const CsFault *fault)
{
  const char *cut = NULL;

  if (fault->code == CS_FAULT_ACCOUNT_MISSING || fault->code == CS_FAULT_NO_CREDENTIAL
      || fault->code == CS_FAULT_NOT_STORED || fault->code == CS_FAULT_UNENCRYPTED
      || fault->code == CS_FAULT_HELO_NEEDS_NONE)
    cut = strstr (fault->path, ".outbound-security");
  return cut != NULL ? g_strndup (fault->path, cut - fault->path) : g_strdup (fault->path);
}

/**
 * cs_words_fault:
 *
 * Returns: (transfer full): "remote-domains[3]: challenge-response needs an account"
 */
char *
cs_words_fault (const CsFault *fault)
{
  g_autofree char *sentence = sentence_of (fault);
  g_autofree char *place = place_of (fault);

  if (fault->other_line > 0)
    {
      /* Translators: a fault, then the line where the same thing stands first */
      char *longer = g_strdup_printf (_ ("%s (first in line %u)"), sentence, fault->other_line);

      g_free (sentence);
      sentence = longer;
    }
  if (*place == '\0')
    return g_steal_pointer (&sentence);
  /* Translators: a place in the settings file, then what is wrong there */
  return g_strdup_printf (C_ ("fault", "%s: %s"), place, sentence);
}

char *
cs_words_fault_line (const CsFault *fault, const char *file)
{
  g_autofree char *sentence = cs_words_fault (fault);
  const char *kind = fault->is_warning ? _ ("warning") : _ ("error");

  /* the form that compilers use and editors jump to */
  if (fault->line == 0)
    return g_strdup_printf ("%s: %s: %s", file, kind, sentence);
  return g_strdup_printf ("%s:%u:%u: %s: %s", file, fault->line, fault->column, kind, sentence);
}

char *
cs_words_faults (GPtrArray *faults, const char *file)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      g_autofree char *line = cs_words_fault_line (g_ptr_array_index (faults, i), file);

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}
