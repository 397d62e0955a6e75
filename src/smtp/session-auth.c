/* How a session authenticates, RFC 4954: one mechanism after the other only where the server does
 * not know the first (504); a refused password is never tried again in another way. */
#include <string.h>

#include "smtp/base64.h"
#include "smtp/ntlm-challenge.h"
#include "smtp/reply-facts.h"
#include "smtp/session-private.h"

#define MAX_STEPS 10
#define STEP_LIMIT_S 300

static void try_kind (CsSession *session, const CsMechanismKind *kind);
static void begin_exchange (CsSession *session);

void
cs_session_auth_forget (CsSession *session)
{
  g_clear_object (&session->mechanism);
  g_clear_pointer (&session->first_response, cs_secret_unref);
  g_clear_pointer (&session->cancelled_because, cs_failure_free);
}

/* --- whether at all ----------------------------------------------------------------------- */

/* (transfer full) */
static char *
what_is_offered (CsSession *session)
{
  g_autofree char *offered = g_strjoinv (" ", session->features->mechanisms);

  return *offered != '\0' ? g_strdup_printf ("the server offers only %s", offered)
                          : g_strdup ("the server offers no authentication");
}

static void
fail_not_offered (CsSession *session)
{
  g_autofree char *text = what_is_offered (session);

  /* Servers offer AUTH within TLS only; where TLS was to be had and failed, that is the cause. */
  if (!session->facts.is_secured && session->facts.features & CS_FEATURE_STARTTLS
      && session->config.authentication == CS_AUTHENTICATION_CLEAR_TEXT)
    cs_session_fail_here (session, CS_FAILURE_PASSWORD_NEEDS_TLS, "the server refused STARTTLS");
  else
    cs_session_fail_here (session, CS_FAILURE_AUTH_NOT_OFFERED, text);
}

/* A list in verified TLS is the server's own word; any other somebody in between may have cut. */
static gboolean
offers_less (const CsSession *session)
{
  const CsStrengths *least = &session->config.least_strengths[session->facts.is_secured ? 1 : 0];
  CsStrengths offered = cs_strengths_offered (session->features);

  return !(session->facts.is_secured && session->is_tls_verified)
         && cs_strengths_are_less (&offered, least);
}

static void
fail_weaker (CsSession *session)
{
  g_autofree char *offered = what_is_offered (session);
  g_autofree char *text
      = g_strconcat (offered, ", and offered stronger authentication before", NULL);

  cs_session_fail_here (session, CS_FAILURE_AUTH_WEAKER, text);
}

/* Rule 5 of the design. Too old a TLS version has failed before. */
static gboolean
may_send_password (const CsSession *session)
{
  return session->config.allow_unencrypted_password
         || (session->facts.is_secured && session->is_tls_verified);
}

void
cs_session_auth_begin (CsSession *session)
{
  const CsMechanismKind *kind
      = cs_mechanism_choose (session->config.authentication, session->features, NULL);

  /* Where nothing can be used no account goes anywhere: that is no matter of strength. */
  if (kind == NULL)
    fail_not_offered (session);
  else if (offers_less (session))
    fail_weaker (session);
  else if (session->config.account == NULL || session->config.secret == NULL)
    cs_session_fail_here (session, CS_FAILURE_CREDENTIAL_INVALID, "account or password is missing");
  else if (kind->sends_password && !may_send_password (session))
    cs_session_fail_here (session, CS_FAILURE_PASSWORD_NEEDS_TLS,
                          session->facts.is_secured ? session->certificate_fault
                                                    : "the connection is not encrypted");
  else
    try_kind (session, kind);
}

/* --- one mechanism ------------------------------------------------------------------------ */

/* (transfer full) (nullable) */
static GBytes *
channel_binding (CsSession *session)
{
  GByteArray *data;

  if (!session->facts.is_secured)
    return NULL;

  data = g_byte_array_new ();
  if (!g_tls_connection_get_channel_binding_data (cs_connection_tls (session->connection),
                                                  G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT, data,
                                                  NULL))
    {
      g_byte_array_unref (data);
      return NULL;
    }
  return g_byte_array_free_to_bytes (data);
}

static void
try_kind (CsSession *session, const CsMechanismKind *kind)
{
  g_autoptr (GBytes) binding = channel_binding (session);
  CsMechanismConfig config = {
    .account = session->config.account,
    .nt_domain = session->config.nt_domain,
    .host_name = session->config.host_name,
    .secret = session->config.secret,
    .channel_binding = binding,
  };

  cs_session_auth_forget (session);
  cs_connection_guard (session->connection, session->config.secret);
  session->kind = kind;
  session->mechanism = kind->new_mechanism (&config);
  begin_exchange (session);
}

/* The operation may have ended while the response was computed. */
static gboolean
is_still_authenticating (CsSession *session, GObject *mechanism)
{
  return session->state == CS_STATE_AUTHENTICATING && (GObject *)session->mechanism == mechanism;
}

/* (transfer full) */
static CsFailure *
failure_of (const GError *error)
{
  const CsFailure *failure = cs_failure_from_error (error);

  return failure != NULL
             ? cs_failure_copy (failure)
             : cs_failure_new (CS_STAGE_AUTHENTICATE, CS_FAILURE_CANCELLED, error->message);
}

static void
send_auth (CsSession *session, CsSecret *response)
{
  g_autofree char *prefix = g_strconcat ("AUTH ", session->kind->name, " ", NULL);
  g_autofree char *shown = g_strconcat (prefix, "<credentials>", NULL);
  g_autoptr (CsSecret) line = NULL;

  if (session->kind->opens_with_response && !session->avoids_initial_response)
    line = cs_command_secret (prefix, response, CS_COMMAND_MAX_BYTES);

  session->is_initial_response_sent = line != NULL;
  if (line != NULL)
    {
      cs_connection_send_secret (session->connection, line, shown);
      return;
    }

  session->first_response = cs_secret_ref (response);
  cs_session_send_line (session, g_strchomp (prefix));
}

static void
on_first_response (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) response
      = cs_mechanism_respond_finish (CS_MECHANISM (source), result, &error);

  if (!is_still_authenticating (session, source))
    return;

  if (response == NULL)
    cs_session_fail (session, failure_of (error));
  else
    send_auth (session, response);
}

static void
begin_exchange (CsSession *session)
{
  cs_session_set_step_deadline (session, STEP_LIMIT_S);
  cs_mechanism_respond_async (session->mechanism, NULL, session->inner, on_first_response,
                              g_object_ref (session));
}

/* RFC 4954 section 4: the client gives up with "*", and the server answers 501. */
static void
give_up (CsSession *session, CsFailure *because)
{
  session->cancelled_because = because;
  session->state = CS_STATE_AUTH_CANCELLING;
  g_clear_pointer (&session->first_response, cs_secret_unref);
  cs_session_send_line (session, "*");
}

static void
give_up_challenge (CsSession *session, CsFailureKind kind, const char *text)
{
  give_up (session, cs_failure_new (CS_STAGE_AUTHENTICATE, kind, text));
}

static void
send_response (CsSession *session, const CsSecret *response)
{
  g_autoptr (CsSecret) line = cs_command_secret ("", response, CS_COMMAND_RESPONSE_MAX_BYTES);

  if (line == NULL)
    {
      give_up_challenge (session, CS_FAILURE_CREDENTIAL_INVALID, "account or password is too long");
      return;
    }

  if (cs_connection_send_secret (session->connection, line, "<credentials>"))
    cs_session_set_step_deadline (session, STEP_LIMIT_S);
}

static void
on_next_response (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) response
      = cs_mechanism_respond_finish (CS_MECHANISM (source), result, &error);

  if (!is_still_authenticating (session, source))
    return;

  if (response != NULL)
    send_response (session, response);
  else if (cs_mechanism_may_begin_anew (session->mechanism))
    give_up (session, NULL);
  else
    give_up (session, failure_of (error));
}

/* Who leaves the domain empty can be told which one the server has. */
static void
note_server_domain (CsSession *session, GBytes *challenge)
{
  gsize size_bytes;
  const guint8 *message = g_bytes_get_data (challenge, &size_bytes);

  if (session->kind->option != CS_AUTHENTICATION_CHALLENGE_RESPONSE)
    return;
  g_free (session->server_domain);
  session->server_domain = cs_ntlm_challenge_domain (message, size_bytes);
}

static void
take_challenge (CsSession *session, const CsReply *reply)
{
  g_autoptr (CsSecret) first = g_steal_pointer (&session->first_response);
  g_autoptr (GBytes) challenge = NULL;

  if (++session->auth_steps > MAX_STEPS)
    {
      give_up_challenge (session, CS_FAILURE_PROTOCOL, "challenges without end");
      return;
    }

  if (reply->lines->len == 1 && !(first != NULL && session->kind->first_challenge_is_text))
    challenge = cs_base64_decode (reply->lines->pdata[0]);
  else if (reply->lines->len == 1)
    challenge = g_bytes_new (NULL, 0);

  if (challenge == NULL)
    give_up_challenge (session, CS_FAILURE_AUTH_CHALLENGE, "a challenge that is not base64");
  else if (first != NULL)
    send_response (session, first);
  else
    {
      note_server_domain (session, challenge);
      cs_mechanism_respond_async (session->mechanism, challenge, session->inner, on_next_response,
                                  g_object_ref (session));
    }
}

/* --- how it ended ------------------------------------------------------------------------- */

static void
accept (CsSession *session, const CsReply *reply)
{
  g_autofree char *said = cs_reply_text (reply);
  g_autofree char *text = g_strdup_printf ("%s: %u %s", session->kind->name, reply->code, said);

  session->mechanism_name = session->kind->name;
  cs_session_auth_forget (session);
  cs_session_report (session, CS_STAGE_AUTHENTICATE, TRUE, text);
  cs_session_open_enter (session, CS_STATE_READY);
}

/* Windows compares names in capitals, one letter for one; gss-ntlmssp makes "SS" of "ß". */
static char *
hint_at_account (const CsSession *session, char *text)
{
  g_autofree char *original = text;

  if (session->config.authentication != CS_AUTHENTICATION_CHALLENGE_RESPONSE
      || strstr (session->config.account, "ß") == NULL)
    return g_steal_pointer (&original);

  return g_strconcat (original,
                      " (an account name with ß is not understood alike here and by Windows;"
                      " one without it, or the user principal name, may work)",
                      NULL);
}

static void
fail_refused (CsSession *session, const CsReply *reply)
{
  CsFailure *failure = cs_reply_to_failure (reply, CS_STAGE_AUTHENTICATE, CS_FAILURE_REPLY);

  failure->text = hint_at_account (session, failure->text);
  cs_session_fail (session, failure);
}

static void
refused (CsSession *session, const CsReply *reply)
{
  const CsMechanismKind *next;

  if (reply->code == 501 && session->is_initial_response_sent)
    {
      session->avoids_initial_response = TRUE;
      try_kind (session, session->kind);
      return;
    }

  next = reply->code == 504 ? cs_mechanism_choose (session->config.authentication,
                                                   session->features, session->kind)
                            : NULL;
  if (next != NULL)
    try_kind (session, next);
  else if (reply->code == 503)
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "503 to AUTH");
  else
    fail_refused (session, reply);
}

static void
cancelled (CsSession *session, const CsReply *reply)
{
  CsFailure *because = g_steal_pointer (&session->cancelled_because);

  session->state = CS_STATE_AUTHENTICATING;
  if (because != NULL)
    cs_session_fail (session, because);
  else if (reply->code == 235 || reply->code == 334)
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "the cancelled exchange goes on");
  else
    begin_exchange (session);
}

void
cs_session_auth_replied (CsSession *session, const CsReply *reply)
{
  if (session->state == CS_STATE_AUTH_CANCELLING)
    {
      cancelled (session, reply);
      return;
    }

  switch (cs_session_answer (session->state, reply->code))
    {
    case CS_ANSWER_ACCEPTED:
      accept (session, reply);
      break;
    case CS_ANSWER_CHALLENGE:
      take_challenge (session, reply);
      break;
    case CS_ANSWER_REFUSED:
      refused (session, reply);
      break;
    case CS_ANSWER_NONSENSE:
      cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "no answer to AUTH");
      break;
    }
}
