#include "model/reader.h"
#include "model/route.h"

static const char text[] = "{\n"
                           "  \"version\": 1,\n"
                           "  \"site\": {\n"
                           "    \"smart-host\": \"relay.example.net:587\",\n"
                           "    \"outbound-security\": {\"authentication\": \"clear-text\",\n"
                           "      \"account\": \"office\", \"tls\": \"required\"}},\n"
                           "  \"remote-domains\": [\n"
                           "    {\"domain\": \"example.com\", \"route\": \"dns\"},\n"
                           "    {\"domain\": \"*.example.com\", \"smart-host\": \"wild\"},\n"
                           "    {\"domain\": \"*.deep.example.com\",\n"
                           "     \"outbound-security\": {\"authentication\": \"none\",\n"
                           "       \"tls\": \"from-start\"}},\n"
                           "    {\"domain\": \"Ann@example.com\", \"smart-host\": \"ann:2525\",\n"
                           "     \"outbound-security\": {\"authentication\": \"none\"},\n"
                           "     \"helo\": true},\n"
                           "    {\"domain\": \"bücher.de\", \"helo\": true},\n"
                           "    {\"domain\": \"*.com\", \"route\": \"dns\"},\n"
                           "    {\"domain\": \"ann@[192.0.2.7]\", \"smart-host\": \"[::1]\"}\n"
                           "  ]}\n";

typedef struct
{
  const char *address;
  const char *entry;
  const char *because;
  const char *host; /* NULL: the DNS */
  guint16 port;
  const char *authentication;
  const char *tls;
  gboolean helo;
} Case;

static const Case cases[] = {
  { "bob@other.org", "site", "site", "relay.example.net:587", 587, "clear-text", "required" },
  { "", "site", "site", "relay.example.net:587", 587, "clear-text", "required" },
  { "bob@localhost", "site", "site", "relay.example.net:587", 587, "clear-text", "required" },
  { "bob@example.com", "example.com", "domain", NULL, 25, "clear-text", "required" },
  { "BOB@EXAMPLE.COM.", "example.com", "domain", NULL, 25, "clear-text", "required" },
  { "ANN@Example.com", "ann@example.com", "address", "ann:2525", 2525, "none", "when-offered",
    TRUE },
  { "ann@sub.example.com", "*.example.com", "wildcard", "wild", 25, "clear-text", "required" },
  { "bob@a.b.example.com", "*.example.com", "wildcard", "wild", 25, "clear-text", "required" },
  { "bob@deep.example.com", "*.example.com", "wildcard", "wild", 25, "clear-text", "required" },
  { "bob@x.deep.example.com", "*.deep.example.com", "wildcard", "relay.example.net:587", 587,
    "none", "from-start" },
  { "bob@myexample.com", "*.com", "wildcard", NULL, 25, "clear-text", "required" },
  { "bob@com", "site", "site", "relay.example.net:587", 587, "clear-text", "required" },
  { "bob@xn--bcher-kva.de", "xn--bcher-kva.de", "domain", "relay.example.net:587", 587,
    "clear-text", "required", FALSE },
  { "bob@BÜCHER.de", "xn--bcher-kva.de", "domain", "relay.example.net:587", 587, "clear-text",
    "required", FALSE },
  { "bob@[192.0.2.7]", "site", "literal", "relay.example.net:587", 587, "clear-text", "required" },
  { "Ann@[192.0.2.7]", "ann@[192.0.2.7]", "address", "[::1]", 25, "clear-text", "required" },
};

static CsSettings *
read_text (const char *json)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  CsSettings *settings = cs_settings_read (json, strlen (json), faults);

  g_assert_nonnull (settings);
  return settings;
}

static void
find (const CsSettings *settings, const char *address_text, CsRoute *route)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (address_text, -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);

  cs_route_find (settings, address, route);
}

static void
test_find (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSettings) settings = read_text (text);
  g_autofree char *host = NULL;
  CsRoute route;

  find (settings, c->address, &route);
  if (route.smart_host != NULL)
    host = cs_host_to_string (route.smart_host);

  g_assert_cmpstr (cs_route_entry_name (&route), ==, c->entry);
  g_assert_cmpstr (cs_because_name (route.because), ==, c->because);
  g_assert_cmpstr (host, ==, c->host);
  g_assert_cmpuint (cs_route_port (&route), ==, c->port);
  g_assert_cmpstr (cs_authentication_name (route.security->authentication), ==, c->authentication);
  g_assert_cmpstr (cs_tls_rule_name (route.security->tls), ==, c->tls);
  g_assert_cmpint (route.helo, ==, c->helo);
}

static void
test_whose (void)
{
  g_autoptr (CsSettings) settings = read_text (text);
  CsRoute route;

  find (settings, "bob@example.com", &route);
  g_assert_true (route.security_is_site);
  g_assert_false (route.route_is_site);

  find (settings, "bob@x.deep.example.com", &route);
  g_assert_false (route.security_is_site);
  g_assert_true (route.route_is_site);

  find (settings, "bob@other.org", &route);
  g_assert_true (route.security_is_site);
  g_assert_true (route.route_is_site);
  g_assert_null (route.domain);
}

/* An entry by itself says the same as an address that it applies to. */
static void
test_of_entry (void)
{
  g_autoptr (CsSettings) settings = read_text (text);
  CsRoute entry, found;

  cs_route_of_entry (settings, cs_settings_find_remote_domain (settings, "*.com", NULL), &entry);
  find (settings, "bob@other.com", &found);
  g_assert_true (cs_route_equal (&entry, &found));
  g_assert_cmpint (entry.because, ==, CS_BECAUSE_WILDCARD);
  g_assert_cmpstr (cs_route_entry_name (&entry), ==, "*.com");

  cs_route_of_entry (settings, NULL, &entry);
  find (settings, "bob@other.org", &found);
  g_assert_true (cs_route_equal (&entry, &found));
  g_assert_cmpint (entry.because, ==, CS_BECAUSE_SITE);
}

static void
test_port (void)
{
  g_autoptr (CsSettings) settings
      = read_text ("{\"version\": 1, \"site\": {\"outbound-security\": {\"tls\": \"from-start\"}},"
                   "\"remote-domains\": [{\"domain\": \"a.de\", \"smart-host\": \"relay\"},"
                   "{\"domain\": \"b.de\", \"smart-host\": \"relay:25\"}]}");
  CsRoute route;

  find (settings, "x@c.de", &route);
  g_assert_cmpuint (cs_route_port (&route), ==, 465);
  find (settings, "x@a.de", &route);
  g_assert_cmpuint (cs_route_port (&route), ==, 465);
  find (settings, "x@b.de", &route);
  g_assert_cmpuint (cs_route_port (&route), ==, 25);
}

/* Which entry applies does not matter, only what it leads to. */
static void
test_equal (void)
{
  g_autoptr (CsSettings) settings = read_text (text);
  g_autoptr (CsSettings) same = read_text (text);
  g_autoptr (CsSettings) changed = cs_settings_copy (settings);
  g_autoptr (CsSecurity) security = cs_security_copy (cs_settings_security (changed));
  CsRoute a, b;

  find (settings, "bob@other.org", &a);
  find (same, "bob@BÜCHER.de", &b);
  g_assert_true (cs_route_equal (&a, &b));

  find (settings, "bob@example.com", &b);
  g_assert_false (cs_route_equal (&a, &b));

  g_free (security->account);
  security->account = g_strdup ("other");
  cs_settings_set_security (changed, security);
  find (changed, "bob@other.org", &b);
  g_assert_false (cs_route_equal (&a, &b));
  find (changed, "ann@example.com", &b);
  find (settings, "ann@example.com", &a);
  g_assert_true (cs_route_equal (&a, &b));
}

static void
test_empty (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  CsRoute route;

  find (settings, "ann@example.com", &route);
  g_assert_cmpstr (cs_route_entry_name (&route), ==, "site");
  g_assert_null (route.smart_host);
  g_assert_cmpuint (cs_route_port (&route), ==, 25);
  g_assert_cmpint (route.security->authentication, ==, CS_AUTHENTICATION_NONE);
}

/* The look-up says what trying every pattern in turn would say. */
static void
test_against_every_pattern (void)
{
  static const char *const words[] = { "a", "b", "*" };
  g_autoptr (CsSettings) settings = cs_settings_new ();

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name
          = g_strdup_printf ("%s%s.%s.x", i % 5 == 0 ? "*." : "", words[i % 2], words[i / 2 % 2]);
      CsPattern *pattern = cs_pattern_parse (i % 7 == 0 ? name + 2 : name, -1, NULL);

      if (pattern != NULL)
        {
          g_autoptr (CsRemoteDomain) domain = cs_remote_domain_new (pattern);

          cs_settings_put_remote_domain (settings, domain);
        }
    }

  for (guint i = 0; i < 64; i++)
    {
      g_autofree char *name
          = g_strdup_printf ("u@%s.%s.%s.x", words[i % 2], words[i / 2 % 2], words[i / 4 % 2]);
      g_autoptr (CsAddress) address
          = cs_address_parse (i < 32 ? name : name + 2, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
      gsize longest = 0;
      const char *expected = "site";
      CsRoute route;

      if (address == NULL)
        continue;
      for (guint j = 0; j < cs_settings_n_remote_domains (settings); j++)
        {
          const CsPattern *pattern = cs_settings_remote_domain (settings, j)->pattern;
          gsize weight = strlen (pattern->domain) + (pattern->kind == CS_PATTERN_DOMAIN ? 1000 : 0);

          if (cs_pattern_matches (pattern, address) && weight > longest)
            {
              longest = weight;
              expected = pattern->key;
            }
        }
      cs_route_find (settings, address, &route);
      g_assert_cmpstr (cs_route_entry_name (&route), ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/route/find/<%s>", cases[i].address);

      g_test_add_data_func (path, &cases[i], test_find);
    }
  g_test_add_func ("/model/route/whose", test_whose);
  g_test_add_func ("/model/route/of-entry", test_of_entry);
  g_test_add_func ("/model/route/port", test_port);
  g_test_add_func ("/model/route/equal", test_equal);
  g_test_add_func ("/model/route/empty", test_empty);
  g_test_add_func ("/model/route/against-every-pattern", test_against_every_pattern);

  return g_test_run ();
}
