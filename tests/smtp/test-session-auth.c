/* Authentication: what is sent to whom, and when nothing is. */
#include "dialogues.h"
#include "script-ntlm.h"
#include "session-case.h"
#include "smtp/process.h"

/* base64 of "\0ann\0s3cret-Paßwort", "ann", "s3cret-Paßwort" */
#define PLAIN_RESPONSE "AGFubgBzM2NyZXQtUGHDn3dvcnQ="
#define LOGIN_ACCOUNT "YW5u"
#define LOGIN_PASSWORD "czNjcmV0LVBhw593b3J0"

#define IN_TLS(Features)                                                                           \
  HELLO_STARTTLS STARTTLS "TLS: good\n" EHLO "S: 250-a\nS: 250 " Features "\n"
#define IN_UNVERIFIED_TLS(Features)                                                                \
  HELLO_STARTTLS STARTTLS "TLS: self-signed\n" EHLO "S: 250-a\nS: 250 " Features "\n"
#define IN_CLEAR(Features) GREETING EHLO "S: 250-a\nS: 250 " Features "\n"
#define PLAIN "C: AUTH PLAIN " PLAIN_RESPONSE "\n"
#define CANCELLED "X: *\nS: 501 cancelled\nC: QUIT\n"

#define CLEAR_TEXT .authentication = CS_AUTHENTICATION_CLEAR_TEXT
/* The account that the NTLM step knows; rows change it. */
#define NTLM_AS(Domain, Password)                                                                  \
  .authentication = CS_AUTHENTICATION_CHALLENGE_RESPONSE, .nt_domain = Domain, .password = Password
#define NTLM NTLM_AS (SCRIPT_NT_DOMAIN, SCRIPT_NT_PASSWORD)
#define BEFORE(Option, Strength)                                                                   \
  {                                                                                                \
    .of = { [CS_AUTHENTICATION_##Option] = CS_STRENGTH_##Strength }                                \
  }
#define NTLM_BEFORE BEFORE (CHALLENGE_RESPONSE, CHALLENGE)
#define FAILS(Kind) .open = { CS_FAILURE_##Kind, CS_STAGE_AUTHENTICATE }
#define REFUSED(Code) .open = { CS_FAILURE_REPLY, CS_STAGE_AUTHENTICATE, Code }

/* A challenge of a server that grants no signing. */
#define NO_SIGN_CHALLENGE                                                                          \
  "TlRMTVNTUAACAAAACAAIADgAAAAlgoniMDEyMzQ1NjcAAAAAAAAAABwAHABAAAAACgBjRQAAAA9DAE8AUgBQAAIACABDAE" \
  "8AUgBQAAEACABQAEUARQBSAAAAAAA="

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A512 A64 A64 A64 A64 A64 A64 A64 A64

/* clang-format off */
static const SessionCase cases[] = {
  /* clear text */
  { .name = "plain", .script = IN_TLS ("AUTH PLAIN LOGIN") PLAIN "S: 235 2.7.0 hi\n" DELIVERY BYE, CLEAR_TEXT, .messages = 1 },
  { .name = "login", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: " LOGIN_ACCOUNT "\nS: 334 UGFzc3dvcmQ6\nC: " LOGIN_PASSWORD "\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "plain-preferred", .script = IN_TLS ("AUTH LOGIN NTLM PLAIN CRAM-MD5") PLAIN "S: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-33-auth-with-equals-sign", .script = HELLO_STARTTLS STARTTLS "TLS: good\n" EHLO "S: 250-a\nS: 250-AUTH=LOGIN\nS: 250 auth plain\n" PLAIN "S: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-33-auth-empty", .script = IN_TLS ("AUTH") "C: QUIT\n", CLEAR_TEXT, FAILS (AUTH_NOT_OFFERED) },
  { .name = "never-asked-never-given", .script = IN_CLEAR ("AUTH PLAIN") DELIVERY BYE, .messages = 1 },
  { .name = "allowed-in-clear", .script = IN_CLEAR ("AUTH PLAIN") PLAIN "S: 235 hi\n" BYE, CLEAR_TEXT, .allow_unencrypted_password = TRUE },
  { .name = "not-in-clear", .script = IN_CLEAR ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, FAILS (PASSWORD_NEEDS_TLS) },
  { .name = "not-in-clear-though-tls-never", .script = IN_CLEAR ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, .tls = CS_TLS_NEVER, FAILS (PASSWORD_NEEDS_TLS) },
  { .name = "not-in-unverified-tls", .script = IN_UNVERIFIED_TLS ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, FAILS (PASSWORD_NEEDS_TLS) },
  { .name = "long-password-goes-alone",
    .script = IN_TLS ("AUTH PLAIN") "C: AUTH PLAIN\nS: 334 \nC: AGFubgBh*\nS: 235 hi\n" BYE, CLEAR_TEXT, .password = A512 },
  { .name = "space-in-password", .script = IN_TLS ("AUTH PLAIN") "C: AUTH PLAIN AGFubgBhIGI=\nS: 235 hi\n" BYE, CLEAR_TEXT, .password = "a b" },
  { .name = "saslprep-maps-nbsp-and-soft-hyphen", .script = IN_TLS ("AUTH PLAIN") "C: AUTH PLAIN AGFubgBhIGI=\nS: 235 hi\n" BYE, CLEAR_TEXT, .password = "a\u00a0\u00adb" },
  { .name = "saslprep-composes", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 \nC: w7w=\nS: 334 \nC: w7w=\nS: 235 hi\n" BYE, CLEAR_TEXT, .account = "u\u0308", .password = "u\u0308" },
  { .name = "saslprep-forbids-control", .script = IN_TLS ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, .password = "a\nb", FAILS (CREDENTIAL_INVALID) },
  { .name = "saslprep-forbids-private-use", .script = IN_TLS ("AUTH LOGIN") "C: QUIT\n", CLEAR_TEXT, .password = "a\ue000b", FAILS (CREDENTIAL_INVALID) },
  { .name = "saslprep-wants-utf-8", .script = IN_TLS ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, .password = "a\xff", FAILS (CREDENTIAL_INVALID) },
  { .name = "empty-password", .script = IN_TLS ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, .password = "", FAILS (CREDENTIAL_INVALID) },
  { .name = "empty-account", .script = IN_TLS ("AUTH PLAIN") "C: QUIT\n", CLEAR_TEXT, .account = "", FAILS (CREDENTIAL_INVALID) },

  { .name = "A2-59-not-offered", .script = IN_TLS ("SIZE 1") "C: QUIT\n", CLEAR_TEXT, .open = { CS_FAILURE_AUTH_NOT_OFFERED, CS_STAGE_AUTHENTICATE, 0, "the server offers no authentication" } },
  { .name = "A2-59-others-offered", .script = IN_TLS ("AUTH NTLM GSSAPI") "C: QUIT\n", CLEAR_TEXT, .open = { CS_FAILURE_AUTH_NOT_OFFERED, CS_STAGE_AUTHENTICATE, 0, "the server offers only NTLM GSSAPI" } },
  { .name = "A2-60-only-before-tls", .script = GREETING EHLO "S: 250-a\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\n" STARTTLS "TLS: good\n" EHLO "S: 250 a\nC: QUIT\n", CLEAR_TEXT, FAILS (AUTH_NOT_OFFERED) },
  { .name = "A2-61-ntlm-never-falls-to-login", .script = IN_TLS ("AUTH LOGIN PLAIN") "C: QUIT\n", NTLM, FAILS (AUTH_NOT_OFFERED) },
  { .name = "A2-61-clear-text-never-falls-to-ntlm", .script = IN_TLS ("AUTH NTLM") "C: QUIT\n", CLEAR_TEXT, FAILS (AUTH_NOT_OFFERED) },
  { .name = "A2-61-weaker-in-clear", .script = IN_CLEAR ("AUTH PLAIN LOGIN") "C: QUIT\n", CLEAR_TEXT, .allow_unencrypted_password = TRUE, .least_strengths = { NTLM_BEFORE }, .open = { CS_FAILURE_AUTH_WEAKER, CS_STAGE_AUTHENTICATE, 0, "the server offers only PLAIN LOGIN, and offered stronger authentication before" } },
  { .name = "A2-61-weaker-among-what-nobody-speaks", .script = IN_CLEAR ("AUTH GSSAPI EXTERNAL SCRAM-SHA-256 PLAIN") "C: QUIT\n", CLEAR_TEXT, .allow_unencrypted_password = TRUE, .least_strengths = { NTLM_BEFORE }, FAILS (AUTH_WEAKER) },
  { .name = "A2-61-weaker-among-what-others-speak", .script = IN_CLEAR ("AUTH NTLM PLAIN") "C: QUIT\n", CLEAR_TEXT, .allow_unencrypted_password = TRUE, .least_strengths = { BEFORE (CLEAR_TEXT, CHALLENGE) }, FAILS (AUTH_WEAKER) },
  { .name = "A2-61-nothing-in-clear-any-more", .script = IN_CLEAR ("SIZE 1") "C: QUIT\n", NTLM, .least_strengths = { NTLM_BEFORE }, FAILS (AUTH_NOT_OFFERED) },
  { .name = "A2-61-weaker-in-unverified-tls", .script = IN_UNVERIFIED_TLS ("AUTH NTLM") "C: QUIT\n", NTLM, .least_strengths = { [1] = BEFORE (CHALLENGE_RESPONSE, MUTUAL) }, FAILS (AUTH_WEAKER) },
  { .name = "A2-61-nothing-usable-in-unverified-tls", .script = IN_UNVERIFIED_TLS ("AUTH PLAIN") "C: QUIT\n", NTLM, .least_strengths = { [1] = NTLM_BEFORE }, FAILS (AUTH_NOT_OFFERED) },
  { .name = "A2-61-weaker-by-its-own-word", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 235 hi\n" BYE, CLEAR_TEXT, .least_strengths = { [1] = BEFORE (CLEAR_TEXT, MUTUAL) } },
  { .name = "A2-61-as-strong-as-ever", .script = IN_CLEAR ("AUTH PLAIN NTLM") PLAIN "S: 235 hi\n" BYE, CLEAR_TEXT, .allow_unencrypted_password = TRUE, .least_strengths = { NTLM_BEFORE, BEFORE (CLEAR_TEXT, MUTUAL) } },
  { .name = "A2-62-535-once", .script = IN_TLS ("AUTH PLAIN LOGIN") PLAIN "S: 535 5.7.8 wrong\nC: QUIT\n", CLEAR_TEXT, .open = { CS_FAILURE_REPLY, CS_STAGE_AUTHENTICATE, 535, "5.7.8 wrong" } },
  { .name = "A2-64-454", .script = IN_TLS ("AUTH PLAIN LOGIN") PLAIN "S: 454 4.7.0 later\nC: QUIT\n", CLEAR_TEXT, REFUSED (454) },
  { .name = "A2-65-432", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 432 4.7.12 transition\nC: QUIT\n", CLEAR_TEXT, REFUSED (432) },
  { .name = "A2-66-534", .script = IN_TLS ("AUTH PLAIN LOGIN") PLAIN "S: 534-5.7.9 app password\nS: 534 5.7.9 please\nC: QUIT\n", CLEAR_TEXT, .open = { CS_FAILURE_REPLY, CS_STAGE_AUTHENTICATE, 534, "5.7.9 app password please" } },
  { .name = "A2-67-538", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 538 5.7.11 encrypt\nC: QUIT\n", CLEAR_TEXT, REFUSED (538) },
  { .name = "A2-68-530", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 530 5.7.0 starttls\nC: QUIT\n", CLEAR_TEXT, REFUSED (530) },
  { .name = "A2-69-503", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 503 what\n" HANGS_UP, CLEAR_TEXT, FAILS (PROTOCOL) },
  { .name = "A2-69-504-next", .script = IN_TLS ("AUTH PLAIN LOGIN") PLAIN "S: 504 no\nC: AUTH LOGIN\nS: 334 \nC: " LOGIN_ACCOUNT "\nS: 334 \nC: " LOGIN_PASSWORD "\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-69-504-none", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 504 no\nC: QUIT\n", CLEAR_TEXT, REFUSED (504) },
  { .name = "A2-70-550", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 \nC: *\nS: 334 \nC: *\nS: 550 5.7.30 Basic authentication is not supported\nC: QUIT\n", CLEAR_TEXT, REFUSED (550) },
  { .name = "A2-71-not-base64", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 Username:\n" CANCELLED, CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-71-spaces", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 VXNl cm5hbWU6\n" CANCELLED, CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-71-nul", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nR: 334 VXN\\x00\\r\\n\n" CANCELLED, CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-71-several-lines", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334-VXNl\nS: 334 cm5h\n" CANCELLED, CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-71-second-not-base64", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: " LOGIN_ACCOUNT "\nS: 334 ?\n" CANCELLED, CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-71-accepted-after-cancelling", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 ?\nX: *\nS: 235 hi\nC: QUIT\n", CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-72-challenges-for-ever", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 334 \n" CANCELLED, CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-73-235-at-once", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-74-other-language", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 QmVudXR6ZXJuYW1lOg==\nC: " LOGIN_ACCOUNT "\nS: 334 S2VubndvcnQ6\nC: " LOGIN_PASSWORD "\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-74-no-words", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334\nC: " LOGIN_ACCOUNT "\nS: 334 \nC: " LOGIN_PASSWORD "\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-74-password-asked-first", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 UGFzc3dvcmQ6\nC: " LOGIN_ACCOUNT "\nS: 334 VXNlcm5hbWU6\nC: " LOGIN_PASSWORD "\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-76-challenge-too-long", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nR: 334 \nFILL: 131072\n" HANGS_UP, CLEAR_TEXT, FAILS (PROTOCOL) },
  { .name = "A2-77-500-line-too-long", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 500 5.5.6 too long\nC: QUIT\n", CLEAR_TEXT, REFUSED (500) },
  { .name = "A2-78-initial-response-refused", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 501 5.5.4 no\nC: AUTH PLAIN\nS: 334 \nC: " PLAIN_RESPONSE "\nS: 235 hi\n" BYE, CLEAR_TEXT },
  { .name = "A2-78-refused-again", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 501 no\nC: AUTH PLAIN\nS: 501 no\nC: QUIT\n", CLEAR_TEXT, REFUSED (501) },
  { .name = "A2-80-dropped-after-credentials", .script = IN_TLS ("AUTH PLAIN") PLAIN, CLEAR_TEXT, FAILS (CLOSED) },
  { .name = "A2-31-extra-reply-behind-235", .script = IN_TLS ("AUTH PLAIN") PLAIN "R: 235 hi\\r\\n250 ok\\r\\n\n" HANGS_UP, CLEAR_TEXT, FAILS (PROTOCOL) },
  { .name = "no-answer", .script = IN_TLS ("AUTH PLAIN") PLAIN HANGS_UP, CLEAR_TEXT, .impatient = TRUE, FAILS (TIMED_OUT) },
  { .name = "250-is-no-answer", .script = IN_TLS ("AUTH PLAIN") PLAIN "S: 250 ok\n" HANGS_UP, CLEAR_TEXT, FAILS (PROTOCOL) },

  /* challenge/response, judged by code that shares nothing with the library that answers */
  { .name = "N13-ntlm-in-clear", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic spn\n" DELIVERY BYE, NTLM, .messages = 1 },
  { .name = "N13-ntlm-in-tls", .script = IN_TLS ("AUTH NTLM") "NTLM: mic binding spn\n" DELIVERY BYE, NTLM, .messages = 1 },
  { .name = "ntlm-in-tls-1.2", .script = HELLO_STARTTLS STARTTLS "TLS: good NORMAL:-VERS-ALL:+VERS-TLS1.2\n" EHLO "S: 250-a\nS: 250 AUTH NTLM\nNTLM: mic binding\n" BYE, NTLM },
  { .name = "ntlm-in-unverified-tls", .script = IN_UNVERIFIED_TLS ("AUTH NTLM") "NTLM: mic binding\n" BYE, NTLM },
  { .name = "ntlm-domain-before-account", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic\n" BYE, NTLM_AS (NULL, SCRIPT_NT_PASSWORD), .account = "CORP\\ann" },
  { .name = "ntlm-no-domain", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic\n" BYE, NTLM_AS (NULL, SCRIPT_NT_PASSWORD) },
  { .name = "N12-user-principal-name", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic\n" BYE, NTLM_AS (NULL, SCRIPT_NT_PASSWORD), .account = "ann@corp.example" },
  { .name = "ntlm-upper-case-account", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic\n" BYE, NTLM, .account = "ANN" },
  { .name = "ntlm-wrong-password", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic\nC: QUIT\n", NTLM_AS (SCRIPT_NT_DOMAIN, "password"), .open = { CS_FAILURE_REPLY, CS_STAGE_AUTHENTICATE, 535, "5.7.3 no" } },
  { .name = "A2-71-N9-words-in-the-first-challenge", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic text\n" BYE, NTLM },
  { .name = "N2-account-too-long", .script = IN_CLEAR ("AUTH NTLM") "C: QUIT\n", NTLM, .account = A512, FAILS (CREDENTIAL_INVALID) },
  { .name = "N2-domain-too-long", .script = IN_CLEAR ("AUTH NTLM") "C: QUIT\n", NTLM_AS (A512, SCRIPT_NT_PASSWORD), FAILS (CREDENTIAL_INVALID) },
  { .name = "N5-sharp-s-in-the-account", .script = IN_CLEAR ("AUTH NTLM") "NTLM: mic\nC: QUIT\n", NTLM, .account = "straße", .open = { CS_FAILURE_REPLY, CS_STAGE_AUTHENTICATE, 535, "5.7.3 no (an account name with ß *" } },
  { .name = "N6-begins-anew", .script = IN_CLEAR ("AUTH NTLM") "NTLM: no-sign\nNTLM: no-sign\n" BYE, NTLM },
  { .name = "N6-accepted-after-cancelling", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 \nC: TlRMTVNTUAAB*\nS: 334 " NO_SIGN_CHALLENGE "\nX: *\nS: 235 hi\n" HANGS_UP, NTLM, FAILS (PROTOCOL) },
  { .name = "A2-71-closed-after-cancelling", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 ?\nX: *\n", CLEAR_TEXT, FAILS (AUTH_CHALLENGE) },
  { .name = "too-long-for-a-line", .script = IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 \nC: YW5u\nS: 334 \n" CANCELLED, CLEAR_TEXT, .password = A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512 A512, FAILS (CREDENTIAL_INVALID) },
  { .name = "N7-no-target-info", .script = IN_CLEAR ("AUTH NTLM") "NTLM: no-target-info\nC: QUIT\n", NTLM, FAILS (AUTH_NTLM_V1_ONLY) },
  { .name = "N7-no-target-info-in-tls", .script = IN_TLS ("AUTH NTLM") "NTLM: no-target-info\nC: QUIT\n", NTLM, FAILS (AUTH_NTLM_V1_ONLY) },
  { .name = "N8-exim", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 NTLM supported\nC: TlRMTVNTUAAB*\nS: 334 TlRMTVNTUAACAAAAAAAAAAAAAAACggAAASNFZ4mrze8AAAAAAAAAAAAAAAAAAAAA\n" CANCELLED, NTLM, FAILS (AUTH_NTLM_V1_ONLY) },
  { .name = "N10-clock", .script = IN_CLEAR ("AUTH NTLM") "NTLM: old-time\nC: QUIT\n", NTLM, .open = { CS_FAILURE_AUTH_CHALLENGE, CS_STAGE_AUTHENTICATE, 0, "*clocks*" } },
  { .name = "ntlm-no-extended-security", .script = IN_CLEAR ("AUTH NTLM") "NTLM: no-extended-security\n" BYE, NTLM },
  { .name = "ntlm-no-time", .script = IN_CLEAR ("AUTH NTLM") "NTLM: no-time\n" BYE, NTLM },
  { .name = "A2-75-short-challenge", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 \nC: TlRMTVNTUAAB*\nS: 334 TlRMTVNTUAACAAAA\n" CANCELLED, NTLM, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-75-no-signature", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 \nC: TlRMTVNTUAAB*\nS: 334 eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\n" CANCELLED, NTLM, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-72-ntlm-challenges-go-on", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 \nC: TlRMTVNTUAAB*\nS: 334 \n" CANCELLED, NTLM, FAILS (AUTH_CHALLENGE) },
  { .name = "A2-73-235-before-the-end", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 \nC: TlRMTVNTUAAB*\nS: 235 hi\n" BYE, NTLM },
  { .name = "A2-80-ntlm-dropped", .script = IN_CLEAR ("AUTH NTLM") "C: AUTH NTLM\nS: 334 \nC: TlRMTVNTUAAB*\n", NTLM, FAILS (CLOSED) },
  { .name = "ntlm-empty-password", .script = IN_CLEAR ("AUTH NTLM") "C: QUIT\n", NTLM_AS (SCRIPT_NT_DOMAIN, ""), FAILS (CREDENTIAL_INVALID) },
};
/* clang-format on */

int
main (int argc, char **argv)
{
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/auth", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
