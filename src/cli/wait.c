#include <signal.h>

#include <glib-unix.h>

#include "cli/cli.h"

void
cs_cli_done (GObject *source, GAsyncResult *result, gpointer cli)
{
  CsCli *self = cli;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

/* The first Ctrl-C lets the operation put back what it has begun; the second ends the program. */
static gboolean
on_interrupt (gpointer user_data)
{
  GCancellable *cancellable = user_data;

  if (g_cancellable_is_cancelled (cancellable))
    {
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

/**
 * cs_cli_wait:
 * @cli: of which cs_cli_done () has been given to an asynchronous function
 *
 * Returns: (transfer none): its result, until the next one
 */
GAsyncResult *
cs_cli_wait (CsCli *cli)
{
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, cli->cancellable);

  g_clear_object (&cli->result);
  while (cli->result == NULL)
    g_main_loop_run (cli->loop);
  g_source_remove (interrupt);
  return cli->result;
}
