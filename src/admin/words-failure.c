#include "admin/words.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const struct
{
  const char *done;
  const char *failed;
} steps[] = {
  /* Translators: from here on, the steps of a connection test: done, and failed */
  [CS_STAGE_RESOLVE] = { N_("Found the server"), N_("Did not find the server") },
  [CS_STAGE_CONNECT] = { N_("Connected"), N_("Not connected") },
  [CS_STAGE_GREETING] = { N_("Greeted by the server"), N_("Not greeted by the server") },
  [CS_STAGE_HELLO] = { N_("Learned what the server offers"), N_("Did not learn what the server offers") },
  [CS_STAGE_STARTTLS] = { N_("The server is ready for TLS"), N_("The server is not ready for TLS") },
  [CS_STAGE_TLS] = { N_("Encrypted"), N_("Not encrypted") },
  [CS_STAGE_CREDENTIAL] = { N_("Fetched the password"), N_("No password") },
  [CS_STAGE_AUTHENTICATE] = { N_("Signed in"), N_("Not signed in") },
  [CS_STAGE_MAIL] = { N_("Sender accepted"), N_("Sender refused") },
  [CS_STAGE_RECIPIENT] = { N_("Recipient accepted"), N_("Recipient refused") },
  [CS_STAGE_DATA] = { N_("Ready for the message"), N_("Not ready for the message") },
  [CS_STAGE_CONTENT] = { N_("Message sent"), N_("Message not sent") },
  [CS_STAGE_END] = { N_("Message accepted"), N_("Message refused") },
  [CS_STAGE_RESET] = { N_("Ready for another message"), N_("Not ready for another message") },
  [CS_STAGE_QUIT] = { N_("Signed off"), N_("Not signed off") },
};

typedef struct
{
  const char *sentence; /* without a detail */
  const char *detailed; /* %s: failure->text */
} Words;

static const Words kinds[] = {
  /* Translators: from here on, what went wrong with a server; %s is a detail, often in English */
  [CS_FAILURE_NONE] = { N_("Accepted"), N_("Accepted: %s") },
  [CS_FAILURE_REPLY] = { N_("The server refused"), N_("The server refused: %s") }, /* see replies */
  [CS_FAILURE_UNREACHABLE] = { N_("The server cannot be reached"), N_("The server cannot be reached: %s") },
  [CS_FAILURE_TIMED_OUT] = { N_("The server took too long to answer"), N_("The server took too long to answer: %s") },
  [CS_FAILURE_CLOSED] = { N_("The server closed the connection"), N_("The server closed the connection: %s") },
  [CS_FAILURE_PROTOCOL] = { N_("The server does not speak SMTP as it should"), N_("The server does not speak SMTP as it should: %s") },
  [CS_FAILURE_TLS_NOT_OFFERED] = { N_("TLS is required, and the server does not offer it"), N_("TLS is required, and the server does not offer it (%s)") },
  [CS_FAILURE_TLS_REFUSED] = { N_("TLS is required, and the server refused it"), N_("TLS is required, and the server refused it: %s") },
  [CS_FAILURE_TLS_HANDSHAKE] = { N_("The encrypted connection could not be set up"), N_("The encrypted connection could not be set up: %s") },
  [CS_FAILURE_TLS_CERTIFICATE] = { N_("The certificate of the server is not acceptable"), N_("The connection cannot be trusted: %s") },
  [CS_FAILURE_TLS_TOO_OLD] = { N_("The server's TLS is older than version 1.2"), N_("The server's TLS is older than version 1.2: %s") },
  [CS_FAILURE_TLS_EXPECTED_PLAIN] = { N_("This port does not speak TLS from the start; choose another TLS rule or port 465"), N_("This port does not speak TLS from the start; choose another TLS rule or port 465 (%s)") },
  [CS_FAILURE_PLAIN_EXPECTED_TLS] = { N_("This port speaks TLS from the start; choose “From the start”"), N_("This port speaks TLS from the start; choose “From the start” (%s)") },
  [CS_FAILURE_PASSWORD_NEEDS_TLS] = { N_("The password is not sent: there is no verified TLS"), N_("The password is not sent: %s") },
  [CS_FAILURE_AUTH_NOT_OFFERED] = { N_("The server does not offer this authentication"), N_("The server does not offer this authentication: %s") },
  [CS_FAILURE_AUTH_WEAKER] = { N_("The server offers weaker authentication than before"), N_("The server offers weaker authentication than before: %s") },
  [CS_FAILURE_AUTH_CHALLENGE] = { N_("The server's challenge makes no sense"), N_("The server's challenge makes no sense: %s") },
  [CS_FAILURE_AUTH_NTLM_V1_ONLY] = { N_("The server knows only version 1 of NTLM, which is not safe and is never used"), N_("The server knows only version 1 of NTLM, which is not safe and is never used (%s)") },
  [CS_FAILURE_AUTH_UNAVAILABLE] = { N_("Challenge/Response is not installed here (package gss-ntlmssp)"), N_("Challenge/Response is not installed here (package gss-ntlmssp): %s") },
  [CS_FAILURE_CREDENTIAL_INVALID] = { N_("The account name or the password cannot be used"), N_("The account name or the password cannot be used: %s") },
  [CS_FAILURE_MESSAGE_TOO_LARGE] = { N_("The message is larger than the server accepts"), N_("The message is larger than the server accepts: %s") },
  [CS_FAILURE_SMTPUTF8_NOT_OFFERED] = { N_("The server does not take addresses in other scripts"), N_("The server does not take addresses in other scripts: %s") },
  [CS_FAILURE_8BITMIME_NOT_OFFERED] = { N_("The server does not take 8-bit messages"), N_("The server does not take 8-bit messages: %s") },
  [CS_FAILURE_LOCAL] = { N_("The message could not be read here"), N_("The message could not be read here: %s") },
  [CS_FAILURE_CANCELLED] = { N_("Cancelled"), N_("Cancelled: %s") },
};

typedef struct
{
  int stage; /* -1: any */
  guint from, to;
  const char *sentence; /* %s: the reply, "535 5.7.8 no" */
} ReplyWords;

static const ReplyWords replies[] = {
  /* Translators: from here on, refusals of a server; %s is its reply with the code */
  { CS_STAGE_AUTHENTICATE, 535, 535, N_("The server refused the account or its password: %s") },
  { CS_STAGE_AUTHENTICATE, 534, 534, N_("The server wants a stronger authentication: %s") },
  { CS_STAGE_AUTHENTICATE, 538, 538, N_("The server wants an encrypted connection first: %s") },
  { CS_STAGE_AUTHENTICATE, 432, 432, N_("The server wants the password to be renewed: %s") },
  { CS_STAGE_AUTHENTICATE, 400, 499, N_("The server cannot check the password now: %s") },
  { CS_STAGE_AUTHENTICATE, 500, 599, N_("The server refused to let us sign in: %s") },
  { -1, 530, 530, N_("The server wants authentication or TLS first: %s") },
  { CS_STAGE_GREETING, 400, 599, N_("The server does not accept our connection: %s") },
  { CS_STAGE_HELLO, 400, 599, N_("The server does not accept our name: %s") },
  { CS_STAGE_STARTTLS, 400, 599, N_("The server refused TLS: %s") },
  { CS_STAGE_MAIL, 400, 599, N_("The server refused the sender: %s") },
  { CS_STAGE_RECIPIENT, 400, 599, N_("The server refused the recipient: %s") },
  { CS_STAGE_DATA, 400, 599, N_("The server refused the message: %s") },
  { CS_STAGE_END, 400, 599, N_("The server refused the message: %s") },
  { -1, 200, 599, N_("The server answered %s") },
};
/* clang-format on */

const char *
cs_words_step (CsStage stage, gboolean ok)
{
  g_return_val_if_fail ((guint)stage < G_N_ELEMENTS (steps), "");

  return ok ? _ (steps[stage].done) : _ (steps[stage].failed);
}

static const char *
reply_sentence (const CsFailure *failure)
{
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    if ((replies[i].stage < 0 || replies[i].stage == (int)failure->stage)
        && failure->code >= replies[i].from && failure->code <= replies[i].to)
      return replies[i].sentence;
  return kinds[CS_FAILURE_REPLY].detailed;
}

/**
 * cs_words_failure:
 *
 * Returns: (transfer full): one sentence without a full stop
 */
char *
cs_words_failure (const CsFailure *failure)
{
  g_autofree char *reply = NULL;
  const char *detail = failure->text;
  const char *format;

  g_return_val_if_fail ((guint)failure->kind < G_N_ELEMENTS (kinds), NULL);

  format = kinds[failure->kind].detailed;
  if (failure->code != 0)
    detail = reply
        = g_strdup_printf ("%u %s", failure->code, failure->text != NULL ? failure->text : "");
  if (failure->kind == CS_FAILURE_REPLY)
    format = reply_sentence (failure);
  if (detail == NULL || *detail == '\0')
    return g_strdup (_ (kinds[failure->kind].sentence));

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_ (format), detail);
#pragma GCC diagnostic pop
}
