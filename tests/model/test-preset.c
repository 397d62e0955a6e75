#include "model/preset.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  const char *faults; /* "unknown-key 1:4"; "" for none */
} Case;

#define FILE_OF(preset) "{ \"version\": 1, \"presets\": [ " preset " ] }"

/* clang-format off */
static const Case cases[] = {
  { "empty-list", "{ \"version\": 1, \"presets\": [] }", "" },
  { "least", FILE_OF ("{ \"name\": \"A\", \"host\": \"a.example\" }"), "" },
  { "no-version", "{ \"presets\": [] }", "missing 1:1" },
  { "other-version", "{ \"version\": 2, \"presets\": [] }", "version 1:14" },
  { "no-list", "{ \"version\": 1 }", "missing 1:1" },
  { "no-host", FILE_OF ("{ \"name\": \"A\" }"), "missing 1:30" },
  { "unknown-key", FILE_OF ("{ \"nme\": \"A\" }"), "unknown-key 1:32, missing 1:30, missing 1:30" },
  { "password", FILE_OF ("{ \"name\": \"A\", \"host\": \"a\", \"password\": \"x\" }"), "secret-key 1:58" },
  { "port", FILE_OF ("{ \"name\": \"A\", \"host\": \"a.example\", \"port\": 70000 }"), "range 1:74" },
  { "host-with-port", FILE_OF ("{ \"name\": \"A\", \"host\": \"a.example:25\" }"), "host 1:53" },
  { "tls", FILE_OF ("{ \"name\": \"A\", \"host\": \"a.example\", \"tls\": \"yes\" }"), "value 1:73" },
  { "need", FILE_OF ("{ \"name\": \"A\", \"host\": \"a.example\", \"needs\": [ \"app-password\", \"money\" ] }"), "value 1:93" },
  { "domain", FILE_OF ("{ \"name\": \"A\", \"host\": \"a.example\", \"domains\": [ \"*.a.example\" ] }"), "domain 1:79" },
  { "comment", "{ // no\n", "comment 1:3" },
  { "truncated", "{ \"version\": 1,", "truncated 1:16" },
  { "not-an-object", "[]", "type 1:1" },
};
/* clang-format on */

static GPtrArray *
faults_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GPtrArray) faults = faults_new ();
  g_autoptr (GPtrArray) presets = cs_presets_read (c->text, strlen (c->text), faults);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      g_string_append_printf (found, "%s%s %u:%u", i > 0 ? ", " : "",
                              cs_fault_code_name (fault->code), fault->line, fault->column);
    }
  g_assert_cmpstr (found->str, ==, c->faults);
  g_assert_true ((presets != NULL) == (*c->faults == '\0'));
}

static GPtrArray *
read_all (const char *text)
{
  g_autoptr (GPtrArray) faults = faults_new ();
  GPtrArray *presets = cs_presets_read (text, strlen (text), faults);

  g_assert_cmpuint (faults->len, ==, 0);
  g_assert_nonnull (presets);
  return presets;
}

static void
test_values (void)
{
  g_autoptr (GPtrArray) presets = read_all (
      FILE_OF ("{ \"name\": \"Corp\", \"host\": \"relay.corp.example\", \"tls\": \"from-start\","
               " \"authentication\": \"challenge-response\", \"domains\": [ \"Corp.Example\" ],"
               " \"account-is\": \"key\", \"account\": \"all\", \"needs\": [ \"token\" ],"
               " \"maximum-recipients\": 50, \"note\": \"Ask.\" }"));
  const CsPreset *preset = cs_presets_find (presets, "corp");

  g_assert_nonnull (preset);
  g_assert_cmpint (preset->host->port, ==, 465);
  g_assert_cmpint (preset->authentication, ==, CS_AUTHENTICATION_CHALLENGE_RESPONSE);
  g_assert_cmpint (preset->account_is, ==, CS_PRESET_ACCOUNT_KEY);
  g_assert_cmpuint (preset->needs, ==, 1u << CS_PRESET_TOKEN);
  g_assert_cmpint (preset->maximum_recipients, ==, 50);
  g_assert_true (cs_presets_of_domain (presets, "corp.example") == preset);
  g_assert_true (cs_presets_of_host (presets, preset->host) == preset);
  g_assert_null (cs_presets_of_domain (presets, "example"));
}

static void
test_merge (void)
{
  g_autoptr (GPtrArray) presets
      = read_all (FILE_OF ("{ \"name\": \"A\", \"host\": \"old.example\" },"
                           "{ \"name\": \"B\", \"host\": \"b.example\" }"));

  cs_presets_merge (presets, read_all (FILE_OF ("{ \"name\": \"a\", \"host\": \"new.example\" },"
                                                "{ \"name\": \"C\", \"host\": \"c.example\" }")));
  g_assert_cmpuint (presets->len, ==, 3);
  g_assert_cmpstr (cs_presets_find (presets, "A")->host->name, ==, "new.example");
  g_assert_cmpint (cs_presets_find (presets, "C")->host->port, ==, 587);
}

/* What comes with the program is right, and no password travels there in clear. */
static void
test_own (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) presets = NULL;

  g_assert_true (g_file_get_contents (PRESETS_FILE, &text, NULL, NULL));
  presets = read_all (text);
  g_assert_cmpuint (presets->len, >=, 20);
  for (guint i = 0; i < presets->len; i++)
    {
      const CsPreset *preset = g_ptr_array_index (presets, i);

      g_assert_true (preset->tls == CS_TLS_REQUIRED || preset->tls == CS_TLS_FROM_START);
      g_assert_cmpint (preset->host->port, ==, preset->tls == CS_TLS_FROM_START ? 465 : 587);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/model/preset/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/model/preset/values", test_values);
  g_test_add_func ("/model/preset/merge", test_merge);
  g_test_add_func ("/model/preset/own", test_own);

  return g_test_run ();
}
