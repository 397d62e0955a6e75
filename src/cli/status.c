#include <stdio.h>

#include <glib/gi18n-lib.h>

#include "admin/apply.h"
#include "admin/worker.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/output-json.h"

G_DEFINE_QUARK (cs - cli - error - quark, cs_cli_error)

typedef struct
{
  GQuark (*domain) (void);
  int code;
  int status;
} Row;

/* sysexits.h, as DESIGN's table says it: 75 what may work later by itself or once the keyring is
 * unlocked, 73 what cannot be written from here, 78 settings that cannot be used. */
static const Row rows[] = {
  { cs_apply_error_quark, CS_APPLY_ERROR_CHANGED_ON_DISK, EX_TEMPFAIL },
  { cs_apply_error_quark, CS_APPLY_ERROR_BAD_DRAFT, EX_CONFIG },
  { cs_apply_error_quark, CS_APPLY_ERROR_NEWER_FILE, EX_CONFIG },
  { cs_apply_error_quark, CS_APPLY_ERROR_FILE, EX_CANTCREAT },
  { cs_apply_error_quark, CS_APPLY_ERROR_NOT_IN_FORCE, EX_TEMPFAIL },
  { cs_worker_error_quark, CS_WORKER_ERROR_NOT_RUNNING, EX_UNAVAILABLE },
  { cs_worker_error_quark, CS_WORKER_ERROR_NO_ANSWER, EX_TEMPFAIL },
  { cs_worker_error_quark, CS_WORKER_ERROR_UNKNOWN_ID, EX_DATAERR },
  { cs_worker_error_quark, CS_WORKER_ERROR_DENIED, EX_NOPERM },
  { cs_worker_error_quark, CS_WORKER_ERROR_OLD, EX_TEMPFAIL },
  { cs_worker_error_quark, CS_WORKER_ERROR_REFUSED, EX_TEMPFAIL },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_MISSING, EX_CONFIG },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_INVALID, EX_DATAERR },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_READ_ONLY, EX_CANTCREAT },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_LOCKED, EX_TEMPFAIL },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_DISMISSED, EX_TEMPFAIL },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_UNAVAILABLE, EX_TEMPFAIL },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_TIMED_OUT, EX_TEMPFAIL },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_NOT_STORED, EX_TEMPFAIL },
  { cs_secrets_error_quark, CS_SECRETS_ERROR_FAILED, EX_TEMPFAIL },
  { cs_file_error_quark, CS_FILE_ERROR_MISSING, EX_NOINPUT },
  { cs_file_error_quark, CS_FILE_ERROR_DENIED, EX_NOPERM },
  { cs_file_error_quark, CS_FILE_ERROR_NOT_REGULAR, EX_CONFIG },
  { cs_file_error_quark, CS_FILE_ERROR_UNTRUSTED, EX_CONFIG },
  { cs_file_error_quark, CS_FILE_ERROR_TOO_LARGE, EX_CONFIG },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, EX_TEMPFAIL },
};

int
cs_cli_status_of (const GError *error)
{
  CsSecretsError cause;

  if (error->domain == CS_CLI_ERROR)
    return error->code;
  if (cs_apply_error_secret_cause (error, &cause))
    {
      GError secret = { CS_SECRETS_ERROR, cause, NULL };

      return cs_cli_status_of (&secret);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_error_matches (error, rows[i].domain (), rows[i].code))
      return rows[i].status;
  return EX_SOFTWARE;
}

void
cs_cli_report (const GError *error, gboolean json)
{
  g_printerr ("countersign: %s\n", error->message);
  if (json)
    cs_json_print_error (error->message, cs_cli_status_of (error));
}
