/* test-ahead.c - several messages under way in one session: each arrives, once, and none is charged
 * for what became of another
 */
#include <string.h>

#include "base/when.h"
#include "bed.h"
#include "smtp/session.h"

#define SENDER "ann@sender.example"
#define N_MESSAGES 40

static void
accept_many (Bed *bed, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("user%u@example.com", i);

      g_free (bed_accept (bed, SENDER, recipient));
    }
}

static void
use_one_connection (Bed *bed)
{
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION, 1);
}

/* How often the server has a message for that recipient. */
static guint
count_received (Bed *bed, const char *recipient)
{
  guint n = 0;

  for (guint i = 0; i < fake_server_n_messages (bed->server); i++)
    n += g_str_equal (fake_server_message (bed->server, i)->recipients, recipient);
  return n;
}

static void
assert_each_once (Bed *bed, guint n_messages)
{
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, n_messages);
  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("user%u@example.com", i);

      g_assert_cmpuint (count_received (bed, recipient), ==, 1);
    }
}

static void
assert_queue_is_empty (Bed *bed)
{
  g_autofree char *state = bed_state (bed);

  g_assert_cmpstr (state, ==, "");
}

/* --- all goes well ------------------------------------------------------------------------ */

typedef struct
{
  const char *name;
  const char *ehlo;
  gboolean by_chunks;
} Offer;

static const Offer offers[] = {
  { "/delivery/ahead/delivers/one-by-one", "250 fake" },
  { "/delivery/ahead/delivers/pipelining", FAKE_EHLO_PIPELINING },
  { "/delivery/ahead/delivers/chunking", FAKE_EHLO_CHUNKING, TRUE },
  { "/delivery/ahead/delivers/chunking-alone", "250-fake\n250 CHUNKING", TRUE },
};

static void
test_delivers (Bed *bed, gconstpointer data)
{
  const Offer *offer = data;

  fake_server_answer (bed->server, FAKE_EHLO, offer->ehlo);
  use_one_connection (bed);
  accept_many (bed, N_MESSAGES);
  bed_start (bed);
  bed_run (bed);
  assert_each_once (bed, N_MESSAGES);
  assert_queue_is_empty (bed);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);
  g_assert_cmpint (fake_server_heard (bed->server, "BDAT"), ==, offer->by_chunks);
  g_assert_cmpint (fake_server_heard (bed->server, "DATA"), ==, !offer->by_chunks);
  g_assert_nonnull (strstr (fake_server_message (bed->server, 0)->content, "Hello."));
}

static void
test_large_content (Bed *bed, gconstpointer data)
{
  g_autoptr (GString) content = g_string_new ("Subject: large\r\n\r\n");

  while (content->len < 700 * 1024)
    g_string_append (content, ".A line that begins with a dot.\r\n");
  fake_server_answer (bed->server, FAKE_EHLO, FAKE_EHLO_CHUNKING);
  use_one_connection (bed);
  accept_many (bed, 1); /* a small one finds out whether the server knows BDAT */
  for (guint i = 0; i < 3; i++)
    g_free (bed_accept_content (bed, SENDER, "bob@example.com", 0, content->str));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 4);
  for (guint i = 1; i < 4; i++)
    g_assert_nonnull (strstr (fake_server_message (bed->server, i)->content, content->str));
}

/* --- one of them is refused --------------------------------------------------------------- */

static void
test_one_refused (Bed *bed, gconstpointer data)
{
  const char *ehlo = data;

  fake_server_answer (bed->server, FAKE_EHLO, ehlo);
  fake_server_answer_rcpt (bed->server, "user7@example.com", "550 5.1.1 no such user");
  fake_server_answer_rcpt (bed->server, "user9@example.com", "450 4.2.0 mailbox busy");
  bed_send_reports_nowhere (bed);
  use_one_connection (bed);
  accept_many (bed, 20);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 18);
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 18);
  g_assert_cmpuint (cs_engine_n_rejected (bed->engine), ==, 1);
  g_assert_cmpuint (count_received (bed, "user8@example.com"), ==, 1);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);
}

static void
test_recipients_split (Bed *bed, gconstpointer data)
{
  const char *ehlo = data;

  fake_server_answer (bed->server, FAKE_EHLO, ehlo);
  fake_server_set_most_recipients (bed->server, 2);
  use_one_connection (bed);
  for (guint i = 0; i < 6; i++)
    g_free (bed_accept (bed, SENDER, "a@example.com b@example.com c@example.com"));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 12);
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 18);
  assert_queue_is_empty (bed);
}

/* --- limits that the server names, RFC 9422 ----------------------------------------------- */

static void
test_mailmax (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_EHLO,
                      "250-fake\n250-PIPELINING\n250-CHUNKING\n250 LIMITS MAILMAX=3");
  use_one_connection (bed);
  accept_many (bed, 12);
  bed_start (bed);
  bed_run (bed);
  assert_each_once (bed, 12);
  g_assert_cmpuint (fake_server_longest_session (bed->server), ==, 3);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 4);
}

static void
test_rcptmax (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 LIMITS RCPTMAX=2");
  g_free (bed_accept (bed, SENDER,
                      "a@example.com b@example.com c@example.com d@example.com e@example.com"));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 3);
  g_assert_cmpstr (fake_server_message (bed->server, 0)->recipients, ==,
                   "a@example.com b@example.com");
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 5);
}

/* --- servers that do not keep to what they offer ------------------------------------------ */

/* It is asked once, and every message goes by DATA. */
static void
test_unknown_chunks (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_EHLO, FAKE_EHLO_CHUNKING);
  fake_server_answer (bed->server, FAKE_CHUNK, "500 5.5.1 what?");
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_MESSAGES_PER_CONNECTION, 5);
  use_one_connection (bed);
  accept_many (bed, 20);
  bed_start (bed);
  bed_run (bed);
  assert_each_once (bed, 20);
  assert_queue_is_empty (bed);
  g_assert_cmpuint (fake_server_n_heard (bed->server, "BDAT"), ==, 1);
}

/* --- sessions that end -------------------------------------------------------------------- */

static guint
count_attempts (Bed *bed)
{
  g_autoptr (GPtrArray) rows = bed_rows (bed);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((const CsQueueRow *)rows->pdata[i])->attempts;
  return n;
}

/* Those that stood behind the last message were not looked at: they are sent again at once. */
static void
test_farewell (Bed *bed, gconstpointer data)
{
  const char *ehlo = data;

  fake_server_answer (bed->server, FAKE_EHLO, ehlo);
  fake_server_set_most_messages (bed->server, 3, "421 4.7.0 enough for one session");
  use_one_connection (bed);
  accept_many (bed, N_MESSAGES);
  bed_start (bed);
  bed_run (bed);
  assert_each_once (bed, N_MESSAGES);
  assert_queue_is_empty (bed);
}

/* The server ends each session without a word. What it may have accepted is tried later, once; the
 * rest at once; and it is not sent ahead of again. */
static void
test_silent_end (Bed *bed, gconstpointer data)
{
  const char *ehlo = data;

  fake_server_answer (bed->server, FAKE_EHLO, ehlo);
  fake_server_set_most_messages (bed->server, 3, NULL);
  use_one_connection (bed);
  accept_many (bed, N_MESSAGES);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (count_attempts (bed), <=, CS_SESSION_MOST_AHEAD);
  bed_run_at (bed, 900);
  assert_each_once (bed, N_MESSAGES);
  assert_queue_is_empty (bed);
}

/* --- stopping ----------------------------------------------------------------------------- */

static gboolean
all_heard (Bed *bed)
{
  return fake_server_heard (bed->server, "user4@example.com");
}

static void
test_stopped (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  fake_server_answer (bed->server, FAKE_EHLO, FAKE_EHLO_CHUNKING);
  fake_server_answer_rcpt (bed->server, "user4@example.com", FAKE_HANG);
  use_one_connection (bed);
  accept_many (bed, 10);
  bed_start (bed);
  bed_wait (bed, all_heard);
  bed_stop (bed);
  g_assert_cmpuint (count_attempts (bed), ==, 0);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, >=, 6);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (((const CsQueueRow *)rows->pdata[i])->state, ==, CS_RECIPIENT_QUEUED);
}

static void
add (const char *name, gconstpointer data, void (*test) (Bed *bed, gconstpointer data))
{
  g_test_add (name, Bed, data, bed_set_up, test, bed_tear_down);
}

static void
add_for_both (const char *path, void (*test) (Bed *bed, gconstpointer data))
{
  g_autofree char *pipelining = g_strconcat (path, "/pipelining", NULL);
  g_autofree char *chunking = g_strconcat (path, "/chunking", NULL);

  add (pipelining, FAKE_EHLO_PIPELINING, test);
  add (chunking, FAKE_EHLO_CHUNKING, test);
}

int
main (int argc, char **argv)
{
  bed_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    add (offers[i].name, &offers[i], test_delivers);
  add_for_both ("/delivery/ahead/one-refused", test_one_refused);
  add_for_both ("/delivery/ahead/recipients-split", test_recipients_split);
  add_for_both ("/delivery/ahead/farewell", test_farewell);
  add_for_both ("/delivery/ahead/silent-end", test_silent_end);
  add ("/delivery/ahead/large-content", NULL, test_large_content);
  add ("/delivery/ahead/unknown-chunks", NULL, test_unknown_chunks);
  add ("/delivery/ahead/mailmax", NULL, test_mailmax);
  add ("/delivery/ahead/rcptmax", NULL, test_rcptmax);
  add ("/delivery/ahead/stopped", NULL, test_stopped);
  return g_test_run ();
}
