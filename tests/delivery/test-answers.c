/* test-answers.c - what servers answer, on the wire, and what becomes of the mail
 */
#include <string.h>

#include "base/when.h"
#include "bed.h"

#define SENDER "ann@sender.example"

typedef struct
{
  const char *name;
  FakeStep step;
  const char *answer;
  const char *state; /* "": delivered; "rejected": and a report is waiting */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "greeting-421", FAKE_GREETING, "421 4.3.2 too busy", "deferred refused-for-now" },
  { "greeting-554", FAKE_GREETING, "554 no service", "deferred refused-for-now" },
  { "greeting-521", FAKE_GREETING, "521 no mail here", "deferred refused-for-now" },
  { "greeting-garbage", FAKE_GREETING, "SSH-2.0-OpenSSH", "deferred protocol" },
  { "greeting-closes", FAKE_GREETING, FAKE_CLOSE, "deferred unreachable" },
  { "greeting-of-lines", FAKE_GREETING, "220-one\n220-two\n220 three", "" },
  { "ehlo-502-helo", FAKE_EHLO, "502 5.5.1 what?", "" },
  { "ehlo-closes-helo", FAKE_EHLO, FAKE_CLOSE, "" },
  { "ehlo-450", FAKE_EHLO, "450 later", "deferred refused-for-now" },
  { "ehlo-codes-differ", FAKE_EHLO, "250-fake\n550 no", "deferred protocol" },
  { "starttls-is-no-tls", FAKE_EHLO, "250-fake\n250 STARTTLS", "" },
  { "mail-451", FAKE_MAIL, "451 4.3.0 later", "deferred refused-for-now" },
  { "mail-550", FAKE_MAIL, "550 5.7.1 not you", "rejected" },
  { "mail-530", FAKE_MAIL, "530 5.7.0 Authentication required", "held authentication-required" },
  { "mail-closes", FAKE_MAIL, FAKE_CLOSE, "deferred unreachable" },
  { "rcpt-450", FAKE_RCPT, "450 4.7.1 greylisted", "deferred refused-for-now" },
  { "rcpt-550", FAKE_RCPT, "550 5.1.1 no such user", "rejected" },
  { "rcpt-554-relay", FAKE_RCPT, "554 5.7.1 <x>: Relay access denied", "held authentication-required" },
  { "rcpt-550-relay", FAKE_RCPT, "550 relay not permitted", "held authentication-required" },
  { "rcpt-452", FAKE_RCPT, "452 4.5.3 too many", "deferred refused-for-now" },
  { "rcpt-421", FAKE_RCPT, "421 4.3.2 closing", "deferred refused-for-now" },
  { "rcpt-251", FAKE_RCPT, "251 will forward", "" },
  { "data-451", FAKE_DATA, "451 4.3.0 later", "deferred refused-for-now" },
  { "data-554", FAKE_DATA, "554 5.6.0 no", "rejected" },
  { "data-250", FAKE_DATA, "250 ok", "deferred protocol" },
  { "dot-451", FAKE_END, "451 4.3.0 later", "deferred refused-for-now" },
  { "dot-554", FAKE_END, "554 5.7.1 spam", "rejected" },
  { "dot-552", FAKE_END, "552 5.2.2 over quota", "rejected" },
  { "dot-354", FAKE_END, "354 go on", "deferred protocol" },
  { "dot-closes", FAKE_END, FAKE_CLOSE, "deferred unreachable" },
  { "dot-250-of-lines", FAKE_END, "250-2.0.0 queued\n250 2.0.0 as 1", "" },
};
/* clang-format on */

static gboolean
is_report (const CsQueueRow *row)
{
  return *row->sender == '\0';
}

static void
check_rejected (Bed *bed)
{
  g_autoptr (GPtrArray) rows = bed_rows (bed);

  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_true (is_report (rows->pdata[0]));
  g_assert_cmpuint (cs_engine_n_rejected (bed->engine), ==, 1);
}

static void
test_case (Bed *bed, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  g_autofree char *state = NULL;

  fake_server_answer (bed->server, c->step, c->answer);
  bed_send_reports_nowhere (bed);
  bed_start (bed);
  bed_run (bed);
  if (g_str_equal (c->state, "rejected"))
    {
      check_rejected (bed);
      return;
    }
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, c->state);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, *c->state == '\0');
}

/* Each recipient has his own verdict. */
static void
test_mixed (Bed *bed, gconstpointer data)
{
  g_autofree char *id
      = bed_accept (bed, SENDER, "good@example.com bad@example.com later@example.com");
  g_autoptr (GPtrArray) rows = NULL;

  fake_server_answer_rcpt (bed->server, "bad@example.com", "550 5.1.1 no such user");
  fake_server_answer_rcpt (bed->server, "later@example.com", "450 4.2.0 mailbox busy");
  bed_send_reports_nowhere (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpstr (fake_server_message (bed->server, 0)->recipients, ==, "good@example.com");
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 2); /* later@example.com, and the report */
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 1);
  g_assert_cmpuint (cs_engine_n_rejected (bed->engine), ==, 1);
}

static void
test_transcript_is_kept (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  g_autofree char *transcript = NULL;

  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  fake_server_answer (bed->server, FAKE_RCPT, "450 4.7.1 greylisted");
  bed_start (bed);
  bed_run (bed);
  transcript = bed_transcript (bed, id);
  g_assert_nonnull (strstr (transcript, "S: 450 4.7.1 greylisted"));
  g_assert_nonnull (strstr (transcript, "AUTH PLAIN"));
  g_assert_null (strstr (transcript, "secret"));
  g_assert_null (strstr (transcript, "AG9mZmljZQBzZWNyZXQ=")); /* \0office\0secret */
}

/* --- time --------------------------------------------------------------------------------- */

static void
test_tried_again (Bed *bed, gconstpointer data)
{
  static const gint64 attempts_s[] = { 0, 900, 900 + 1800, 900 + 1800 + 3600 };
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");

  fake_server_answer (bed->server, FAKE_RCPT, "450 4.7.1 greylisted");
  bed_start (bed);
  for (guint i = 0; i < G_N_ELEMENTS (attempts_s); i++)
    {
      if (i > 0)
        bed_run_at (bed, attempts_s[i] - 1);
      g_assert_cmpuint (fake_server_n_connections (bed->server), ==, i);
      bed_run_at (bed, attempts_s[i]);
      g_assert_cmpuint (fake_server_n_connections (bed->server), ==, i + 1);
    }
  fake_server_answer (bed->server, FAKE_RCPT, NULL);
  bed_run_at (bed, 900 + 1800 + 3600 + 14400);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

/* A destination that cannot be reached is not tried for each new message. */
static void
test_dead_destination_rests (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  fake_server_answer (bed->server, FAKE_GREETING, FAKE_CLOSE);
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  bed_run (bed);
  for (guint i = 0; i < 20; i++)
    g_free (bed_accept (bed, SENDER, "eve@example.com"));
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);

  rows = bed_rows (bed);
  g_assert_cmpint (((CsQueueRow *)rows->pdata[1])->next_attempt_s, ==, BED_START_S + 60);

  /* One attempt for all of them finds out that it is back. */
  fake_server_answer (bed->server, FAKE_GREETING, NULL);
  bed_run_at (bed, 60);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 20);
}

static void
test_insisting_ends_the_rest (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_GREETING, FAKE_CLOSE);
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  bed_run (bed);
  fake_server_answer (bed->server, FAKE_GREETING, NULL);
  cs_engine_insist (bed->engine, NULL);
  bed_change (bed, CS_QUEUE_RETRY);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

/* A server that offered TLS yesterday and does not today may be somebody else. */
static void
test_downgrade (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  g_autofree char *path = g_build_filename (bed->folder, "hosts", NULL);
  g_autofree char *line
      = g_strdup_printf ("127.0.0.1:%u %d\n", fake_server_port (bed->server), BED_START_S - 86400);
  g_autofree char *state = NULL;

  g_file_set_contents (path, line, -1, NULL);
  bed_start (bed);
  bed_run (bed);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "deferred downgrade");
  g_assert_false (fake_server_heard (bed->server, "MAIL"));
  bed_run_at (bed, 3 * 86400);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/answers/mixed", test_mixed },
    { "/delivery/answers/downgrade", test_downgrade },
    { "/delivery/answers/transcript-is-kept", test_transcript_is_kept },
    { "/delivery/answers/tried-again", test_tried_again },
    { "/delivery/answers/dead-destination-rests", test_dead_destination_rests },
    { "/delivery/answers/insisting-ends-the-rest", test_insisting_ends_the_rest },
  };

  bed_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/delivery/answers/%s", cases[i].name);

      g_test_add (name, Bed, &cases[i], bed_set_up, test_case, bed_tear_down);
    }
  bed_test_add (tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
