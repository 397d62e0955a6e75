#include <string.h>

#include "model/change.h"
#include "model/reader.h"
#include "model/writer.h"

/* In canonical form, keys in no order of ours, defaults written out. */
static const char canonical[] = "{\n"
                                "  \"site\": {\n"
                                "    \"connection-timeout\": 30,\n"
                                "    \"retry-intervals\": [60, 120],\n"
                                "    \"outbound-security\": {\n"
                                "      \"tls\": \"when-offered\",\n"
                                "      \"credential\": \"8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11\",\n"
                                "      \"account\": \"off\\\"ice\",\n"
                                "      \"authentication\": \"clear-text\"\n"
                                "    },\n"
                                "    \"name\": \"Default SMTP Site\"\n"
                                "  },\n"
                                "  \"version\": 1,\n"
                                "  \"remote-domains\": [\n"
                                "    {\n"
                                "      \"domain\": \"example.com\"\n"
                                "    },\n"
                                "    {\n"
                                "      \"outbound-security\": {\n"
                                "        \"authentication\": \"none\"\n"
                                "      },\n"
                                "      \"helo\": false,\n"
                                "      \"domain\": \"*.example.org\",\n"
                                "      \"route\": \"dns\"\n"
                                "    }\n"
                                "  ]\n"
                                "}\n";

static CsSettings *
read_text (const char *text)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  CsSettings *settings = cs_settings_read (text, strlen (text), faults);

  g_assert_nonnull (settings);
  return settings;
}

static void
assert_written (const CsSettings *settings, const char *expected)
{
  gsize size = 0;
  g_autofree char *written = cs_settings_write (settings, &size);

  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpuint (size, ==, strlen (expected));
}

static void
test_defaults (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();

  assert_written (settings, "{\n  \"version\": 1\n}\n");
}

static void
test_byte_for_byte (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);
  g_autoptr (CsSettings) copy = cs_settings_copy (settings);

  assert_written (settings, canonical);
  assert_written (copy, canonical);
}

/* The lines of @text that are not in @other, joined; each of both is there once. */
static char *
lines_only_in (const char *text, const char *other)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) others = g_strsplit (other, "\n", -1);
  GString *only = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)others, lines[i]))
      g_string_append (only, g_strstrip (lines[i]));

  return g_string_free (only, FALSE);
}

static void
assert_lines (const CsSettings *settings, const char *gone, const char *come)
{
  g_autofree char *written = cs_settings_write (settings, NULL);
  g_autofree char *only_before = lines_only_in (canonical, written);
  g_autofree char *only_after = lines_only_in (written, canonical);

  g_assert_cmpstr (only_before, ==, gone);
  g_assert_cmpstr (only_after, ==, come);
}

static void
test_changed_value (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);

  cs_settings_set_integer (settings, CS_OPTION_CONNECTION_TIMEOUT, 31);
  assert_lines (settings, "\"connection-timeout\": 30,", "\"connection-timeout\": 31,");
}

/* A security that a dialog filled in anew keeps the order that the file had. */
static void
test_changed_security (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);
  g_autoptr (CsSecurity) security = cs_security_new ();

  security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  security->account = g_strdup ("other");
  security->credential = g_strdup ("8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11");
  cs_settings_set_security (settings, security);
  assert_lines (settings, "\"account\": \"off\\\"ice\",", "\"account\": \"other\",");
}

static void
test_new_key (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);
  g_autoptr (CsHost) host = cs_host_parse ("[::1]:25", -1, NULL);

  cs_settings_set_smart_host (settings, host);
  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN, "example.com");
  assert_lines (settings, "\"name\": \"Default SMTP Site\"",
                "\"mail-domain\": \"example.com\",\"name\": \"Default SMTP Site\","
                "\"smart-host\": \"[::1]:25\"");
}

static void
test_changed_domain (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);
  g_autoptr (CsRemoteDomain) domain
      = cs_remote_domain_new (cs_pattern_parse ("*.example.org", -1, NULL));

  domain->security = cs_security_new ();
  domain->security->tls = CS_TLS_NEVER;
  domain->helo = TRUE;
  domain->route = CS_ROUTE_DNS;
  cs_settings_put_remote_domain (settings, domain);
  assert_lines (settings, "\"authentication\": \"none\"\"helo\": false,",
                "\"authentication\": \"none\",\"tls\": \"never\"\"helo\": true,");
}

static void
test_unset_option_goes (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);

  cs_settings_unset (settings, CS_OPTION_CONNECTION_TIMEOUT);
  cs_settings_set_integer (settings, CS_OPTION_EXPIRE_AFTER, 432000); /* the default: not written */
  assert_lines (settings, "\"connection-timeout\": 30,", "");
}

/* Full and not, what was written reads as the same settings. */
static void
test_read_again (void)
{
  g_autoptr (CsSettings) settings = read_text (canonical);
  g_autofree char *written = cs_settings_write (settings, NULL);
  g_autofree char *full = cs_settings_write_full (settings, NULL);
  g_autoptr (CsSettings) again = read_text (written);
  g_autoptr (CsSettings) again_full = read_text (full);
  g_autoptr (GPtrArray) changes = cs_settings_compare (settings, again);
  g_autoptr (GPtrArray) changes_full = cs_settings_compare (settings, again_full);

  g_assert_cmpuint (changes->len, ==, 0);
  g_assert_cmpuint (changes_full->len, ==, 0);
}

static void
test_full (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  gsize size = 0;
  g_autofree char *full = cs_settings_write_full (settings, &size);
  g_autoptr (CsSettings) again = read_text (full);

  g_assert_cmpuint (size, ==, strlen (full));
  g_assert_nonnull (strstr (full, "\"name\": \"Default SMTP Site\""));
  g_assert_nonnull (strstr (full, "\"authentication\": \"none\""));
  g_assert_nonnull (strstr (full, "\"tls\": \"when-offered\""));
  g_assert_nonnull (strstr (full, "\"retry-intervals\": [900, 1800, 3600, 14400]"));
  g_assert_nonnull (strstr (full, "\"maximum-hop-count\": 15"));
  g_assert_nonnull (strstr (full, "\"try-direct-delivery-first\": false"));
  g_assert_nonnull (strstr (full, "\"remote-domains\": []"));
  g_assert_null (strstr (full, "mail-domain")); /* a key without a value is left out */
}

static void
test_empty_containers_stay (void)
{
  static const char text[] = "{\n"
                             "  \"version\": 1,\n"
                             "  \"site\": {},\n"
                             "  \"remote-domains\": []\n"
                             "}\n";
  g_autoptr (CsSettings) settings = read_text (text);

  assert_written (settings, text);
}

static void
test_escapes (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSettings) again = NULL;
  g_autofree char *written = NULL;

  cs_settings_set_site_name (settings, "a\"b\\c/größe😀");
  written = cs_settings_write (settings, NULL);
  g_assert_nonnull (strstr (written, "\"a\\\"b\\\\c/größe😀\""));
  again = read_text (written);
  g_assert_cmpstr (cs_settings_site_name (again), ==, "a\"b\\c/größe😀");
}

static void
test_revision (void)
{
  g_autofree char *none = cs_settings_revision (NULL, 0);
  g_autofree char *empty = cs_settings_revision ("", 0);
  g_autofree char *abc = cs_settings_revision ("abc", 3);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/writer/defaults", test_defaults);
  g_test_add_func ("/model/writer/byte-for-byte", test_byte_for_byte);
  g_test_add_func ("/model/writer/changed-value", test_changed_value);
  g_test_add_func ("/model/writer/changed-security", test_changed_security);
  g_test_add_func ("/model/writer/new-key", test_new_key);
  g_test_add_func ("/model/writer/changed-domain", test_changed_domain);
  g_test_add_func ("/model/writer/unset-option-goes", test_unset_option_goes);
  g_test_add_func ("/model/writer/read-again", test_read_again);
  g_test_add_func ("/model/writer/full", test_full);
  g_test_add_func ("/model/writer/empty-containers-stay", test_empty_containers_stay);
  g_test_add_func ("/model/writer/escapes", test_escapes);
  g_test_add_func ("/model/writer/revision", test_revision);

  return g_test_run ();
}
