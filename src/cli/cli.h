/* cli.h - one run of the countersign command
 *
 * Commands are rows of a table (commands.c). Each is a function that works on
 * what was parsed and reports with a GError; exit statuses and the forms of
 * errors are made in one place (status.c).
 */
#pragma once

#include <gio/gio.h>
#include <sysexits.h>

#include "base/instance.h"
#include "cli/options.h"
#include "secrets/store.h"

G_BEGIN_DECLS

/* The code is the exit status. */
#define CS_CLI_ERROR (cs_cli_error_quark ())
GQuark cs_cli_error_quark (void);

typedef struct
{
  CsInstance *instance;
  CsArguments *arguments;
  CsSecret *password; /* as it was typed; NULL: not asked for yet */
  GCancellable *cancellable; /* Ctrl-C */
  int status; /* of a command that did its work and has bad news */
  /* running an asynchronous function to its end */
  GMainLoop *loop;
  GAsyncResult *result;
} CsCli;

typedef struct
{
  const char *name; /* "site set" */
  const char *operands; /* "DOMAIN", as help shows it; NULL: none */
  guint least, most; /* operands */
  CsOptionGroups groups;
  const char *summary; /* one line, to be translated */
  gboolean (*run) (CsCli *cli, GError **error);
} CsCommand;

const CsCommand *cs_commands (guint *n);

/* A GAsyncReadyCallback whose user data is the CsCli, and waiting for it. */
void cs_cli_done (GObject *source, GAsyncResult *result, gpointer cli);
GAsyncResult *cs_cli_wait (CsCli *cli);

/* The exit status that @error of any layer means. */
int cs_cli_status_of (const GError *error);
/* On standard error, and with --json on standard output as {"error", "exit-status"}. */
void cs_cli_report (const GError *error, gboolean json);

gboolean cs_cli_is_interactive (void); /* a person can be asked on the terminal */
CsPrompt cs_cli_prompt (void); /* whether the keyring may ask */

/* The commands, a file for each group of them. */
gboolean cs_command_show (CsCli *cli, GError **error);
gboolean cs_command_site_set (CsCli *cli, GError **error);
gboolean cs_command_domain_list (CsCli *cli, GError **error);
gboolean cs_command_domain_show (CsCli *cli, GError **error);
gboolean cs_command_domain_add (CsCli *cli, GError **error);
gboolean cs_command_domain_set (CsCli *cli, GError **error);
gboolean cs_command_domain_remove (CsCli *cli, GError **error);
gboolean cs_command_explain (CsCli *cli, GError **error);
gboolean cs_command_test (CsCli *cli, GError **error);
gboolean cs_command_check (CsCli *cli, GError **error);
gboolean cs_command_credential_list (CsCli *cli, GError **error);
gboolean cs_command_credential_remove (CsCli *cli, GError **error);
gboolean cs_command_preset_list (CsCli *cli, GError **error);
gboolean cs_command_queue_list (CsCli *cli, GError **error);
gboolean cs_command_queue_show (CsCli *cli, GError **error);
gboolean cs_command_queue_retry (CsCli *cli, GError **error);
gboolean cs_command_queue_hold (CsCli *cli, GError **error);
gboolean cs_command_queue_release (CsCli *cli, GError **error);
gboolean cs_command_queue_remove (CsCli *cli, GError **error);
gboolean cs_command_status (CsCli *cli, GError **error);

G_END_DECLS
