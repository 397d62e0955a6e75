#include "admin/credential.h"

#define A "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define B "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d12"
#define C "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d13"
#define D "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d14"
#define SETTINGS_FILE "/home/ann/.config/countersign/delivery.json"

static CsSecurity *
security (const char *account, const char *credential)
{
  CsSecurity *security = cs_security_new ();

  security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  security->account = g_strdup (account);
  security->credential = g_strdup (credential);
  return security;
}

static void
add (CsSettings *settings, const char *name, const char *account, const char *credential)
{
  g_autoptr (CsRemoteDomain) domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

  if (account != NULL)
    domain->security = security (account, credential);
  cs_settings_put_remote_domain (settings, domain);
}

static CsSettings *
some_settings (void)
{
  CsSettings *settings = cs_settings_new ();
  g_autoptr (CsSecurity) site = security ("office", A);

  cs_settings_set_security (settings, site);
  add (settings, "shared.example", "office", A);
  add (settings, "lost.example", "lost", B);
  add (settings, "bare.example", "bare", NULL);
  add (settings, "plain.example", NULL, NULL);
  return settings;
}

static GHashTable *
some_stored (void)
{
  GHashTable *stored = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);

  g_hash_table_insert (stored, (gpointer)A, NULL);
  g_hash_table_insert (stored, (gpointer)C, (gpointer)SETTINGS_FILE);
  g_hash_table_insert (stored, (gpointer)D, (gpointer) "/elsewhere/delivery.json");
  return stored;
}

static char *
row_of (const CsCredential *credential)
{
  g_autofree char *account = cs_credential_account_words (credential);
  g_autofree char *entries = cs_credential_entries_words (credential);
  g_autofree char *password = cs_credential_password_words (credential);

  return g_strdup_printf ("%s, %s, %s%s", account, entries, password,
                          credential->is_removable ? ", removable" : "");
}

static void
assert_rows (GPtrArray *credentials, const char *const *expected)
{
  g_assert_cmpuint (credentials->len, ==, g_strv_length ((GStrv)expected));
  for (guint i = 0; i < credentials->len; i++)
    {
      g_autofree char *row = row_of (g_ptr_array_index (credentials, i));

      g_assert_cmpstr (row, ==, expected[i]);
    }
}

static void
test_collect (void)
{
  static const char *const expected[]
      = { "office, Site and 1 other, stored", "lost, lost.example, ⚠ missing",
          "bare, bare.example, none",         "unused (8f1d6c5e…), –, stored, removable",
          "unused (8f1d6c5e…), –, stored",    NULL };
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GHashTable) stored = some_stored ();
  CsCredentialSources sources = { settings, NULL, stored, SETTINGS_FILE, NULL };
  g_autoptr (GPtrArray) credentials = cs_credentials_collect (&sources);

  assert_rows (credentials, expected);
}

/* What the file still names while a draft gave it up is deleted by Apply, not here. */
static void
test_draft (void)
{
  g_autoptr (CsSettings) original = some_settings ();
  g_autoptr (CsSettings) draft = cs_settings_new ();
  g_autoptr (GHashTable) stored = some_stored ();
  CsCredentialSources sources = { draft, original, stored, SETTINGS_FILE, NULL };
  g_autoptr (GPtrArray) credentials = cs_credentials_collect (&sources);

  g_assert_cmpuint (credentials->len, ==, 2);
}

static void
test_unknown (void)
{
  static const char *const expected[]
      = { "office, Site and 1 other, not known", "lost, lost.example, not known",
          "bare, bare.example, none", NULL };
  g_autoptr (CsSettings) settings = some_settings ();
  CsCredentialSources sources = { settings, NULL, NULL, SETTINGS_FILE, NULL };
  g_autoptr (GPtrArray) credentials = cs_credentials_collect (&sources);

  assert_rows (credentials, expected);
}

typedef struct
{
  const char *name;
  const char *logins; /* of A, in GVariant's text form */
  const char *words;
} UseCase;

#define LOGIN(more) "{'credential': <'" A "'>, 'host': <'h'>, 'port': <uint32 25>" more "}"

static const UseCase use_cases[] = {
  { "never", "[]", "–" },
  { "worked", "[" LOGIN (", 'worked': <int64 1000>") "]", "worked with h, " },
  { "refused", "[" LOGIN (", 'worked': <int64 1000>, 'refused': <int64 2000>") "]",
    "refused by h, " },
  { "works-again", "[" LOGIN (", 'worked': <int64 3000>, 'refused': <int64 2000>") "]",
    "worked with h, " },
  { "suspended",
    "[" LOGIN (", 'worked': <int64 9000>") ", "
                                           "{'credential': <'" A
                                           "'>, 'host': <'g'>, 'refused': <int64 1000>, "
                                           "'suspended': <true>}]",
    "⚠ suspended: refused by g, " },
  { "hostile", "[{'credential': <1>}, {'host': <'h'>}]", "–" },
};

static void
test_use (gconstpointer data)
{
  const UseCase *c = data;
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GVariant) logins
      = g_variant_parse (G_VARIANT_TYPE ("aa{sv}"), c->logins, NULL, NULL, NULL);
  CsCredentialSources sources = { settings, NULL, NULL, SETTINGS_FILE, logins };
  g_autoptr (GPtrArray) credentials = cs_credentials_collect (&sources);
  g_autofree char *words = cs_credential_use_words (g_ptr_array_index (credentials, 0), 10000);

  g_assert_true (g_str_has_prefix (words, c->words));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/admin/credential/collect", test_collect);
  g_test_add_func ("/admin/credential/draft", test_draft);
  g_test_add_func ("/admin/credential/unknown", test_unknown);
  for (guint i = 0; i < G_N_ELEMENTS (use_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/admin/credential/use/", use_cases[i].name, NULL);

      g_test_add_data_func (path, &use_cases[i], test_use);
    }

  return g_test_run ();
}
