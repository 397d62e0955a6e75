#include <string.h>

#include "submission/aliases.h"

static const char text[] = "# comment\n"
                           "postmaster: root\n"
                           "root: ann@example.com, bob@example.com\n"
                           "Mixed: cat@example.com # not a comment here\n"
                           "folded: a@example.com,\n"
                           "\tb@example.com\n"
                           "  , c@example.com\n"
                           "program: |/usr/bin/procmail\n"
                           "quoted-program: \"|/usr/bin/vacation ann\", dan@example.com\n"
                           "file: /var/mail/x\n"
                           "list: :include:/etc/list\n"
                           "self: \\self\n"
                           "\"quoted name\": q@example.com\n"
                           "nothing:\n"
                           ": x@example.com\n"
                           "no colon\n"
                           "root: last@example.com";

typedef struct
{
  const char *name;
  const char *targets;
} Case;

static const Case cases[] = {
  { "postmaster", "root" },
  { "root", "last@example.com" }, /* the last one counts, as with newaliases */
  { "MIXED", NULL }, /* what follows the address makes it none */
  { "folded", "a@example.com|b@example.com|c@example.com" },
  { "program", NULL },
  { "quoted-program", "dan@example.com" },
  { "file", NULL },
  { "list", NULL },
  { "self", NULL },
  { "quoted name", "q@example.com" },
  { "nothing", NULL },
  { "", NULL },
  { "missing", NULL },
};

static void
test_lookup (void)
{
  g_autoptr (CsAliases) aliases = cs_aliases_parse (text, strlen (text));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const *targets = cs_aliases_lookup (aliases, cases[i].name);
      g_autofree char *joined = targets != NULL ? g_strjoinv ("|", (char **)targets) : NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (joined, ==, cases[i].targets);
    }
}

static void
test_empty (void)
{
  g_autoptr (CsAliases) aliases = cs_aliases_parse ("", 0);

  g_assert_null (cs_aliases_lookup (aliases, "root"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/submission/aliases/lookup", test_lookup);
  g_test_add_func ("/submission/aliases/empty", test_empty);

  return g_test_run ();
}
