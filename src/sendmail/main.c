/* countersign-sendmail - mail from any program, as /usr/sbin/sendmail
 *
 * Exits 0 only after the message is durable: in the worker's queue, or in the
 * pickup folder where no worker runs. Starts in the time that libc and GLib
 * take to load: no GIO, no D-Bus, no settings.
 */
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/instance.h"
#include "sendmail/client.h"
#include "sendmail/content.h"
#include "sendmail/drop.h"
#include "sendmail/head.h"

#define PROGRAM "countersign-sendmail"

static const char help[]
    = "Usage: countersign-sendmail [-t] [-i] [-f SENDER] [-F NAME] [--] RECIPIENT…\n"
      "Hands the message on standard input to the delivery worker, or leaves it in the pickup\n"
      "folder for it.\n\n"
      "  -t          take recipients from To, Cc and Bcc as well\n"
      "  -i, -oi     a line with a dot alone does not end the message\n"
      "  -f SENDER   sender of the envelope; '' or '<>' for none\n"
      "  -F NAME     full name, where the message has no From\n"
      "  -N WORDS    delivery reports: never, or of success,failure,delay\n"
      "  -R WORD     reports return the full message, or hdrs\n"
      "  -V ID       envelope identifier for reports\n"
      "  -bs         SMTP on standard input and output\n"
      "  -bp         list the queue (as mailq)\n"
      "  -q          try everything that waits again\n"
      "  -v          say what happens\n"
      "  --system    the system's worker, not this user's\n"
      "Other options of sendmail programs are taken and have no effect.\n";

static int
complain (int status, const char *text)
{
  fprintf (stderr, PROGRAM ": %s\n", text);
  return status;
}

/* What does not fit into memory lies in a file meanwhile. */
static int
complain_of_content (int error_number)
{
  fprintf (stderr, PROGRAM ": the message cannot be read, or not be kept in %s: %s\n",
           g_get_tmp_dir (), g_strerror (error_number));
  return error_number == ENOSPC ? EX_TEMPFAIL : EX_IOERR;
}

/* The countersign command beside this program, else the one on the path. */
static int
run_queue_command (const CsSendmailOptions *options, const char *action)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *path = g_build_filename (folder, "countersign", NULL);
  char *argv[] = { (char *)"countersign", (char *)"queue", (char *)action,
                   options->is_system ? (char *)"--system" : NULL, NULL };

  execv (path, argv);
  execvp (argv[0], argv);
  return complain (EX_UNAVAILABLE, "cannot run the countersign command");
}

/* This user's, then the system's. */
static int
connect_to_worker (gboolean only_system)
{
  for (gboolean is_system = only_system; is_system <= TRUE; is_system++)
    {
      g_autoptr (CsInstance) instance = cs_instance_new (is_system);
      int fd = cs_client_connect (instance->submission_socket);

      if (fd >= 0)
        return fd;
    }
  return -1;
}

/* Where a worker will look when it runs again: this user's folder, unless he never had a worker and
 * the system has one. A message in the folder of nobody would wait for ever. */
static char *
choose_pickup (gboolean only_system, gboolean *is_system)
{
  g_autoptr (CsInstance) user = cs_instance_new (FALSE);
  g_autoptr (CsInstance) system = cs_instance_new (TRUE);
  gboolean is_users = access (user->state_dir, F_OK) == 0 || access (user->settings_file, F_OK) == 0
                      || (access (system->pickup_dir, F_OK) != 0 && errno == ENOENT);

  *is_system = only_system || !is_users;
  return g_strdup (*is_system ? system->pickup_dir : user->pickup_dir);
}

static char *
login_name (void)
{
  const struct passwd *user = getpwuid (getuid ());

  return user != NULL ? g_strdup (user->pw_name) : g_strdup_printf ("uid-%u", (guint)getuid ());
}

static int
finish (CsOutcome outcome, const char *reply)
{
  int status = EX_TEMPFAIL;

  if (outcome == CS_OUTCOME_DONE)
    return EX_OK;
  if (outcome == CS_OUTCOME_REFUSED)
    status = reply != NULL && strstr (reply, " 5.1.1 ") != NULL ? EX_NOUSER : EX_DATAERR;
  return complain (status, reply != NULL ? reply : "the message could not be handed over");
}

static int
hand_over (const CsOutgoing *message)
{
  g_autofree char *reply = NULL;
  g_autofree char *folder = NULL;
  gboolean is_system;
  CsOutcome outcome = CS_OUTCOME_NOBODY;
  int fd = connect_to_worker (message->options->is_system);

  if (fd >= 0)
    outcome = cs_client_send (fd, message, &reply);
  if (outcome == CS_OUTCOME_DONE && message->options->is_verbose)
    fprintf (stderr, PROGRAM ": the worker has accepted it: %s\n", reply != NULL ? reply : "");
  if (outcome != CS_OUTCOME_NOBODY && outcome != CS_OUTCOME_LATER)
    return finish (outcome, reply);

  /* nobody there, busy, or gone in the middle: the folder keeps it for later */
  folder = choose_pickup (message->options->is_system, &is_system);
  if (message->options->is_verbose)
    fprintf (stderr, PROGRAM ": %s; using %s\n", reply != NULL ? reply : "no worker runs", folder);
  g_clear_pointer (&reply, g_free);
  outcome = cs_drop_write (folder, !is_system, message, &reply);
  return finish (outcome, reply);
}

static gboolean
collect_recipients (const CsSendmailOptions *options, CsHead *head)
{
  if (options->from_header)
    for (guint i = 0; i < head->recipients->len; i++)
      g_ptr_array_add (options->recipients, g_strdup (g_ptr_array_index (head->recipients, i)));
  return options->recipients->len > 0;
}

/* A CR or NUL inside an address of the header would break a protocol line. */
static const char *
find_bad_recipient (GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    for (const char *c = g_ptr_array_index (recipients, i); *c != '\0'; c++)
      if (g_ascii_iscntrl (*c) || *c == '>')
        return g_ptr_array_index (recipients, i);

  return NULL;
}

static int
submit (const CsSendmailOptions *options)
{
  int error_number = 0;
  g_autoptr (CsContent) content = NULL;
  g_autoptr (CsHead) head = NULL;
  g_autofree char *sender = options->sender != NULL ? g_strdup (options->sender) : login_name ();
  CsOutgoing message = { .sender = sender, .recipients = options->recipients, .options = options };
  const char *bytes;
  gsize size;

  if (options->recipients->len == 0 && !options->from_header)
    return complain (EX_USAGE, "no recipients: name them, or use -t");
  if (strpbrk (sender, "<>") != NULL)
    return complain (EX_USAGE, "-f: not an address");

  content = cs_content_read (STDIN_FILENO, options->ignore_dots, &error_number);
  if (content == NULL)
    return complain_of_content (error_number);
  bytes = cs_content_bytes (content, &size);
  head = cs_head_scan (bytes, size);
  if (options->from_header && head->n_unreadable > 0)
    complain (EX_OK, "some of the recipients in the header are no addresses and get nothing");
  if (!collect_recipients (options, head))
    return complain (EX_DATAERR, "no recipients in To, Cc or Bcc");
  if (find_bad_recipient (options->recipients) != NULL)
    return complain (EX_DATAERR, "a recipient has characters that no address has");
  if (options->full_name != NULL && !head->has_from)
    cs_head_add_from (head, options->full_name, sender);

  message.head = head->fields;
  message.body = bytes + head->body_offset;
  message.body_size_bytes = size - head->body_offset;
  return hand_over (&message);
}

static int
speak_smtp (const CsSendmailOptions *options)
{
  int fd = connect_to_worker (options->is_system);

  if (fd < 0)
    return complain (EX_UNAVAILABLE, "-bs: no worker runs; start countersign-delivery");
  return cs_client_proxy (fd);
}

int
main (int argc, char **argv)
{
  g_autofree char *message = NULL;
  g_autoptr (CsSendmailOptions) options = cs_sendmail_options_parse (argc, argv, &message);

  signal (SIGPIPE, SIG_IGN);
  if (options == NULL)
    return complain (EX_USAGE, message);

  switch (options->mode)
    {
    case CS_SENDMAIL_SMTP:
      return speak_smtp (options);
    case CS_SENDMAIL_LIST:
      return run_queue_command (options, "list");
    case CS_SENDMAIL_RETRY:
      return run_queue_command (options, "retry");
    case CS_SENDMAIL_ALIASES:
      return EX_OK;
    case CS_SENDMAIL_VERSION:
      puts (PROGRAM " " CS_VERSION);
      return EX_OK;
    case CS_SENDMAIL_HELP:
      fputs (help, stdout);
      return EX_OK;
    case CS_SENDMAIL_SUBMIT:
    default:
      return submit (options);
    }
}
