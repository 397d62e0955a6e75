/* test-engine.c - the ordinary way of mail through the engine, and what becomes of it
 */
#include <string.h>

#include "base/when.h"
#include "bed.h"

#define SENDER "ann@sender.example"

static void
accept_many (Bed *bed, guint n, const char *domain)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("user%u@%s", i, domain);

      g_free (bed_accept (bed, SENDER, recipient));
    }
}

static void
assert_state (Bed *bed, const char *expected)
{
  g_autofree char *state = bed_state (bed);

  g_assert_cmpstr (state, ==, expected);
}

/* --- what goes well ----------------------------------------------------------------------- */

static void
test_delivers (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  const FakeMessage *message;

  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  message = fake_server_message (bed->server, 0);
  g_assert_cmpstr (message->sender, ==, SENDER);
  g_assert_cmpstr (message->recipients, ==, "bob@example.com");
  g_assert_nonnull (strstr (message->content, "Hello."));
  g_assert_null (message->account);
  assert_state (bed, "");
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 1);
}

static void
test_logs_in (Bed *bed, gconstpointer data)
{
  g_autofree char *id = NULL;

  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  id = bed_accept (bed, SENDER, "bob@example.com");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  g_assert_cmpstr (fake_server_message (bed->server, 0)->account, ==, "office");
}

static void
test_none_never_logs_in (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");

  bed_store_secret (bed, BED_UUID, "secret");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  g_assert_cmpuint (fake_server_n_logins (bed->server), ==, 0);
}

static void
test_many_share_sessions (Bed *bed, gconstpointer data)
{
  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  accept_many (bed, 300, "example.com");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 300);
  g_assert_cmpuint (fake_server_n_logins (bed->server), <=, 20);
  assert_state (bed, "");
}

static void
test_connection_limit (Bed *bed, gconstpointer data)
{
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION, 2);
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_MESSAGES_PER_CONNECTION, 10);
  accept_many (bed, 60, "example.com");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 60);
  g_assert_cmpuint (fake_server_n_connections (bed->server), >=, 6);
  g_assert_cmpuint (fake_server_most_at_once (bed->server), <=, 2);
}

static void
test_splits_recipients (Bed *bed, gconstpointer data)
{
  g_autoptr (GString) recipients = g_string_new ("user0@example.com");
  g_autofree char *id = NULL;

  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_RECIPIENTS_PER_TRANSACTION, 30);
  for (guint i = 1; i < 70; i++)
    g_string_append_printf (recipients, " user%u@example.com", i);
  id = bed_accept (bed, SENDER, recipients->str);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 3);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 70);
}

static void
test_too_many_recipients (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (
      bed, SENDER, "a@example.com b@example.com c@example.com d@example.com e@example.com");

  fake_server_set_most_recipients (bed->server, 2);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 3);
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 5);
  assert_state (bed, "");
}

/* A session that ends after each message is nobody's fault: no attempt is counted. */
static void
test_session_ends_after_each (Bed *bed, gconstpointer data)
{
  fake_server_set_most_messages (bed->server, 1, NULL);
  accept_many (bed, 12, "example.com");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 12);
  assert_state (bed, "");
}

static void
test_large_content (Bed *bed, gconstpointer data)
{
  g_autoptr (GString) content = g_string_new ("Subject: large\r\n\r\n");
  g_autofree char *id = NULL;

  while (content->len < 700 * 1024)
    g_string_append (content, ".A line that begins with a dot.\r\n");
  id = bed_accept_content (bed, SENDER, "bob@example.com", 0, content->str);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  g_assert_nonnull (strstr (fake_server_message (bed->server, 0)->content, "\n..A line"));
}

static void
test_new_mail_wakes (Bed *bed, gconstpointer data)
{
  g_autofree char *id = NULL;

  bed_start (bed);
  bed_run (bed);
  id = bed_accept (bed, SENDER, "bob@example.com");
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static void
test_eight_bits_converted (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept_content (
      bed, SENDER, "bob@example.com", 0,
      "Subject: eight\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: 8bit\r\n\r\nGr\303\274\303\237e\r\n");
  const FakeMessage *message;

  fake_server_answer (bed->server, FAKE_EHLO, "250 fake");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  message = fake_server_message (bed->server, 0);
  g_assert_true (g_str_is_ascii (message->content));
  g_assert_nonnull (strstr (message->content, "R3LDvMOfZQ")); /* base64 */
}

/* --- settings ----------------------------------------------------------------------------- */

static void
test_no_usable_settings (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  CsSettings *settings = g_steal_pointer (&bed->settings);

  bed_start_without_settings (bed);
  bed_run (bed);
  assert_state (bed, "held settings");
  bed->settings = settings;
  bed_apply (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static void
test_new_route_at_once (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) other = fake_server_new ();
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");

  fake_server_answer (bed->server, FAKE_GREETING, "421 not now");
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "deferred refused-for-now");
  bed_use_smart_host (bed, fake_server_port (other));
  bed_apply (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (other), ==, 1);
}

static void
test_other_changes_leave_alone (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");

  fake_server_answer (bed->server, FAKE_GREETING, "421 not now");
  bed_start (bed);
  bed_run (bed);
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_HOP_COUNT, 20);
  bed_apply (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);
}

static void
test_changed_while_stopped (Bed *bed, gconstpointer data)
{
  g_autofree char *id = NULL;

  bed_use_login (bed, BED_UUID);
  id = bed_accept (bed, SENDER, "bob@example.com");
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held credential-missing");
  bed_stop (bed);

  bed_store_secret (bed, BED_OTHER_UUID, "secret");
  bed_use_login (bed, BED_OTHER_UUID);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static void
test_administrator_holds_stay (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) other = fake_server_new ();
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");

  bed_change (bed, CS_QUEUE_HOLD);
  bed_start (bed);
  bed_run (bed);
  bed_use_smart_host (bed, fake_server_port (other));
  bed_apply (bed);
  bed_run (bed);
  assert_state (bed, "held administrator");
  bed_change (bed, CS_QUEUE_RELEASE);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
  g_assert_cmpuint (fake_server_n_messages (other), ==, 1);
}

static void
test_wrong_lane_in_queue (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) other = fake_server_new ();
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");

  bed_use_smart_host (bed, fake_server_port (other));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
  g_assert_cmpuint (fake_server_n_messages (other), ==, 1);
}

static void
test_domains_apart (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) other = fake_server_new ();
  CsHost host = { (char *)"127.0.0.1", fake_server_port (other), TRUE };
  g_autoptr (GError) error = NULL;
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("example.org", -1, &error));
  g_autofree char *id = NULL;

  g_assert_no_error (error);
  domain->route = CS_ROUTE_SMART_HOST;
  domain->smart_host = cs_host_copy (&host);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);

  fake_server_answer (bed->server, FAKE_GREETING, FAKE_CLOSE);
  id = bed_accept (bed, SENDER, "bob@example.com eve@example.org");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (other), ==, 1);
  g_assert_cmpstr (fake_server_message (other, 0)->recipients, ==, "eve@example.org");
  assert_state (bed, "deferred unreachable");
}

/* --- stopping ----------------------------------------------------------------------------- */

static gboolean
is_sending (Bed *bed)
{
  return fake_server_heard (bed->server, "Hello.");
}

static void
test_stopped_while_sending (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  g_autoptr (GPtrArray) rows = NULL;
  const CsQueueRow *row;

  fake_server_answer (bed->server, FAKE_END, FAKE_HANG);
  bed_start (bed);
  bed_wait (bed, is_sending);
  bed_stop (bed);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 1);
  row = rows->pdata[0];
  g_assert_cmpstr (cs_recipient_state_name (row->state), ==, "queued");
  g_assert_cmpuint (row->attempts, ==, 0);
}

static gboolean
is_connected (Bed *bed)
{
  return fake_server_n_connections (bed->server) > 0;
}

static void
test_stopped_while_opening (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_GREETING, FAKE_HANG);
  accept_many (bed, 5, "example.com");
  bed_start (bed);
  bed_wait (bed, is_connected);
  bed_stop (bed);
  assert_state (bed, "queued ");
}

/* Told to stop while the queue still looks for what is due: what it finds is given back. */
static void
test_stopped_while_claiming (Bed *bed, gconstpointer data)
{
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  bed_stop (bed);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 0);
  assert_state (bed, "queued ");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static gboolean
is_in_transaction (Bed *bed)
{
  return fake_server_heard (bed->server, "MAIL FROM");
}

static gboolean
went_elsewhere (Bed *bed)
{
  FakeServer *other = g_object_get_data (G_OBJECT (bed->queue), "other");

  return fake_server_n_messages (other) == 1;
}

/* What is in hand for a session that does not end goes another way when the settings say so. */
static void
test_new_route_for_pending (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) other = fake_server_new ();

  g_object_set_data (G_OBJECT (bed->queue), "other", other);
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION, 1);
  fake_server_answer (bed->server, FAKE_MAIL, FAKE_HANG);
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  g_free (bed_accept (bed, SENDER, "eve@example.com"));
  bed_start (bed);
  bed_wait (bed, is_in_transaction);
  bed_use_smart_host (bed, fake_server_port (other));
  bed_apply (bed);
  bed_wait (bed, went_elsewhere);
  g_assert_cmpstr (fake_server_message (other, 0)->recipients, ==, "eve@example.com");
  bed_stop (bed);
}

static void
test_restart_goes_on (Bed *bed, gconstpointer data)
{
  test_stopped_while_opening (bed, data);
  fake_server_answer (bed->server, FAKE_GREETING, NULL);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 5);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/engine/delivers", test_delivers },
    { "/delivery/engine/logs-in", test_logs_in },
    { "/delivery/engine/none-never-logs-in", test_none_never_logs_in },
    { "/delivery/engine/many-share-sessions", test_many_share_sessions },
    { "/delivery/engine/connection-limit", test_connection_limit },
    { "/delivery/engine/splits-recipients", test_splits_recipients },
    { "/delivery/engine/too-many-recipients", test_too_many_recipients },
    { "/delivery/engine/session-ends-after-each", test_session_ends_after_each },
    { "/delivery/engine/large-content", test_large_content },
    { "/delivery/engine/new-mail-wakes", test_new_mail_wakes },
    { "/delivery/engine/eight-bits-converted", test_eight_bits_converted },
    { "/delivery/engine/no-usable-settings", test_no_usable_settings },
    { "/delivery/engine/new-route-at-once", test_new_route_at_once },
    { "/delivery/engine/other-changes-leave-alone", test_other_changes_leave_alone },
    { "/delivery/engine/changed-while-stopped", test_changed_while_stopped },
    { "/delivery/engine/administrator-holds-stay", test_administrator_holds_stay },
    { "/delivery/engine/wrong-lane-in-queue", test_wrong_lane_in_queue },
    { "/delivery/engine/domains-apart", test_domains_apart },
    { "/delivery/engine/stopped-while-sending", test_stopped_while_sending },
    { "/delivery/engine/stopped-while-opening", test_stopped_while_opening },
    { "/delivery/engine/stopped-while-claiming", test_stopped_while_claiming },
    { "/delivery/engine/new-route-for-pending", test_new_route_for_pending },
    { "/delivery/engine/restart-goes-on", test_restart_goes_on },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
