/* What a session tells about itself. */
#include "smtp/reply-facts.h"
#include "smtp/session-private.h"

const CsFeatures *
cs_session_features (CsSession *session)
{
  return session->features;
}

const CsFeatures *
cs_session_plain_features (CsSession *session)
{
  return session->plain_features;
}

GSocketAddress *
cs_session_address (CsSession *session)
{
  return session->config.address;
}

const char *
cs_session_mechanism (CsSession *session)
{
  return session->mechanism_name;
}

const char *
cs_session_tried_mechanism (CsSession *session)
{
  return session->kind != NULL ? session->kind->name : NULL;
}

const char *
cs_session_tls_version (CsSession *session)
{
  return session->tls_version;
}

gboolean
cs_session_tls_verified (CsSession *session)
{
  return session->is_tls_verified;
}

GTlsCertificate *
cs_session_peer_certificate (CsSession *session)
{
  return session->certificate;
}

const char *
cs_session_server_domain (CsSession *session)
{
  return session->server_domain;
}

const CsFailure *
cs_session_last_reply (CsSession *session)
{
  if (session->last_reply_facts == NULL && session->last_reply != NULL)
    session->last_reply_facts
        = cs_reply_to_failure (session->last_reply, session->last_reply_stage, CS_FAILURE_REPLY);

  return session->last_reply_facts;
}

CsHabits
cs_session_habits (CsSession *session)
{
  return session->habits;
}

CsTranscript *
cs_session_transcript (CsSession *session)
{
  return session->transcript;
}

CsSendRecipient *
cs_send_recipient_new (CsAddress *address)
{
  CsSendRecipient *recipient = g_new0 (CsSendRecipient, 1);

  recipient->address = cs_address_ref (address);
  return recipient;
}

void
cs_send_recipient_free (CsSendRecipient *recipient)
{
  if (recipient == NULL)
    return;

  cs_address_unref (recipient->address);
  g_free (recipient->original_recipient);
  cs_failure_free (recipient->outcome);
  g_free (recipient);
}
