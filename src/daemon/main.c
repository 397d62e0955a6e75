/* main.c - countersign-delivery: the worker, in the foreground
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/translations.h"
#include "daemon/exit-status.h"
#include "daemon/worker.h"
#include "smtp/process.h"

/* Each connection is a descriptor, and the soft limit is made for programs that use select(). */
static void
allow_many_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;

  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static void
prepare_process (void)
{
  allow_many_descriptors ();
  cs_secret_protect_process ();
  cs_smtp_prepare_process ();
  cs_translations_init (GETTEXT_PACKAGE, CS_LOCALE_DIR);
  cs_translations_prepare_to_speak (); /* delivery reports */
  /* A peer that goes away shows as an error of the write. */
  signal (SIGPIPE, SIG_IGN);
}

int
main (int argc, char **argv)
{
  CsOptions options = { 0 };
  g_autoptr (CsInstance) instance = NULL;
  g_autoptr (CsWorker) worker = NULL;
  g_autoptr (GError) error = NULL;

  prepare_process ();
  cs_log_init ("countersign-delivery");
  if (!cs_options_parse (&options, &argc, &argv, &error))
    {
      g_printerr ("countersign-delivery: %s\n", error->message);
      return CS_EXIT_USAGE;
    }
  if (options.wants_version)
    {
      g_print ("countersign-delivery %s\n", CS_VERSION);
      return EXIT_SUCCESS;
    }

  instance = cs_instance_new (options.is_system);
  worker = cs_worker_new (instance, &options);
  return cs_worker_run (worker);
}
