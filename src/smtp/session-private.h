/* session-private.h - what the files of session.h share
 *
 * session.c          the object, its facts, its one operation at a time
 * session-open.c     from the connection to READY
 * session-auth.c     the part of it that authenticates
 * session-send.c     one message
 * session-content.c  its content
 */
#pragma once

#include "smtp/connection.h"
#include "smtp/content.h"
#include "smtp/mechanism.h"
#include "smtp/session-states.h"
#include "smtp/session.h"
#include "smtp/transaction.h"

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

  /* the operation under way */
  GTask *task;
  GSource *cancel_source;
  GCancellable *inner; /* for what runs elsewhere: GSSAPI, the body */
  gint64 stage_start_us;

  /* authenticating */
  const CsMechanismKind *kind;
  CsMechanism *mechanism;
  CsSecret *first_response; /* to the first challenge, unless it went with AUTH */
  guint auth_steps;
  gboolean avoids_initial_response;
  gboolean is_initial_response_sent;
  CsFailure *cancelled_because; /* why "*" was sent; NULL: to begin anew */

  /* sending */
  CsSendRequest *request;
  CsTransaction *transaction;
  CsContent content;
  guint64 body_offset;
  GPtrArray *pass; /* (element-type CsSendRecipient): those of the transaction under way */
  GBytes *next_chunk; /* read ahead */
  gboolean is_body_complete;
  gboolean is_dot_queued;
  gboolean needs_reset;
  gboolean avoids_optional; /* this server refuses parameters that it offers */
  guint sent_count;
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
void cs_session_send_begin (CsSession *session);
void cs_session_send_replied (CsSession *session, const CsReply *reply);
/* May say that it was at another stage. */
void cs_session_send_failed (CsSession *session, CsFailure *failure);

/* session-content.c */
void cs_session_content_begin (CsSession *session);
void cs_session_content_lone_dot (CsSession *session);
void cs_session_content_drained (CsSession *session);
void cs_session_content_unasked (CsSession *session, const CsReply *reply);

G_END_DECLS
