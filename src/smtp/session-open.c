#include "smtp/reply-facts.h"
#include "smtp/session-private.h"
#include "smtp/tls.h"

/* Seconds. RFC 5321 section 4.5.3.2; the connection and the handshake are ours. */
#define CONNECT_LIMIT_S 30
#define GREETING_LIMIT_S 300
#define HELLO_LIMIT_S 300
#define STARTTLS_LIMIT_S 120
#define HANDSHAKE_LIMIT_S 60

static GPtrArray *
addresses_of (const CsSession *session)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *further = session->config.further_addresses;

  g_ptr_array_add (addresses, g_object_ref (session->config.address));
  for (guint i = 0; further != NULL && i < further->len; i++)
    g_ptr_array_add (addresses, g_object_ref (further->pdata[i]));
  return addresses;
}

void
cs_session_open_begin (CsSession *session)
{
  guint limit_s = session->config.connect_timeout_s;
  g_autoptr (GPtrArray) addresses = addresses_of (session);

  session->state = CS_STATE_CONNECTING;
  cs_connection_set_deadline (session->connection, limit_s != 0 ? limit_s : CONNECT_LIMIT_S);
  cs_connection_connect (session->connection, addresses);
}

static void
enter_greeting (CsSession *session)
{
  cs_connection_expect (session->connection);
  cs_session_set_step_deadline (session, GREETING_LIMIT_S);
}

static void
say_hello (CsSession *session, const char *verb)
{
  g_autofree char *line = g_strconcat (verb, " ", session->config.client_name, NULL);

  if (cs_session_send_line (session, line))
    cs_session_set_step_deadline (session, HELLO_LIMIT_S);
}

static void
enter_ehlo (CsSession *session)
{
  say_hello (session, "EHLO");
}

static void
enter_helo (CsSession *session)
{
  say_hello (session, "HELO");
}

static void
enter_starttls (CsSession *session)
{
  if (cs_session_send_line (session, "STARTTLS"))
    cs_session_set_step_deadline (session, STARTTLS_LIMIT_S);
}

static gboolean
is_verified_by_rule (const CsSession *session)
{
  return session->config.tls == CS_TLS_REQUIRED || session->config.tls == CS_TLS_FROM_START;
}

/* (nullable): records that a certificate can be held against */
static CsDane *
usable_dane (const CsSession *session)
{
  CsDane *dane = session->config.dane;

  return dane != NULL && cs_dane_is_usable (dane) ? dane : NULL;
}

/* An unverified server is no server to talk to. */
static gboolean
must_be_verified (const CsSession *session)
{
  return is_verified_by_rule (session) || usable_dane (session) != NULL;
}

static void
enter_securing (CsSession *session)
{
  CsTlsPlan plan = {
    .host_name = session->config.host_name,
    .database = session->config.tls_database,
    .dane = usable_dane (session),
    .must_verify = is_verified_by_rule (session),
    .from_start = session->config.tls == CS_TLS_FROM_START,
  };

  if (cs_connection_secure (session->connection, &plan))
    cs_session_set_step_deadline (session, HANDSHAKE_LIMIT_S);
}

static void
enter_ready (CsSession *session)
{
  if (cs_connection_has_unread (session->connection))
    cs_session_fail (session, cs_failure_new (session->last_reply_stage, CS_FAILURE_PROTOCOL,
                                              "more replies than commands"));
  else
    cs_session_done (session);
}

void
cs_session_open_enter (CsSession *session, CsSessionState state)
{
  static void (*const enter[]) (CsSession *) = {
    [CS_STATE_GREETING] = enter_greeting, [CS_STATE_EHLO] = enter_ehlo,
    [CS_STATE_HELO] = enter_helo,         [CS_STATE_STARTTLS] = enter_starttls,
    [CS_STATE_SECURING] = enter_securing, [CS_STATE_AUTHENTICATING] = cs_session_auth_begin,
    [CS_STATE_READY] = enter_ready,
  };

  session->state = state;
  enter[state](session);
}

static void
take_features (CsSession *session, const CsReply *reply)
{
  CsFeatures *features = session->state == CS_STATE_EHLO ? cs_features_parse (reply) : NULL;

  if (features == NULL) /* HELO: a name, no extensions */
    {
      g_autoptr (CsFeatures) named = cs_features_parse (reply);

      features = cs_features_new ();
      g_free (features->greeting_name);
      features->greeting_name = g_strdup (named->greeting_name);
    }

  cs_features_free (session->features);
  session->features = features;
  session->facts.features = features->flags;
}

static void
report_reply (CsSession *session, const CsReply *reply, gboolean ok)
{
  g_autofree char *text = cs_reply_text (reply);
  g_autofree char *full = g_strdup_printf ("%u %s", reply->code, text);

  cs_session_report (session, cs_session_stage (session->state), ok, full);
}

static void
fail_after (CsSession *session, const CsReply *reply, CsFailureKind kind)
{
  switch (kind)
    {
    case CS_FAILURE_REPLY:
    case CS_FAILURE_TLS_REFUSED:
      cs_session_fail_with_reply (session, kind, reply);
      break;
    case CS_FAILURE_PROTOCOL:
      {
        g_autofree char *said = cs_reply_text (reply);
        g_autofree char *text = g_strdup_printf ("unexpected reply %u %s", reply->code, said);

        cs_session_fail_here (session, kind, text);
        break;
      }
    case CS_FAILURE_TLS_NOT_OFFERED:
      session->state = CS_STATE_STARTTLS; /* the stage that it belongs to */
      cs_session_fail_here (session, kind, "the server does not offer STARTTLS");
      break;
    default:
      session->state = CS_STATE_AUTHENTICATING;
      cs_session_fail_here (session, kind, "the server knows no EHLO, and so offers nothing");
      break;
    }
}

void
cs_session_open_replied (CsSession *session, const CsReply *reply)
{
  CsTransition transition;

  if (session->state == CS_STATE_AUTHENTICATING || session->state == CS_STATE_AUTH_CANCELLING)
    {
      cs_session_auth_replied (session, reply);
      return;
    }

  if ((session->state == CS_STATE_EHLO || session->state == CS_STATE_HELO)
      && cs_session_answer (session->state, reply->code) == CS_ANSWER_ACCEPTED)
    take_features (session, reply);

  transition = cs_session_next_state (session->state, reply->code, &session->facts);
  if (transition.state == CS_STATE_FAILED)
    {
      fail_after (session, reply, transition.failure);
      return;
    }

  report_reply (session, reply, reply->code < 400);
  cs_session_open_enter (session, transition.state);
}

/* Below 1.2 is as good as nothing where TLS is demanded or protects a password, RFC 8996. */
static gboolean
is_too_old (CsSession *session, GTlsProtocolVersion version)
{
  const CsSessionConfig *config = &session->config;
  gboolean protects_password = config->authentication == CS_AUTHENTICATION_CLEAR_TEXT
                               && !config->allow_unencrypted_password && !config->probe_only;

  if (!cs_tls_version_is_old (version))
    return FALSE;

  return must_be_verified (session) || protects_password;
}

/* (transfer full): what is known about the channel, for people */
static char *
take_tls_facts (CsSession *session, GTlsConnection *tls)
{
  g_autofree char *summary = NULL;

  session->facts.is_secured = TRUE;
  session->tls_version = cs_tls_version_name (g_tls_connection_get_protocol_version (tls));
  g_set_object (&session->certificate, g_tls_connection_get_peer_certificate (tls));
  session->certificate_fault
      = cs_connection_certificate_fault (session->connection, session->certificate,
                                         g_tls_connection_get_peer_certificate_errors (tls));
  session->is_tls_verified = session->certificate_fault == NULL;

  summary = session->certificate != NULL ? cs_tls_certificate_summary (session->certificate)
                                         : g_strdup ("no certificate");
  if (!session->is_tls_verified)
    return g_strdup_printf ("%s, %s, not verified: %s", session->tls_version, summary,
                            session->certificate_fault);
  return g_strdup_printf ("%s, %s, verified%s", session->tls_version, summary,
                          usable_dane (session) != NULL ? " by DANE" : "");
}

/* RFC 3207 section 4.2: what was learnt before the handshake is forgotten. */
static void
forget_plain_features (CsSession *session)
{
  cs_features_free (session->plain_features);
  session->plain_features = g_steal_pointer (&session->features);
  session->facts.features = 0;
}

void
cs_session_open_secured (CsSession *session)
{
  GTlsConnection *tls = cs_connection_tls (session->connection);
  g_autofree char *text = take_tls_facts (session, tls);

  cs_transcript_note (session->transcript, "%s", text);
  if (is_too_old (session, g_tls_connection_get_protocol_version (tls)))
    {
      cs_session_fail_here (session, CS_FAILURE_TLS_TOO_OLD, text);
      return;
    }
  if (!session->is_tls_verified && must_be_verified (session))
    {
      cs_session_fail_here (session, CS_FAILURE_TLS_CERTIFICATE, session->certificate_fault);
      return;
    }

  cs_session_report (session, CS_STAGE_TLS, TRUE, text);
  forget_plain_features (session);
  cs_session_open_enter (session, cs_session_next_state_secured (&session->facts).state);
}
