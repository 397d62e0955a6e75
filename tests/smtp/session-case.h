/* session-case.h - a session against a script, and the facts that must come out
 *
 * A case is a row: what the server does (script-server.h), how the session is
 * set up, what is sent, and what the session must say. Names carry the number
 * of the behaviour in tests/catalogue.txt ("A2-5").
 */
#pragma once

#include "smtp/session.h"

G_BEGIN_DECLS

#define SESSION_CASE_PASSWORD "s3cret-Paßwort"
#define SESSION_CASE_MAX_RECIPIENTS 4

typedef struct
{
  CsFailureKind kind; /* NONE: it went well */
  CsStage stage; /* where it failed */
  guint code;
  const char *text; /* NULL: any; else a pattern */
} SessionFact;

typedef struct
{
  const char *name;
  const char *script;

  CsTlsRule tls;
  const char *tlsa; /* NULL: no DANE; else records as certificates.h makes them */
  CsAuthentication authentication;
  const char *host_name; /* NULL: the name of the test certificates */
  const char *account; /* NULL: "ann" */
  const char *nt_domain;
  const char *password; /* NULL: SESSION_CASE_PASSWORD */
  gboolean helo;
  gboolean allow_unencrypted_password;
  CsStrengths least_strengths[2]; /* in clear, within TLS */
  gboolean probe_only;
  CsHabits habits; /* of the host, as learnt before */
  gboolean impatient; /* steps take a second at most */
  guint step_s; /* steps take so long at most; 0: as long as they may */
  guint lowest_bytes_per_s; /* 0: the usual rate */

  guint messages; /* to send one after the other */
  guint handed_over; /* that many at once; 0: one */
  guint recipients; /* of each; 0: one */
  const char *content; /* NULL: a short one */
  gsize content_bytes; /* for a generated one of that length */
  gboolean needs_smtputf8;
  gboolean with_dsn; /* NOTIFY, ORCPT, RET and ENVID are asked for */

  SessionFact open;
  SessionFact outcomes[SESSION_CASE_MAX_RECIPIENTS]; /* of one message; the others go well */
  guint outcomes_of; /* which, from 1; 0: the last */
  SessionFact second; /* where outcomes_of is not 0: what becomes of the messages behind it */
  guint not_begun; /* so many of the last are not, and say so */
  CsHabits learnt; /* beside those that were known */
  gboolean closed; /* after the last message no other may be sent */
  gboolean any_end; /* whether one may is a race */
} SessionCase;

void session_case_add_all (const char *path, const SessionCase *cases, gsize n_cases);

/* For tests that are no table: a configuration as the cases use it, and waiting. */
CsSessionConfig session_case_config (const SessionCase *c, GSocketAddress *address);
/* Returns the failure of opening, or NULL. */
CsFailure *session_case_open (CsSession *session);
CsSendRequest *session_case_request (const SessionCase *c);
void session_case_request_free (CsSendRequest *request);
/* Returns the failure of the whole session, or NULL. */
CsFailure *session_case_send (CsSession *session, CsSendRequest *request);
void session_case_quit (CsSession *session);
GTlsDatabase *session_case_trust (void);

G_END_DECLS
