#include "smtp/failure.h"

typedef struct
{
  CsFailure *failure;
} CsSmtpErrorPrivate;

static void
cs_smtp_error_private_init (CsSmtpErrorPrivate *priv)
{
  priv->failure = NULL;
}

static void
cs_smtp_error_private_copy (const CsSmtpErrorPrivate *source, CsSmtpErrorPrivate *target)
{
  target->failure = source->failure != NULL ? cs_failure_copy (source->failure) : NULL;
}

static void
cs_smtp_error_private_clear (CsSmtpErrorPrivate *priv)
{
  g_clear_pointer (&priv->failure, cs_failure_free);
}

G_DEFINE_EXTENDED_ERROR (CsSmtpError, cs_smtp_error)

static const char *const stage_names[] = {
  [CS_STAGE_RESOLVE] = "resolve",
  [CS_STAGE_CONNECT] = "connect",
  [CS_STAGE_GREETING] = "greeting",
  [CS_STAGE_HELLO] = "hello",
  [CS_STAGE_STARTTLS] = "starttls",
  [CS_STAGE_TLS] = "tls",
  [CS_STAGE_CREDENTIAL] = "credential",
  [CS_STAGE_AUTHENTICATE] = "authenticate",
  [CS_STAGE_MAIL] = "mail",
  [CS_STAGE_RECIPIENT] = "recipient",
  [CS_STAGE_DATA] = "data",
  [CS_STAGE_CONTENT] = "content",
  [CS_STAGE_END] = "end",
  [CS_STAGE_RESET] = "reset",
  [CS_STAGE_QUIT] = "quit",
};

static const char *const kind_names[] = {
  [CS_FAILURE_NONE] = "none",
  [CS_FAILURE_REPLY] = "reply",
  [CS_FAILURE_UNREACHABLE] = "unreachable",
  [CS_FAILURE_TIMED_OUT] = "timed-out",
  [CS_FAILURE_CLOSED] = "closed",
  [CS_FAILURE_PROTOCOL] = "protocol",
  [CS_FAILURE_TLS_NOT_OFFERED] = "tls-not-offered",
  [CS_FAILURE_TLS_REFUSED] = "tls-refused",
  [CS_FAILURE_TLS_HANDSHAKE] = "tls-handshake",
  [CS_FAILURE_TLS_CERTIFICATE] = "tls-certificate",
  [CS_FAILURE_TLS_TOO_OLD] = "tls-too-old",
  [CS_FAILURE_TLS_EXPECTED_PLAIN] = "tls-expected-plain",
  [CS_FAILURE_PLAIN_EXPECTED_TLS] = "plain-expected-tls",
  [CS_FAILURE_PASSWORD_NEEDS_TLS] = "password-needs-tls",
  [CS_FAILURE_AUTH_NOT_OFFERED] = "auth-not-offered",
  [CS_FAILURE_AUTH_WEAKER] = "auth-weaker",
  [CS_FAILURE_AUTH_CHALLENGE] = "auth-challenge",
  [CS_FAILURE_AUTH_NTLM_V1_ONLY] = "auth-ntlm-v1-only",
  [CS_FAILURE_AUTH_UNAVAILABLE] = "auth-unavailable",
  [CS_FAILURE_CREDENTIAL_INVALID] = "credential-invalid",
  [CS_FAILURE_MESSAGE_TOO_LARGE] = "message-too-large",
  [CS_FAILURE_SMTPUTF8_NOT_OFFERED] = "smtputf8-not-offered",
  [CS_FAILURE_8BITMIME_NOT_OFFERED] = "8bitmime-not-offered",
  [CS_FAILURE_LOCAL] = "local",
  [CS_FAILURE_CANCELLED] = "cancelled",
};

CsFailure *
cs_failure_new (CsStage stage, CsFailureKind kind, const char *text)
{
  CsFailure *failure = g_new0 (CsFailure, 1);

  failure->stage = stage;
  failure->kind = kind;
  failure->text = g_strdup (text);
  return failure;
}

CsFailure *
cs_failure_copy (const CsFailure *failure)
{
  CsFailure *copy = g_memdup2 (failure, sizeof *failure);

  copy->text = g_strdup (failure->text);
  return copy;
}

void
cs_failure_free (CsFailure *failure)
{
  if (failure == NULL)
    return;

  g_free (failure->text);
  g_free (failure);
}

const char *
cs_stage_name (CsStage stage)
{
  g_return_val_if_fail ((guint)stage < G_N_ELEMENTS (stage_names), "");
  return stage_names[stage];
}

const char *
cs_failure_kind_name (CsFailureKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_names), "");
  return kind_names[kind];
}

/**
 * cs_failure_to_error:
 * @failure: (transfer full): what went wrong
 *
 * Returns: (transfer full): an error whose message is for logs ("greeting: reply 554 no"), and
 *   which carries @failure for those that decide
 */
GError *
cs_failure_to_error (CsFailure *failure)
{
  g_autofree char *code
      = failure->code != 0 ? g_strdup_printf (" %u", failure->code) : g_strdup ("");
  GError *error
      = g_error_new (CS_SMTP_ERROR, (int)failure->kind, "%s: %s%s%s%s",
                     cs_stage_name (failure->stage), cs_failure_kind_name (failure->kind), code,
                     failure->text != NULL ? " " : "", failure->text != NULL ? failure->text : "");

  cs_smtp_error_get_private (error)->failure = failure;
  return error;
}

const CsFailure *
cs_failure_from_error (const GError *error)
{
  if (error == NULL || error->domain != CS_SMTP_ERROR)
    return NULL;

  return cs_smtp_error_get_private (error)->failure;
}
