/* edit-entry.h - what the options of "site set", "domain add" and "domain set" make of an entry
 *
 * Only values are put in here; whether they go together is for the model's
 * rules to say (cs_settings_check), as for the window and for the file.
 */
#pragma once

#include "admin/apply.h"
#include "cli/cli.h"

G_BEGIN_DECLS

/* Changes @security as the options say. *needs_password: an account is new or another one, and no
 * stored credential was named for it. Error: CS_CLI_ERROR, 64. */
gboolean cs_edit_security (CsSecurity *security, const CsArguments *arguments,
                           gboolean *needs_password, GError **error);
/* *host is NULL where --smart-host is empty. Returns FALSE with an error, or when it is not given.
 */
gboolean cs_edit_smart_host (const CsArguments *arguments, CsHost **host, GError **error);
/* The options of option.h and the name, into @settings. */
gboolean cs_edit_site_options (CsSettings *settings, const CsArguments *arguments, GError **error);
/* Route and HELO of a remote domain. */
gboolean cs_edit_route (CsRemoteDomain *domain, const CsArguments *arguments, GError **error);

/* The model's rules on the draft as it is; 64 with every fault. Before anybody types a password. */
gboolean cs_edit_check (CsDraft *draft, GError **error);
/* Gets the password where one was asked for or is needed, and gives @security its new credential.
 */
gboolean cs_edit_password (CsCli *cli, CsDraft *draft, CsSecurity *security,
                           gboolean needs_password, GError **error);

/* The draft of the instance; the faults of a bad file are printed. */
CsDraft *cs_edit_load (CsCli *cli, GError **error);
/* (transfer full): the settings for a command that changes nothing; otherwise the same. */
CsSettings *cs_edit_read (CsCli *cli, GError **error);

/* Loads, edits, applies, and says what has changed and whether it is in force. When another program
 * changes the file in between, all of it is done again: @edit must do the same each time. */
typedef gboolean (*CsEditFunc) (CsCli *cli, CsDraft *draft, GError **error);
gboolean cs_edit_run (CsCli *cli, CsEditFunc edit, GError **error);

G_END_DECLS
