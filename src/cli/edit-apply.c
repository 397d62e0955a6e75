#include <glib/gi18n-lib.h>

#include "admin/place.h"
#include "admin/words.h"
#include "cli/edit-entry.h"
#include "cli/password.h"
#include "model/reader.h"

#define TRIES 20 /* with as many programs changing settings at the same time */

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static void
print_faults (CsCli *cli, GPtrArray *faults)
{
  g_autofree char *text = cs_words_faults (faults, cli->instance->settings_file);

  if (faults->len > 0)
    g_printerr ("%s", text);
}

CsDraft *
cs_edit_load (CsCli *cli, GError **error)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  CsDraft *draft = cs_draft_load (cli->instance, faults, error);

  if (draft == NULL)
    print_faults (cli, faults);
  return draft;
}

CsSettings *
cs_edit_read (CsCli *cli, GError **error)
{
  g_autoptr (CsPlaceFiles) files = cs_place_files_new (cli->instance);
  g_autoptr (GPtrArray) faults = new_faults ();
  CsSettings *settings = cs_place_files_read (files, NULL, faults, error);

  if (settings == NULL)
    print_faults (cli, faults);
  return settings;
}

gboolean
cs_edit_check (CsDraft *draft, GError **error)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (GString) text = g_string_new (NULL);

  cs_settings_check (cs_draft_settings (draft), faults);
  if (!cs_faults_have_errors (faults))
    return TRUE;
  for (guint i = 0; i < faults->len; i++)
    {
      CsFault *fault = g_ptr_array_index (faults, i);
      g_autofree char *words = cs_words_fault (fault);

      if (!fault->is_warning)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }
  g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE, text->str);
  return FALSE;
}

/* --- passwords ----------------------------------------------------------------------------- */

/* systemd keeps the system's passwords, so what remains is to say how. */
static gboolean
refuse_system_password (GError **error)
{
  g_autofree char *uuid = g_uuid_string_random ();

  g_set_error (error, CS_CLI_ERROR, EX_CANTCREAT,
               /* Translators: %1$s is a UUID; the lines with "  " in front are commands */
               _ ("passwords of the system service are kept by systemd, and nothing was changed. "
                  "Store this one with\n"
                  "  systemd-ask-password | systemd-creds encrypt --name=countersign.%1$s - "
                  "/etc/credstore.encrypted/countersign.%1$s\n"
                  "add to the service with “systemctl edit countersign-delivery.service”\n"
                  "  [Service]\n"
                  "  LoadCredentialEncrypted=countersign.%1$s\n"
                  "restart it, and run this command again with\n"
                  "  --credential %1$s"),
               uuid);
  return FALSE;
}

static CsSecret *
get_password (CsCli *cli, const CsSecurity *security, GError **error)
{
  g_autofree char *account = cs_words_account (security);
  g_autofree char *question = NULL;

  if (cs_arguments_has (cli->arguments, "password-stdin"))
    return cs_password_read_stdin (error);
  if (!cs_cli_is_interactive ())
    {
      g_set_error (error, CS_CLI_ERROR, EX_USAGE,
                   _ ("a password for “%s” is needed; use --password-stdin, or --credential for "
                      "one that is stored already"),
                   account);
      return NULL;
    }
  /* Translators: a question on the terminal; %s is an account */
  question = g_strdup_printf (_ ("Password for %s:"), account);
  return cs_password_ask (question, error);
}

gboolean
cs_edit_password (CsCli *cli, CsDraft *draft, CsSecurity *security, gboolean needs_password,
                  GError **error)
{
  if (!needs_password && !cs_arguments_has (cli->arguments, "password-stdin"))
    return TRUE;
  if (security->authentication == CS_AUTHENTICATION_NONE || security->account == NULL)
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE,
                           _ ("there is no account that a password could belong to"));
      return FALSE;
    }
  if (cli->instance->is_system)
    return refuse_system_password (error);

  if (cli->password == NULL)
    cli->password = get_password (cli, security, error);
  if (cli->password == NULL)
    return FALSE;
  g_free (security->credential);
  security->credential = g_strdup (cs_draft_add_password (draft, cli->password));
  return TRUE;
}

/* --- applying ------------------------------------------------------------------------------ */

static void
print_changes (GPtrArray *changes)
{
  if (changes->len == 0)
    g_print ("%s\n", _ ("Nothing has changed."));
  for (guint i = 0; i < changes->len; i++)
    {
      g_autofree char *words = cs_words_change (g_ptr_array_index (changes, i));

      g_print ("%s\n", words);
    }
}

static void
recover (CsCli *cli, CsSecretStore *store)
{
  /* what could not be tidied now is tidied the next time */
  cs_apply_recover_async (cli->instance, store, cli->cancellable, cs_cli_done, cli);
  cs_apply_recover_finish (cs_cli_wait (cli), NULL);
}

static gboolean
apply (CsCli *cli, CsDraft *draft, GError **error)
{
  g_autoptr (CsSecretStore) store = cs_apply_store_for (cli->instance);
  g_autoptr (GPtrArray) changes
      = cs_settings_compare (cs_draft_original (draft), cs_draft_settings (draft));
  GError *apply_error = NULL;
  gboolean ok;

  recover (cli, store);
  cs_draft_apply_async (draft, store, cs_cli_prompt (), CS_APPLY_DEFAULT, cli->cancellable,
                        cs_cli_done, cli);
  ok = cs_draft_apply_finish (draft, cs_cli_wait (cli), &apply_error);

  if (ok || g_error_matches (apply_error, CS_APPLY_ERROR, CS_APPLY_ERROR_NOT_IN_FORCE))
    print_changes (changes);
  if (!ok)
    g_propagate_error (error, apply_error);
  else if (cs_draft_is_in_force (draft))
    g_print ("%s\n", _ ("The delivery worker has it in force."));
  else if (changes->len > 0)
    g_print ("%s\n", _ ("Saved. No delivery worker is running; it is in force when one starts."));
  return ok;
}

gboolean
cs_edit_run (CsCli *cli, CsEditFunc edit, GError **error)
{
  for (guint tries_left = TRIES;; tries_left--)
    {
      g_autoptr (CsDraft) draft = cs_edit_load (cli, error);
      g_autoptr (GError) apply_error = NULL;

      if (draft == NULL || !edit (cli, draft, error))
        return FALSE;
      if (apply (cli, draft, &apply_error))
        return TRUE;
      if (tries_left == 1
          || !g_error_matches (apply_error, CS_APPLY_ERROR, CS_APPLY_ERROR_CHANGED_ON_DISK))
        {
          g_propagate_error (error, g_steal_pointer (&apply_error));
          return FALSE;
        }
    }
}
