/* password.h - a password from the terminal or from standard input, straight into its own memory
 *
 * Nothing of it passes through a buffer of the C library, an argument or the
 * environment. On a terminal it is not shown, and the terminal is put back
 * also when a signal ends or stops the program.
 */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

/* One line of standard input: what stands before its end, "\n" or "\r\n"; the end may be missing.
 * Error: CS_CLI_ERROR with 65 for a second line; CS_SECRETS_ERROR_INVALID as cs_secrets_check. */
CsSecret *cs_password_read_stdin (GError **error);
/* Asks on the terminal. */
CsSecret *cs_password_ask (const char *question, GError **error);

G_END_DECLS
