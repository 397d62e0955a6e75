#include <locale.h>
#include <string.h>
#include <time.h>

#include "admin/words.h"
#include "model/reader.h"

/* --- every code has a sentence ------------------------------------------------------------- */

static void
assert_sentence (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strchr (text, '{')); /* a place that was not filled in */
  g_assert_null (strstr (text, "(null)"));
}

static void
test_every_fault (void)
{
  for (guint code = CS_FAULT_EMPTY; code <= CS_FAULT_NOT_STORED; code++)
    for (guint mask = 0; mask < 8; mask++)
      {
        CsFault fault = {
          .code = code,
          .path = (char *)(mask & 4 ? "site.outbound-security.account" : ""),
          .line = 3,
          .column = 5,
          .other_line = mask & 4 ? 2 : 0,
          .value = (char *)(mask & 1 ? "VALUE" : NULL),
          .expected = (char *)(mask & 2 ? "EXPECTED" : NULL),
        };
        g_autofree char *sentence = cs_words_fault (&fault);
        g_autofree char *line = cs_words_fault_line (&fault, "/x/delivery.json");

        assert_sentence (sentence);
        g_assert_true (g_str_has_prefix (line, "/x/delivery.json:3:5: error: "));
        if (mask & 4)
          g_assert_nonnull (strstr (sentence, "2"));
      }
}

static void
test_every_cause (void)
{
  for (guint cause = CS_CAUSE_NONE + 1; cause <= CS_CAUSE_LAST; cause++)
    {
      assert_sentence (cs_words_cause (cause));
      assert_sentence (cs_words_advice (cause));
    }
  g_assert_cmpstr (cs_words_cause (CS_CAUSE_NONE), ==, "");
  g_assert_cmpstr (cs_words_advice (CS_CAUSE_NONE), ==, "");
}

static void
test_every_failure (void)
{
  for (guint stage = CS_STAGE_RESOLVE; stage <= CS_STAGE_QUIT; stage++)
    {
      assert_sentence (cs_words_step (stage, TRUE));
      assert_sentence (cs_words_step (stage, FALSE));
      for (guint kind = CS_FAILURE_NONE; kind <= CS_FAILURE_CANCELLED; kind++)
        {
          CsFailure failure = { .stage = stage, .kind = kind };
          g_autofree char *bare = cs_words_failure (&failure);
          g_autofree char *detailed = NULL;

          assert_sentence (bare);
          failure.text = (char *)"a detail";
          detailed = cs_words_failure (&failure);
          g_assert_nonnull (strstr (detailed, "a detail"));
        }
    }
}

static void
test_every_other_word (void)
{
  for (guint i = 0; i <= CS_SECRETS_ERROR_FAILED; i++)
    assert_sentence (cs_words_secrets_error (i));
  for (guint i = 0; i <= CS_AUTHENTICATION_CHALLENGE_RESPONSE; i++)
    assert_sentence (cs_words_authentication (i));
  for (guint i = 0; i <= CS_TLS_NEVER; i++)
    assert_sentence (cs_words_tls (i));
}

/* --- replies ------------------------------------------------------------------------------- */

typedef struct
{
  CsStage stage;
  guint code;
  const char *sentence;
} ReplyCase;

static const ReplyCase reply_cases[] = {
  { CS_STAGE_AUTHENTICATE, 535, "The server refused the account or its password: 535 5.7.8 no" },
  { CS_STAGE_AUTHENTICATE, 454, "The server cannot check the password now: 454 5.7.8 no" },
  { CS_STAGE_AUTHENTICATE, 503, "The server refused to let us sign in: 503 5.7.8 no" },
  { CS_STAGE_MAIL, 530, "The server wants authentication or TLS first: 530 5.7.8 no" },
  { CS_STAGE_RECIPIENT, 550, "The server refused the recipient: 550 5.7.8 no" },
  { CS_STAGE_GREETING, 554, "The server does not accept our connection: 554 5.7.8 no" },
  { CS_STAGE_RESET, 421, "The server answered 421 5.7.8 no" },
};

static void
test_replies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (reply_cases); i++)
    {
      CsFailure failure = {
        reply_cases[i].stage, CS_FAILURE_REPLY, reply_cases[i].code, { 5, 7, 8 }, (char *)"5.7.8 no"
      };
      g_autofree char *sentence = cs_words_failure (&failure);

      g_assert_cmpstr (sentence, ==, reply_cases[i].sentence);
    }
}

/* --- faults of real files ------------------------------------------------------------------ */

typedef struct
{
  const char *text;
  const char *line;
} FileCase;

#define DOMAINS "{\"version\":1,\"remote-domains\":[{\"domain\":\"a.example\"},"

static const FileCase file_cases[] = {
  { DOMAINS "{\"domain\":\"b.example\",\n\"outbound-security\":{"
            "\"authentication\":\"challenge-response\"}}]}",
    "f:2:21: error: remote-domains[1]: challenge-response needs an account" },
  { "{\"version\":1,\n \"site\":{\"maximum-hop-count\":0}}",
    "f:2:30: error: site.maximum-hop-count: 0 is out of range; possible: 1 to 1000" },
  { "{\"version\":1,\"site\":{\"smarthost\":\"x\"}}",
    "f:1:22: error: site.smarthost: there is no key “smarthost”; did you mean “smart-host”?" },
  { "{\"version\":2}",
    "f:1:12: error: version: version 2 is not known; this program knows version 1" },
  { "{\"version\":1,\n\"version\":1}",
    "f:2:1: error: version: the key “version” stands twice (first in line 1)" },
  { "", "f:1:1: error: the file is empty; delete it to have the defaults" },
};

static void
test_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (file_cases); i++)
    {
      const FileCase *c = &file_cases[i];
      g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
      g_autofree char *lines = NULL;
      g_autofree char *expected = g_strconcat (c->line, "\n", NULL);

      g_assert_null (cs_settings_read (c->text, strlen (c->text), faults));
      lines = cs_words_faults (faults, "f");
      g_assert_cmpstr (lines, ==, expected);
    }
}

/* --- changes ------------------------------------------------------------------------------- */

typedef struct
{
  CsChange change;
  const char *sentence;
} ChangeCase;

#define VALUE(entry, key, before, after)                                                           \
  {                                                                                                \
    CS_CHANGE_VALUE, (char *)entry, key, (char *)before, (char *)after                             \
  }

static const ChangeCase change_cases[] = {
  { { CS_CHANGE_DOMAIN_ADDED, (char *)"example.com", NULL, NULL, NULL },
    "Remote domain example.com added" },
  { { CS_CHANGE_DOMAIN_REMOVED, (char *)"*.example.com", NULL, NULL, NULL },
    "Remote domain *.example.com removed" },
  { VALUE ("site", "smart-host", NULL, "relay.example"), "Site: smart host set to relay.example" },
  { VALUE ("site", "smart-host", "relay.example", NULL),
    "Site: smart host is not set any more (it was relay.example)" },
  { VALUE ("site", "expire-after", "432000", "86400"),
    "Site: expiration after changed from 5 days to 1 day" },
  { VALUE ("site", "retry-intervals", "900, 1800", "60"),
    "Site: retry intervals changed from 15 min, 30 min to 1 min" },
  { VALUE ("site", "authentication", "none", "challenge-response"),
    "Site: authentication changed from None to Challenge/Response" },
  { VALUE ("site", "tls", "when-offered", "from-start"),
    "Site: TLS changed from When the server offers it to From the start" },
  { VALUE ("example.com", "credential", "stored", "stored"), "example.com: password changed" },
  { VALUE ("example.com", "credential", NULL, "stored"), "example.com: password set" },
  { VALUE ("example.com", "credential", "stored", NULL), "example.com: password no longer used" },
  { VALUE ("example.com", "outbound-security", "site", "own"),
    "example.com: has its own outbound security now" },
  { VALUE ("xn--bcher-kva.example", "helo", "false", "true"),
    "bücher.example: HELO instead of EHLO changed from no to yes" },
};

static void
test_changes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (change_cases); i++)
    {
      g_autofree char *sentence = cs_words_change (&change_cases[i].change);

      g_assert_cmpstr (sentence, ==, change_cases[i].sentence);
    }
}

/* Every option of the site has a name of its own, not just its key. */
static void
test_every_option (void)
{
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    {
      const CsOptionInfo *info = cs_option_info (i);
      CsChange change = VALUE ("site", info->name, NULL, "1");
      g_autofree char *sentence = cs_words_change (&change);

      if (strchr (info->name, '-') != NULL)
        g_assert_null (strstr (sentence, info->name));
    }
}

/* --- entries ------------------------------------------------------------------------------- */

static void
assert_summary (const char *json, const char *address_text, const char *summary)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (CsSettings) settings = cs_settings_read (json, strlen (json), faults);
  g_autoptr (CsAddress) address = cs_address_parse (address_text, -1, 0, NULL, NULL);
  g_autofree char *text = NULL;
  g_autofree char *because = NULL;
  CsRoute route;

  g_assert_nonnull (settings);
  cs_route_find (settings, address, &route);
  text = cs_words_summary (&route);
  because = cs_words_because (&route, address);
  g_assert_cmpstr (text, ==, summary);
  assert_sentence (because);
}

static void
test_summaries (void)
{
  static const char json[]
      = "{\"version\":1,\"site\":{\"smart-host\":\"relay.example.net:587\",\"outbound-security\":{"
        "\"authentication\":\"clear-text\",\"account\":\"office\",\"tls\":\"required\"}},"
        "\"remote-domains\":[{\"domain\":\"*.corp.example\",\"smart-host\":\"[192.0.2.7]\","
        "\"outbound-security\":{\"authentication\":\"challenge-response\",\"nt-domain\":\"CORP\","
        "\"account\":\"mailer\"}},{\"domain\":\"example.org\",\"route\":\"dns\","
        "\"outbound-security\":{\"authentication\":\"none\",\"tls\":\"never\"}}]}";

  assert_summary (json, "a@b.example",
                  "Mail from this site goes to relay.example.net:587 and signs in as office "
                  "(Clear text), in verified TLS only.");
  assert_summary (json, "a@x.corp.example",
                  "Mail for *.corp.example goes to [192.0.2.7] and signs in as CORP\\mailer "
                  "(Challenge/Response), in TLS when offered.");
  assert_summary (json, "a@example.org",
                  "Mail for example.org goes to the servers that the DNS names without "
                  "authentication, without TLS.");
  assert_summary (json, "a@[192.0.2.1]",
                  "Mail from this site goes to relay.example.net:587 and signs in as office "
                  "(Clear text), in verified TLS only.");
}

/* --- numbers ------------------------------------------------------------------------------- */

static void
test_durations (void)
{
  static const struct
  {
    gint64 seconds;
    const char *words;
  } cases[] = { { 0, "0 s" },          { 1, "1 s" },       { 90, "90 s" },
                { 900, "15 min" },     { 5400, "90 min" }, { 3600, "1 hour" },
                { 43200, "12 hours" }, { 86400, "1 day" }, { 432000, "5 days" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = cs_words_duration (cases[i].seconds);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_when (void)
{
  const gint64 now_s = 1795503000; /* 2026-11-24 06:50:00 UTC, a Tuesday */
  static const struct
  {
    gint64 distance_s;
    const char *words;
  } cases[] = { { 0, "in a moment" },
                { 59, "in a moment" },
                { 60, "in 1 min" },
                { 14 * 60, "in 14 min" },
                { 14 * 60 + 40, "in 15 min" },
                { 2 * 3600, "today 08:50" },
                { -60, "today 06:49" },
                { 86400, "tomorrow 06:50" },
                { -86400, "yesterday 06:50" },
                { 3 * 86400, "27 Nov 2026 06:50" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = cs_words_when (now_s + cases[i].distance_s, now_s);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_origin (void)
{
  static const struct
  {
    const char *origin, *words;
  } rows[] = {
    { "socket uid 0", "local socket, from root (uid 0)" },
    { "socket uid 4294000000", "local socket, from uid 4294000000" },
    { "pickup uid 0", "pickup folder, from root (uid 0)" },
    { "pickup uid x", "pickup folder, from x" },
    { "port ::1", "submission port, from ::1" },
    { "report", "delivery report of Countersign" },
    { "something else", "something else" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = cs_words_origin (rows[i].origin);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

/* Without a catalogue, what is known and what is not both stay as they are. */
static void
test_reasons (void)
{
  static const char *const reasons[] = {
    "the domain is empty",
    "the domain is empty (at byte 5)",
    "“ü” cannot be in a domain name",
    "“” cannot be in a domain name",
    "the character U+0020 cannot be in a domain name",
    "an IPv6 address stands in brackets: [::1]:25 or [::1:25]",
    "-1 to 31536000",
    "1 to 2 or 3",
    "1 to",
    "of no table (at byte 5)",
    "of no table (at byte",
    "100 %s",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *words = cs_words_reason (reasons[i]);

      g_assert_cmpstr (words, ==, reasons[i]);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  setlocale (LC_ALL, "");
  tzset ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/admin/words/every-fault", test_every_fault);
  g_test_add_func ("/admin/words/every-cause", test_every_cause);
  g_test_add_func ("/admin/words/every-failure", test_every_failure);
  g_test_add_func ("/admin/words/every-other-word", test_every_other_word);
  g_test_add_func ("/admin/words/replies", test_replies);
  g_test_add_func ("/admin/words/files", test_files);
  g_test_add_func ("/admin/words/changes", test_changes);
  g_test_add_func ("/admin/words/every-option", test_every_option);
  g_test_add_func ("/admin/words/summaries", test_summaries);
  g_test_add_func ("/admin/words/durations", test_durations);
  g_test_add_func ("/admin/words/when", test_when);
  g_test_add_func ("/admin/words/origin", test_origin);
  g_test_add_func ("/admin/words/reasons", test_reasons);

  return g_test_run ();
}
