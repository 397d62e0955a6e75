#include "smtp/features.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *reply; /* lines without code, separated by '|' */
  CsFeatureFlags flags;
  guint64 size_limit_bytes;
  const char *mechanisms;
  const char *greeting_name;
} Case;

static const Case cases[] = {
  { "nothing", "relay.example.net", 0, 0, "", "relay.example.net" },
  { "greeting-text", "relay.example.net at your service", 0, 0, "", "relay.example.net" },
  { "no-name", "", 0, 0, "", "" },
  { "all",
    "r|STARTTLS|AUTH PLAIN|PIPELINING|SIZE "
    "10|8BITMIME|SMTPUTF8|DSN|CHUNKING|ENHANCEDSTATUSCODES|LIMITS RCPTMAX=5",
    CS_FEATURE_STARTTLS | CS_FEATURE_AUTH | CS_FEATURE_PIPELINING | CS_FEATURE_SIZE
        | CS_FEATURE_8BITMIME | CS_FEATURE_SMTPUTF8 | CS_FEATURE_DSN | CS_FEATURE_CHUNKING
        | CS_FEATURE_ENHANCEDSTATUSCODES | CS_FEATURE_LIMITS,
    10, "PLAIN", "r" },
  { "lower-case", "r|starttls|auth plain login", CS_FEATURE_STARTTLS | CS_FEATURE_AUTH, 0,
    "PLAIN LOGIN", "r" },
  { "auth-with-equals-sign", "r|AUTH=LOGIN", CS_FEATURE_AUTH, 0, "LOGIN", "r" },
  { "auth-merged", "r|AUTH NTLM LOGIN|AUTH=LOGIN PLAIN", CS_FEATURE_AUTH, 0, "NTLM LOGIN PLAIN",
    "r" },
  { "auth-empty", "r|AUTH", CS_FEATURE_AUTH, 0, "", "r" },
  { "auth-blanks", "r|AUTH  PLAIN   LOGIN ", CS_FEATURE_AUTH, 0, "PLAIN LOGIN", "r" },
  { "auth-strange-words", "r|AUTH <b> PLAIN é X-OAUTH2_A aaaaaaaaaaaaaaaaaaaaa", CS_FEATURE_AUTH, 0,
    "PLAIN X-OAUTH2_A", "r" },
  { "authentication-is-another-word", "r|AUTHENTICATION PLAIN", 0, 0, "", "r" },
  { "size-none", "r|SIZE", CS_FEATURE_SIZE, 0, "", "r" },
  { "size-zero", "r|SIZE 0", CS_FEATURE_SIZE, 0, "", "r" },
  { "size-largest", "r|SIZE 18446744073709551615", CS_FEATURE_SIZE, G_MAXUINT64, "", "r" },
  { "size-overflow", "r|SIZE 18446744073709551616", 0, 0, "", "r" },
  { "size-negative", "r|SIZE -1", 0, 0, "", "r" },
  { "size-words", "r|SIZE many", 0, 0, "", "r" },
  { "masked", "r|XXXXXXXA|250-STARTTLS", 0, 0, "", "r" },
  { "doubled", "r|PIPELINING|PIPELINING", CS_FEATURE_PIPELINING, 0, "", "r" },
  { "A2-125-not-for-us", "r|BINARYMIME|BURL imap|VRFY|REQUIRETLS", 0, 0, "", "r" },
  { "in-the-first-line", "STARTTLS", 0, 0, "", "STARTTLS" },
};

static CsReply *
reply_of (const char *text)
{
  CsReply *reply = cs_reply_new ();
  g_auto (GStrv) lines = g_strsplit (text, "|", -1);

  for (guint i = 0; i == 0 || lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strconcat (
          lines[i] != NULL && lines[i + 1] != NULL ? "250-" : "250 ", lines[i], NULL);

      cs_reply_feed (reply, line, strlen (line));
      if (lines[i] == NULL)
        break;
    }
  return reply;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsReply) reply = reply_of (c->reply);
  g_autoptr (CsFeatures) parsed = cs_features_parse (reply);
  g_autoptr (CsFeatures) features = cs_features_copy (parsed);
  g_autofree char *mechanisms = g_strjoinv (" ", features->mechanisms);

  g_assert_cmphex (features->flags, ==, c->flags);
  g_assert_cmpuint (features->size_limit_bytes, ==, c->size_limit_bytes);
  g_assert_cmpstr (mechanisms, ==, c->mechanisms);
  g_assert_cmpstr (features->greeting_name, ==, c->greeting_name);
}

static void
test_limits (void)
{
  g_autoptr (CsReply) reply = reply_of ("r|LIMITS RCPTMAX=20 mailmax=5 XMAX=1|LIMITS RCPTMAX=0");
  g_autoptr (CsFeatures) features = cs_features_parse (reply);

  g_assert_cmpuint (features->limit_rcptmax, ==, 20);
  g_assert_cmpuint (features->limit_mailmax, ==, 5);
}

static void
test_mechanism (void)
{
  g_autoptr (CsReply) reply = reply_of ("r|AUTH NTLM");
  g_autoptr (CsFeatures) features = cs_features_parse (reply);
  g_autoptr (CsFeatures) none = cs_features_new ();

  g_assert_true (cs_features_offers_mechanism (features, "NTLM"));
  g_assert_false (cs_features_offers_mechanism (features, "NTL"));
  g_assert_false (cs_features_offers_mechanism (none, "NTLM"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/features/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/features/limits", test_limits);
  g_test_add_func ("/smtp/features/mechanism", test_mechanism);
  return g_test_run ();
}
