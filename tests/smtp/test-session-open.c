/* From the connection to the end of EHLO: what a server may do, and what the session says of it. */
#include "dialogues.h"
#include "session-case.h"
#include "smtp/process.h"

#define TEN_LINES                                                                                  \
  "S: 220-a\nS: 220-b\nS: 220-c\nS: 220-d\nS: 220-e\nS: 220-f\nS: 220-g\nS: 220-h\n"               \
  "S: 220-i\nS: 220-j\n"
#define FIFTY_LINES                                                                                \
  "S: 250-a\nS: 250-b\nS: 250-c\nS: 250-d\nS: 250-e\nS: 250-f\nS: 250-g\nS: 250-h\n"               \
  "S: 250-i\nS: 250-j\nS: 250-k\nS: 250-l\nS: 250-m\nS: 250-n\nS: 250-o\nS: 250-p\nS: 250-q\n"     \
  "S: 250-a\nS: 250-b\nS: 250-c\nS: 250-d\nS: 250-e\nS: 250-f\nS: 250-g\nS: 250-h\n"               \
  "S: 250-i\nS: 250-j\nS: 250-k\nS: 250-l\nS: 250-m\nS: 250-n\nS: 250-o\nS: 250-p\nS: 250-q\n"     \
  "S: 250-a\nS: 250-b\nS: 250-c\nS: 250-d\nS: 250-e\nS: 250-f\nS: 250-g\nS: 250-h\n"               \
  "S: 250-i\nS: 250-j\nS: 250-k\nS: 250-l\nS: 250-m\nS: 250-n\nS: 250-o\nS: 250-p\n"

#define FAILS(Stage, Kind) .open = { CS_FAILURE_##Kind, CS_STAGE_##Stage }
#define REFUSED(Stage, Code) .open = { CS_FAILURE_REPLY, CS_STAGE_##Stage, Code }

/* clang-format off */
static const SessionCase cases[] = {
  { .name = "plain", .script = HELLO DELIVERY BYE, .messages = 1 },
  { .name = "quit-unanswered", .script = HELLO "C: QUIT\n" },

  { .name = "A2-5-no-greeting", .script = HANGS_UP, .impatient = TRUE, FAILS (GREETING, TIMED_OUT) },
  { .name = "A2-6-greeting-drips", .script = "DRIP: 220 hello this is a long greeting\n",
    .impatient = TRUE, FAILS (GREETING, TIMED_OUT) },
  { .name = "A2-7-greeting-of-many-lines",
    .script = TEN_LINES TEN_LINES TEN_LINES TEN_LINES "S: 220 at last\n" EHLO "S: 250 a\n" DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-8-bare-greeting", .script = "S: 220\n" EHLO "S: 250 a\n" BYE },
  { .name = "A2-8-bare-lines", .script = "S: 220-\nS: 220\n" EHLO "S: 250-\nS: 250\n" BYE },
  { .name = "A2-9-greeting-421", .script = "S: 421 4.3.2 later\n" HANGS_UP, REFUSED (GREETING, 421) },
  { .name = "A2-10-greeting-450", .script = "S: 450 later\n" HANGS_UP, REFUSED (GREETING, 450) },
  { .name = "A2-11-greeting-554-quit", .script = "S: 554 5.3.2 no\nC: QUIT\nS: 221 bye\n",
    .open = { CS_FAILURE_REPLY, CS_STAGE_GREETING, 554, "5.3.2 no" } },
  { .name = "A2-12-greeting-521", .script = "S: 521 no mail here\n" HANGS_UP, REFUSED (GREETING, 521) },
  { .name = "A2-13-ssh", .script = "S: SSH-2.0-OpenSSH_9.2\n" HANGS_UP,
    .open = { CS_FAILURE_PROTOCOL, CS_STAGE_GREETING, 0, "*SSH-2.0-OpenSSH*" } },
  { .name = "A2-13-http", .script = "S: HTTP/1.1 400 Bad Request\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-13-tls-alert", .script = "R: \\x15\\x03\\x01\\x00\\x02\\x02\\x28\n" HANGS_UP,
    FAILS (GREETING, PLAIN_EXPECTED_TLS) },
  { .name = "A2-13-tls-hello", .script = "R: \\x16\\x03\\x01\\x00\n" HANGS_UP,
    FAILS (GREETING, PLAIN_EXPECTED_TLS) },
  { .name = "A2-14-2200", .script = "S: 2200 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-14-22", .script = "S: 22 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-14-minus", .script = "S: -220 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-14-letters", .script = "S: 2x0 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-14-empty", .script = "S: \n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-15-greeting-354", .script = "S: 354 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-15-greeting-120", .script = "S: 120 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-15-greeting-250", .script = "S: 250 hi\n" HANGS_UP, FAILS (GREETING, PROTOCOL) },
  { .name = "A2-16-closes-at-once", .script = "", FAILS (GREETING, CLOSED) },
  { .name = "A2-16-resets-at-once", .script = "RESET\n", FAILS (GREETING, CLOSED) },
  { .name = "A2-17-replies-sent-ahead", .script = "R: 220 hi\\r\\n250 hi\\r\\n\n" HANGS_UP,
    .open = { CS_FAILURE_PROTOCOL, CS_STAGE_HELLO, 0, "*before it was asked*" } },

  { .name = "A2-19-ehlo-500", .script = GREETING EHLO "S: 500 what\nC: HELO client.example.com\nS: 250 hi\n" DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-19-ehlo-501", .script = GREETING EHLO "S: 501 what\nC: HELO client.example.com\nS: 250 hi\n" BYE },
  { .name = "A2-19-ehlo-502", .script = GREETING EHLO "S: 502 what\nC: HELO client.example.com\nS: 250 hi\n" BYE },
  { .name = "A2-19-ehlo-504", .script = GREETING EHLO "S: 504 what\nC: HELO client.example.com\nS: 250 hi\n" BYE },
  { .name = "A2-19-ehlo-550", .script = GREETING EHLO "S: 550 what\nC: HELO client.example.com\nS: 250 hi\n" BYE },
  { .name = "A2-19-helo-has-no-extensions",
    .script = GREETING EHLO "S: 500 what\nC: HELO client.example.com\nS: 250-hi\nS: 250 PIPELINING\n" DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-19-ehlo-500-needs-tls", .script = GREETING EHLO "S: 500 what\n" HANGS_UP,
    .tls = CS_TLS_REQUIRED, FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "A2-19-ehlo-500-needs-auth", .script = GREETING EHLO "S: 500 what\n" HANGS_UP,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, FAILS (AUTHENTICATE, AUTH_NOT_OFFERED) },
  { .name = "A2-20-ehlo-421", .script = GREETING EHLO "S: 421 bye\n" HANGS_UP, REFUSED (HELLO, 421) },
  { .name = "A2-20-ehlo-closes", .script = GREETING EHLO, FAILS (HELLO, CLOSED) },
  { .name = "A2-21-ehlo-451", .script = GREETING EHLO "S: 451 later\n" HANGS_UP, REFUSED (HELLO, 451) },
  { .name = "A2-22-ehlo-554", .script = GREETING EHLO "S: 554 not you\n" HANGS_UP, REFUSED (HELLO, 554) },
  { .name = "A2-22-helo-550", .script = GREETING EHLO "S: 500 what\nC: HELO *\nS: 550 not you\n" HANGS_UP,
    REFUSED (HELLO, 550) },
  { .name = "A2-23-codes-differ", .script = GREETING EHLO "S: 250-a\nS: 550 b\n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-24-no-last-line", .script = GREETING EHLO "S: 250-a\nS: 250-b\n" HANGS_UP,
    .impatient = TRUE, FAILS (HELLO, TIMED_OUT) },
  { .name = "A2-25-lines-without-end",
    .script = GREETING EHLO FIFTY_LINES FIFTY_LINES FIFTY_LINES FIFTY_LINES FIFTY_LINES FIFTY_LINES
      FIFTY_LINES FIFTY_LINES FIFTY_LINES FIFTY_LINES FIFTY_LINES HANGS_UP,
    FAILS (HELLO, PROTOCOL) },
  { .name = "A2-26-line-without-end", .script = GREETING EHLO "FILL: 4000000\n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-26-long-line", .script = GREETING EHLO "R: 250 \nFILL: 65536\n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-27-bare-lf", .script = "R: 220 hi\\n\n" EHLO "R: 250-hi\\n250 PIPELINING\\n\n" GROUP_DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-28-control-characters",
    .script = "R: 220 a\\x00b\\x01c\\xffd\\re\\x1b[31m\\r\\n\n" EHLO "R: 250-\\x00\\r\\n250 SIZE 9\\x00\\r\\n\n" DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-28-nul-in-a-refusal", .script = "R: 554 no\\x00way\\x1b[2J\\r\\n\n" HANGS_UP,
    .open = { CS_FAILURE_REPLY, CS_STAGE_GREETING, 554, "no?way?[2J" } },
  { .name = "A2-29-markup-is-data", .script = "S: 554 <script>%s%n\n" HANGS_UP,
    .open = { CS_FAILURE_REPLY, CS_STAGE_GREETING, 554, "<script>%s%n" } },
  { .name = "A2-30-235-to-ehlo", .script = GREETING EHLO "S: 235 welcome\n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-30-334-to-ehlo", .script = GREETING EHLO "S: 334 \n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-30-354-to-ehlo", .script = GREETING EHLO "S: 354 \n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-30-220-to-ehlo", .script = GREETING EHLO "S: 220 \n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-31-extra-reply", .script = GREETING EHLO "R: 250 a\\r\\n250 b\\r\\n\n" HANGS_UP, FAILS (HELLO, PROTOCOL) },
  { .name = "A2-33-lower-case", .script = GREETING EHLO "S: 250-hi\nS: 250 pipelining\n" GROUP_DELIVERY BYE,
    .messages = 1 },
  { .name = "A2-36-masked-starttls", .script = GREETING EHLO "S: 250-hi\nS: 250 XXXXXXXA\n" HANGS_UP,
    .tls = CS_TLS_REQUIRED, FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "A2-37-421-behind-the-reply", .script = GREETING EHLO "R: 250 hi\\r\\n421 too late\\r\\n\n" HANGS_UP, FAILS (HELLO, PROTOCOL) },

  { .name = "helo-only", .script = GREETING "C: HELO client.example.com\nS: 250 hi\n" DELIVERY BYE,
    .helo = TRUE, .messages = 1 },
  { .name = "helo-and-tls-required", .script = GREETING "C: HELO client.example.com\nS: 250 hi\n" HANGS_UP,
    .helo = TRUE, .tls = CS_TLS_REQUIRED, FAILS (STARTTLS, TLS_NOT_OFFERED) },
  { .name = "probe", .script = GREETING EHLO "S: 250-hi\nS: 250 AUTH PLAIN\n" BYE,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT, .probe_only = TRUE },
};
/* clang-format on */

int
main (int argc, char **argv)
{
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/open", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
