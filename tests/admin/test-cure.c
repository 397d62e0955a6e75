/* test-cure.c - what is proposed when mail waits, and what is said about it
 */
#include "admin/cure.h"

#include <string.h>

#include "model/reader.h"

#define SITE_PLAIN "{\"version\": 1, \"site\": {}, \"remote-domains\": []}"
#define SITE_SMART "{\"version\": 1, \"site\": {\"smart-host\": \"relay.example.net:587\"}}"
#define SITE_DIRECT                                                                                \
  "{\"version\": 1, \"site\": {\"smart-host\": \"relay.example.net\","                             \
  " \"try-direct-delivery-first\": true}}"
#define SITE_ACCOUNT                                                                               \
  "{\"version\": 1, \"site\": {\"smart-host\": \"relay.example.net\", \"outbound-security\":"      \
  " {\"authentication\": \"clear-text\", \"account\": \"office\", \"tls\": \"from-start\"}}}"
#define DOMAIN(keys) "{\"version\": 1, \"remote-domains\": [{" keys "}]}"
#define WILDCARD "\"domain\": \"*.example.com\""
#define EXACT "\"domain\": \"mail.example.com\", \"helo\": true"
#define OWN_HOST "\"domain\": \"*.example.com\", \"smart-host\": \"relay.example.net\""
#define OWN_ACCOUNT                                                                                \
  "\"domain\": \"mail.example.com\", \"outbound-security\": {\"authentication\":"                  \
  " \"challenge-response\", \"account\": \"mailer\", \"nt-domain\": \"CORP\"}"

typedef struct
{
  const char *name;
  const char *settings;
  const char *trouble; /* beside the recipient and the number of messages */
  const char *command;
  const char *words;
} Case;

#define REQUIRED "'cause': <'authentication-required'>, 'host': <'relay.example.net'>"
#define SAFE ", 'encrypted': <true>, 'verified': <true>"
#define REFUSED                                                                                    \
  "'cause': <'authentication-refused'>, 'host': <'relay.example.net'>, 'account': <'office'>"

/* clang-format off */
static const Case cases[] = {
  { "dns-new-domain", SITE_PLAIN, REQUIRED ", 'offered': <['PLAIN', 'LOGIN']>" SAFE,
    "countersign domain add mail.example.com --authentication clear-text --account NAME --tls required",
    "relay.example.net wants clear text authentication over TLS. 14 messages wait." },
  { "own-name-by-nobody", SITE_PLAIN, REQUIRED,
    "countersign domain add mail.example.com --authentication clear-text --account NAME --tls when-offered",
    "relay.example.net wants authentication. 14 messages wait." },
  { "untrusted", SITE_PLAIN, REQUIRED ", 'offered': <['PLAIN']>, 'encrypted': <true>",
    "countersign domain add mail.example.com --authentication clear-text --account NAME --tls when-offered",
    "relay.example.net wants clear text authentication over TLS, but its certificate is not trusted. 14 messages wait." },
  { "no-tls", SITE_PLAIN, REQUIRED ", 'offered': <['LOGIN']>",
    "countersign domain add mail.example.com --authentication clear-text --account NAME --tls when-offered",
    "relay.example.net wants clear text authentication, and offers no TLS. 14 messages wait." },
  { "challenge", SITE_PLAIN, REQUIRED ", 'offered': <['NTLM', 'LOGIN']>",
    "countersign domain add mail.example.com --authentication challenge-response --account NAME --tls when-offered",
    "relay.example.net wants Windows NT Challenge/Response authentication. 14 messages wait." },
  { "nothing-of-ours", SITE_PLAIN, REQUIRED ", 'offered': <['GSSAPI', 'XOAUTH2']>" SAFE,
    "countersign domain add mail.example.com --authentication clear-text --account NAME --tls required",
    "relay.example.net wants authentication that cannot be set up here (GSSAPI, XOAUTH2). 14 messages wait." },
  { "sites-smart-host", SITE_SMART, REQUIRED ", 'offered': <['PLAIN']>" SAFE,
    "countersign site set --authentication clear-text --account NAME --tls required", NULL },
  { "direct-before-smart-host", SITE_DIRECT,
    "'cause': <'authentication-required'>, 'host': <'mx.example.com'>, 'offered': <['PLAIN']>" SAFE,
    "countersign domain add mail.example.com --dns --authentication clear-text --account NAME --tls required", NULL },
  { "smart-host-after-direct", SITE_DIRECT, REQUIRED ", 'offered': <['PLAIN']>" SAFE,
    "countersign site set --authentication clear-text --account NAME --tls required", NULL },
  { "wildcard-by-dns", DOMAIN (WILDCARD), REQUIRED,
    "countersign domain add mail.example.com --authentication clear-text --account NAME --tls when-offered", NULL },
  { "exact-by-dns", DOMAIN (EXACT), REQUIRED,
    "countersign domain set mail.example.com --authentication clear-text --account NAME --tls when-offered", NULL },
  { "own-smart-host", DOMAIN (OWN_HOST), REQUIRED,
    "countersign domain set '*.example.com' --authentication clear-text --account NAME --tls when-offered", NULL },
  { "refused-site", SITE_ACCOUNT, REFUSED, "countersign site set --password-stdin",
    "relay.example.net refused the account office or its password. 14 messages wait." },
  { "refused-domain", DOMAIN (OWN_ACCOUNT),
    "'cause': <'authentication-refused'>, 'host': <'mx.example.com'>, 'account': <'mailer'>, 'nt-domain': <'CORP'>",
    "countersign domain set mail.example.com --password-stdin",
    "mx.example.com refused the account CORP\\mailer or its password. 14 messages wait." },
  { "missing", SITE_ACCOUNT, "'cause': <'credential-missing'>, 'account': <'office'>, 'host': <'relay.example.net'>",
    "countersign site set --password-stdin",
    "There is no password for the account office on relay.example.net. 14 messages wait." },
  { "invalid", SITE_ACCOUNT, "'cause': <'credential-invalid'>",
    "countersign site set --password-stdin",
    "The stored password of the account on mail.example.com cannot be used. 14 messages wait." },
  { "too-weak-other-option", DOMAIN (OWN_ACCOUNT),
    "'cause': <'authentication-too-weak'>, 'host': <'mx.example.com'>, 'offered': <['PLAIN', 'NTLM']>" SAFE,
    "countersign domain set mail.example.com --authentication clear-text --account NAME --tls required",
    "mx.example.com wants a stronger authentication. 14 messages wait." },
  { "too-weak-same-option", SITE_ACCOUNT,
    "'cause': <'authentication-too-weak'>, 'host': <'relay.example.net'>, 'offered': <['PLAIN']>" SAFE,
    "countersign site set --password-stdin", NULL },
  { "not-offered", DOMAIN (OWN_ACCOUNT),
    "'cause': <'authentication-not-offered'>, 'host': <'mx.example.com'>, 'account': <'mailer'>, 'offered': <['LOGIN']>" SAFE,
    "countersign domain set mail.example.com --authentication clear-text --account NAME --tls required",
    "mx.example.com does not offer the authentication that is set up for the account mailer. 14 messages wait." },
  { "stays-as-safe", SITE_ACCOUNT,
    "'cause': <'authentication-not-offered'>, 'host': <'relay.example.net'>, 'offered': <['NTLM']>",
    "countersign site set --authentication challenge-response --account NAME --tls from-start", NULL },
  { "tls-required", SITE_ACCOUNT,
    "'cause': <'tls-required'>, 'host': <'relay.example.net'>, 'account': <'office'>",
    "countersign site set --authentication clear-text --account NAME --tls from-start",
    "The password of the account office is not sent to relay.example.net without verified TLS. 14 messages wait." },
};
/* clang-format on */

static CsTrouble *
trouble_of (const char *text)
{
  g_autofree char *full = g_strdup_printf (
      "{'recipient': <'ann@mail.example.com'>, 'messages': <uint64 14>, %s}", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, full, NULL, NULL, &error);

  g_assert_no_error (error);
  return cs_trouble_from_variant (variant);
}

static CsSettings *
settings_of (const char *json)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  CsSettings *settings = cs_settings_read (json, strlen (json), faults);

  g_assert_nonnull (settings);
  return settings;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsTrouble) trouble = trouble_of (c->trouble);
  g_autoptr (CsSettings) settings = settings_of (c->settings);
  g_autoptr (CsCure) cure = cs_cure_new (trouble, settings);
  g_autofree char *command = cs_cure_command (cure, FALSE);
  g_autofree char *words = cs_trouble_words_in_full (trouble);

  g_assert_cmpstr (command, ==, c->command);
  if (c->words != NULL)
    g_assert_cmpstr (words, ==, c->words);
}

static void
test_system (void)
{
  g_autoptr (CsTrouble) trouble = trouble_of (REFUSED);
  g_autoptr (CsSettings) settings = settings_of (SITE_ACCOUNT);
  g_autoptr (CsCure) cure = cs_cure_new (trouble, settings);
  g_autofree char *command = cs_cure_command (cure, TRUE);

  g_assert_cmpstr (command, ==, "countersign site set --system --password-stdin");
}

static void
test_counts (void)
{
  g_autoptr (CsTrouble) one = trouble_of (REQUIRED);
  g_autoptr (CsTrouble) more = trouble_of (REQUIRED ", 'more': <true>");
  g_autofree char *one_words = cs_trouble_waiting_words (one);
  g_autofree char *more_words = cs_trouble_waiting_words (more);

  g_assert_cmpstr (one_words, ==, "14 messages wait.");
  g_assert_cmpstr (more_words, ==, "At least 14 messages wait.");
  one->messages = 1;
  g_free (one_words);
  one_words = cs_trouble_waiting_words (one);
  g_assert_cmpstr (one_words, ==, "1 message waits.");
}

/* What cannot be understood is none; the others stay. */
static void
test_strange (void)
{
  g_autoptr (GVariant) list = g_variant_ref_sink (
      g_variant_new_parsed ("[{'cause': <'sorcery'>, 'recipient': <'a@b.example'>},"
                            " {'cause': <'authentication-required'>},"
                            " {'cause': <'credential-missing'>, 'recipient': <'no address'>},"
                            " {'cause': <1>, 'recipient': <'a@b.example'>}]"));
  g_autoptr (GPtrArray) troubles = cs_troubles_from_variant (list);
  g_autoptr (CsSettings) settings = settings_of (SITE_PLAIN);

  g_assert_cmpuint (troubles->len, ==, 1);
  g_assert_null (cs_cure_new (troubles->pdata[0], settings));
}

/* The same while more mail comes; another when another password was refused. */
static void
test_key (void)
{
  g_autoptr (CsTrouble) first = trouble_of (REFUSED ", 'credential': <'one'>");
  g_autoptr (CsTrouble) copy = cs_trouble_copy (first);
  g_autoptr (CsTrouble) other = trouble_of (REFUSED ", 'credential': <'two'>");
  g_autofree char *key = cs_trouble_key (first);
  g_autofree char *copy_key = NULL;
  g_autofree char *other_key = cs_trouble_key (other);

  g_assert_true (cs_trouble_equal (first, copy));
  copy->messages++;
  g_assert_false (cs_trouble_equal (first, copy));
  copy_key = cs_trouble_key (copy);
  g_assert_cmpstr (key, ==, copy_key);
  g_assert_cmpstr (key, !=, other_key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/admin/cure/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/admin/cure/system", test_system);
  g_test_add_func ("/admin/cure/counts", test_counts);
  g_test_add_func ("/admin/cure/strange", test_strange);
  g_test_add_func ("/admin/cure/key", test_key);
  return g_test_run ();
}
