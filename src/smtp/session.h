/* session.h - one connection to a receiving server, as a client, RFC 5321
 *
 * Opens (connect, greeting, EHLO, STARTTLS, EHLO, AUTH), sends any number of
 * messages, ends. It is handed its secret, opens no file, reads no settings
 * and judges nothing: it returns facts (failure.h). Every operation is
 * asynchronous, cancellable and bounded in time.
 *
 * Messages may be handed over before the one in front is answered. They stay
 * in order; the session decides when each is written. While a server has not
 * taken a message in this session, and where it offers no PIPELINING, that is
 * when the one before is answered. Then the next envelope goes right behind
 * the final dot; by BDAT (RFC 3030), up to CS_SESSION_MOST_AHEAD whole
 * messages are under way. Each of these has the window of RFC 1047: when the
 * connection is lost between the server's acceptance and its answer, it is
 * sent once more. What became of one is told when the next one has gone well,
 * or when an EHLO has shown that answers and commands are in step: that goes
 * behind the last one, and where anything is refused.
 *
 * The dialogue is a state machine: next_state (state, reply) in
 * session-states.c; sending is elsewhere.
 */
#pragma once

#include "smtp/features.h"
#include "smtp/send-request.h"
#include "smtp/session-config.h"
#include "smtp/transcript.h"

G_BEGIN_DECLS

/* Progress of the opening, for the window's Test; called on the main context of the operation. */
typedef struct
{
  CsStage stage;
  gboolean ok;
  guint duration_ms;
  const char
      *text; /* facts, untranslated: address, TLS version and certificate, mechanisms, reply */
} CsSessionStep;
typedef void (*CsSessionStepFunc) (const CsSessionStep *step, gpointer user_data);

#define CS_TYPE_SESSION (cs_session_get_type ())
G_DECLARE_FINAL_TYPE (CsSession, cs_session, CS, SESSION, GObject)

CsSession *cs_session_new (const CsSessionConfig *config);
void cs_session_set_step_func (CsSession *session, CsSessionStepFunc func, gpointer user_data);

/* Error: CS_SMTP_ERROR. After a failure the session is closed. */
void cs_session_open_async (CsSession *session, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_session_open_finish (CsSession *session, GAsyncResult *result, GError **error);

/* Facts, also after a failed opening. Features: (nullable): the last complete list, and the one
 * before TLS. */
const CsFeatures *cs_session_features (CsSession *session);
const CsFeatures *cs_session_plain_features (CsSession *session);
GSocketAddress *cs_session_address (CsSession *session); /* that answered; before: the first */
const char *cs_session_mechanism (CsSession *session); /* "PLAIN"; NULL: not authenticated */
const char *cs_session_tried_mechanism (
    CsSession *session); /* the last one; NULL: it did not come to that */
const char *cs_session_tls_version (CsSession *session); /* "TLS 1.3"; NULL: no TLS */
gboolean cs_session_tls_verified (CsSession *session);
GTlsCertificate *cs_session_peer_certificate (CsSession *session); /* (nullable) */
/* (nullable): the Windows NT domain that the server named in its challenge */
const char *cs_session_server_domain (CsSession *session);
const CsFailure *cs_session_last_reply (CsSession *session); /* (nullable): as facts */
CsTranscript *cs_session_transcript (CsSession *session);

#define CS_SESSION_MOST_AHEAD 4

/* One transaction: MAIL, RCPT for each, DATA or BDAT (pipelined where offered, RFC 2920), content.
 * Fails with an error only when the whole session is unusable afterwards; outcomes are set in any
 * case. RCPT answered 452/552 after an accepted one: that recipient's outcome is that reply; the
 * caller sends it in a further transaction. @request and its parts must live until the callback.
 */
void cs_session_send_async (CsSession *session, CsSendRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_session_send_finish (CsSession *session, GAsyncResult *result, GError **error);

gboolean cs_session_is_open (CsSession *session); /* another message may be sent */
/* How many messages may be under way to good purpose: more only wait. 0: it is not open. */
guint cs_session_most_at_once (CsSession *session);
CsHabits cs_session_habits (CsSession *session); /* those of the config, and what was learnt */
/* QUIT with a short wait (5 s), then close. No message may be under way. Never fails in a way that
 * matters. */
void cs_session_quit_async (CsSession *session, GAsyncReadyCallback callback, gpointer user_data);
void cs_session_quit_finish (CsSession *session, GAsyncResult *result);

G_END_DECLS
