/* dsn.h - what -N, -R and -V ask for, as parameters behind an address, RFC 3461 section 4
 *
 * The same on both ways out: behind MAIL and RCPT on the socket, behind
 * X-Sender and X-Receiver in a pickup file.
 */
#pragma once

#include "sendmail/options.h"

G_BEGIN_DECLS

/* " RET=HDRS ENVID=abc", " NOTIFY=NEVER", or nothing. */
void cs_dsn_append_mail (GString *out, const CsSendmailOptions *options);
void cs_dsn_append_rcpt (GString *out, const CsSendmailOptions *options);

/* @text as xtext. */
char *cs_dsn_xtext (const char *text);

G_END_DECLS
