#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "submission-helper.h"
#include "submission/listener.h"

typedef struct
{
  TestAcceptance acceptance;
  CsListener *listener;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, const CsListenerLimits *limits)
{
  g_autoptr (GError) error = NULL;

  test_acceptance_set_up (&fixture->acceptance, NULL);
  fixture->path = g_build_filename (fixture->acceptance.folder, "submission", NULL);
  fixture->listener = cs_listener_new (fixture->acceptance.acceptor, limits);
  g_assert_true (cs_listener_add_socket (fixture->listener, fixture->path, 0600, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture)
{
  cs_listener_free (fixture->listener);
  test_acceptance_tear_down (&fixture->acceptance);
  g_free (fixture->path);
}

/* --- a mail program --- */

static int
connect_to (Fixture *fixture)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, fixture->path, sizeof address.sun_path);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return fd;
}

static void
say (int fd, const char *bytes, gsize size_bytes)
{
  while (size_bytes > 0)
    {
      gssize sent = send (fd, bytes, size_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);

      if (sent < 0)
        {
          if (errno != EAGAIN)
            return; /* it has closed: what it said will show */
          g_main_context_iteration (NULL, TRUE);
          continue;
        }
      bytes += sent;
      size_bytes -= sent;
    }
}

/* Appends what has come; FALSE: the other side has closed. */
static gboolean
hear (int fd, GString *heard)
{
  char buffer[4096];
  gssize size = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT);

  if (size > 0)
    g_string_append_len (heard, buffer, size);
  return size > 0 || (size < 0 && errno == EAGAIN);
}

static gboolean
is_whole_reply (const char *text)
{
  const char *line = text;

  while (strlen (line) >= 4 && strstr (line, "\r\n") != NULL)
    {
      if (line[3] == ' ')
        return TRUE;
      line = strstr (line, "\r\n") + 2;
    }
  return FALSE;
}

/* The next reply, lines joined, taken off @heard; "closed" when nothing more comes. */
static char *
next_reply (int fd, GString *heard)
{
  char *line_end;
  char *reply;

  while (!is_whole_reply (heard->str))
    {
      if (!hear (fd, heard))
        return g_strdup ("closed");
      if (!is_whole_reply (heard->str))
        g_main_context_iteration (NULL, TRUE);
    }

  line_end = heard->str;
  while (line_end[3] == '-')
    line_end = strstr (line_end, "\r\n") + 2;
  line_end = strstr (line_end, "\r\n");
  reply = g_strndup (heard->str, line_end - heard->str);
  g_string_erase (heard, 0, line_end + 2 - heard->str);
  return reply;
}

/* --- dialogues --- */

typedef struct
{
  const char *say;
  gsize say_bytes;
  const char *hear; /* how the reply begins; "" to say more before listening */
} Step;

#define S(text) text, sizeof (text) - 1
#define BEGIN                                                                                      \
  { "", 0, "220 host.example" },                                                                   \
  {                                                                                                \
    S ("EHLO box\r\n"), "250-host.example"                                                         \
  }
#define UP_TO_DATA                                                                                 \
  BEGIN, { S ("MAIL FROM:<s@s.example>\r\n"), "250 2.1.0" },                                       \
      { S ("RCPT TO:<r@r.example>\r\n"), "250 2.1.5" },                                            \
  {                                                                                                \
    S ("DATA\r\n"), "354 "                                                                         \
  }

typedef struct
{
  const char *name;
  Step steps[16];
  guint n_messages; /* in the queue at the end */
} Dialogue;

static const Dialogue dialogues[] = {
  { "one-message",
    { UP_TO_DATA,
      { S ("Subject: x\r\n\r\nHello\r\n.\r\n"), "250 2.0.0 Ok: queued as 0" },
      { S ("QUIT\r\n"), "221 2.0.0" },
      { "", 0, "closed" } },
    1 },
  { "two-messages",
    { UP_TO_DATA,
      { S ("x\r\n.\r\n"), "250 2.0.0" },
      { S ("MAIL FROM:<>\r\n"), "250 2.1.0" },
      { S ("RCPT TO:<q@q.example>\r\n"), "250 2.1.5" },
      { S ("DATA\r\n"), "354 " },
      { S (".\r\n"), "250 2.0.0" } },
    2 },
  { "pipelined",
    { BEGIN,
      { S ("MAIL FROM:<s@s.example>\r\nRCPT TO:<r@r.example>\r\nDATA\r\n"), "250 2.1.0" },
      { "", 0, "250 2.1.5" },
      { "", 0, "354 " },
      { S ("x\r\n.\r\nMAIL FROM:<s@s.example>\r\nRCPT TO:<q@q.example>\r\nDATA\r\n"), "250 2.0.0" },
      { "", 0, "250 2.1.0" },
      { "", 0, "250 2.1.5" },
      { "", 0, "354 " },
      { S ("y\r\n.\r\nQUIT\r\n"), "250 2.0.0" },
      { "", 0, "221 2.0.0" } },
    2 },
  { "byte-by-byte-data",
    { UP_TO_DATA,
      { S ("a\r"), "" },
      { S ("\n."), "" },
      { S ("\r"), "" },
      { S ("\n"), "250 2.0.0" } },
    1 },
  { "helo",
    { { "", 0, "220 " },
      { S ("HELO box\r\n"), "250 host.example" },
      { S ("MAIL FROM:<s@s.example>\r\n"), "250 2.1.0" } },
    0 },
  { "extensions",
    { { "", 0, "220 " },
      { S ("EHLO box\r\n"),
        "250-host.example\r\n250-PIPELINING\r\n250-SIZE 1048576\r\n"
        "250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES" } },
    0 },
  { "no-greeting", { { "", 0, "220 " }, { S ("MAIL FROM:<a@a>\r\n"), "503 5.5.1" } }, 0 },
  { "rcpt-before-mail", { BEGIN, { S ("RCPT TO:<a@a>\r\n"), "503 5.5.1" } }, 0 },
  { "data-before-mail", { BEGIN, { S ("DATA\r\n"), "503 5.5.1" } }, 0 },
  { "data-without-recipient",
    { BEGIN, { S ("MAIL FROM:<a@a.example>\r\n"), "250 " }, { S ("DATA\r\n"), "554 5.5.1" } },
    0 },
  { "mail-twice",
    { BEGIN,
      { S ("MAIL FROM:<a@a.example>\r\n"), "250 " },
      { S ("MAIL FROM:<a@a.example>\r\n"), "503 5.5.1" } },
    0 },
  { "rset",
    { BEGIN,
      { S ("MAIL FROM:<a@a.example>\r\n"), "250 " },
      { S ("RSET\r\n"), "250 2.0.0" },
      { S ("MAIL FROM:<a@a.example>\r\n"), "250 " } },
    0 },
  { "ehlo-resets",
    { BEGIN,
      { S ("MAIL FROM:<a@a.example>\r\n"), "250 " },
      { S ("EHLO box\r\n"), "250-" },
      { S ("MAIL FROM:<a@a.example>\r\n"), "250 " } },
    0 },
  { "bad-sender",
    { BEGIN,
      { S ("MAIL FROM:<a b>\r\n"), "553 5.1.7" },
      { S ("MAIL FROM:<a@b.example>\r\n"), "250 " } },
    0 },
  { "bad-recipient",
    { BEGIN,
      { S ("MAIL FROM:<a@b.example>\r\n"), "250 " },
      { S ("RCPT TO:<a b>\r\n"), "553 5.1.3" } },
    0 },
  { "local-recipient",
    { BEGIN,
      { S ("MAIL FROM:<a@b.example>\r\n"), "250 " },
      { S ("RCPT TO:<root>\r\n"), "550 5.1.1" } },
    0 },
  { "one-recipient-refused",
    { BEGIN,
      { S ("MAIL FROM:<s@s.example>\r\n"), "250 " },
      { S ("RCPT TO:<root>\r\n"), "550 5.1.1" },
      { S ("RCPT TO:<r@r.example>\r\n"), "250 " },
      { S ("DATA\r\n"), "354 " },
      { S (".\r\n"), "250 " } },
    1 },
  { "too-large-said",
    { BEGIN, { S ("MAIL FROM:<a@a.example> SIZE=1048577\r\n"), "552 5.3.4" } },
    0 },
  { "utf8-unsaid",
    { BEGIN,
      { S ("MAIL FROM:<a@a.example>\r\n"), "250 " },
      { S ("RCPT TO:<j\xc3\xb6rg@r.example>\r\n"), "553 5.6.7" } },
    0 },
  { "utf8",
    { BEGIN,
      { S ("MAIL FROM:<j\xc3\xb6rg@a.example> SMTPUTF8\r\n"), "250 " },
      { S ("RCPT TO:<j\xc3\xb6rg@r.example>\r\n"), "250 " },
      { S ("DATA\r\n"), "354 " },
      { S (".\r\n"), "250 2.0.0" } },
    1 },
  { "loop",
    { UP_TO_DATA,
      { S ("Received: 1\r\nReceived: 2\r\nReceived: 3\r\nReceived: 4\r\nReceived: 5\r\n"
           "Received: 6\r\n\r\n.\r\n"),
        "554 5.4.6" },
      { S ("NOOP\r\n"), "250 " } },
    0 },
  { "verify",
    { BEGIN,
      { S ("VRFY root\r\n"), "252 " },
      { S ("NOOP\r\n"), "250 " },
      { S ("HELP\r\n"), "214 " },
      { S ("EXPN x\r\n"), "502 5.5.1" },
      { S ("STARTTLS\r\n"), "502 5.5.1" },
      { S ("AUTH PLAIN\r\n"), "502 5.5.1" },
      { S ("BDAT 1 LAST\r\n"), "502 5.5.1" },
      { S ("XYZZY\r\n"), "500 5.5.2" } },
    0 },
  /* Smuggling: whatever is not CR LF ends the connection, and with it what was behind it. */
  { "bare-lf-command", { BEGIN, { S ("NOOP\nNOOP\r\n"), "500 5.5.2" }, { "", 0, "closed" } }, 0 },
  { "bare-lf-data",
    { UP_TO_DATA, { S ("a\n.\r\nMAIL FROM:<x@x>\r\n"), "521 5.5.2" }, { "", 0, "closed" } },
    0 },
  { "lf-dot-lf",
    { UP_TO_DATA, { S ("a\r\n.\nMAIL FROM:<x@x>\r\n"), "521 5.5.2" }, { "", 0, "closed" } },
    0 },
  { "bare-cr-is-no-end",
    { UP_TO_DATA, { S ("a\r.\rb\r\n.\r\n"), "250 " }, { S ("NOOP\r\n"), "250 " } },
    1 },
  { "content-with-data",
    { BEGIN,
      { S ("MAIL FROM:<s@s.example>\r\n"), "250 " },
      { S ("RCPT TO:<r@r.example>\r\n"), "250 " },
      { S ("DATA\r\nSubject: x\r\n\r\n.\r\n"), "554 5.5.0" },
      { "", 0, "closed" } },
    0 },
  { "commands-with-ehlo",
    { { "", 0, "220 " },
      { S ("EHLO box\r\nMAIL FROM:<a@a>\r\n"), "554 5.5.0" },
      { "", 0, "closed" } },
    0 },
  { "gone-in-data", { UP_TO_DATA, { S ("Subject: x\r\n"), "" } }, 0 },
};

static void
run_steps (Fixture *fixture, int fd, const Dialogue *dialogue)
{
  g_autoptr (GString) heard = g_string_new (NULL);

  for (guint i = 0; dialogue->steps[i].hear != NULL; i++)
    {
      const Step *step = &dialogue->steps[i];
      g_autofree char *reply = NULL;

      say (fd, step->say, step->say_bytes);
      if (*step->hear == '\0')
        {
          while (g_main_context_iteration (NULL, FALSE))
            ;
          continue;
        }
      reply = next_reply (fd, heard);
      if (!g_str_has_prefix (reply, step->hear))
        g_error ("step %u: heard \"%s\" instead of \"%s\"", i, reply, step->hear);
    }
}

static void
wait_for_nobody (Fixture *fixture)
{
  while (cs_listener_n_peers (fixture->listener) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_dialogue (gconstpointer data)
{
  const Dialogue *dialogue = data;
  Fixture fixture;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, dialogue);
  close (fd);
  wait_for_nobody (&fixture);
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, dialogue->n_messages);
  tear_down (&fixture);
}

/* --- more than a dialogue --- */

static const Dialogue to_data = { "to-data", { UP_TO_DATA }, 0 };

static void
test_content (void)
{
  static const char body[] = "Subject: x\r\n\r\n..dot\r\n...\r\nend\r\n.\r\n";
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *reply = NULL;
  g_autofree char *content = NULL;
  g_autofree char *origin = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  CsClaim *claim;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &to_data);
  say (fd, body, strlen (body));
  reply = next_reply (fd, heard);
  claim = test_acceptance_only (&fixture.acceptance, &claims, &content);
  g_assert_true (g_str_has_suffix (reply, claim->id));
  g_assert_true (g_str_has_suffix (content, "\r\n\r\n.dot\r\n..\r\nend\r\n"));
  g_assert_nonnull (strstr (content, claim->id));
  origin = g_strdup_printf ("socket uid %u", (guint)getuid ());
  g_assert_cmpstr (claim->envelope->origin, ==, origin);
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

static void
test_dsn (void)
{
  static const Dialogue dialogue
      = { "dsn",
          { BEGIN,
            { S ("MAIL FROM:<s@s.example> RET=HDRS ENVID=QQ1\r\n"), "250 " },
            { S ("RCPT TO:<r@r.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;o@o\r\n"), "250 " },
            { S ("DATA\r\n"), "354 " },
            { S (".\r\n"), "250 " } },
          1 };
  Fixture fixture;
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  CsClaim *claim;
  CsClaimRecipient *recipient;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &dialogue);
  claim = test_acceptance_only (&fixture.acceptance, &claims, &content);
  recipient = claim->recipients->pdata[0];
  g_assert_cmpstr (claim->envelope->dsn_return, ==, "HDRS");
  g_assert_cmpstr (claim->envelope->envelope_id, ==, "QQ1");
  g_assert_cmpuint (recipient->notify, ==, 2 | 8);
  g_assert_cmpstr (recipient->original_recipient, ==, "rfc822;o@o");
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

/* Told after its end, and the connection goes on. */
static void
test_too_large (void)
{
  static const char end[] = "\r\n.\r\nNOOP\r\n";
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *line = g_strnfill (1000, 'x');
  g_autofree char *refusal = NULL;
  g_autofree char *noop = NULL;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &to_data);
  line[998] = '\r';
  line[999] = '\n';
  for (guint i = 0; i < 1100; i++)
    say (fd, line, 1000);
  say (fd, end, strlen (end));
  refusal = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (refusal, "552 5.3.4"));
  noop = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (noop, "250 "));
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 0);
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

static void
test_long_line (void)
{
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *line = g_strnfill (10000, 'x');
  g_autofree char *greeting = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *noop = NULL;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  greeting = next_reply (fd, heard);
  say (fd, line, 10000);
  say (fd, line, 10000);
  say (fd, "\r\nNOOP\r\n", 8);
  refusal = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (refusal, "500 5.5.2"));
  noop = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (noop, "250 "));
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

static void
test_too_many_errors (void)
{
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *reply = g_strdup ("");
  int fd;
  guint i;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  for (i = 0; i < 1000 && !g_str_has_prefix (reply, "421 4.7.0"); i++)
    {
      say (fd, "XYZZY\r\n", 7);
      g_free (reply);
      reply = next_reply (fd, heard);
    }
  g_assert_cmpuint (i, <, 200);
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

static void
test_too_many_peers (void)
{
  CsListenerLimits limits = { .maximum_peers_per_user = 2 };
  Fixture fixture;
  int fds[3];

  set_up (&fixture, &limits);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GString) heard = g_string_new (NULL);
      g_autofree char *reply = NULL;

      fds[i] = connect_to (&fixture);
      reply = next_reply (fds[i], heard);
      g_assert_true (g_str_has_prefix (reply, i < 2 ? "220 " : "421 4.7.0"));
    }
  for (guint i = 0; i < 3; i++)
    close (fds[i]);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

static void
test_idle (void)
{
  CsListenerLimits limits = { .idle_timeout_s = 1 };
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *greeting = NULL;
  g_autofree char *reply = NULL;
  int fd;

  set_up (&fixture, &limits);
  fd = connect_to (&fixture);
  greeting = next_reply (fd, heard);
  reply = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (reply, "421 "));
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

/* All at once, from a program that closes as soon as it has said everything. */
static void
test_half_closed (void)
{
  static const char all[] = "x\r\n.\r\nQUIT\r\n";
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *accepted = NULL;
  g_autofree char *bye = NULL;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &to_data);
  say (fd, all, strlen (all));
  shutdown (fd, SHUT_WR);
  accepted = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (accepted, "250 2.0.0"));
  bye = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (bye, "221 "));
  close (fd);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

/* Whoever goes after the final dot without waiting: the message is there. */
static void
test_gone_after_dot (void)
{
  Fixture fixture;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &to_data);
  say (fd, "x\r\n.\r\n", 6);
  close (fd);
  wait_for_nobody (&fixture);
  g_assert_cmpuint (test_acceptance_n_messages (&fixture.acceptance), ==, 1);
  tear_down (&fixture);
}

static void
on_stopped (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
test_stop (void)
{
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *reply = NULL;
  gboolean stopped = FALSE;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &to_data);
  cs_listener_stop (fixture.listener, on_stopped, &stopped);
  reply = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (reply, "421 4.3.2"));
  test_wait_for (&stopped);
  g_assert_false (g_file_test (fixture.path, G_FILE_TEST_EXISTS));
  close (fd);
  tear_down (&fixture);
}

/* A message that is becoming durable is still answered. */
static void
test_stop_after_dot (void)
{
  Fixture fixture;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *accepted = NULL;
  g_autofree char *bye = NULL;
  gboolean stopped = FALSE;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  run_steps (&fixture, fd, &to_data);
  say (fd, "x\r\n.\r\n", 6);
  g_main_context_iteration (NULL, TRUE);
  cs_listener_stop (fixture.listener, on_stopped, &stopped);
  test_wait_for (&stopped);
  accepted = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (accepted, "250 2.0.0"));
  bye = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (bye, "421 4.3.2"));
  close (fd);
  tear_down (&fixture);
}

/* --- the socket and the port --- */

static void
test_socket_file (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  CsListener *second;
  struct stat status;

  set_up (&fixture, NULL);
  g_assert_cmpint (stat (fixture.path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  second = cs_listener_new (fixture.acceptance.acceptor, NULL);
  g_assert_false (cs_listener_add_socket (second, fixture.path, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_true (g_file_test (fixture.path, G_FILE_TEST_EXISTS));
  cs_listener_free (second);
  tear_down (&fixture);
}

/* One that does not read its answers does not keep the worker from ending. */
static void
test_stop_with_deaf_peer (void)
{
  Fixture fixture;
  gboolean stopped = FALSE;
  int small = 1;
  int fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  while (cs_listener_n_peers (fixture.listener) == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 200000 / 6; i++)
    if (send (fd, "NOOP\r\n", 6, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
      g_main_context_iteration (NULL, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  cs_listener_stop (fixture.listener, on_stopped, &stopped);
  test_wait_for (&stopped);
  close (fd);
  tear_down (&fixture);
}

/* What a dead worker left is replaced; what is no socket is not. */
static void
test_stale_socket (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  TestAcceptance acceptance;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  CsListener *listener;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  test_acceptance_set_up (&acceptance, NULL);
  path = g_build_filename (acceptance.folder, "submission", NULL);
  listener = cs_listener_new (acceptance.acceptor, NULL);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  close (fd);

  g_assert_true (cs_listener_add_socket (listener, path, 0600, &error));
  g_assert_no_error (error);
  cs_listener_free (listener);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  listener = cs_listener_new (acceptance.acceptor, NULL);
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  g_assert_false (cs_listener_add_socket (listener, path, 0600, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  cs_listener_free (listener);
  test_acceptance_tear_down (&acceptance);
}

static int
connect_to_port (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static guint16
free_port (void)
{
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&address, &size), ==, 0);
  close (fd);
  return ntohs (address.sin_port);
}

static void
test_port (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *reply = NULL;
  guint16 port = free_port ();
  int fd;

  set_up (&fixture, NULL);
  g_assert_true (cs_listener_set_port (fixture.listener, port, &error));
  g_assert_true (cs_listener_set_port (fixture.listener, port, &error));
  fd = connect_to_port (port);
  g_assert_cmpint (fd, >=, 0);
  run_steps (&fixture, fd, &to_data);
  say (fd, "x\r\n.\r\n", 6);
  reply = next_reply (fd, heard);
  g_assert_true (g_str_has_prefix (reply, "250 2.0.0"));
  g_assert_cmpstr (test_acceptance_only (&fixture.acceptance, &claims, &content)->envelope->origin,
                   ==, "port 127.0.0.1");
  close (fd);

  g_assert_true (cs_listener_set_port (fixture.listener, 0, &error));
  g_assert_cmpint (connect_to_port (port), ==, -1);
  wait_for_nobody (&fixture);
  tear_down (&fixture);
}

static void
test_port_in_use (void)
{
  Fixture fixture;
  Fixture other;
  g_autoptr (GError) error = NULL;
  guint16 port = free_port ();
  int fd;

  set_up (&fixture, NULL);
  set_up (&other, NULL);
  g_assert_true (cs_listener_set_port (other.listener, port, &error));
  g_assert_false (cs_listener_set_port (fixture.listener, port, &error));
  g_assert_nonnull (error);
  fd = connect_to_port (port);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  tear_down (&other);
  tear_down (&fixture);
}

/* --- no descriptor is free --- */

static rlim_t
limit_descriptors (rlim_t n)
{
  struct rlimit limit;
  rlim_t before;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  before = limit.rlim_cur;
  limit.rlim_cur = n;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  return before;
}

/* It waits a while instead of asking all the time, and then takes who has waited. */
static void
test_no_descriptors (void)
{
  Fixture fixture;
  rlim_t before;
  int fd, free_fd;

  set_up (&fixture, NULL);
  fd = connect_to (&fixture);
  free_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  close (free_fd);
  before = limit_descriptors (free_fd);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (g_main_context_pending (NULL));
  g_assert_cmpuint (cs_listener_n_peers (fixture.listener), ==, 0);

  limit_descriptors (before);
  while (cs_listener_n_peers (fixture.listener) == 0)
    g_main_context_iteration (NULL, TRUE);
  close (fd);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (dialogues); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/dialogue/", dialogues[i].name, NULL);

      g_test_add_data_func (path, &dialogues[i], test_dialogue);
    }
  g_test_add_func ("/submission/listener/content", test_content);
  g_test_add_func ("/submission/listener/dsn", test_dsn);
  g_test_add_func ("/submission/listener/too-large", test_too_large);
  g_test_add_func ("/submission/listener/long-line", test_long_line);
  g_test_add_func ("/submission/listener/too-many-errors", test_too_many_errors);
  g_test_add_func ("/submission/listener/too-many-peers", test_too_many_peers);
  g_test_add_func ("/submission/listener/idle", test_idle);
  g_test_add_func ("/submission/listener/half-closed", test_half_closed);
  g_test_add_func ("/submission/listener/gone-after-dot", test_gone_after_dot);
  g_test_add_func ("/submission/listener/stop", test_stop);
  g_test_add_func ("/submission/listener/stop-after-dot", test_stop_after_dot);
  g_test_add_func ("/submission/listener/stop-with-deaf-peer", test_stop_with_deaf_peer);
  g_test_add_func ("/submission/listener/socket-file", test_socket_file);
  g_test_add_func ("/submission/listener/stale-socket", test_stale_socket);
  g_test_add_func ("/submission/listener/port", test_port);
  g_test_add_func ("/submission/listener/port-in-use", test_port_in_use);
  g_test_add_func ("/submission/listener/no-descriptors", test_no_descriptors);

  return g_test_run ();
}
