/* test-downgrade.c - servers that offer less than they did: rule 5 of the design
 *
 * What they offered before is written into the memory's file, as an earlier
 * run would have left it.
 */
#include <string.h>

#include "bed.h"
#include "certificates.h"

#define SENDER "ann@sender.example"
#define LONG_AGO_S (400 * 86400)
#define NO_LOGIN "0 0 0 0"
#define BY_NTLM_IN_CLEAR "0 0 2 0"
#define BY_ALL "3 3 3 3"
#define OFFERS_TLS "250-fake\n250-STARTTLS\n250 AUTH PLAIN"

/* The strengths: of clear text in clear and within TLS, of challenge/response likewise. */
static void
remember (Bed *bed, gint64 tls_ago_s, const char *strengths)
{
  g_autofree char *path = g_build_filename (bed->folder, "hosts", NULL);
  gint64 tls_s = tls_ago_s != 0 ? BED_START_S - tls_ago_s : 0;
  g_autofree char *line
      = g_strdup_printf ("127.0.0.1:%u %" G_GINT64_FORMAT " %d %s\n",
                         fake_server_port (bed->server), tls_s, BED_START_S - 86400, strengths);

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
}

static void
accept_one (Bed *bed)
{
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
}

static void
use_login (Bed *bed)
{
  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
}

static void
assert_state (Bed *bed, const char *expected)
{
  g_autofree char *state = bed_state (bed);

  g_assert_cmpstr (state, ==, expected);
}

static void
assert_delivered (Bed *bed, guint n)
{
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, n);
  assert_state (bed, "");
}

/* It is looked at three times. */
static void
run_until_held (Bed *bed)
{
  bed_run (bed);
  assert_state (bed, "deferred downgrade");
  bed_run_at (bed, 900);
  assert_state (bed, "deferred downgrade");
  bed_run_at (bed, 900 + 1800);
  assert_state (bed, "held downgrade");
}

/* As the service does it. @rows: (nullable) */
static void
release (Bed *bed, GPtrArray *rows)
{
  g_assert_cmpint (bed_change (bed, CS_QUEUE_RELEASE), >, 0);
  cs_engine_accept (bed->engine, rows);
  cs_engine_insist (bed->engine, rows);
  bed_run (bed);
}

/* --- TLS ---------------------------------------------------------------------------------- */

/* However long ago it was: no account goes there before somebody has said that it is right. */
static void
test_account_waits (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  remember (bed, LONG_AGO_S, NO_LOGIN);
  use_login (bed);
  accept_one (bed);
  accept_one (bed);
  bed_start (bed);
  run_until_held (bed);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 3);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);
  bed_run_at (bed, 3 * 86400);
  assert_state (bed, "held downgrade");

  rows = bed_rows (bed);
  release (bed, rows);
  assert_delivered (bed, 2);

  /* Accepted is accepted, also after a restart. */
  bed_stop (bed);
  bed_start (bed);
  accept_one (bed);
  bed_run (bed);
  assert_delivered (bed, 3);
}

/* The host is known from what is held. */
static void
test_release_after_restart (Bed *bed, gconstpointer data)
{
  remember (bed, LONG_AGO_S, NO_LOGIN);
  use_login (bed);
  accept_one (bed);
  bed_start (bed);
  run_until_held (bed);
  bed_stop (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held downgrade");
  release (bed, NULL);
  assert_delivered (bed, 1);
}

static void
test_retry_accepts_nothing (Bed *bed, gconstpointer data)
{
  remember (bed, LONG_AGO_S, NO_LOGIN);
  use_login (bed);
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  for (guint i = 0; i < 2; i++)
    {
      assert_state (bed, "deferred downgrade");
      bed_change (bed, CS_QUEUE_RETRY);
      cs_engine_insist (bed->engine, NULL);
      bed_run (bed);
    }
  assert_state (bed, "held downgrade");
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);
}

/* New mail finds out that it offers TLS again. */
static void
test_recovers (Bed *bed, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = test_server_certificate ("self-signed");

  remember (bed, 86400, NO_LOGIN);
  use_login (bed);
  accept_one (bed);
  bed_start (bed);
  run_until_held (bed);

  fake_server_use_certificate (bed->server, certificate);
  fake_server_answer (bed->server, FAKE_EHLO, OFFERS_TLS);
  cs_engine_insist (bed->engine, NULL);
  accept_one (bed);
  bed_run (bed);
  assert_delivered (bed, 2);
  g_assert_cmpuint (fake_server_n_tls (bed->server), >, 0);
}

/* A password that needs TLS anyway waits for it by itself. */
static void
test_password_that_needs_tls (Bed *bed, gconstpointer data)
{
  g_autoptr (CsSecurity) security = NULL;

  remember (bed, 86400, NO_LOGIN);
  use_login (bed);
  security = cs_security_copy (cs_settings_security (bed->settings));
  security->allow_unencrypted_password = FALSE;
  cs_settings_set_security (bed->settings, security);
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred downgrade");
}

/* Who can hide STARTTLS can spoil the handshake as well: mail without an account waits, too. */
static void
test_spoilt_handshake (Bed *bed, gconstpointer data)
{
  remember (bed, 86400, NO_LOGIN);
  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 STARTTLS");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred downgrade");
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
}

/* --- mechanisms --------------------------------------------------------------------------- */

static void
use_unencrypted (Bed *bed, const char *strengths, const char *list)
{
  g_autofree char *answer = g_strconcat ("250-fake\n250 ", list, NULL);

  remember (bed, 0, strengths);
  use_login (bed);
  fake_server_answer (bed->server, FAKE_EHLO, answer);
}

static void
test_weaker_mechanism (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  use_unencrypted (bed, BY_NTLM_IN_CLEAR, "AUTH PLAIN");
  accept_one (bed);
  bed_start (bed);
  run_until_held (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);

  rows = bed_rows (bed);
  g_assert_nonnull (strstr (((CsQueueRow *)rows->pdata[0])->text, "offers only PLAIN"));
  release (bed, rows);
  assert_delivered (bed, 1);
}

/* Words that nobody here speaks hide nothing. */
static void
test_hidden_among_others (Bed *bed, gconstpointer data)
{
  use_unencrypted (bed, BY_NTLM_IN_CLEAR, "AUTH GSSAPI EXTERNAL SCRAM-SHA-256 PLAIN");
  accept_one (bed);
  bed_start (bed);
  run_until_held (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);
}

/* While a server starts it may not offer any authentication. */
static void
test_outage (Bed *bed, gconstpointer data)
{
  use_unencrypted (bed, BY_NTLM_IN_CLEAR, "SIZE 1000000");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred authentication-not-offered");
  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN NTLM");
  bed_run_at (bed, 900);
  assert_delivered (bed, 1);
}

/* It is there again before the third time. */
static void
test_weaker_for_a_while (Bed *bed, gconstpointer data)
{
  use_unencrypted (bed, BY_NTLM_IN_CLEAR, "AUTH PLAIN");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred downgrade");
  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN NTLM");
  bed_run_at (bed, 900);
  assert_delivered (bed, 1);
}

/* Anybody in between can promise more in clear: what counts is the login that worked. */
static void
test_promise (Bed *bed, gconstpointer data)
{
  g_autofree char *path = g_build_filename (bed->folder, "hosts", NULL);
  g_autofree char *text = NULL;

  use_unencrypted (bed, NO_LOGIN, "AUTH SCRAM-SHA-256 PLAIN");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  bed_stop (bed);
  assert_delivered (bed, 1);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, " 1 0 0 0\n"));

  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_delivered (bed, 2);
}

/* TLS in which nobody could log in is nobody's to miss. */
static void
test_promised_tls (Bed *bed, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = test_server_certificate ("self-signed");

  use_login (bed);
  fake_server_use_certificate (bed->server, certificate);
  fake_server_answer (bed->server, FAKE_EHLO, OFFERS_TLS);
  fake_server_answer (bed->server, FAKE_AUTH, "454 4.7.0 later");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred refused-for-now");
  g_assert_cmpuint (fake_server_n_tls (bed->server), ==, 1);

  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN");
  fake_server_answer (bed->server, FAKE_AUTH, NULL);
  bed_run_at (bed, 900);
  assert_delivered (bed, 1);
}

/* Who is told of the delay is told by nobody's server. */
static void
test_release_after_notice (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  use_unencrypted (bed, BY_NTLM_IN_CLEAR, "AUTH PLAIN");
  g_free (bed_accept (bed, "", "bob@example.com"));
  bed_start (bed);
  run_until_held (bed);
  bed_stop (bed);
  bed_start (bed);
  bed_run_at (bed, 13 * 3600);
  rows = bed_rows (bed);
  release (bed, rows);
  assert_delivered (bed, 1);
}

/* One message is released: what else is held for the same server goes out behind it. */
static void
test_one_released (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  use_unencrypted (bed, BY_NTLM_IN_CLEAR, "AUTH PLAIN");
  for (guint i = 0; i < 3; i++)
    accept_one (bed);
  bed_start (bed);
  run_until_held (bed);

  rows = bed_rows (bed);
  g_ptr_array_set_size (rows, 1);
  bed_change_one (bed, ((CsQueueRow *)rows->pdata[0])->id, CS_QUEUE_RELEASE);
  cs_engine_accept (bed->engine, rows);
  cs_engine_insist (bed->engine, rows);
  bed_run (bed);
  assert_delivered (bed, 3);
}

static void
use_challenge_response (Bed *bed)
{
  g_autoptr (CsSecurity) security = cs_security_new ();

  bed_store_secret (bed, BED_UUID, "secret");
  security->authentication = CS_AUTHENTICATION_CHALLENGE_RESPONSE;
  security->account = g_strdup ("office");
  security->nt_domain = g_strdup ("CORP");
  security->credential = g_strdup (BED_UUID);
  cs_settings_set_security (bed->settings, security);
}

static void
test_challenge_response_gone (Bed *bed, gconstpointer data)
{
  remember (bed, 0, BY_NTLM_IN_CLEAR);
  use_challenge_response (bed);
  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN LOGIN");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred authentication-not-offered");
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);
}

/* Mail without an account does not care. */
static void
test_no_account (Bed *bed, gconstpointer data)
{
  remember (bed, 0, BY_ALL);
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_delivered (bed, 1);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/downgrade/account-waits", test_account_waits },
    { "/delivery/downgrade/release-after-restart", test_release_after_restart },
    { "/delivery/downgrade/retry-accepts-nothing", test_retry_accepts_nothing },
    { "/delivery/downgrade/recovers", test_recovers },
    { "/delivery/downgrade/password-that-needs-tls", test_password_that_needs_tls },
    { "/delivery/downgrade/spoilt-handshake", test_spoilt_handshake },
    { "/delivery/downgrade/weaker-mechanism", test_weaker_mechanism },
    { "/delivery/downgrade/hidden-among-others", test_hidden_among_others },
    { "/delivery/downgrade/outage", test_outage },
    { "/delivery/downgrade/weaker-for-a-while", test_weaker_for_a_while },
    { "/delivery/downgrade/promise", test_promise },
    { "/delivery/downgrade/promised-tls", test_promised_tls },
    { "/delivery/downgrade/release-after-notice", test_release_after_notice },
    { "/delivery/downgrade/one-released", test_one_released },
    { "/delivery/downgrade/challenge-response-gone", test_challenge_response_gone },
    { "/delivery/downgrade/no-account", test_no_account },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
