#include "app/domain-edit.h"

#include "app/security-several.h"

static void
add (CsSettings *settings, const char *name, gboolean helo)
{
  g_autoptr (CsRemoteDomain) domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

  domain->helo = helo;
  domain->security = cs_security_new ();
  cs_settings_put_remote_domain (settings, domain);
}

static CsSettings *
some_settings (void)
{
  CsSettings *settings = cs_settings_new ();

  add (settings, "a.example", FALSE);
  add (settings, "b.example", TRUE);
  add (settings, "c.example", FALSE);
  return settings;
}

static GPtrArray *
keys_of (const char *first, const char *second)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (keys, g_strdup (first));
  if (second != NULL)
    g_ptr_array_add (keys, g_strdup (second));
  return keys;
}

static const CsRemoteDomain *
find (CsSettings *settings, const char *key)
{
  return cs_settings_find_remote_domain (settings, key, NULL);
}

static void
test_remove (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GPtrArray) keys = keys_of ("a.example", "c.example");
  g_autoptr (CsDomainEdit) edit = cs_domain_edit_remove (settings, keys);
  g_autofree char *words = cs_domain_edit_to_words (edit);

  g_assert_cmpstr (words, ==, "2 remote domains removed.");
  g_assert_cmpuint (cs_settings_n_remote_domains (settings), ==, 1);
  add (settings, "c.example", TRUE); /* newer than what is undone */
  cs_domain_edit_undo (edit, settings);
  g_assert_nonnull (find (settings, "a.example"));
  g_assert_true (find (settings, "c.example")->helo);
}

static CsSecurityForm *
form_of (CsSettings *settings)
{
  g_autoptr (GPtrArray) domains
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_remote_domain_unref);

  for (guint i = 0; i < cs_settings_n_remote_domains (settings); i++)
    g_ptr_array_add (
        domains, cs_remote_domain_ref ((CsRemoteDomain *)cs_settings_remote_domain (settings, i)));
  return cs_security_several_form (domains);
}

static void
test_secure (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GPtrArray) keys = keys_of ("b.example", "c.example");
  g_autoptr (CsSecurityForm) form = form_of (settings);
  g_autoptr (CsDomainEdit) edit = NULL;
  g_autofree char *words = NULL;

  form->tls = CS_TLS_REQUIRED;
  edit = cs_domain_edit_secure (settings, keys, form);
  words = cs_domain_edit_to_words (edit);
  g_assert_cmpstr (words, ==, "2 remote domains changed.");
  g_assert_cmpint (find (settings, "a.example")->security->tls, ==, CS_TLS_WHEN_OFFERED);
  g_assert_cmpint (find (settings, "b.example")->security->tls, ==, CS_TLS_REQUIRED);
  g_assert_false (find (settings, "b.example")->helo); /* it cannot be with TLS required */

  add (settings, "c.example", TRUE); /* newer than what is undone */
  cs_domain_edit_undo (edit, settings);
  g_assert_cmpint (find (settings, "b.example")->security->tls, ==, CS_TLS_WHEN_OFFERED);
  g_assert_true (find (settings, "b.example")->helo);
  g_assert_true (find (settings, "c.example")->helo);
}

/* What has it already is not changed, and not counted. */
static void
test_same (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GPtrArray) keys = keys_of ("a.example", "nowhere.example");
  g_autoptr (CsSecurityForm) form = form_of (settings);
  g_autoptr (CsDomainEdit) edit = cs_domain_edit_secure (settings, keys, form);

  g_assert_true (cs_domain_edit_is_empty (edit));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/domain-edit/remove", test_remove);
  g_test_add_func ("/app/domain-edit/secure", test_secure);
  g_test_add_func ("/app/domain-edit/same", test_same);

  return g_test_run ();
}
