/* The program itself, against the real listener or the real pickup folder. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "submission-helper.h"
#include "submission/listener.h"
#include "submission/pickup.h"

static const char *program;

typedef struct
{
  TestAcceptance acceptance;
  char *home; /* also XDG_RUNTIME_DIR and all the others */
  char *state, *pickup_folder;
  CsListener *listener; /* NULL: no worker runs */
} Fixture;

/* --- a home --- */

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
set_up (Fixture *fixture, gboolean with_worker)
{
  g_autofree char *runtime = NULL;
  g_autofree char *socket_path = NULL;
  g_autoptr (GError) error = NULL;

  memset (fixture, 0, sizeof *fixture);
  test_acceptance_set_up (&fixture->acceptance, NULL);
  fixture->home = test_folder_new ();
  fixture->state = g_build_filename (fixture->home, "state", "countersign", NULL);
  fixture->pickup_folder = g_build_filename (fixture->state, "pickup", NULL);
  runtime = g_build_filename (fixture->home, "run", "countersign", NULL);
  socket_path = g_build_filename (runtime, "submission", NULL);
  g_assert_cmpint (g_mkdir_with_parents (runtime, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (fixture->state, 0700), ==, 0);
  if (!with_worker)
    return;

  fixture->listener = cs_listener_new (fixture->acceptance.acceptor, NULL);
  g_assert_true (cs_listener_add_socket (fixture->listener, socket_path, 0600, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture)
{
  while (fixture->listener != NULL && cs_listener_n_peers (fixture->listener) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&fixture->listener, cs_listener_free);
  test_acceptance_tear_down (&fixture->acceptance);
  remove_tree (fixture->home);
  g_free (fixture->home);
  g_free (fixture->state);
  g_free (fixture->pickup_folder);
}

/* --- running --- */

typedef struct
{
  int status;
  char *out, *err;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static GSubprocessLauncher *
launcher_for (Fixture *fixture)
{
  GSubprocessLauncher *launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *runtime = g_build_filename (fixture->home, "run", NULL);
  g_autofree char *state = g_build_filename (fixture->home, "state", NULL);
  g_autofree char *config = g_build_filename (fixture->home, "config", NULL);

  g_subprocess_launcher_setenv (launcher, "HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", runtime, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", state, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", config, TRUE);
  g_subprocess_launcher_setenv (launcher, "PATH", "/nonexistent", TRUE);
  return launcher;
}

/* While it runs the main loop does, with the worker's half of the dialogue. */
static void
run_with (GSubprocessLauncher *launcher, const char *const *argv, const char *input, gssize size,
          Run *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_autoptr (GBytes) bytes = g_bytes_new (input, size < 0 ? strlen (input) : (gsize)size);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_async (process, bytes, NULL, test_keep_result, &result);
  if (!g_subprocess_communicate_finish (process, test_wait_result (&result), &out, &err, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE); /* it did not read to the end */
  while (!g_subprocess_get_if_exited (process) && !g_subprocess_get_if_signaled (process))
    g_main_context_iteration (NULL, TRUE);

  run->status = g_subprocess_get_exit_status (process);
  run->out = out != NULL ? g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out)) : NULL;
  run->err = err != NULL ? g_strndup (g_bytes_get_data (err, NULL), g_bytes_get_size (err)) : NULL;
}

/* @arguments: with spaces between; "''" is an empty one. */
static void
run_program (Fixture *fixture, const char *arguments, const char *input, gssize size, Run *run)
{
  g_autoptr (GSubprocessLauncher) launcher = launcher_for (fixture);
  g_auto (GStrv) words = g_strsplit (arguments, " ", -1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (gpointer)program);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (argv, g_str_equal (words[i], "''") ? (gpointer) "" : words[i]);
  g_ptr_array_add (argv, NULL);
  run_with (launcher, (const char *const *)argv->pdata, input, size, run);
}

/* --- one message, both ways --- */

#define ALL(text) text, sizeof (text) - 1

typedef struct
{
  const char *name;
  const char *arguments;
  const char *input;
  gsize size_bytes;
  int status;
  const char *sender; /* NULL: nothing is queued */
  const char *recipients; /* "a b" */
  const char *content; /* how it ends */
  const char *without; /* what is not in it; or NULL */
} Case;

static const Case cases[] = {
  { "plain", "-f s@s.example r@r.example", ALL ("Subject: x\n\nHello\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\nHello\r\n", NULL },
  { "crlf", "-f s@s.example r@r.example", ALL ("Subject: x\r\n\r\nHello\r\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\nHello\r\n", NULL },
  { "two-recipients", "-fs@s.example r@r.example q@r.example", ALL ("\nx\n"), EX_OK, "s@s.example",
    "r@r.example q@r.example", "\r\n\r\nx\r\n", NULL },
  { "comma-list", "-f s@s.example r@r.example,q@r.example", ALL ("\nx\n"), EX_OK, "s@s.example",
    "r@r.example q@r.example", "\r\n\r\nx\r\n", NULL },
  { "null-sender", "-f '' r@r.example", ALL ("\nx\n"), EX_OK, "", "r@r.example", "x\r\n", NULL },
  { "null-sender-brackets", "-f <> r@r.example", ALL ("\nx\n"), EX_OK, "", "r@r.example", "x\r\n",
    NULL },
  { "sender-by-r", "-r s@s.example r@r.example", ALL ("\nx\n"), EX_OK, "s@s.example", "r@r.example",
    "x\r\n", NULL },
  { "options-of-old",
    "-oem -oi -om -oee -o7 -B8BITMIME -odb -G -m -n -h 3 -X /dev/null -f s@s.example -- "
    "r@r.example",
    ALL ("\nx\n"), EX_OK, "s@s.example", "r@r.example", "x\r\n", NULL },
  { "recipients-of-header", "-t -i -f s@s.example",
    ALL ("To: r@r.example\nCc: Q <q@r.example>\nBcc: b@r.example\n\nx\n"), EX_OK, "s@s.example",
    "r@r.example q@r.example b@r.example", "x\r\n", "Bcc" },
  { "header-and-arguments", "-t -f s@s.example a@r.example", ALL ("To: r@r.example\n\nx\n"), EX_OK,
    "s@s.example", "a@r.example r@r.example", "x\r\n", NULL },
  { "resent", "-t -f s@s.example", ALL ("Resent-To: n@r.example\nTo: o@r.example\n\nx\n"), EX_OK,
    "s@s.example", "n@r.example", "x\r\n", NULL },
  { "bcc-without-t", "-f s@s.example r@r.example", ALL ("Bcc: b@b.example\n\nx\n"), EX_OK,
    "s@s.example", "r@r.example", "x\r\n", "Bcc" },
  { "malformed-from-and-to", "-f s@s.example r@r.example", ALL ("From: <<>@@ x y\nTo: (((\n\nx\n"),
    EX_OK, "s@s.example", "r@r.example", "x\r\n", NULL },
  { "malformed-entry-of-to", "-t -f s@s.example", ALL ("To: Ann Smith, r@r.example\n\nx\n"), EX_OK,
    "s@s.example", "r@r.example", "x\r\n", NULL },
  { "lone-dot", "-f s@s.example r@r.example", ALL ("\na\n.\nb\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\na\r\n", NULL },
  { "lone-dot-ignored", "-i -f s@s.example r@r.example", ALL ("\na\n.\n..\nb\n"), EX_OK,
    "s@s.example", "r@r.example", "\r\n\r\na\r\n.\r\n..\r\nb\r\n", NULL },
  { "no-final-line-end", "-f s@s.example r@r.example", ALL ("\nx"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\nx\r\n", NULL },
  { "bare-cr-and-nul", "-f s@s.example r@r.example", ALL ("\na\rb\0c\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\na b c\r\n", NULL },
  { "nothing-but-body", "-f s@s.example r@r.example", ALL ("Hello there\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\nHello there\r\n", NULL },
  { "indented-body", "-f s@s.example r@r.example", ALL ("  indented\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\n  indented\r\n", NULL },
  { "empty", "-f s@s.example r@r.example", ALL (""), EX_OK, "s@s.example", "r@r.example",
    "\r\n\r\n", NULL },
  { "mail-box-line", "-f s@s.example r@r.example", ALL ("From s Mon Jan 1\nSubject: x\n\nx\n"),
    EX_OK, "s@s.example", "r@r.example", "x\r\n", "From s" },
  { "envelope-like-header", "-f s@s.example r@r.example",
    ALL ("X-Receiver: evil@e.example\nX-Sender: evil@e.example\n\nx\n"), EX_OK, "s@s.example",
    "r@r.example", "x\r\n", NULL },
  { "full-name", "-F Ann -f s@s.example r@r.example", ALL ("Subject: x\n\nx\n"), EX_OK,
    "s@s.example", "r@r.example", "x\r\n", "From: <s" },
  { "utf8-address", "-f j\xc3\xb6rg@s.example r@r.example", ALL ("\nx\n"), EX_OK,
    "j\xc3\xb6rg@s.example", "r@r.example", "x\r\n", NULL },
  { "8-bit", "-f s@s.example r@r.example", ALL ("\n\xe4\xff\n"), EX_OK, "s@s.example",
    "r@r.example", "\r\n\r\n\xe4\xff\r\n", NULL },
  { "no-recipients", "-f s@s.example", ALL ("\nx\n"), EX_USAGE, NULL, NULL, NULL, NULL },
  { "no-recipients-in-header", "-t", ALL ("Subject: x\n\nx\n"), EX_DATAERR, NULL, NULL, NULL,
    NULL },
  { "not-an-address", "-f s@s.example Ann;Smith<", ALL ("\nx\n"), EX_USAGE, NULL, NULL, NULL,
    NULL },
  { "unknown-option", "-Z r@r.example", ALL ("\nx\n"), EX_USAGE, NULL, NULL, NULL, NULL },
  { "bad-notify", "-N sometimes r@r.example", ALL ("\nx\n"), EX_USAGE, NULL, NULL, NULL, NULL },
  { "daemon", "-bd", ALL (""), EX_USAGE, NULL, NULL, NULL, NULL },
  { "new-aliases", "-bi", ALL (""), EX_OK, NULL, NULL, NULL, NULL },
};

static char *
recipients_of (CsClaim *claim)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < claim->recipients->len; i++)
    {
      const CsClaimRecipient *recipient = claim->recipients->pdata[i];

      g_string_append_printf (joined, "%s%s", i > 0 ? " " : "",
                              cs_address_text (recipient->address));
    }
  return g_string_free (joined, FALSE);
}

static void
check_queued (Fixture *fixture, const Case *c)
{
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;
  g_autofree char *recipients = NULL;
  CsClaim *claim;

  if (c->sender == NULL)
    {
      g_assert_cmpuint (test_acceptance_n_messages (&fixture->acceptance), ==, 0);
      return;
    }

  claim = test_acceptance_only (&fixture->acceptance, &claims, &content);
  recipients = recipients_of (claim);
  g_assert_cmpstr (cs_address_text (claim->envelope->sender), ==, c->sender);
  g_assert_cmpstr (recipients, ==, c->recipients);
  g_assert_true (g_str_has_suffix (content, c->content));
  if (c->without != NULL)
    g_assert_null (strstr (content, c->without));
}

static void
test_by_socket (gconstpointer data)
{
  const Case *c = data;
  Fixture fixture;
  g_auto (Run) run = { 0 };

  set_up (&fixture, TRUE);
  run_program (&fixture, c->arguments, c->input, c->size_bytes, &run);
  if (run.status != c->status)
    g_error ("exit status %d: %s", run.status, run.err);
  check_queued (&fixture, c);
  g_assert_false (g_file_test (fixture.pickup_folder, G_FILE_TEST_EXISTS));
  tear_down (&fixture);
}

static void
on_idle (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* A worker that starts later takes what lies in the folder. */
static void
take_pickup (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *badmail = test_folder_new ();
  gboolean idle = FALSE, stopped = FALSE;
  CsPickup *pickup;

  if (!g_file_test (fixture->pickup_folder, G_FILE_TEST_EXISTS))
    {
      g_rmdir (badmail);
      return;
    }

  pickup = cs_pickup_new (fixture->acceptance.acceptor, fixture->pickup_folder, badmail, on_idle,
                          &idle, &error);
  g_assert_no_error (error);
  test_wait_for (&idle);
  cs_pickup_stop (pickup, on_idle, &stopped);
  test_wait_for (&stopped);
  cs_pickup_free (pickup);
  g_assert_cmpint (g_rmdir (badmail), ==, 0); /* nothing in it */
}

/* Without a worker: the same message, by way of the folder. */
static void
test_by_pickup (gconstpointer data)
{
  const Case *c = data;
  Fixture fixture;
  g_auto (Run) run = { 0 };

  set_up (&fixture, FALSE);
  run_program (&fixture, c->arguments, c->input, c->size_bytes, &run);
  if (run.status != c->status)
    g_error ("exit status %d: %s", run.status, run.err);
  take_pickup (&fixture);
  check_queued (&fixture, c);
  tear_down (&fixture);
}

/* --- by the socket --- */

static void
test_default_sender (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;
  g_autofree char *expected = g_strdup_printf ("%s@host.example", g_get_user_name ());

  set_up (&fixture, TRUE);
  run_program (&fixture, "-v r@r.example", "Subject: x\n\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);
  g_assert_cmpstr (
      cs_address_text (
          test_acceptance_only (&fixture.acceptance, &claims, &content)->envelope->sender),
      ==, expected);
  tear_down (&fixture);
}

/* The same by the socket and by the folder. */
static void
test_reports (gconstpointer has_worker)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;
  CsClaim *claim;

  set_up (&fixture, GPOINTER_TO_INT (has_worker));
  run_program (&fixture, "-N success,delay -R hdrs -V a+b r@r.example", "\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);
  take_pickup (&fixture);
  claim = test_acceptance_only (&fixture.acceptance, &claims, &content);
  g_assert_cmpstr (claim->envelope->dsn_return, ==, "HDRS");
  g_assert_cmpstr (claim->envelope->envelope_id, ==, "a+2Bb");
  g_assert_cmpuint (((CsClaimRecipient *)claim->recipients->pdata[0])->notify, ==, 2 | 8);
  tear_down (&fixture);
}

/* One who cannot get it: then nobody does, and the caller knows. */
static void
test_refused_recipient (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };

  set_up (&fixture, TRUE);
  run_program (&fixture, "r@r.example nobody", "\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_NOUSER);
  g_assert_nonnull (strstr (run.err, "nobody"));
  g_assert_nonnull (strstr (run.err, "--local-recipients"));
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 0);
  g_assert_false (g_file_test (fixture.pickup_folder, G_FILE_TEST_EXISTS));
  tear_down (&fixture);
}

static void
test_too_large (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autofree char *input = g_strnfill (3 * 1024 * 1024, 'x');

  set_up (&fixture, TRUE);
  for (gsize i = 70; i < 3 * 1024 * 1024; i += 70)
    input[i] = '\n';
  run_program (&fixture, "r@r.example", input, -1, &run);
  g_assert_cmpint (run.status, ==, EX_DATAERR);
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 0);
  tear_down (&fixture);
}

/* It would be too many later as well. */
static void
test_too_many_recipients (void)
{
  Fixture fixture;
  CsAcceptorConfig config = test_acceptance_config ();
  g_auto (Run) run = { 0 };

  set_up (&fixture, TRUE);
  config.maximum_recipients = 2;
  cs_acceptor_set_config (fixture.acceptance.acceptor, &config);
  run_program (&fixture, "a@r.example b@r.example c@r.example", "\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_DATAERR);
  g_assert_nonnull (strstr (run.err, "at most 2 recipients"));
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 0);
  g_assert_false (g_file_test (fixture.pickup_folder, G_FILE_TEST_EXISTS));
  tear_down (&fixture);
}

/* --- a worker that dies --- */

static gpointer
die_after_dot (gpointer data)
{
  static const char replies[] = "220 x\r\n250 x\r\n250 x\r\n250 x\r\n354 x\r\n";
  g_autoptr (GString) heard = g_string_new (NULL);
  int fd = accept4 (GPOINTER_TO_INT (data), NULL, NULL, SOCK_CLOEXEC);
  char buffer[4096];
  gssize size;

  g_assert_cmpint (send (fd, replies, strlen (replies), MSG_NOSIGNAL), ==, strlen (replies));
  while (!g_str_has_suffix (heard->str, "\r\n.\r\n")
         && (size = recv (fd, buffer, sizeof buffer, 0)) > 0)
    g_string_append_len (heard, buffer, size);
  close (fd);
  return NULL;
}

/* Nobody knows whether it took the message: no second way is tried, and the caller may try again.
 */
static void
test_lost_after_dot (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *path = NULL;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  GThread *worker;

  set_up (&fixture, FALSE);
  path = g_build_filename (fixture.home, "run", "countersign", "submission", NULL);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 1), ==, 0);
  worker = g_thread_new ("worker", die_after_dot, GINT_TO_POINTER (fd));
  run_program (&fixture, "-f s@s.example r@r.example", "\nx\n", -1, &run);
  g_thread_join (worker);
  g_assert_cmpint (run.status, ==, EX_TEMPFAIL);
  g_assert_nonnull (strstr (run.err, "closed the connection"));
  g_assert_false (g_file_test (fixture.pickup_folder, G_FILE_TEST_EXISTS));
  close (fd);
  tear_down (&fixture);
}

/* Larger than the memory that the program keeps, with lines that need care across pieces. */
static void
test_large (void)
{
  Fixture fixture;
  CsAcceptorConfig config = test_acceptance_config ();
  g_auto (Run) run = { 0 };
  g_autoptr (GString) input = g_string_new ("Subject: x\n\n");
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;
  const char *wanted;
  const char *at;

  set_up (&fixture, TRUE);
  config.maximum_message_size = 2 * 1024 * 1024;
  cs_acceptor_set_config (fixture.acceptance.acceptor, &config);
  for (guint i = 0; input->len < 1500000; i++)
    g_string_append_printf (input, i % 3 == 0 ? ".%u\n" : i % 3 == 1 ? "..\n" : "line %u\n", i);
  run_program (&fixture, "-i r@r.example", input->str, -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);

  test_acceptance_only (&fixture.acceptance, &claims, &content);
  wanted = strstr (input->str, "\n\n") + 2;
  for (at = strstr (content, "\r\n\r\n") + 4; *at != '\0'; at++)
    if (*at != '\r')
      g_assert_cmpint (*at, ==, *wanted++);
  g_assert_cmpint (*wanted, ==, '\0');
  tear_down (&fixture);
}

static void
test_many_recipients (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autoptr (GString) input = g_string_new ("To: r0@r.example");
  g_autofree char *counts = NULL;

  set_up (&fixture, TRUE);
  for (guint i = 1; i < 1500; i++)
    g_string_append_printf (input, ",\n r%u@r.example", i);
  g_string_append (input, "\n\nx\n");
  run_program (&fixture, "-t", input->str, -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);
  counts = test_counts (fixture.acceptance.queue);
  g_assert_cmpstr (counts, ==, "queued 1500 active 0 deferred 0 held 0 messages 1");
  tear_down (&fixture);
}

static void
test_smtp (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;

  set_up (&fixture, TRUE);
  /* One command at a time would need a dialogue: RSET makes a group that may be sent at once. */
  run_program (&fixture, "-bs", "RSET\nMAIL FROM:<a@a>\nNOOP\nQUIT\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);
  g_assert_nonnull (strstr (run.out, "220 host.example"));
  g_assert_nonnull (strstr (run.out, "503 5.5.1 Say EHLO first\r\n"));
  g_assert_nonnull (strstr (run.out, "221 2.0.0"));
  tear_down (&fixture);
}

static void
test_smtp_without_worker (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };

  set_up (&fixture, FALSE);
  run_program (&fixture, "-bs", "", -1, &run);
  g_assert_cmpint (run.status, ==, EX_UNAVAILABLE);
  tear_down (&fixture);
}

/* --- without a worker --- */

/* Whatever the umask: nobody else reads it. What a dead worker left of its socket does not matter.
 */
static void
test_file (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autoptr (GDir) dir = NULL;
  g_autofree char *path = NULL;
  struct stat status;
  mode_t old = umask (0);

  set_up (&fixture, FALSE);
  run_program (&fixture, "r@r.example", "\nx\n", -1, &run);
  umask (old);
  g_assert_cmpint (run.status, ==, EX_OK);
  dir = g_dir_open (fixture.pickup_folder, 0, NULL);
  path = g_build_filename (fixture.pickup_folder, g_dir_read_name (dir), NULL);
  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (fixture.pickup_folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  tear_down (&fixture);
}

static void
test_verbose (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };

  set_up (&fixture, TRUE);
  run_program (&fixture, "-v r@r.example", "\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);
  g_assert_nonnull (strstr (run.err, "the worker has accepted it: 250 2.0.0 "));
  tear_down (&fixture);
}

static void
test_folder_in_the_way (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };

  set_up (&fixture, FALSE);
  g_assert_true (g_file_set_contents (fixture.pickup_folder, "a file", -1, NULL));
  run_program (&fixture, "r@r.example", "\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_TEMPFAIL);
  g_assert_cmpstr (run.err, !=, "");
  tear_down (&fixture);
}

/* The base directory specification: such variables are ignored. */
static void
test_relative_variables (void)
{
  Fixture fixture;
  g_auto (Run) run = { 0 };
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  const char *argv[] = { program, "r@r.example", NULL };
  g_autofree char *folder = NULL;

  set_up (&fixture, FALSE);
  launcher = launcher_for (&fixture);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", "relative", TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", "relative", TRUE);
  folder = g_build_filename (fixture.home, ".local", "state", "countersign", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  run_with (launcher, argv, "\nx\n", -1, &run);
  g_assert_cmpint (run.status, ==, EX_OK);
  g_free (fixture.pickup_folder);
  fixture.pickup_folder = g_build_filename (folder, "pickup", NULL);
  take_pickup (&fixture);
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 1);
  tear_down (&fixture);
}

/* --- standard input --- */

/* Input that cannot be read: nothing is queued. */
static void
test_unreadable_input (void)
{
  static const char *const redirections[] = { "<&-", "</" };

  for (guint i = 0; i < G_N_ELEMENTS (redirections); i++)
    {
      Fixture fixture;
      g_auto (Run) run = { 0 };
      g_autoptr (GSubprocessLauncher) launcher = NULL;
      g_autofree char *command
          = g_strdup_printf ("exec %s r@r.example %s", program, redirections[i]);
      const char *argv[] = { "/bin/sh", "-c", command, NULL };

      set_up (&fixture, TRUE);
      launcher = launcher_for (&fixture);
      run_with (launcher, argv, "", -1, &run);
      g_assert_cmpint (run.status, ==, EX_IOERR);
      g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 0);
      tear_down (&fixture);
    }
}

/* Interrupted while it reads: nothing is queued. */
static void
test_interrupted (void)
{
  Fixture fixture;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GOutputStream *input;

  set_up (&fixture, TRUE);
  launcher = launcher_for (&fixture);
  process = g_subprocess_launcher_spawn (launcher, NULL, program, "r@r.example", NULL);
  input = g_subprocess_get_stdin_pipe (process);
  g_assert_true (g_output_stream_write_all (input, "Subject: x\n\nhalf", 16, NULL, NULL, NULL));
  g_subprocess_send_signal (process, 2);
  g_subprocess_wait_async (process, NULL, test_keep_result, &result);
  test_wait_result (&result);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 0);
  g_assert_false (g_file_test (fixture.pickup_folder, G_FILE_TEST_EXISTS));
  tear_down (&fixture);
}

/* --- its names --- */

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    int status;
  } names[] = { { "newaliases", EX_OK }, { "mailq", EX_UNAVAILABLE /* no countersign there */ } };
  Fixture fixture;

  set_up (&fixture, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Run) run = { 0 };
      g_autoptr (GSubprocessLauncher) launcher = launcher_for (&fixture);
      g_autofree char *path = g_build_filename (fixture.home, names[i].name, NULL);
      const char *argv[] = { path, NULL };

      g_assert_cmpint (symlink (program, path), ==, 0);
      run_with (launcher, argv, "", -1, &run);
      g_assert_cmpint (run.status, ==, names[i].status);
    }
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  program = g_getenv ("COUNTERSIGN_SENDMAIL");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *by_socket = g_strconcat ("/sendmail/socket/", cases[i].name, NULL);
      g_autofree char *by_pickup = g_strconcat ("/sendmail/pickup/", cases[i].name, NULL);

      g_test_add_data_func (by_socket, &cases[i], test_by_socket);
      g_test_add_data_func (by_pickup, &cases[i], test_by_pickup);
    }
  g_test_add_func ("/sendmail/default-sender", test_default_sender);
  g_test_add_data_func ("/sendmail/reports/socket", GINT_TO_POINTER (TRUE), test_reports);
  g_test_add_data_func ("/sendmail/reports/pickup", GINT_TO_POINTER (FALSE), test_reports);
  g_test_add_func ("/sendmail/refused-recipient", test_refused_recipient);
  g_test_add_func ("/sendmail/too-large", test_too_large);
  g_test_add_func ("/sendmail/too-many-recipients", test_too_many_recipients);
  g_test_add_func ("/sendmail/lost-after-dot", test_lost_after_dot);
  g_test_add_func ("/sendmail/large", test_large);
  g_test_add_func ("/sendmail/many-recipients", test_many_recipients);
  g_test_add_func ("/sendmail/smtp", test_smtp);
  g_test_add_func ("/sendmail/smtp-without-worker", test_smtp_without_worker);
  g_test_add_func ("/sendmail/file", test_file);
  g_test_add_func ("/sendmail/verbose", test_verbose);
  g_test_add_func ("/sendmail/folder-in-the-way", test_folder_in_the_way);
  g_test_add_func ("/sendmail/relative-variables", test_relative_variables);
  g_test_add_func ("/sendmail/unreadable-input", test_unreadable_input);
  g_test_add_func ("/sendmail/interrupted", test_interrupted);
  g_test_add_func ("/sendmail/names", test_names);

  return g_test_run ();
}
