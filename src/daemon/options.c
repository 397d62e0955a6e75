#include "daemon/options.h"

#include <glib/gi18n-lib.h>

gboolean
cs_options_parse (CsOptions *options, int *argc, char ***argv, GError **error)
{
  GOptionEntry entries[] = {
    { "once", 0, 0, G_OPTION_ARG_NONE, &options->is_once,
      N_ ("Deliver what is due, then exit: 0 the queue is empty, 75 something waits"), NULL },
    { "system", 0, 0, G_OPTION_ARG_NONE, &options->is_system,
      N_ ("Work for the whole machine instead of one user"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->wants_version, N_ ("Show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ ("Delivers outgoing mail with the right account."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("Unexpected argument '%s'"),
                   (*argv)[1]);
      return FALSE;
    }
  return TRUE;
}
