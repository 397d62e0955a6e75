/* test-late.c - held mail on the lanes where its sender is told, and what happens meanwhile
 *
 * A sweep puts it there (sweep.h) and the engine takes it away at once; here
 * it is put there by hand, as a worker leaves it that dies in between.
 */
#include "base/when.h"
#include "bed.h"
#include "delivery/lane.h"
#include "smtp/session.h"

#define SENDER "ann@sender.example"
#define BOB "bob@example.com"
#define CONTENT "Subject: greetings\r\nMessage-ID: <1@sender.example>\r\n\r\nHello.\r\n"
#define DAY_S 86400

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
change (Bed *bed, const char *id, CsQueueAction action, const char *lane)
{
  const char *ids[] = { id, NULL };
  CsQueueSelection selection = { .ids = ids };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_queue_change_async (bed->queue, &selection, action, lane, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (cs_queue_change_finish (bed->queue, result, &error), ==, 1);
  g_assert_no_error (error);
}

static void
assert_state (Bed *bed, const char *expected)
{
  g_autofree char *state = bed_state (bed);

  g_assert_cmpstr (state, ==, expected);
}

/* Other mail for the same address is routed anew at that moment; what is held stays. */
static void
test_rerouted_meanwhile (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) other = fake_server_new ();
  g_autofree char *held = bed_accept (bed, SENDER, BOB);

  change (bed, held, CS_QUEUE_HOLD, NULL);
  fake_server_answer_rcpt (bed->server, BOB, "450 4.2.0 mailbox busy");
  g_free (bed_accept (bed, SENDER, BOB));
  bed_start (bed);
  bed_run (bed);
  bed_stop (bed);

  change (bed, held, CS_QUEUE_LANE, CS_LANE_LATE);
  bed_use_smart_host (bed, fake_server_port (other));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (other), ==, 1);
  assert_state (bed, "held administrator");
}

static void
test_released_meanwhile (Bed *bed, gconstpointer data)
{
  g_autofree char *held = bed_accept (bed, SENDER, BOB);

  change (bed, held, CS_QUEUE_HOLD, NULL);
  change (bed, held, CS_QUEUE_LANE, CS_LANE_LATE);
  change (bed, held, CS_QUEUE_RELEASE, NULL);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  assert_state (bed, "");
}

/* It goes back to where it came from, also when there is nobody to be told. */
static void
test_released_afterwards (Bed *bed, gconstpointer data)
{
  g_autofree char *held = bed_accept_content (bed, SENDER, BOB, CS_NOTIFY_NEVER, CONTENT);

  change (bed, held, CS_QUEUE_HOLD, NULL);
  cs_when_set_now_s (BED_START_S + DAY_S);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held administrator");
  change (bed, held, CS_QUEUE_RELEASE, NULL);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  assert_state (bed, "");
}

/* What was too old when somebody looked is not by the settings of now. */
static void
test_not_expired_after_all (Bed *bed, gconstpointer data)
{
  g_autofree char *held = bed_accept (bed, SENDER, BOB);

  change (bed, held, CS_QUEUE_HOLD, NULL);
  change (bed, held, CS_QUEUE_LANE, CS_LANE_EXPIRED);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held administrator");
  change (bed, held, CS_QUEUE_RELEASE, NULL);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

/* What waited for a password is due when the settings say that it needs none. */
static void
test_settings_changed_meanwhile (Bed *bed, gconstpointer data)
{
  g_autofree char *held = bed_accept (bed, SENDER, BOB);
  g_autoptr (CsSecurity) none = cs_security_new ();

  bed_use_login (bed, BED_UUID);
  bed_start (bed);
  bed_run (bed);
  assert_state (bed, "held credential-missing");
  bed_stop (bed);

  change (bed, held, CS_QUEUE_LANE, CS_LANE_LATE);
  cs_settings_set_security (bed->settings, none);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  assert_state (bed, "");
}

static void
test_without_settings (Bed *bed, gconstpointer data)
{
  g_autofree char *held = bed_accept (bed, SENDER, BOB);

  change (bed, held, CS_QUEUE_HOLD, NULL);
  change (bed, held, CS_QUEUE_LANE, CS_LANE_LATE);
  bed_start_without_settings (bed);
  bed_run (bed);
  assert_state (bed, "held administrator");
  bed_apply (bed);
  bed_run (bed);
  assert_state (bed, "held administrator");
  change (bed, held, CS_QUEUE_RELEASE, NULL);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/late/rerouted-meanwhile", test_rerouted_meanwhile },
    { "/delivery/late/released-meanwhile", test_released_meanwhile },
    { "/delivery/late/released-afterwards", test_released_afterwards },
    { "/delivery/late/not-expired-after-all", test_not_expired_after_all },
    { "/delivery/late/settings-changed-meanwhile", test_settings_changed_meanwhile },
    { "/delivery/late/without-settings", test_without_settings },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
