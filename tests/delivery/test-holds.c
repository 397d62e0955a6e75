/* test-holds.c - passwords that are wrong, missing, locked away or changed
 */
#include "base/when.h"
#include "bed.h"

#define SENDER "ann@sender.example"

static void
set_up_login (Bed *bed, const char *password)
{
  if (password != NULL)
    bed_store_secret (bed, BED_UUID, password);
  bed_use_login (bed, BED_UUID);
}

static void
accept_one (Bed *bed)
{
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
}

static void
assert_state (Bed *bed, const char *expected)
{
  g_autofree char *state = bed_state (bed);

  g_assert_cmpstr (state, ==, expected);
}

/* The promise: a wrong password locks nobody's account, however much mail waits. */
static void
test_one_login_for_a_thousand (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (GStrv) suspended = NULL;

  set_up_login (bed, "wrong");
  for (guint i = 0; i < 1000; i++)
    accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 1);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);

  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 1000);
  for (guint i = 0; i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];

      g_assert_cmpint (row->state, ==, CS_RECIPIENT_HELD);
      g_assert_cmpint (row->cause, ==, CS_CAUSE_AUTHENTICATION_REFUSED);
      g_assert_cmpstr (row->credential, ==, BED_UUID);
    }
  suspended = cs_engine_suspended_credentials (bed->engine);
  g_assert_cmpstr (suspended[0], ==, BED_UUID);
}

static gboolean
is_delivered (Bed *bed)
{
  return fake_server_n_messages (bed->server) > 0;
}

static void
test_right_password_releases (Bed *bed, gconstpointer data)
{
  set_up_login (bed, "wrong");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held authentication-refused");
  bed_store_secret (bed, BED_UUID, "secret");
  bed_wait (bed, is_delivered);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 2);
  assert_state (bed, "");
}

/* A stir in the keyring is no news as long as the password is the one that was refused. */
static void
test_same_password_does_not (Bed *bed, gconstpointer data)
{
  set_up_login (bed, "wrong");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  for (guint i = 0; i < 3; i++)
    {
      bed_store_secret (bed, BED_UUID, "wrong");
      bed_store_secret (bed, BED_OTHER_UUID, "unrelated");
      bed_run (bed);
    }
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 1);
  assert_state (bed, "held authentication-refused");
}

static void
test_new_credential_releases (Bed *bed, gconstpointer data)
{
  g_auto (GStrv) suspended = NULL;

  set_up_login (bed, "wrong");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  bed_store_secret (bed, BED_OTHER_UUID, "secret");
  bed_use_login (bed, BED_OTHER_UUID);
  bed_apply (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 2);
  assert_state (bed, "");
  suspended = cs_engine_suspended_credentials (bed->engine);
  g_assert_null (suspended[0]);
}

static void
test_administrator_releases (Bed *bed, gconstpointer data)
{
  set_up_login (bed, "other");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  fake_server_set_password (bed->server, "other");
  cs_engine_release (bed->engine, NULL);
  bed_change (bed, CS_QUEUE_RELEASE);
  bed_run (bed);
  assert_state (bed, "");
}

/* Two accounts are refused, mail of one is released: the other's stays suspended. */
static void
test_releases_one_credential (Bed *bed, gconstpointer data)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("example.org", -1, NULL));
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (GStrv) suspended = NULL;

  set_up_login (bed, "wrong");
  bed_store_secret (bed, BED_OTHER_UUID, "wrong");
  domain->security = cs_security_copy (cs_settings_security (bed->settings));
  g_free (domain->security->credential);
  domain->security->credential = g_strdup (BED_OTHER_UUID);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);
  accept_one (bed);
  g_free (bed_accept (bed, SENDER, "eve@example.org"));
  bed_start (bed);
  bed_run (bed);

  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 2);
  g_ptr_array_set_size (rows, 1);
  g_assert_cmpstr (((CsQueueRow *)rows->pdata[0])->credential, ==, BED_UUID);
  cs_engine_release (bed->engine, rows);
  suspended = cs_engine_suspended_credentials (bed->engine);
  g_assert_cmpuint (g_strv_length (suspended), ==, 1);
  g_assert_cmpstr (suspended[0], ==, BED_OTHER_UUID);
}

/* After a restart mail that was held stays held, and new mail is, without a login. */
static void
test_restart_keeps_holding (Bed *bed, gconstpointer data)
{
  g_auto (GStrv) suspended = NULL;

  set_up_login (bed, "wrong");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  bed_stop (bed);
  bed_start (bed);
  bed_run (bed);
  accept_one (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 1);
  assert_state (bed, "held authentication-refused");
  suspended = cs_engine_suspended_credentials (bed->engine);
  g_assert_cmpstr (suspended[0], ==, BED_UUID);
}

static void
test_refused_after_it_worked (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  const CsQueueRow *row;

  set_up_login (bed, "secret");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);

  fake_server_set_password (bed->server, "busy");
  accept_one (bed);
  bed_run (bed);
  assert_state (bed, "deferred authentication-refused");
  rows = bed_rows (bed);
  row = rows->pdata[0];
  g_assert_cmpint (row->next_attempt_s, ==, BED_START_S + 60);

  /* New mail in that minute waits for the same moment, without a login. */
  accept_one (bed);
  bed_run_at (bed, 30);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 2);
}

static void
test_one_more_try_works (Bed *bed, gconstpointer data)
{
  test_refused_after_it_worked (bed, data);
  fake_server_set_password (bed->server, "secret");
  bed_run_at (bed, 60);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 3);
  assert_state (bed, "");
}

static void
test_one_more_try_fails (Bed *bed, gconstpointer data)
{
  test_refused_after_it_worked (bed, data);
  bed_run_at (bed, 60);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 3);
  assert_state (bed, "held authentication-refused");
}

/* Other refusals concern this mail only: the credential stays good. */
static void
test_temporary_refusal (Bed *bed, gconstpointer data)
{
  g_auto (GStrv) suspended = NULL;

  set_up_login (bed, "secret");
  fake_server_answer (bed->server, FAKE_AUTH, "454 4.7.0 try later");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred refused-for-now");
  suspended = cs_engine_suspended_credentials (bed->engine);
  g_assert_null (suspended[0]);
  fake_server_answer (bed->server, FAKE_AUTH, NULL);
  bed_run_at (bed, 900);
  assert_state (bed, "");
}

static void
test_not_offered (Bed *bed, gconstpointer data)
{
  set_up_login (bed, "secret");
  fake_server_answer (bed->server, FAKE_EHLO, "250 fake");
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred authentication-not-offered");
  bed_run_at (bed, 900);
  assert_state (bed, "deferred authentication-not-offered");
  bed_run_at (bed, 900 + 1800);
  assert_state (bed, "held authentication-not-offered");
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);
}

typedef struct
{
  CsSecretsError code;
  const char *state;
} StoreCase;

/* Whatever is the matter with the store, mail waits and goes out by itself when it is mended. */
static void
test_store_fails (Bed *bed, gconstpointer data)
{
  static const StoreCase cases[] = {
    { CS_SECRETS_ERROR_LOCKED, "held credential-locked" },
    { CS_SECRETS_ERROR_UNAVAILABLE, "held credential-store-unavailable" },
    { CS_SECRETS_ERROR_TIMED_OUT, "held credential-store-unavailable" },
    { CS_SECRETS_ERROR_INVALID, "held credential-invalid" },
  };

  set_up_login (bed, "secret");
  bed_start (bed);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      cs_memory_store_fail (bed->secrets, 1, cases[i].code);
      accept_one (bed);
      bed_run (bed);
      assert_state (bed, cases[i].state);
      cs_memory_store_fail (bed->secrets, 0, 0);
      g_signal_emit_by_name (bed->secrets, "changed");
      bed_run (bed);
      g_assert_cmpuint (fake_server_n_messages (bed->server), ==, i + 1);
      assert_state (bed, "");
    }
}

static void
test_missing_password_comes (Bed *bed, gconstpointer data)
{
  set_up_login (bed, NULL);
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held credential-missing");
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 0);
  bed_store_secret (bed, BED_UUID, "secret");
  bed_wait (bed, is_delivered);
  bed_run (bed);
  assert_state (bed, "");
}

static void
test_unlocked_while_stopped (Bed *bed, gconstpointer data)
{
  set_up_login (bed, "secret");
  cs_memory_store_fail (bed->secrets, 1, CS_SECRETS_ERROR_LOCKED);
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held credential-locked");
  bed_stop (bed);
  cs_memory_store_fail (bed->secrets, 0, 0);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static void
test_no_credential_in_settings (Bed *bed, gconstpointer data)
{
  bed_use_login (bed, NULL);
  accept_one (bed);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held credential-missing");
  set_up_login (bed, "secret");
  bed_apply (bed);
  bed_run (bed);
  assert_state (bed, "");
}

/* That somebody is told of the delay says nothing about the server. */
static void
test_told_keeps_holding (Bed *bed, gconstpointer data)
{
  set_up_login (bed, "wrong");
  g_free (bed_accept (bed, "", "bob@example.com"));
  bed_start (bed);
  bed_run (bed);
  for (guint i = 0; i < 2; i++)
    {
      bed_stop (bed);
      bed_start (bed);
      bed_run_at (bed, 13 * 3600);
    }
  accept_one (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 1);
  assert_state (bed, "held authentication-refused");
}

/* Before the first login has ended no other begins: two destinations, one credential and host. */
static void
test_first_login_alone (Bed *bed, gconstpointer data)
{
  g_autoptr (CsSecurity) security = NULL;
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("example.org", -1, NULL));

  set_up_login (bed, "wrong");
  security = cs_security_copy (cs_settings_security (bed->settings));
  g_free (security->account);
  security->account = g_strdup ("another");
  domain->security = g_steal_pointer (&security);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);

  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  g_free (bed_accept (bed, SENDER, "eve@example.org"));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 1);
  assert_state (bed, "held authentication-refused");
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/holds/one-login-for-a-thousand", test_one_login_for_a_thousand },
    { "/delivery/holds/right-password-releases", test_right_password_releases },
    { "/delivery/holds/same-password-does-not", test_same_password_does_not },
    { "/delivery/holds/new-credential-releases", test_new_credential_releases },
    { "/delivery/holds/administrator-releases", test_administrator_releases },
    { "/delivery/holds/releases-one-credential", test_releases_one_credential },
    { "/delivery/holds/restart-keeps-holding", test_restart_keeps_holding },
    { "/delivery/holds/refused-after-it-worked", test_refused_after_it_worked },
    { "/delivery/holds/one-more-try-works", test_one_more_try_works },
    { "/delivery/holds/one-more-try-fails", test_one_more_try_fails },
    { "/delivery/holds/temporary-refusal", test_temporary_refusal },
    { "/delivery/holds/not-offered", test_not_offered },
    { "/delivery/holds/store-fails", test_store_fails },
    { "/delivery/holds/missing-password-comes", test_missing_password_comes },
    { "/delivery/holds/unlocked-while-stopped", test_unlocked_while_stopped },
    { "/delivery/holds/no-credential-in-settings", test_no_credential_in_settings },
    { "/delivery/holds/first-login-alone", test_first_login_alone },
    { "/delivery/holds/told-keeps-holding", test_told_keeps_holding },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
