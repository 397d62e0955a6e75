#include "app/typing-words.h"

typedef struct
{
  const char *name;
  CsOption option;
  const char *text;
  const char *canonical; /* NULL: empty, the default holds */
  const char *problem; /* a part of the sentence; NULL: none */
} OptionCase;

/* clang-format off */
static const OptionCase option_cases[] = {
  { "domain", CS_OPTION_MASQUERADE_DOMAIN, " Example.COM. ", "example.com", NULL },
  { "domain-idn", CS_OPTION_MASQUERADE_DOMAIN, "bücher.example", "xn--bcher-kva.example", NULL },
  { "domain-empty", CS_OPTION_MASQUERADE_DOMAIN, "  ", NULL, NULL },
  { "domain-space", CS_OPTION_MASQUERADE_DOMAIN, "exa mple.com", NULL, "letters, digits" },
  { "domain-address", CS_OPTION_MASQUERADE_DOMAIN, "192.0.2.7", NULL, "IP address" },
  { "domain-dots", CS_OPTION_MASQUERADE_DOMAIN, "a..b", NULL, "dots" },
  { "address", CS_OPTION_LOCAL_RECIPIENTS, "ann@Example.com", "ann@example.com", NULL },
  { "address-bare", CS_OPTION_LOCAL_RECIPIENTS, "ann", NULL, "an @" },
  { "number", CS_OPTION_MAXIMUM_HOP_COUNT, "25", "25", NULL },
  { "number-empty", CS_OPTION_MAXIMUM_HOP_COUNT, "", NULL, "whole number" },
  { "number-words", CS_OPTION_MAXIMUM_HOP_COUNT, "many", NULL, "whole number" },
  { "number-low", CS_OPTION_MAXIMUM_HOP_COUNT, "0", "0", "at least 1 and at most 1000" },
  { "number-high", CS_OPTION_MAXIMUM_HOP_COUNT, "1001", "1001", "at least 1 and at most 1000" },
};
/* clang-format on */

static void
check_problem (const char *problem, const char *expected)
{
  if (expected == NULL)
    g_assert_null (problem);
  else
    {
      g_assert_nonnull (problem);
      g_test_message ("%s", problem);
      g_assert_nonnull (strstr (problem, expected));
    }
}

static void
test_option (gconstpointer data)
{
  const OptionCase *c = data;
  g_autofree char *canonical = NULL;
  g_autofree char *problem = cs_typing_check_option (c->option, c->text, &canonical);

  check_problem (problem, c->problem);
  g_assert_cmpstr (canonical, ==, c->canonical);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *canonical;
  const char *problem;
} Case;

static const Case host_cases[] = {
  { "name-and-port", "Relay.Example.net:587", "relay.example.net:587", NULL },
  { "address", "192.0.2.7", "[192.0.2.7]", NULL },
  { "empty", " ", NULL, NULL },
  { "url", "smtp://relay.example.net", NULL, "smtp://" },
  { "port", "relay.example.net:99999", NULL, "1 to 65535" },
  { "ipv6-without-brackets", "2001:db8::7:587:1:2:3:4:5", NULL, "" },
};

static void
test_host (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsHost) host = NULL;
  g_autofree char *problem = cs_typing_check_host (c->text, &host);
  g_autofree char *canonical = host != NULL ? cs_host_to_string (host) : NULL;

  check_problem (problem, c->problem);
  g_assert_cmpstr (canonical, ==, c->canonical);
}

static const Case pattern_cases[] = {
  { "domain", "Example.com", "example.com", NULL },
  { "wildcard", "*.example.com", "*.example.com", NULL },
  { "address", "Ann@example.com", "ann@example.com", NULL },
  { "empty", "", NULL, "ann@example.com" },
  { "asterisk-in-the-middle", "a.*.example.com", NULL, "asterisk" },
  { "asterisk-without-dot", "*example.com", NULL, "asterisk" },
  { "space", "exa mple.com", NULL, "letters, digits" },
  { "below-space", "*.exa mple.com", NULL, "letters, digits" },
  { "address-without-domain", "ann@", NULL, "after the @" },
};

static void
test_pattern (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsPattern) pattern = NULL;
  g_autofree char *problem = cs_typing_check_pattern (c->text, &pattern);

  check_problem (problem, c->problem);
  g_assert_cmpstr (pattern != NULL ? pattern->key : NULL, ==, c->canonical);
}

static void
test_duration_range (void)
{
  g_autofree char *right = cs_typing_check_integer (CS_OPTION_EXPIRE_AFTER, 86400);
  g_autofree char *wrong = cs_typing_check_integer (CS_OPTION_EXPIRE_AFTER, 0);

  g_assert_null (right);
  g_assert_nonnull (wrong);
  g_assert_nonnull (strstr (wrong, "365 days"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (option_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app/typing-words/option/", option_cases[i].name, NULL);

      g_test_add_data_func (path, &option_cases[i], test_option);
    }
  for (guint i = 0; i < G_N_ELEMENTS (host_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app/typing-words/host/", host_cases[i].name, NULL);

      g_test_add_data_func (path, &host_cases[i], test_host);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pattern_cases); i++)
    {
      g_autofree char *path
          = g_strconcat ("/app/typing-words/pattern/", pattern_cases[i].name, NULL);

      g_test_add_data_func (path, &pattern_cases[i], test_pattern);
    }
  g_test_add_func ("/app/typing-words/duration-range", test_duration_range);

  return g_test_run ();
}
