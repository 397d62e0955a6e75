#include "cli/password.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "secrets/store.h"

#define BUFFER_BYTES (CS_SECRET_MAX_BYTES + 3) /* and "\r\n", and one byte too many */

/* --- the terminal -------------------------------------------------------------------------- */

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU };
static struct sigaction old_actions[G_N_ELEMENTS (signals)];
static struct termios shown, hidden;

static void
show_again (void)
{
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
}

/* Only functions that a signal handler may call. The signal does what it would have done; when a
 * stopped program goes on, the terminal hides again. */
static void
on_signal (int number)
{
  struct sigaction ours;
  int errno_value = errno;

  show_again ();
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (signals[i] == number)
      {
        sigset_t set;

        sigaction (number, &old_actions[i], &ours);
        sigemptyset (&set);
        sigaddset (&set, number);
        raise (number);
        sigprocmask (SIG_UNBLOCK, &set, NULL);
        sigaction (number, &ours, NULL);
      }
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  errno = errno_value;
}

static gboolean
hide (GError **error)
{
  struct sigaction action = { .sa_handler = on_signal };

  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    {
      g_set_error (error, CS_CLI_ERROR, EX_IOERR, "%s: %s", _ ("the terminal"), g_strerror (errno));
      return FALSE;
    }
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)ECHO;
  hidden.c_lflag |= ECHONL;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], &action, &old_actions[i]);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  return TRUE;
}

static void
unhide (void)
{
  show_again ();
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], &old_actions[i], NULL);
}

/* --- reading ------------------------------------------------------------------------------- */

/* @until_line: stop behind the first line, as a terminal gives it. Returns: -1 with errno */
static gssize
read_bytes (guint8 *bytes, gboolean until_line)
{
  gsize size = 0;

  while (size < BUFFER_BYTES)
    {
      gssize n = read (STDIN_FILENO, bytes + size, BUFFER_BYTES - size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      size += n;
      if (n == 0 || (until_line && bytes[size - 1] == '\n'))
        break;
    }
  return size;
}

/* Length of the only line. */
static gboolean
measure_line (const guint8 *bytes, gsize size, gsize *length, GError **error)
{
  const guint8 *end = memchr (bytes, '\n', size);

  *length = end != NULL ? (gsize)(end - bytes) : size;
  if (end != NULL && *length + 1 < size)
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_DATAERR,
                           _ ("a password is one line, and here is more"));
      return FALSE;
    }
  if (end != NULL && *length > 0 && bytes[*length - 1] == '\r')
    (*length)--;
  return TRUE;
}

static CsSecret *
read_secret (gboolean until_line, GError **error)
{
  guint8 *bytes;
  g_autoptr (CsSecret) buffer = cs_secret_new_sized (BUFFER_BYTES, &bytes);
  g_autoptr (CsSecret) secret = NULL;
  gssize size = read_bytes (bytes, until_line);
  gsize length;

  if (size < 0)
    {
      g_set_error (error, CS_CLI_ERROR, EX_IOERR, "%s: %s", _ ("standard input"),
                   g_strerror (errno));
      return NULL;
    }
  if (!measure_line (bytes, size, &length, error))
    return NULL;
  secret = cs_secret_new (bytes, length);
  return cs_secrets_check (secret, error) ? g_steal_pointer (&secret) : NULL;
}

CsSecret *
cs_password_ask (const char *question, GError **error)
{
  CsSecret *secret;

  g_printerr ("%s ", question);
  if (!hide (error))
    return NULL;
  secret = read_secret (TRUE, error);
  unhide ();
  return secret;
}

CsSecret *
cs_password_read_stdin (GError **error)
{
  CsSecret *secret;

  if (!isatty (STDIN_FILENO))
    return read_secret (FALSE, error);
  if (!hide (error))
    return NULL;
  secret = read_secret (TRUE, error);
  unhide ();
  return secret;
}
