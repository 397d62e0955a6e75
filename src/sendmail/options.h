/* options.h - the command line of a sendmail program, as everybody calls it
 *
 * The letters of Sendmail 8; what only concerns a mail system that Countersign
 * is not (configuration files, tracing) is taken and has no effect.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_SENDMAIL_SUBMIT, /* -bm, the default */
  CS_SENDMAIL_SMTP, /* -bs: SMTP on standard input and output */
  CS_SENDMAIL_LIST, /* -bp, mailq */
  CS_SENDMAIL_RETRY, /* -q */
  CS_SENDMAIL_ALIASES, /* -bi, newaliases: nothing to do */
  CS_SENDMAIL_VERSION,
  CS_SENDMAIL_HELP,
} CsSendmailMode;

typedef struct
{
  CsSendmailMode mode;
  gboolean is_system; /* --system: the system's worker only */
  gboolean from_header; /* -t: recipients from To, Cc and Bcc too */
  gboolean ignore_dots; /* -i, -oi: a line with a dot alone does not end the message */
  gboolean is_verbose; /* -v */
  char *sender; /* -f, -r; "" is the null sender; NULL: who calls */
  char *full_name; /* -F; or NULL */
  char *notify; /* -N: "never" or of success, failure, delay; or NULL */
  char *dsn_return; /* -R: "FULL", "HDRS" or NULL */
  char *envelope_id; /* -V; or NULL */
  GPtrArray *recipients; /* (element-type utf8): address texts */
} CsSendmailOptions;

/* NULL with @message (a sentence) when the call is wrong (exit 64). */
CsSendmailOptions *cs_sendmail_options_parse (int argc, char **argv, char **message);
void cs_sendmail_options_free (CsSendmailOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSendmailOptions, cs_sendmail_options_free)

G_END_DECLS
