/* STARTTLS, TLS from the start, and what certificates are worth. */
#include "dialogues.h"
#include "session-case.h"
#include "smtp/process.h"

#define SECURE(Kind) STARTTLS "TLS: " Kind "\n" EHLO
#define OVER_TLS(Kind) HELLO_STARTTLS SECURE (Kind) "S: 250 again\n"
#define FROM_START(Kind) "TLS: " Kind "\n" HELLO

#define FAILS(Stage, Kind) .open = { CS_FAILURE_##Kind, CS_STAGE_##Stage }
#define CERTIFICATE(Text) .open = { CS_FAILURE_TLS_CERTIFICATE, CS_STAGE_TLS, 0, Text }
#define OLD "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT"

/* clang-format off */
static const SessionCase cases[] = {
  { .name = "starttls", .script = OVER_TLS ("good") DELIVERY BYE, .messages = 1 },
  { .name = "starttls-required", .script = OVER_TLS ("good") DELIVERY DELIVERY BYE, .tls = CS_TLS_REQUIRED, .messages = 2 },
  { .name = "starttls-pipelining", .script = HELLO_STARTTLS SECURE ("good") "S: 250-a\nS: 250 PIPELINING\n" GROUP_DELIVERY BYE,
    .messages = 1 },
  { .name = "tls-1.2", .script = HELLO_STARTTLS STARTTLS "TLS: good NORMAL:-VERS-ALL:+VERS-TLS1.2\n" EHLO "S: 250 a\n" DELIVERY BYE,
    .tls = CS_TLS_REQUIRED, .messages = 1 },
  { .name = "from-start", .script = FROM_START ("good") DELIVERY BYE, .tls = CS_TLS_FROM_START, .messages = 1 },
  { .name = "large-message", .script = OVER_TLS ("good") MAIL_ACCEPTED RCPT_ACCEPTED DATA_ACCEPTED "CONTENT\nS: 250 ok\n" BYE,
    .messages = 1, .content_bytes = 3000000 },
  { .name = "large-message-to-a-slow-reader", .script = OVER_TLS ("good") MAIL_ACCEPTED RCPT_ACCEPTED DATA_ACCEPTED "DELAY\nDELAY\nREAD: 1000000\nDELAY\nCONTENT\nS: 250 ok\n" BYE,
    .messages = 1, .content_bytes = 8000000 },
  { .name = "never", .script = HELLO_STARTTLS DELIVERY BYE, .tls = CS_TLS_NEVER, .messages = 1 },
  { .name = "probe", .script = HELLO_STARTTLS SECURE ("self-signed") "S: 250-a\nS: 250 AUTH PLAIN\n" BYE,
    .probe_only = TRUE, .authentication = CS_AUTHENTICATION_CLEAR_TEXT },
  { .name = "address-literal", .script = OVER_TLS ("good") BYE, .tls = CS_TLS_REQUIRED, .host_name = "127.0.0.1" },
  { .name = "address-literal-elsewhere", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: good\n",
    .tls = CS_TLS_REQUIRED, .host_name = "127.0.0.2", CERTIFICATE ("the server's certificate is for relay.example.net, 127.0.0.1, not for 127.0.0.2") },

  { .name = "A2-39-not-offered", .script = HELLO "C: QUIT\n", .tls = CS_TLS_REQUIRED, FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "A2-41-454-required", .script = HELLO_STARTTLS "C: STARTTLS\nS: 454 later\nC: QUIT\n",
    .tls = CS_TLS_REQUIRED, .open = { CS_FAILURE_TLS_REFUSED, CS_STAGE_STARTTLS, 454 } },
  { .name = "A2-41-454-when-offered", .script = HELLO_STARTTLS "C: STARTTLS\nS: 454 later\n" DELIVERY BYE, .messages = 1 },
  { .name = "A2-41-454-no-password", .script = GREETING EHLO "S: 250-a\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 later\nC: QUIT\n",
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, FAILS (AUTHENTICATE, PASSWORD_NEEDS_TLS) },
  { .name = "A2-41-454-auth-only-in-tls", .script = HELLO_STARTTLS "C: STARTTLS\nS: 454 later\nC: QUIT\n",
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, FAILS (AUTHENTICATE, PASSWORD_NEEDS_TLS) },
  { .name = "A2-42-502", .script = HELLO_STARTTLS "C: STARTTLS\nS: 502 no\nC: QUIT\n",
    .tls = CS_TLS_REQUIRED, .open = { CS_FAILURE_TLS_REFUSED, CS_STAGE_STARTTLS, 502 } },
  { .name = "A2-42-250", .script = HELLO_STARTTLS "C: STARTTLS\nS: 250 ok\n" HANGS_UP, FAILS (STARTTLS, PROTOCOL) },
  { .name = "A2-43-injected-reply", .script = HELLO_STARTTLS "C: STARTTLS\nR: 220 go\\r\\n250-forged\\r\\n250 AUTH PLAIN\\r\\n\n" HANGS_UP,
    .open = { CS_FAILURE_PROTOCOL, CS_STAGE_TLS, 0, "*response injection*" } },
  { .name = "A2-43-half-a-line", .script = HELLO_STARTTLS "C: STARTTLS\nR: 220 go\\r\\n25\n" HANGS_UP, FAILS (TLS, PROTOCOL) },
  { .name = "A2-43-injected-behind-454", .script = HELLO_STARTTLS "C: STARTTLS\nR: 454 no\\r\\n250 ok\\r\\n250 ok\\r\\n354 go\\r\\n250 ok\\r\\n\n" HANGS_UP,
    FAILS (STARTTLS, PROTOCOL) },
  { .name = "A2-44-plain-instead-of-hello", .script = HELLO_STARTTLS STARTTLS "R: 500 what is this\\r\\n\n" HANGS_UP, FAILS (TLS, TLS_HANDSHAKE) },
  { .name = "A2-44-closes", .script = HELLO_STARTTLS STARTTLS, FAILS (TLS, TLS_HANDSHAKE) },
  { .name = "A2-45-handshake-hangs", .script = HELLO_STARTTLS STARTTLS HANGS_UP, .impatient = TRUE, FAILS (TLS, TIMED_OUT) },
  { .name = "A2-46-expired", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: expired\n", .tls = CS_TLS_REQUIRED, CERTIFICATE ("the server's certificate expired on 20*") },
  { .name = "A2-46-not-yet-valid", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: future\n", .tls = CS_TLS_REQUIRED, CERTIFICATE ("the server's certificate is not valid before 20*") },
  { .name = "A2-46-self-signed", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: self-signed\n", .tls = CS_TLS_REQUIRED, CERTIFICATE ("the server's certificate is signed by itself, not by an authority") },
  { .name = "A2-46-unknown-authority", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: stranger\n", .tls = CS_TLS_REQUIRED, CERTIFICATE ("the server's certificate has an issuer that is not trusted here (CN=Another authority)") },
  { .name = "A2-46-other-name", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: other-name\n", .tls = CS_TLS_REQUIRED, CERTIFICATE ("the server's certificate is for other.example, not for relay.example.net") },
  { .name = "A2-46-common-name-only", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: common-name\n", .tls = CS_TLS_REQUIRED, CERTIFICATE ("the server's certificate is for no name but its subject, not for relay.example.net") },
  { .name = "A2-46-from-start", .script = "ANYTIME\nTLS: expired\n", .tls = CS_TLS_FROM_START, CERTIFICATE ("the server's certificate expired on *") },
  { .name = "A2-46-when-offered", .script = OVER_TLS ("other-name") DELIVERY BYE, .messages = 1 },
  { .name = "A2-46-when-offered-no-password", .script = HELLO_STARTTLS SECURE ("other-name") "S: 250-a\nS: 250 AUTH PLAIN\nC: QUIT\n",
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT,
    .open = { CS_FAILURE_PASSWORD_NEEDS_TLS, CS_STAGE_AUTHENTICATE, 0, "the server's certificate is for other.example, not for relay.example.net" } },
  { .name = "A2-46-allowed-in-so-many-words", .script = HELLO_STARTTLS SECURE ("other-name") "S: 250-a\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 hi\n" BYE,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, .allow_unencrypted_password = TRUE },
  { .name = "A2-55-dane", .script = OVER_TLS ("good") DELIVERY BYE, .tlsa = "good:311", .messages = 1 },
  { .name = "A2-55-dane-self-signed", .script = OVER_TLS ("self-signed") DELIVERY BYE, .tlsa = "self-signed:311", .messages = 1 },
  { .name = "A2-55-dane-authority", .script = OVER_TLS ("chain") DELIVERY BYE, .tlsa = "chain:211", .messages = 1 },
  { .name = "A2-55-dane-mismatch", .script = HELLO_STARTTLS STARTTLS "TLS: good\n" HANGS_UP, .tlsa = "stranger:311", CERTIFICATE ("the server's certificate matches none of the TLSA records") },
  { .name = "A2-55-dane-mismatch-of-a-stranger", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: self-signed\n", .tlsa = "good:311", CERTIFICATE ("the server's certificate matches none of the TLSA records") },
  { .name = "A2-55-dane-authority-other-name", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: chain-other-name\n", .tlsa = "chain-other-name:211", CERTIFICATE ("the server's certificate is not for relay.example.net") },
  { .name = "A2-55-dane-not-offered", .script = HELLO "C: QUIT\n", .tlsa = "good:311", FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "A2-55-dane-454", .script = HELLO_STARTTLS "C: STARTTLS\nS: 454 later\nC: QUIT\n",
    .tlsa = "good:311", .open = { CS_FAILURE_TLS_REFUSED, CS_STAGE_STARTTLS, 454 } },
  { .name = "A2-55-dane-old", .script = HELLO_STARTTLS STARTTLS "TLS: good " OLD "\n" HANGS_UP, .tlsa = "good:311", FAILS (TLS, TLS_TOO_OLD) },
  { .name = "A2-55-dane-no-ehlo", .script = GREETING EHLO "S: 502 no\nC: QUIT\n", .tlsa = "good:311", FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "A2-55-dane-password", .script = HELLO_STARTTLS SECURE ("self-signed") "S: 250-a\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 hi\n" BYE,
    .tlsa = "self-signed:311", .authentication = CS_AUTHENTICATION_CLEAR_TEXT },
  { .name = "A2-55-dane-and-required", .script = OVER_TLS ("good") BYE, .tls = CS_TLS_REQUIRED, .tlsa = "good:311" },
  { .name = "A2-55-dane-and-required-mismatch", .script = HELLO_STARTTLS STARTTLS "TLS: good\n" HANGS_UP, .tls = CS_TLS_REQUIRED, .tlsa = "stranger:311",
    CERTIFICATE ("the server's certificate matches none of the TLSA records") },
  { .name = "A2-55-dane-and-required-not-valid", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: expired\n", .tls = CS_TLS_REQUIRED, .tlsa = "expired:311",
    CERTIFICATE ("the server's certificate expired on 20*") },
  { .name = "A2-55-dane-never", .script = HELLO_STARTTLS DELIVERY BYE, .tls = CS_TLS_NEVER, .tlsa = "good:311", .messages = 1 },
  { .name = "A2-55-unusable", .script = OVER_TLS ("self-signed") DELIVERY BYE, .tlsa = "good:111", .messages = 1 },
  { .name = "A2-55-unusable-not-offered", .script = HELLO "C: QUIT\n", .tlsa = "good:111", FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "A2-47-old-required", .script = HELLO_STARTTLS STARTTLS "TLS: good " OLD "\n" HANGS_UP, .tls = CS_TLS_REQUIRED, FAILS (TLS, TLS_TOO_OLD) },
  { .name = "A2-47-old-from-start", .script = "TLS: good " OLD "\n" HANGS_UP, .tls = CS_TLS_FROM_START, FAILS (TLS, TLS_TOO_OLD) },
  { .name = "A2-47-old-with-password", .script = HELLO_STARTTLS STARTTLS "TLS: good " OLD "\n" HANGS_UP,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, FAILS (TLS, TLS_TOO_OLD) },
  { .name = "A2-47-old-without-password", .script = HELLO_STARTTLS STARTTLS "TLS: good " OLD "\n" EHLO "S: 250 a\n" DELIVERY BYE, .messages = 1 },
  { .name = "A2-48-auth-only-before", .script = GREETING EHLO "S: 250-a\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\n" SECURE ("good") "S: 250 a\nC: QUIT\n",
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, FAILS (AUTHENTICATE, AUTH_NOT_OFFERED) },
  { .name = "A2-48-auth-only-after", .script = HELLO_STARTTLS SECURE ("good") "S: 250-a\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 hi\n" BYE,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT },
  { .name = "A2-48-pipelining-only-before", .script = GREETING EHLO "S: 250-a\nS: 250-PIPELINING\nS: 250 STARTTLS\n" SECURE ("good") "S: 250 a\n" DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-49-offered-again", .script = HELLO_STARTTLS SECURE ("good") "S: 250-a\nS: 250 STARTTLS\n" DELIVERY BYE, .messages = 1 },
  { .name = "A2-50-cut-in-a-reply", .script = HELLO_STARTTLS SECURE ("good") "R: 250 a\nCUT\n", FAILS (HELLO, CLOSED) },
  { .name = "A2-50-complete-reply-counts", .script = OVER_TLS ("good") MAIL_ACCEPTED RCPT_ACCEPTED DATA_ACCEPTED "CONTENT\nR: 250 ok\\r\\n\nCUT\n", .messages = 1, .any_end = TRUE },
  { .name = "A2-51-client-certificate", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nASK: good\n", FAILS (TLS, TLS_HANDSHAKE) },
  { .name = "A2-51-client-certificate-1.2", .script = HELLO_STARTTLS STARTTLS "ANYTIME\nASK: good NORMAL:-VERS-ALL:+VERS-TLS1.2\n", FAILS (TLS, TLS_HANDSHAKE) },
  { .name = "A2-54-from-start-but-plain", .script = GREETING HANGS_UP, .tls = CS_TLS_FROM_START, FAILS (TLS, TLS_EXPECTED_PLAIN) },
  { .name = "A2-54-from-start-but-silent", .script = HANGS_UP, .tls = CS_TLS_FROM_START, .impatient = TRUE, FAILS (TLS, TIMED_OUT) },
  { .name = "starttls-unanswered", .script = HELLO_STARTTLS "C: STARTTLS\n" HANGS_UP, .impatient = TRUE, FAILS (STARTTLS, TIMED_OUT) },
  { .name = "ehlo-refused-in-tls", .script = HELLO_STARTTLS SECURE ("good") "S: 550 no\nC: HELO *\nS: 250 ok\n" BYE, .tls = CS_TLS_REQUIRED },
};
/* clang-format on */

int
main (int argc, char **argv)
{
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/tls", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
