/* test-attempt-log.c - the line of an attempt, field by field, as the journal would get it
 */
#include <string.h>

#include "base/when.h"
#include "bed.h"

#define SENDER "ann@sender.example"
#define PASSWORD "secret" /* the fake server's */

static GPtrArray *lines; /* (element-type GHashTable): key to value */

static GLogWriterOutput
capture (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  GHashTable *line = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; i < n_fields; i++)
    g_hash_table_insert (line, g_strdup (fields[i].key), g_strdup (fields[i].value));
  g_ptr_array_add (lines, line);
  return G_LOG_WRITER_HANDLED;
}

/* The last line about an attempt. */
static GHashTable *
find_line (const char *event)
{
  for (guint i = lines->len; i > 0; i--)
    {
      const char *name = g_hash_table_lookup (lines->pdata[i - 1], "COUNTERSIGN_EVENT");

      if (g_strcmp0 (name, event) == 0)
        return lines->pdata[i - 1];
    }
  g_error ("no line says \"%s\"", event);
}

static void
assert_field (GHashTable *line, const char *name, const char *expected)
{
  g_autofree char *key = g_strconcat ("COUNTERSIGN_", name, NULL);

  g_test_message ("%s", name);
  g_assert_cmpstr (g_hash_table_lookup (line, key), ==, expected);
}

static void
assert_number (GHashTable *line, const char *name)
{
  g_autofree char *key = g_strconcat ("COUNTERSIGN_", name, NULL);
  const char *text = g_hash_table_lookup (line, key);

  g_assert_nonnull (text);
  g_assert_true (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, NULL, NULL));
}

/* One message to the smart host, @after_s after it came. */
static GHashTable *
run (Bed *bed, const char *event, gint64 after_s)
{
  g_autofree char *id = bed_accept (bed, SENDER, "bob@example.com");
  g_autofree char *message = g_strconcat (id, "/1", NULL);
  GHashTable *line;

  cs_when_set_now_s (BED_START_S + after_s);
  bed_send_reports_nowhere (bed);
  bed_start (bed);
  bed_run (bed);
  line = find_line (event);
  assert_field (line, "MESSAGE", message);
  assert_field (line, "SENDER", SENDER);
  assert_field (line, "RECIPIENT", "bob@example.com");
  assert_field (line, "ATTEMPT", "1");
  assert_number (line, "ATTEMPT_MS");
  return line;
}

static void
assert_host (Bed *bed, GHashTable *line)
{
  g_autofree char *port = g_strdup_printf ("%u", fake_server_port (bed->server));

  assert_field (line, "HOST", "127.0.0.1");
  assert_field (line, "ADDRESS", "127.0.0.1");
  assert_field (line, "PORT", port);
  assert_number (line, "CONNECTION_MS");
}

static void
test_delivered (Bed *bed, gconstpointer data)
{
  GHashTable *line = run (bed, "delivered", 7);

  assert_host (bed, line);
  assert_field (line, "TLS", NULL);
  assert_field (line, "VERIFIED", NULL);
  assert_field (line, "MECHANISM", NULL);
  assert_field (line, "ACCOUNT", NULL);
  assert_field (line, "CAUSE", NULL);
  assert_field (line, "REPLY", "250 2.0.0 queued");
  assert_field (line, "DELAY_S", "7");
}

static void
test_login (Bed *bed, gconstpointer data)
{
  GHashTable *line;

  bed_store_secret (bed, BED_UUID, PASSWORD);
  bed_use_login (bed, BED_UUID);
  line = run (bed, "delivered", 0);
  assert_field (line, "MECHANISM", "PLAIN");
  assert_field (line, "ACCOUNT", "office");
}

static void
test_deferred (Bed *bed, gconstpointer data)
{
  GHashTable *line;

  fake_server_answer (bed->server, FAKE_RCPT, "450 4.2.0 mailbox \x1b[31mbusy");
  line = run (bed, "deferred", 0);
  assert_host (bed, line);
  assert_field (line, "CAUSE", "refused-for-now");
  assert_field (line, "REPLY", "450 4.2.0 mailbox ?[31mbusy");
  assert_field (line, "TEXT", NULL);
}

static void
test_rejected (Bed *bed, gconstpointer data)
{
  GHashTable *line;

  fake_server_answer (bed->server, FAKE_RCPT, "550 5.1.1 no such user");
  line = run (bed, "rejected", 0);
  assert_field (line, "CAUSE", NULL);
  assert_field (line, "REPLY", "550 5.1.1 no such user");
}

/* Nobody has answered: the words are ours. */
static void
test_unreachable (Bed *bed, gconstpointer data)
{
  GHashTable *line;

  bed_use_smart_host (bed, 1);
  line = run (bed, "deferred", 0);
  assert_field (line, "HOST", "127.0.0.1");
  assert_field (line, "PORT", "1");
  assert_field (line, "CAUSE", "unreachable");
  assert_field (line, "REPLY", NULL);
  g_assert_nonnull (g_hash_table_lookup (line, "COUNTERSIGN_TEXT"));
}

static void
test_expired (Bed *bed, gconstpointer data)
{
  GHashTable *line;

  fake_server_answer (bed->server, FAKE_MAIL, "451 4.3.0 later");
  line = run (bed, "expired", 432001);
  assert_field (line, "CAUSE", "refused-for-now");
  assert_field (line, "DELAY_S", "432001");
}

/* It never came to a connection. */
static void
test_held (Bed *bed, gconstpointer data)
{
  GHashTable *line;

  bed_use_login (bed, BED_UUID);
  line = run (bed, "held", 0);
  assert_field (line, "CAUSE", "credential-missing");
  assert_field (line, "HOST", NULL);
  assert_field (line, "CONNECTION_MS", NULL);
}

/* --- secrets ------------------------------------------------------------------------------- */

static void
assert_nowhere (const char *secret)
{
  for (guint i = 0; i < lines->len; i++)
    {
      GHashTableIter iter;
      const char *key, *value;

      g_hash_table_iter_init (&iter, lines->pdata[i]);
      while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&value))
        if (strstr (value, secret) != NULL)
          g_error ("%s has a secret: %s", key, value);
    }
}

/* Whether the password is taken or not, it is in no field of any line. */
static void
test_no_secret (Bed *bed, gconstpointer data)
{
  static const char wrong[] = "mistaken-password";
  g_autofree char *plain = g_base64_encode ((const guchar *)"\0office\0mistaken-password", 25);
  g_autofree char *login = g_base64_encode ((const guchar *)wrong, strlen (wrong));
  GHashTable *line;

  bed_store_secret (bed, BED_UUID, wrong);
  bed_use_login (bed, BED_UUID);
  line = run (bed, "held", 0);
  assert_field (line, "MECHANISM", "PLAIN");
  assert_field (line, "ACCOUNT", "office");
  g_assert_cmpuint (fake_server_n_logins (bed->server), >=, 1);
  assert_nowhere (wrong);
  assert_nowhere (plain);
  assert_nowhere (login);
}

/* A server that says back what it heard does not make us log it, nor keep it in the queue. */
static void
test_echo (Bed *bed, gconstpointer data)
{
  static const char plain[] = "AG9mZmljZQBzZWNyZXQ="; /* \0office\0secret */
  g_autofree char *id = NULL;
  g_autofree char *transcript = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const CsQueueRow *row;

  bed_store_secret (bed, BED_UUID, PASSWORD);
  bed_use_login (bed, BED_UUID);
  fake_server_answer (bed->server, FAKE_AUTH,
                      "535 5.7.8 what is AG9mZmljZQBzZWNyZXQ=, and who is secret?");
  id = bed_accept (bed, SENDER, "bob@example.com");
  bed_start (bed);
  bed_run (bed);
  rows = bed_rows (bed);
  row = rows->pdata[0];
  g_assert_cmpstr (row->text, ==, "535 5.7.8 what is ********************, and who is ******?");
  transcript = bed_transcript (bed, id);
  g_assert_null (strstr (transcript, plain));
  g_assert_null (strstr (transcript, PASSWORD));
  assert_nowhere (plain);
  assert_nowhere (PASSWORD);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/attempt-log/delivered", test_delivered },
    { "/delivery/attempt-log/login", test_login },
    { "/delivery/attempt-log/deferred", test_deferred },
    { "/delivery/attempt-log/rejected", test_rejected },
    { "/delivery/attempt-log/unreachable", test_unreachable },
    { "/delivery/attempt-log/expired", test_expired },
    { "/delivery/attempt-log/held", test_held },
    { "/delivery/attempt-log/no-secret", test_no_secret },
    { "/delivery/attempt-log/echo", test_echo },
  };

  lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);
  g_log_set_writer_func (capture, NULL, NULL);
  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
