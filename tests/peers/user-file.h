/* user-file.h - the accounts of a test server: one "NAME:PASSWORD" or "DOMAIN\NAME:PASSWORD" a line
 *
 * Read anew for every question, so that a test changes a password by writing
 * the file.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For clear text: @account as it was sent. NULL: no such account. */
char *user_file_password (const char *path, const char *account);

/* For NTLM: any case; an empty @domain, sent or listed, matches every domain. @user_data is the
 * path. */
char *user_file_nt_password (const char *domain, const char *user, gpointer user_data);

G_END_DECLS
