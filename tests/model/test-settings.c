#include <string.h>

#include "model/settings.h"

static CsRemoteDomain *
make (const char *pattern)
{
  return cs_remote_domain_new (cs_pattern_parse (pattern, -1, NULL));
}

static void
put (CsSettings *settings, const char *pattern)
{
  g_autoptr (CsRemoteDomain) domain = make (pattern);

  cs_settings_put_remote_domain (settings, domain);
}

/* "a b c": the keys in order, each found again at its place. */
static void
assert_keys (const CsSettings *settings, const char *expected)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; i < cs_settings_n_remote_domains (settings); i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);
      guint index = G_MAXUINT;

      g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", domain->pattern->key);
      g_assert_true (cs_settings_find_remote_domain (settings, domain->pattern->key, &index)
                     == domain);
      g_assert_cmpuint (index, ==, i);
    }
  g_assert_cmpstr (keys->str, ==, expected);
}

static void
test_defaults (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  const CsSecurity *security = cs_settings_security (settings);

  g_assert_cmpstr (cs_settings_site_name (settings), ==, "Default SMTP Site");
  g_assert_null (cs_settings_smart_host (settings));
  g_assert_cmpint (security->authentication, ==, CS_AUTHENTICATION_NONE);
  g_assert_cmpint (security->tls, ==, CS_TLS_WHEN_OFFERED);
  g_assert_false (security->allow_unencrypted_password);
  g_assert_cmpuint (cs_settings_n_remote_domains (settings), ==, 0);
}

static void
test_site (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsHost) host = cs_host_parse ("relay:587", -1, NULL);
  g_autoptr (CsSecurity) security = cs_security_new ();

  security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  security->account = g_strdup ("office");
  cs_settings_set_site_name (settings, "Head office");
  cs_settings_set_smart_host (settings, host);
  cs_settings_set_security (settings, security);

  g_assert_cmpstr (cs_settings_site_name (settings), ==, "Head office");
  g_assert_true (cs_host_equal (cs_settings_smart_host (settings), host));
  g_assert_true (cs_security_equal (cs_settings_security (settings), security));

  cs_settings_set_site_name (settings, NULL);
  cs_settings_set_smart_host (settings, NULL);
  g_assert_cmpstr (cs_settings_site_name (settings), ==, "Default SMTP Site");
  g_assert_null (cs_settings_smart_host (settings));
}

static void
test_put_replace_remove (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsRemoteDomain) again = make ("B.example");
  g_autoptr (CsRemoteDomain) renamed = make ("d.example");

  put (settings, "a.example");
  put (settings, "b.example");
  put (settings, "*.c.example");
  assert_keys (settings, "a.example b.example *.c.example");

  cs_settings_put_remote_domain (settings, again);
  assert_keys (settings, "a.example b.example *.c.example");
  g_assert_true (cs_settings_remote_domain (settings, 1) == again);

  cs_settings_replace_remote_domain (settings, 0, renamed);
  assert_keys (settings, "d.example b.example *.c.example");
  g_assert_null (cs_settings_find_remote_domain (settings, "a.example", NULL));

  g_assert_true (cs_settings_remove_remote_domain (settings, "d.example"));
  g_assert_false (cs_settings_remove_remote_domain (settings, "d.example"));
  assert_keys (settings, "b.example *.c.example");
}

static void
test_replace_by_another_entrys_name (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsRemoteDomain) taken = make ("b.example");

  put (settings, "a.example");
  put (settings, "b.example");
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*assertion*");
  cs_settings_replace_remote_domain (settings, 0, taken);
  g_test_assert_expected_messages ();
  assert_keys (settings, "a.example b.example");
}

/* A copy shares the remote domains until one of the two changes, and then neither sees the other.
 */
static void
test_copy (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSettings) copy = NULL;
  const gint64 intervals[] = { 60, 120 };

  put (settings, "a.example");
  put (settings, "b.example");
  cs_settings_set_site_name (settings, "one");
  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN, "example.com");
  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, intervals, 2);

  copy = cs_settings_copy (settings);
  g_assert_true (cs_settings_remote_domain (copy, 0) == cs_settings_remote_domain (settings, 0));
  cs_settings_set_site_name (copy, "two");
  cs_settings_unset (copy, CS_OPTION_MAIL_DOMAIN);
  cs_settings_remove_remote_domain (copy, "a.example");
  put (settings, "c.example");

  assert_keys (settings, "a.example b.example c.example");
  assert_keys (copy, "b.example");
  g_assert_cmpstr (cs_settings_site_name (settings), ==, "one");
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN), ==, "example.com");
  g_assert_null (cs_settings_text (copy, CS_OPTION_MAIL_DOMAIN));
}

static void
test_many (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);

      put (settings, name);
    }
  for (guint i = 0; i < 2000; i += 2)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);

      g_assert_true (cs_settings_remove_remote_domain (settings, name));
    }

  g_assert_cmpuint (cs_settings_n_remote_domains (settings), ==, 1000);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);
      guint index = 0;
      gboolean is_there = cs_settings_find_remote_domain (settings, name, &index) != NULL;

      g_assert_cmpint (is_there, ==, i % 2 == 1);
      if (is_there)
        g_assert_cmpuint (index, ==, i / 2);
    }
}

static void
test_security_copy_and_equal (void)
{
  g_autoptr (CsSecurity) a = cs_security_new ();
  g_autoptr (CsSecurity) b = NULL;

  a->authentication = CS_AUTHENTICATION_CHALLENGE_RESPONSE;
  a->account = g_strdup ("mailer");
  a->nt_domain = g_strdup ("CORP");
  a->credential = g_strdup ("8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11");
  b = cs_security_copy (a);
  g_assert_true (cs_security_equal (a, b));

  b->tls = CS_TLS_REQUIRED;
  g_assert_false (cs_security_equal (a, b));
  b->tls = a->tls;
  g_clear_pointer (&b->credential, g_free);
  g_assert_false (cs_security_equal (a, b));
  g_assert_false (cs_security_equal (a, NULL));
  g_assert_true (cs_security_equal (NULL, NULL));
  g_assert_null (cs_security_copy (NULL));
}

static void
test_remote_domain_copy_and_equal (void)
{
  g_autoptr (CsRemoteDomain) a = make ("Ann@example.com");
  g_autoptr (CsRemoteDomain) b = NULL;

  a->security = cs_security_new ();
  a->route = CS_ROUTE_SMART_HOST;
  a->smart_host = cs_host_parse ("relay", -1, NULL);
  b = cs_remote_domain_copy (a);
  g_assert_true (cs_remote_domain_equal (a, b));
  g_assert_true (a->security != b->security);

  b->helo = TRUE;
  g_assert_false (cs_remote_domain_equal (a, b));
  b->helo = FALSE;
  g_clear_pointer (&b->security, cs_security_free);
  g_assert_false (cs_remote_domain_equal (a, b));
}

static void
test_credentials (void)
{
  static const char shared[] = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11";
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSecurity) security = cs_security_new ();
  g_autoptr (GHashTable) credentials = NULL;

  security->credential = g_strdup (shared);
  cs_settings_set_security (settings, security);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);
      g_autoptr (CsRemoteDomain) domain = make (name);

      if (i > 0)
        {
          domain->security = cs_security_copy (security);
          domain->security->credential[0] = i == 1 ? '8' : '0';
        }
      cs_settings_put_remote_domain (settings, domain);
    }

  credentials = cs_settings_credentials (settings);
  g_assert_cmpuint (g_hash_table_size (credentials), ==, 2);
  g_assert_true (g_hash_table_contains (credentials, shared));
  g_assert_true (g_hash_table_contains (credentials, "0f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"));
}

static void
test_remove_several (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSettings) copy = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  guint index;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);
      g_autoptr (CsRemoteDomain) domain = make (name);

      cs_settings_put_remote_domain (settings, domain);
    }
  copy = cs_settings_copy (settings);
  g_hash_table_add (keys, (char *)"d0.example");
  g_hash_table_add (keys, (char *)"d3.example");
  g_hash_table_add (keys, (char *)"nowhere.example");

  g_assert_cmpuint (cs_settings_remove_remote_domains (settings, keys), ==, 2);
  g_assert_cmpuint (cs_settings_n_remote_domains (settings), ==, 3);
  g_assert_nonnull (cs_settings_find_remote_domain (settings, "d4.example", &index));
  g_assert_cmpuint (index, ==, 2);
  g_assert_null (cs_settings_find_remote_domain (settings, "d0.example", NULL));
  g_assert_cmpuint (cs_settings_n_remote_domains (copy), ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/settings/defaults", test_defaults);
  g_test_add_func ("/model/settings/site", test_site);
  g_test_add_func ("/model/settings/put-replace-remove", test_put_replace_remove);
  g_test_add_func ("/model/settings/replace-by-another-entrys-name",
                   test_replace_by_another_entrys_name);
  g_test_add_func ("/model/settings/copy", test_copy);
  g_test_add_func ("/model/settings/many", test_many);
  g_test_add_func ("/model/settings/security-copy-and-equal", test_security_copy_and_equal);
  g_test_add_func ("/model/settings/remote-domain-copy-and-equal",
                   test_remote_domain_copy_and_equal);
  g_test_add_func ("/model/settings/credentials", test_credentials);
  g_test_add_func ("/model/settings/remove-several", test_remove_several);

  return g_test_run ();
}
