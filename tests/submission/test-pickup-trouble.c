/* test-pickup-trouble.c - pickup files that are bad, and what goes wrong on the way of good ones
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utime.h>

#include "pickup-fixture.h"

/* --- bad --- */

typedef struct
{
  const char *name;
  const char *text;
  const char *reason; /* how it begins */
} BadCase;

static const BadCase bad_cases[] = {
  { "/submission/pickup/bad/empty", "", "554 5.6.0 " },
  { "/submission/pickup/bad/no-recipients", "Subject: x\n\nx\n", "554 5.5.1 " },
  { "/submission/pickup/bad/sender-twice",
    "X-Sender: a@a\nX-Sender: b@b\nX-Receiver: r@r.example\n\nx\n", "554 5.5.4 " },
  { "/submission/pickup/bad/recipient", "X-Sender: a@a\nX-Receiver: r r r\n\nx\n", "553 5.1.3 " },
  { "/submission/pickup/bad/local", "X-Sender: a@a\nX-Receiver: root\n\nx\n", "550 5.1.1 " },
};

static void
bad (PickupFixture *fixture, gconstpointer data)
{
  const BadCase *c = data;
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;

  pickup_drop (fixture, "bad", c->text);
  pickup_drop (fixture, "good", PICKUP_MESSAGE);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
  text = pickup_badmail (fixture, "bad");
  reason = pickup_badmail (fixture, "bad.reason");
  g_assert_cmpstr (text, ==, c->text);
  g_assert_true (g_str_has_prefix (reason, c->reason));
}

/* Who can get it does; for the others it is kept, with the reason. */
static void
bad_in_part (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *counts = NULL;

  pickup_drop (fixture, "part", "X-Receiver: r r r\n" PICKUP_MESSAGE);
  pickup_start (fixture);
  counts = test_counts (fixture->acceptance.queue);
  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 0 held 0 messages 1");
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
  text = pickup_badmail (fixture, "part");
  reason = pickup_badmail (fixture, "part.reason");
  g_assert_cmpstr (text, ==, "X-Receiver: r r r\n" PICKUP_MESSAGE);
  g_assert_true (g_str_has_prefix (reason, "553 5.1.3 r r r: "));
}

/* An entry of a header field is nobody; the others get it. */
static void
unreadable_in_part (PickupFixture *fixture, gconstpointer data)
{
  static const char message[] = "From: s@s.example\nTo: Ann Smith, r@r.example\n\nHello\n";
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;

  pickup_drop (fixture, "part", message);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
  text = pickup_badmail (fixture, "part");
  reason = pickup_badmail (fixture, "part.reason");
  g_assert_cmpstr (text, ==, message);
  g_assert_cmpstr (reason, ==,
                   "553 5.1.3 To: 1 of the recipients in this field cannot be read as addresses\n");
}

static void
same_name_twice (PickupFixture *fixture, gconstpointer data)
{
  pickup_drop (fixture, "bad", "");
  pickup_start (fixture);
  pickup_drop (fixture, "bad", "");
  while (pickup_n_files (fixture->badmail) < 4)
    g_main_context_iteration (NULL, TRUE);
  pickup_wait_for_files (fixture, 0);
}

/* --- what goes wrong on the way --- */

static GMutex name_service; /* locked: it does not answer */

static char *
slow_name (uid_t uid)
{
  g_mutex_lock (&name_service);
  g_mutex_unlock (&name_service);
  return g_strdup ("ann");
}

/* Only what has no sender waits until its owner has a name. */
static void
slow_name_service (PickupFixture *fixture, gconstpointer data)
{
  CsAcceptorConfig config = test_acceptance_config ();
  g_autoptr (GPtrArray) rows = NULL;

  config.user_name = slow_name;
  test_acceptance_tear_down (&fixture->acceptance);
  test_acceptance_set_up (&fixture->acceptance, &config);
  pickup_start (fixture);
  g_mutex_lock (&name_service);
  pickup_drop (fixture, "of-nobody", "To: r@r.example\n\nHello\n");
  pickup_drop (fixture, "of-somebody", PICKUP_MESSAGE);
  pickup_wait_for_messages (fixture, 1);
  pickup_wait_for_files (fixture, 1);

  g_mutex_unlock (&name_service);
  pickup_wait_for_messages (fixture, 2);
  rows = test_list (fixture->acceptance.queue, NULL, "", 10);
  g_assert_cmpstr (((CsQueueRow *)rows->pdata[1])->sender, ==, "ann@host.example");
}

/* A queue that can take nothing now: the file stays, and is taken later. */
static void
queue_closed (PickupFixture *fixture, gconstpointer data)
{
  CsQueue *queue = g_object_ref (fixture->acceptance.queue);

  test_close (queue);
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  pickup_start (fixture);
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->badmail), ==, 0);
}

/* The worker died between accepting and removing; its file bears the message's ID. */
static void
died_after_accepting (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *id = test_accept (fixture->acceptance.queue, "r@r.example r.example");
  g_autofree char *mark = g_strdup_printf (".taken-%s-one", id);

  pickup_drop (fixture, mark, PICKUP_MESSAGE);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
}

static void
died_before_accepting (PickupFixture *fixture, gconstpointer data)
{
  pickup_drop (fixture, ".taken-01KX0000000000000000000000-one", PICKUP_MESSAGE);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
}

/* What a killed sendmail was writing: never acknowledged, and gone after a day. */
static void
unfinished (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *old = pickup_path (fixture, ".01KX.part");
  struct utimbuf long_ago = { .actime = 1000000000, .modtime = 1000000000 };

  pickup_drop (fixture, ".01KX.part", "X-Sender");
  pickup_drop (fixture, ".01KY.part", "X-Sender");
  g_assert_cmpint (g_utime (old, &long_ago), ==, 0);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
}

/* Append-only: what is there stays. FALSE: without rights for this nothing can be shown. */
static gboolean
set_append_only (const char *folder, gboolean value)
{
  const int append_only = 0x20;
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int flags = 0;
  gboolean is_set;

  if (ioctl (fd, _IOR ('f', 1, long), &flags) != 0)
    flags = 0;
  flags = value ? flags | append_only : flags & ~append_only;
  is_set = ioctl (fd, _IOW ('f', 2, long), &flags) == 0;
  close (fd);
  return is_set;
}

/* A folder from which nothing can be removed: the message is sent once, not for ever. */
static void
cannot_be_removed (PickupFixture *fixture, gconstpointer data)
{
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  if (!set_append_only (fixture->folder, TRUE))
    return;

  pickup_start (fixture);
  pickup_scan (fixture);
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);
  g_assert_true (set_append_only (fixture->folder, FALSE));
}

/* And the next start, which does not know of it, does not find it. */
static void
removed_later (PickupFixture *fixture, gconstpointer data)
{
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  if (!set_append_only (fixture->folder, TRUE))
    return;

  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);
  g_assert_true (set_append_only (fixture->folder, FALSE));
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
}

/* Badmail on another file system: what was copied there is not left there with each attempt. */
static void
bad_cannot_be_removed (PickupFixture *fixture, gconstpointer data)
{
  test_folder_remove (fixture->badmail);
  fixture->badmail = g_mkdtemp (g_strdup ("/dev/shm/countersign-badmail-XXXXXX"));
  g_assert_nonnull (fixture->badmail);
  pickup_drop (fixture, "bad", "Subject: x\n\nx\n");
  if (!set_append_only (fixture->folder, TRUE))
    return;

  pickup_start (fixture);
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->badmail), ==, 0);
  g_assert_true (set_append_only (fixture->folder, FALSE));
}

/* --- while it is taken -------------------------------------------------------------------- */

static char *growing_path; /* one that somebody writes to when its recipients are looked up */

static char *
lane_of_growing (const CsAddress *address, gpointer user_data)
{
  int fd = growing_path != NULL ? open (growing_path, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;

  if (fd >= 0)
    g_assert_cmpint (write (fd, "more\n", 5), ==, 5);
  if (fd >= 0)
    close (fd);
  g_clear_pointer (&growing_path, g_free);
  return g_strdup ("lane");
}

/* Half of it is not taken for the whole. */
static void
grows_while_read (PickupFixture *fixture, gconstpointer data)
{
  CsAcceptorConfig config = test_acceptance_config ();
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;

  config.lane = lane_of_growing;
  cs_acceptor_set_config (fixture->acceptance.acceptor, &config);
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  growing_path = pickup_path (fixture, "one");
  pickup_start (fixture);
  g_assert_null (growing_path);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);

  cs_pickup_scan (fixture->pickup);
  pickup_wait_for_messages (fixture, 1);
  test_acceptance_only (&fixture->acceptance, &claims, &content);
  g_assert_true (g_str_has_suffix (content, "Hello\r\nmore\r\n"));
}

static GMutex disk; /* locked: a folder does not become durable */
static ino_t slow_folder;
static gint n_slow; /* folders that are being waited for */

/* In the place of the C library's. */
int
fsync (int fd)
{
  struct stat status;

  if (fstat (fd, &status) == 0 && S_ISDIR (status.st_mode) && status.st_ino == slow_folder)
    {
      g_atomic_int_inc (&n_slow);
      g_mutex_lock (&disk);
      g_mutex_unlock (&disk);
    }
  return (int)syscall (SYS_fsync, fd);
}

/* Else a power cut could bring a file back whose message the queue has: it would be sent twice. */
static void
marked_before_accepted (PickupFixture *fixture, gconstpointer data)
{
  struct stat status;

  g_assert_cmpint (g_stat (fixture->folder, &status), ==, 0);
  slow_folder = status.st_ino;
  g_mutex_lock (&disk);
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  pickup_begin (fixture);
  while (g_atomic_int_get (&n_slow) == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);

  g_mutex_unlock (&disk);
  pickup_wait_for_messages (fixture, 1);
  pickup_wait_for_files (fixture, 0);
  slow_folder = 0;
}

#define ADD(name, func)                                                                            \
  g_test_add ("/submission/pickup/" name, PickupFixture, NULL, pickup_set_up, func,                \
              pickup_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* bad files are warned of */

  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    g_test_add (bad_cases[i].name, PickupFixture, &bad_cases[i], pickup_set_up, bad,
                pickup_tear_down);
  ADD ("bad/in-part", bad_in_part);
  ADD ("bad/unreadable-in-part", unreadable_in_part);
  ADD ("bad/same-name-twice", same_name_twice);
  ADD ("queue-closed", queue_closed);
  ADD ("slow-name-service", slow_name_service);
  ADD ("died-after-accepting", died_after_accepting);
  ADD ("died-before-accepting", died_before_accepting);
  ADD ("unfinished", unfinished);
  ADD ("cannot-be-removed", cannot_be_removed);
  ADD ("removed-later", removed_later);
  ADD ("bad/cannot-be-removed", bad_cannot_be_removed);
  ADD ("grows-while-read", grows_while_read);
  ADD ("marked-before-accepted", marked_before_accepted);

  return g_test_run ();
}
