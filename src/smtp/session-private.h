/* session-private.h - what the files of session.h share
 *
 * session.c          the object, its facts, how it opens and ends
 * session-open.c     from the connection to READY
 * session-auth.c     the part of it that authenticates
 * session-send.c     the messages under way: how they come, what is answered, how they go
 * session-write.c    whose turn it is
 * session-lost.c     what becomes of them when the session ends
 * Besides there are session-check.h and session-content.h.
 */
#pragma once

#include "smtp/connection.h"
#include "smtp/mechanism.h"
#include "smtp/pace.h"
#include "smtp/sending.h"
#include "smtp/session-states.h"
#include "smtp/session.h"

G_BEGIN_DECLS

struct _CsSession
{
  GObject parent_instance;

  CsSessionConfig config; /* with copies of its own */
  CsSessionStepFunc step_func;
  gpointer step_data;

  CsConnection *connection;
  CsTranscript *transcript;
  CsSessionState state;
  CsSessionFacts facts;

  /* facts for the caller */
  CsFeatures *features;
  CsFeatures *plain_features;
  const char *mechanism_name;
  const char *tls_version;
  gboolean is_tls_verified;
  char *certificate_fault;
  GTlsCertificate *certificate;
  CsReply *last_reply;
  CsStage last_reply_stage;
  CsFailure *last_reply_facts; /* made when asked for */

  /* opening or ending, under way */
  GTask *task;
  GSource *cancel_source;
  GCancellable *inner; /* for what runs elsewhere: GSSAPI */
  gint64 stage_start_us;

  /* authenticating */
  const CsMechanismKind *kind;
  char *server_domain; /* Windows NT domain, of its challenge; NULL: not said */
  CsMechanism *mechanism;
  CsSecret *first_response; /* to the first challenge, unless it went with AUTH */
  guint auth_steps;
  gboolean avoids_initial_response;
  gboolean is_initial_response_sent;
  CsFailure *cancelled_because; /* why "*" was sent; NULL: to begin anew */

  /* sending */
  GQueue sendings; /* (element-type CsSending): in the order in which they are written, which is
                    * that of the answers */
  CsHabits habits; /* of the host; what is learnt is added */
  GQueue kept; /* (element-type CsSending): answered, and not told before it is known that the
                * answers were theirs (session-check.c) */
  gboolean is_in_doubt; /* one of several was refused: nothing is told, and nothing begins */
  gboolean awaits_check; /* the answer to EHLO */
  guint reset_code; /* what RSET is answered with; 0: not known */
  guint n_resets_needed; /* before the next message: nothing stands behind the last one */
  gboolean avoids_optional; /* this server refuses parameters that it offers */
  guint sent_count;
  guint delivered_count; /* of these, those that went well */
};

/* Takes the failure over, closes, ends the operation. */
void cs_session_fail (CsSession *session, CsFailure *failure);
void cs_session_fail_here (CsSession *session, CsFailureKind kind, const char *text);
/* Like cs_session_fail, with the reply that was read last. */
void cs_session_fail_with_reply (CsSession *session, CsFailureKind kind, const CsReply *reply);
/* Ends the operation well. */
void cs_session_done (CsSession *session);
void cs_session_set_step_deadline (CsSession *session, guint default_s);
/* Tells the window's Test; @text may be NULL. */
void cs_session_report (CsSession *session, CsStage stage, gboolean ok, const char *text);
gboolean cs_session_send_line (CsSession *session, const char *line);
CsPace cs_session_pace (const CsSession *session);

/* session-open.c */
void cs_session_open_begin (CsSession *session);
void cs_session_open_replied (CsSession *session, const CsReply *reply);
void cs_session_open_secured (CsSession *session);
void cs_session_open_enter (CsSession *session, CsSessionState state);

/* session-auth.c */
void cs_session_auth_begin (CsSession *session);
void cs_session_auth_replied (CsSession *session, const CsReply *reply);
void cs_session_auth_forget (CsSession *session);

/* session-send.c */
void cs_session_send_begin (CsSession *session, CsSending *sending /* (transfer full) */);
void cs_session_send_replied (CsSession *session, const CsReply *reply);
void cs_session_send_unasked (CsSession *session, const CsReply *reply);

/* Tells what became of it. */
void cs_session_settle (CsSession *session, CsSending *sending /* (transfer full) */);
/* There is something to read, and nothing that it could be the answer to. */
gboolean cs_session_has_too_many_replies (const CsSession *session);

/* session-write.c */
/* Writes what may be written now, of all messages under way. */
void cs_session_write (CsSession *session);
CsMailParameters cs_session_parameters (const CsSession *session, const CsSendRequest *request);

/* session-lost.c: what the failure that ended the session means for each message under way. */
void cs_session_lose (CsSession *session, const CsFailure *failure);

G_END_DECLS
