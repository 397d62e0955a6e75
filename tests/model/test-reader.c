#include <string.h>

#include "model/reader.h"
#include "model/writer.h"

/* Files with faults are in settings/bad; here is what needs more than a file. */

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static CsSettings *
read_text (const char *text)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  CsSettings *settings = cs_settings_read (text, strlen (text), faults);

  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      g_test_message ("%u:%u %s %s", fault->line, fault->column, cs_fault_code_name (fault->code),
                      fault->path);
    }
  g_assert_nonnull (settings);
  return settings;
}

static void
test_everything (void)
{
  static const char text[]
      = "{\"version\": 1, \"remote-domains\": [{\"domain\": \"Ann@Example.COM\", \"helo\": true,"
        "\"smart-host\": \"[2001:DB8::7]:2525\"}, {\"domain\": \"*.corp.example\","
        "\"route\": \"dns\", \"outbound-security\": {\"authentication\": \"challenge-response\","
        "\"account\": \"mailer\", \"nt-domain\": \"CORP\", \"tls\": \"required\","
        "\"credential\": \"8F1D6C5E-5A0E-4D0E-9A49-0A4F5A0D8D11\"}}],"
        "\"site\": {\"name\": \"Büro\", \"smart-host\": \"Relay.Example.net\","
        "\"retry-intervals\": [1, 604800], \"try-direct-delivery-first\": true,"
        "\"expire-after\": 60, \"mail-domain\": \"Example.COM.\","
        "\"local-recipients\": \"root@Example.COM\"}}";
  g_autoptr (CsSettings) settings = read_text (text);
  const CsRemoteDomain *ann = cs_settings_remote_domain (settings, 0);
  const CsRemoteDomain *corp = cs_settings_remote_domain (settings, 1);
  const gint64 *intervals;
  guint n;

  g_assert_cmpuint (cs_settings_n_remote_domains (settings), ==, 2);
  g_assert_cmpint (ann->pattern->kind, ==, CS_PATTERN_ADDRESS);
  g_assert_cmpstr (ann->pattern->local, ==, "Ann");
  g_assert_true (ann->helo);
  g_assert_null (ann->security);
  g_assert_cmpint (ann->route, ==, CS_ROUTE_SMART_HOST);
  g_assert_cmpstr (ann->smart_host->name, ==, "2001:db8::7");
  g_assert_cmpint (corp->route, ==, CS_ROUTE_DNS);
  g_assert_null (corp->smart_host);
  g_assert_cmpint (corp->security->authentication, ==, CS_AUTHENTICATION_CHALLENGE_RESPONSE);
  g_assert_cmpstr (corp->security->account, ==, "mailer");
  g_assert_cmpstr (corp->security->nt_domain, ==, "CORP");
  g_assert_cmpstr (corp->security->credential, ==, "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11");
  g_assert_cmpint (corp->security->tls, ==, CS_TLS_REQUIRED);
  g_assert_cmpstr (cs_settings_site_name (settings), ==, "Büro");
  g_assert_cmpstr (cs_settings_smart_host (settings)->name, ==, "relay.example.net");
  intervals = cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (intervals[1], ==, 604800);
  g_assert_cmpint (cs_settings_integer (settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST), ==, 1);
  g_assert_cmpint (cs_settings_integer (settings, CS_OPTION_EXPIRE_AFTER), ==, 60);
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN), ==, "example.com");
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_LOCAL_RECIPIENTS), ==, "root@example.com");
}

/* json-glib understands each string as the scan and RFC 8259 do. */
static void
test_strings (void)
{
  static const struct
  {
    const char *json, *meant;
  } rows[] = {
    { "plain", "plain" },
    { "\\\"\\\\\\/", "\"\\/" },
    { "a\\u00e9b", "aéb" },
    { "\\u4F8b", "例" },
    { "\\uD83D\\uDE00", "😀" },
    { "\\uDBFF\\uDFFF", "\xf4\x8f\xbf\xbf" },
    { "\\uFFFD\\uE000", "\xef\xbf\xbd\xee\x80\x80" },
    { "größe 😀", "größe 😀" },
    { "/* no comment */ // none", "/* no comment */ // none" },
    { "it's", "it's" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"version\": 1, \"site\": {\"name\": \"%s\"}}", rows[i].json);
      g_autoptr (CsSettings) settings = read_text (text);
      g_autofree char *written = cs_settings_write (settings, NULL);
      g_autoptr (CsSettings) again = read_text (written);

      g_assert_cmpstr (cs_settings_site_name (settings), ==, rows[i].meant);
      g_assert_cmpstr (cs_settings_site_name (again), ==, rows[i].meant);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *json;
    gint64 meant;
  } rows[] = { { "0", 0 }, { "-0", 0 }, { "65535", 65535 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"version\": 1, \"site\": {\"submission-port\": %s}}", rows[i].json);
      g_autoptr (CsSettings) settings = read_text (text);

      g_assert_cmpint (cs_settings_integer (settings, CS_OPTION_SUBMISSION_PORT), ==,
                       rows[i].meant);
    }
}

static void
test_too_large (void)
{
  gsize size = CS_SETTINGS_MAX_BYTES + 1;
  g_autofree char *text = g_strnfill (size, ' ');
  g_autoptr (GPtrArray) faults = new_faults ();

  g_assert_null (cs_settings_read (text, size, faults));
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpint (((CsFault *)g_ptr_array_index (faults, 0))->code, ==, CS_FAULT_TOO_LARGE);
}

/* Tens of thousands of faults are neither kept nor do they hide that there is an error. */
static void
test_too_many_faults (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\": 1, \"remote-domains\": [");
  g_autoptr (GPtrArray) faults = new_faults ();
  guint n_errors = 0;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "{\"domain\": \"d_%u\"},", i);
  g_string_append (text, "{\"domain\": \"\"}, {\"domain\": \"*\"}]}");

  g_assert_null (cs_settings_read (text->str, text->len, faults));
  g_assert_cmpuint (faults->len, <, 20000);
  for (guint i = 0; i < faults->len; i++)
    n_errors += !((CsFault *)g_ptr_array_index (faults, i))->is_warning;
  g_assert_cmpuint (n_errors, ==, 1);
}

static void
test_faults_are_appended (void)
{
  g_autoptr (GPtrArray) faults = new_faults ();

  g_assert_null (cs_settings_read ("", 0, faults));
  g_assert_null (cs_settings_read ("{", 1, faults));
  g_assert_cmpuint (faults->len, ==, 2);
  g_assert_true (cs_faults_have_errors (faults));
}

/* Each is parsed by itself, and says where it stands in the whole. */
static void
test_elements_of_any_kind (void)
{
  static const char text[] = "{\"version\": 1, \"remote\\u002ddomains\": [null, -5,\n"
                             "\"]\", [1, {}], true , {\"domain\": \"a.de\"}, {\"x\": []}]}";
  static const char *const paths[] = {
    "remote-domains[0]", "remote-domains[1]", "remote-domains[2]",   "remote-domains[3]",
    "remote-domains[4]", "remote-domains[6]", "remote-domains[6].x",
  };
  static const guint columns[] = { 40, 46, 1, 6, 15, 42, 43 };
  g_autoptr (GPtrArray) faults = new_faults ();

  g_assert_null (cs_settings_read (text, strlen (text), faults));
  g_assert_cmpuint (faults->len, ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpstr (fault->path, ==, paths[i]);
      g_assert_cmpuint (fault->line, ==, i < 2 ? 1 : 2);
      g_assert_cmpuint (fault->column, ==, columns[i]);
    }
}

static void
test_warnings_only (void)
{
  static const char text[] = "{\"version\": 1, \"remote-domains\": [{\"domain\": \"a_b.de\"}]}";
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsSettings) settings = cs_settings_read (text, strlen (text), faults);

  g_assert_nonnull (settings);
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_false (cs_faults_have_errors (faults));
}

/* The site's credential has a secret, the domain's has none. */
static void
test_not_stored (void)
{
  static const char text[]
      = "{\"version\":1,\"site\":{\"outbound-security\":{\"authentication\":\"clear-text\","
        "\"account\":\"a\",\"credential\":\"8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11\"}},\n"
        "\"remote-domains\":[{\"domain\":\"b.example\",\"outbound-security\":{"
        "\"authentication\":\"clear-text\",\"account\":\"b\",\n"
        "\"credential\":\"0d2c7a11-77aa-4c39-8f0e-6f1d6c5e5a0e\"}}]}";
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (GPtrArray) unknown = new_faults ();
  g_autoptr (GHashTable) stored = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CsSettings) settings = NULL;
  g_autoptr (CsSettings) again = NULL;
  const CsFault *fault;

  g_hash_table_add (stored, (char *)"8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11");
  settings = cs_settings_read_with_stored (text, strlen (text), stored, faults);
  g_assert_nonnull (settings);
  g_assert_cmpuint (faults->len, ==, 1);
  fault = g_ptr_array_index (faults, 0);
  g_assert_cmpint (fault->code, ==, CS_FAULT_NOT_STORED);
  g_assert_true (fault->is_warning);
  g_assert_cmpuint (fault->line, ==, 3);
  g_assert_cmpstr (fault->value, ==, "b");
  g_assert_cmpstr (fault->path, ==, "remote-domains[0].outbound-security.credential");

  again = cs_settings_read (text, strlen (text), unknown);
  g_assert_nonnull (again);
  g_assert_cmpuint (unknown->len, ==, 0);
}

static void
test_codes_have_names (void)
{
  for (guint code = 0; code <= CS_FAULT_NOT_STORED; code++)
    g_assert_cmpuint (strlen (cs_fault_code_name (code)), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/reader/everything", test_everything);
  g_test_add_func ("/model/reader/strings", test_strings);
  g_test_add_func ("/model/reader/numbers", test_numbers);
  g_test_add_func ("/model/reader/too-large", test_too_large);
  g_test_add_func ("/model/reader/too-many-faults", test_too_many_faults);
  g_test_add_func ("/model/reader/faults-are-appended", test_faults_are_appended);
  g_test_add_func ("/model/reader/elements-of-any-kind", test_elements_of_any_kind);
  g_test_add_func ("/model/reader/warnings-only", test_warnings_only);
  g_test_add_func ("/model/reader/not-stored", test_not_stored);
  g_test_add_func ("/model/reader/codes-have-names", test_codes_have_names);

  return g_test_run ();
}
