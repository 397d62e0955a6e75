/* command-line.h - one command of a mail program to us, RFC 5321 section 4.1
 *
 * Pure: bytes in, value out, and for a bad one what the answer is. A fuzz
 * target. What may come when is not decided here (peer.h).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_COMMAND_LINE_MAX_BYTES 4096 /* without CRLF: RFC 5321's 512 with room for parameters */

typedef enum
{
  CS_VERB_UNKNOWN,
  CS_VERB_HELO,
  CS_VERB_EHLO,
  CS_VERB_MAIL,
  CS_VERB_RCPT,
  CS_VERB_DATA,
  CS_VERB_RSET,
  CS_VERB_NOOP,
  CS_VERB_VRFY,
  CS_VERB_HELP,
  CS_VERB_QUIT,
  CS_VERB_NOT_OFFERED, /* one that servers have: EXPN, STARTTLS, AUTH, BDAT, ETRN, … */
} CsVerb;

typedef struct
{
  CsVerb verb;
  char *text; /* of HELO and EHLO: the name; of MAIL and RCPT: the path without its
               * brackets; else NULL */
  /* MAIL */
  guint64 size_bytes; /* SIZE=, RFC 1870; 0: not said */
  gboolean smtputf8; /* RFC 6531 */
  char *envelope_id; /* ENVID=, RFC 3461 section 4.4 (xtext); or NULL */
  char *dsn_return; /* RET=: "FULL" or "HDRS"; or NULL */
  /* RCPT */
  guint notify; /* NOTIFY=, as CsNotify of smtp/send-request.h; 0: default */
  char *original_recipient; /* ORCPT=, RFC 3461 section 4.2 (xtext); or NULL */

  const char *problem; /* the whole answer to a bad one ("501 5.5.4 …"); NULL: it is good */
} CsCommandLine;

/* @line: without its end. */
void cs_command_line_parse (const char *line, gsize size_bytes, CsCommandLine *command);
void cs_command_line_clear (CsCommandLine *command);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CsCommandLine, cs_command_line_clear)

G_END_DECLS
