#include "model/keys.h"

static void
test_find (void)
{
  for (CsObjectKind kind = CS_OBJECT_ROOT; kind <= CS_OBJECT_DOMAIN; kind++)
    for (guint i = 0; i < cs_keys_count (kind); i++)
      g_assert_cmpint (cs_keys_find (kind, cs_keys_name (kind, i)), ==, i);

  g_assert_cmpint (cs_keys_find (CS_OBJECT_SITE, "version"), ==, -1);
}

static void
test_nearest (void)
{
  static const struct
  {
    CsObjectKind kind;
    const char *name, *nearest;
  } rows[] = {
    { CS_OBJECT_ROOT, "Version", "version" },
    { CS_OBJECT_ROOT, "remote_domains", "remote-domains" },
    { CS_OBJECT_ROOT, "remotedomains", "remote-domains" },
    { CS_OBJECT_SITE, "maximum-hop-cuont", "maximum-hop-count" },
    { CS_OBJECT_SITE, "max-hop-count", "maximum-hop-count" },
    { CS_OBJECT_SITE, "smarthost", "smart-host" },
    { CS_OBJECT_SITE, "outboundSecurity", "outbound-security" },
    { CS_OBJECT_SECURITY, "acount", "account" },
    { CS_OBJECT_SECURITY, "tsl", "tls" },
    { CS_OBJECT_SECURITY, "auth", NULL },
    { CS_OBJECT_SECURITY, "xyz", NULL },
    { CS_OBJECT_SECURITY, "", NULL },
    { CS_OBJECT_DOMAIN, "domains", "domain" },
    { CS_OBJECT_DOMAIN, "EHLO", "helo" },
    { CS_OBJECT_DOMAIN, "größe", NULL },
    { CS_OBJECT_DOMAIN,
      "a-key-that-is-so-long-that-nobody-can-have-meant-any-of-the-known-ones-with-it", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (cs_keys_nearest (rows[i].kind, rows[i].name), ==, rows[i].nearest);
}

static void
test_secret_like (void)
{
  static const char *const secret[]
      = { "password", "Password",  "pass_word", "pwd",      "passwd",     "pasword",
          "secret",   "api-token", "api_key",   "smtpPass", "private-key" };
  static const char *const harmless[] = { "account", "credential", "key", "tls", "" };

  for (guint i = 0; i < G_N_ELEMENTS (secret); i++)
    g_assert_true (cs_keys_is_secret_like (secret[i]));
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    g_assert_false (cs_keys_is_secret_like (harmless[i]));
}

/* Keys as letters: a is 0. "ca" + {a, b, c}: b goes behind a. */
static void
test_merge (void)
{
  static const struct
  {
    const char *order, *wanted, *merged;
  } rows[] = {
    { "", "", "" },           { "", "dab", "abd" },       { "dba", "abd", "dba" },
    { "dba", "bd", "db" },    { "ca", "abc", "cab" },     { "cd", "abcd", "abcd" },
    { "dc", "abcd", "abdc" }, { "bd", "abcde", "abcde" }, { "db", "abcde", "adebc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 order[CS_KEY_ORDER_BYTES] = { 0 };
      guint8 merged[CS_KEY_ORDER_BYTES];
      guint32 wanted = 0;
      g_autoptr (GString) letters = g_string_new (NULL);

      for (guint j = 0; rows[i].order[j] != '\0'; j++)
        order[j] = rows[i].order[j] - 'a' + 1;
      for (const char *c = rows[i].wanted; *c != '\0'; c++)
        wanted |= 1u << (*c - 'a');
      cs_key_order_merge (order, wanted, merged);
      for (guint j = 0; merged[j] != 0; j++)
        g_string_append_c (letters, merged[j] - 1 + 'a');
      g_test_message ("%s + %s", rows[i].order, rows[i].wanted);
      g_assert_cmpstr (letters->str, ==, rows[i].merged);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/keys/find", test_find);
  g_test_add_func ("/model/keys/nearest", test_nearest);
  g_test_add_func ("/model/keys/secret-like", test_secret_like);
  g_test_add_func ("/model/keys/merge", test_merge);

  return g_test_run ();
}
