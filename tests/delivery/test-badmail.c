/* test-badmail.c - one message that nobody can get, each for a reason of his own
 */
#include <string.h>

#include "base/when.h"
#include "bed.h"

#define GONE "gone@example.com"
#define BUSY "busy@example.com"
#define FIVE_DAYS_S (5 * 86400)

static char *
read_file (Bed *bed, const char *id, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("%s-1%s", id, suffix);
  g_autofree char *path = g_build_filename (bed->folder, "badmail", name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
assert_has (const char *text, const char *expected)
{
  if (strstr (text, expected) == NULL)
    g_error ("no \"%s\" in \"%s\"", expected, text);
}

/* Refused the one, given up the other, at the same time: both stand beside the message. */
static void
test_two_reasons (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, "", GONE " " BUSY);
  g_autofree char *reason = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  fake_server_answer_rcpt (bed->server, GONE, "550 5.1.1 no such user here");
  fake_server_answer_rcpt (bed->server, BUSY, "450 4.2.0 mailbox busy");
  cs_when_set_now_s (BED_START_S + FIVE_DAYS_S);
  bed_start (bed);
  bed_run (bed);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 0);
  reason = read_file (bed, id, ".txt");
  assert_has (reason, "Recipient: " GONE);
  assert_has (reason, "550 5.1.1 no such user here");
  assert_has (reason, "Recipient: " BUSY);
  assert_has (reason, "450 4.2.0 mailbox busy");
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/badmail/two-reasons", test_two_reasons },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
