/* One message: its envelope, its content, and what the session says of each recipient. */
#include "dialogues.h"
#include "session-case.h"
#include "smtp/process.h"

#define OFFERS(Features) GREETING EHLO "S: 250-a\nS: 250 " Features "\n"
#define MAIL "C: MAIL FROM:<sender@example.com>\n"
#define RCPT(Number) "C: RCPT TO:<r" #Number "@example.org>\n"
#define GROUP(Number) "G: RCPT TO:<r" #Number "@example.org>\n"
#define OK "S: 250 ok\n"
#define DATA "C: DATA\nS: 354 go\n"
#define GROUP_OF_3 MAIL GROUP (1) GROUP (2) GROUP (3) "G: DATA\n"
#define LONE_DOT "C: .\n"
#define QUEUED "CONTENT1\nS: 250 2.0.0 queued\n"
#define RESET_NEXT "C: RSET\nS: 250 ok\n"

#define DELIVERED                                                                                  \
  {                                                                                                \
    CS_FAILURE_NONE                                                                                \
  }
#define REFUSED(Stage, Code)                                                                       \
  {                                                                                                \
    CS_FAILURE_REPLY, CS_STAGE_##Stage, Code                                                       \
  }
#define FAILED(Stage, Kind)                                                                        \
  {                                                                                                \
    CS_FAILURE_##Kind, CS_STAGE_##Stage                                                            \
  }
#define ONE .messages = 1, .outcomes
#define THREE .messages = 1, .recipients = 3, .outcomes

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X1024 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64

/* clang-format off */
static const SessionCase cases[] = {
  { .name = "several-messages", .script = HELLO DELIVERY DELIVERY DELIVERY BYE, .messages = 3 },
  { .name = "pipelined", .script = HELLO_PIPELINING GROUP_DELIVERY GROUP_DELIVERY BYE, .messages = 2 },
  { .name = "pipelining-avoided", .script = HELLO_PIPELINING DELIVERY BYE, .messages = 1, .habits = CS_HABIT_NO_GROUPS },
  { .name = "three-recipients", .script = HELLO MAIL OK RCPT (1) OK RCPT (2) OK RCPT (3) OK DATA QUEUED BYE, THREE = { DELIVERED } },
  { .name = "three-recipients-pipelined", .script = HELLO_PIPELINING GROUP_OF_3 OK OK OK OK "S: 354 go\n" QUEUED BYE, THREE = { DELIVERED } },
  { .name = "empty-content", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT1\n" OK BYE, .content = "", ONE = { DELIVERED } },
  { .name = "large-content", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\n" OK BYE, .content_bytes = 5000000, ONE = { DELIVERED } },
  { .name = "large-content-to-a-slow-reader", .script = HELLO MAIL OK RCPT (1) OK DATA "DELAY\nDELAY\nREAD: 1000000\nDELAY\nCONTENT\n" OK BYE, .content_bytes = 8000000, ONE = { DELIVERED } },
  { .name = "content-of-one-chunk", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\n" OK BYE, .content_bytes = 65000, ONE = { DELIVERED } },
  { .name = "A2-122-long-line-goes-as-it-is", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT1\n" OK BYE, .content = "\r\n" X1024 "\r\n", ONE = { DELIVERED } },
  { .name = "bare-lf-never-leaves", .script = HELLO BYE, .content = "a\n.\nb\r\n", ONE = { FAILED (CONTENT, LOCAL) } },
  { .name = "unended-line-never-leaves", .script = HELLO BYE, .content = "a", ONE = { FAILED (CONTENT, LOCAL) } },

  /* parameters */
  { .name = "size", .script = OFFERS ("SIZE 1000") "C: MAIL FROM:<sender@example.com> SIZE=26\n" OK RCPT (1) OK DATA QUEUED BYE, .messages = 1 },
  { .name = "A2-34-size-0", .script = OFFERS ("SIZE 0") "C: MAIL FROM:<sender@example.com> SIZE=26\n" OK RCPT (1) OK DATA QUEUED BYE, .messages = 1 },
  { .name = "A2-34-size-malformed", .script = OFFERS ("SIZE lots") DELIVERY BYE, .messages = 1 },
  { .name = "A2-34-size-overflows", .script = OFFERS ("SIZE 18446744073709551616") MAIL OK RCPT (1) OK DATA QUEUED BYE, .messages = 1 },
  { .name = "A2-34-size-negative", .script = OFFERS ("SIZE -1") MAIL OK RCPT (1) OK DATA QUEUED BYE, .messages = 1 },
  { .name = "A2-84-size-too-small", .script = OFFERS ("SIZE 25") BYE, ONE = { FAILED (MAIL, MESSAGE_TOO_LARGE) } },
  { .name = "8bit", .script = OFFERS ("8BITMIME") "C: MAIL FROM:<sender@example.com> BODY=8BITMIME\n" OK RCPT (1) OK DATA QUEUED BYE, .content = "\xc3\xbc\r\n", .messages = 1 },
  { .name = "8bit-not-needed", .script = OFFERS ("8BITMIME") MAIL OK RCPT (1) OK DATA QUEUED BYE, .messages = 1 },
  { .name = "A2-120-8bit-not-offered", .script = HELLO BYE, .content = "\xc3\xbc\r\n", ONE = { FAILED (MAIL, 8BITMIME_NOT_OFFERED) } },
  { .name = "A2-121-smtputf8-not-offered", .script = HELLO BYE, .needs_smtputf8 = TRUE, ONE = { FAILED (MAIL, SMTPUTF8_NOT_OFFERED) } },
  { .name = "smtputf8", .script = OFFERS ("SMTPUTF8") "C: MAIL FROM:<sender@example.com> SMTPUTF8\n" OK RCPT (1) OK DATA QUEUED BYE, .needs_smtputf8 = TRUE, .messages = 1 },
  { .name = "dsn", .script = OFFERS ("DSN") "C: MAIL FROM:<sender@example.com> RET=HDRS ENVID=id+2B1\n" OK "C: RCPT TO:<r1@example.org> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;r1@example.org\n" OK DATA QUEUED BYE, .with_dsn = TRUE, .messages = 1 },
  { .name = "dsn-not-offered", .script = HELLO MAIL OK RCPT (1) OK DATA QUEUED BYE, .with_dsn = TRUE, .messages = 1 },
  { .name = "A2-38-size-refused", .script = OFFERS ("SIZE") "C: MAIL FROM:* SIZE=26\nS: 555 no\n" MAIL OK RCPT (1) OK DATA QUEUED MAIL OK RCPT (1) OK DATA QUEUED BYE, .messages = 2 },
  { .name = "A2-38-refused-again", .script = OFFERS ("SIZE") "C: MAIL FROM:* SIZE=26\nS: 501 no\n" MAIL "S: 501 bad address\n" BYE, ONE = { REFUSED (MAIL, 501) } },
  { .name = "A2-38-nothing-to-leave-out", .script = HELLO MAIL "S: 501 bad address\n" BYE, ONE = { REFUSED (MAIL, 501) } },
  { .name = "A2-38-notify-refused", .script = OFFERS ("DSN") "C: MAIL FROM:* RET=*\n" OK "C: RCPT TO:<r1@example.org> NOTIFY=*\nS: 504 no\n" "C: RCPT TO:<r2@example.org> NOTIFY=*\n" OK DATA QUEUED MAIL OK RCPT (1) OK DATA QUEUED BYE,
    .with_dsn = TRUE, .messages = 1, .recipients = 2, .outcomes = { DELIVERED } },
  { .name = "A2-38-notify-refused-for-all", .script = OFFERS ("DSN") "C: MAIL FROM:* RET=*\n" OK "C: RCPT TO:<r1@example.org> NOTIFY=*\nS: 555 no\n" RESET_NEXT MAIL OK RCPT (1) OK DATA QUEUED BYE,
    .with_dsn = TRUE, ONE = { DELIVERED } },
  { .name = "A2-38-pipelined", .script = GREETING EHLO "S: 250-a\nS: 250-PIPELINING\nS: 250 SIZE\nC: MAIL FROM:* SIZE=26\nG: RCPT *\nG: DATA\nS: 555 no\nS: 503 a\nS: 503 a\n" GROUP_DELIVERY GROUP_DELIVERY BYE, .messages = 2 },

  /* MAIL */
  { .name = "A2-82-mail-451-needs-no-reset", .script = HELLO MAIL "S: 451 later\n" DELIVERY BYE, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (MAIL, 451) } },
  { .name = "A2-83-mail-550", .script = HELLO MAIL "S: 550 5.1.8 no\n" BYE, .messages = 1, .outcomes = { { CS_FAILURE_REPLY, CS_STAGE_MAIL, 550, "5.1.8 no" } } },
  { .name = "A2-83-mail-550-pipelined", .script = HELLO_PIPELINING GROUP_OF_3 "S: 550 no\nS: 503 a\nS: 503 a\nS: 503 a\nS: 503 a\n" BYE, THREE = { REFUSED (MAIL, 550), REFUSED (MAIL, 550), REFUSED (MAIL, 550) } },
  { .name = "A2-83-mail-550-then-closed", .script = HELLO_PIPELINING GROUP_OF_3 "S: 550 no\n", THREE = { REFUSED (MAIL, 550), REFUSED (MAIL, 550), REFUSED (MAIL, 550) }, .closed = TRUE },
  { .name = "A2-84-mail-552", .script = HELLO MAIL "S: 552 too big\n" BYE, ONE = { REFUSED (MAIL, 552) } },
  { .name = "A2-85-mail-452", .script = HELLO MAIL "S: 452 full\n" BYE, ONE = { REFUSED (MAIL, 452) } },
  { .name = "A2-86-mail-530", .script = HELLO MAIL "S: 530 5.7.0 authenticate\n" BYE, ONE = { REFUSED (MAIL, 530) } },
  { .name = "A2-30-354-to-mail", .script = HELLO MAIL "S: 354 go\n" HANGS_UP, ONE = { FAILED (MAIL, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-30-235-to-mail", .script = HELLO MAIL "S: 235 hi\n" HANGS_UP, ONE = { FAILED (MAIL, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-37-421-to-mail", .script = HELLO MAIL "S: 421 bye\n" HANGS_UP, ONE = { REFUSED (MAIL, 421) }, .closed = TRUE },
  { .name = "mail-unanswered", .script = HELLO MAIL HANGS_UP, .impatient = TRUE, ONE = { FAILED (MAIL, TIMED_OUT) }, .closed = TRUE },
  { .name = "A2-35-pipelining-drops-the-rest", .script = HELLO_PIPELINING GROUP_SENT OK HANGS_UP, .impatient = TRUE, ONE = { FAILED (RECIPIENT, TIMED_OUT) }, .closed = TRUE },
  { .name = "mail-closed", .script = HELLO MAIL, ONE = { FAILED (MAIL, CLOSED) }, .closed = TRUE },

  /* RCPT */
  { .name = "A2-87-rcpt-450", .script = HELLO MAIL OK RCPT (1) "S: 450 4.2.0 greylisted\n" BYE, ONE = { REFUSED (RECIPIENT, 450) } },
  { .name = "A2-88-rcpt-550-then-reset", .script = HELLO MAIL OK RCPT (1) "S: 550 no\n" RESET_NEXT DELIVERY BYE, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (RECIPIENT, 550) } },
  { .name = "A2-88-rcpt-553-of-two", .script = HELLO MAIL OK RCPT (1) OK RCPT (2) "S: 553 no\n" DATA QUEUED BYE, .messages = 1, .recipients = 2, .outcomes = { DELIVERED, REFUSED (RECIPIENT, 553) } },
  { .name = "A2-88-rcpt-551", .script = HELLO MAIL OK RCPT (1) "S: 551 moved\n" BYE, ONE = { REFUSED (RECIPIENT, 551) } },
  { .name = "A2-89-too-many", .script = HELLO MAIL OK RCPT (1) OK RCPT (2) "S: 452 too many\n" RCPT (3) "S: 452 too many\n" DATA QUEUED BYE, THREE = { DELIVERED, REFUSED (RECIPIENT, 452), REFUSED (RECIPIENT, 452) } },
  { .name = "A2-89-too-many-pipelined", .script = HELLO_PIPELINING GROUP_OF_3 OK OK "S: 452 too many\nS: 452 too many\nS: 354 go\n" QUEUED BYE, THREE = { DELIVERED, REFUSED (RECIPIENT, 452), REFUSED (RECIPIENT, 452) } },
  { .name = "A2-90-rcpt-552", .script = HELLO MAIL OK RCPT (1) OK RCPT (2) "S: 552 too many\n" RCPT (3) OK DATA QUEUED BYE, THREE = { DELIVERED, REFUSED (RECIPIENT, 552), DELIVERED } },
  { .name = "A2-91-452-on-the-first", .script = HELLO MAIL OK RCPT (1) "S: 452 full\n" BYE, ONE = { REFUSED (RECIPIENT, 452) } },
  { .name = "A2-92-mixed", .script = HELLO MAIL OK RCPT (1) "S: 451 later\n" RCPT (2) OK RCPT (3) "S: 550 no\n" DATA QUEUED BYE, THREE = { REFUSED (RECIPIENT, 451), DELIVERED, REFUSED (RECIPIENT, 550) } },
  { .name = "A2-92-mixed-pipelined", .script = HELLO_PIPELINING GROUP_OF_3 OK "S: 451 later\nS: 250 ok\nS: 550 no\nS: 354 go\n" QUEUED BYE, THREE = { REFUSED (RECIPIENT, 451), DELIVERED, REFUSED (RECIPIENT, 550) } },
  { .name = "A2-93-all-refused-but-354", .script = HELLO_PIPELINING GROUP_SENT OK "S: 550 a\nS: 354 go\n" LONE_DOT "S: 250 queued\n" GROUP_DELIVERY BYE, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (RECIPIENT, 550) } },
  { .name = "A2-93-all-refused-and-503", .script = HELLO_PIPELINING GROUP_SENT OK "S: 550 a\nS: 503 need RCPT\n" RESET_NEXT GROUP_DELIVERY BYE, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (RECIPIENT, 550) } },
  { .name = "A2-93-lone-dot-unanswered", .script = HELLO_PIPELINING GROUP_SENT OK "S: 550 a\nS: 354 go\n" LONE_DOT, ONE = { REFUSED (RECIPIENT, 550) }, .closed = TRUE },
  { .name = "A2-94-251-252", .script = HELLO MAIL OK RCPT (1) "S: 251 forwards\n" RCPT (2) "S: 252 perhaps\n" RCPT (3) OK DATA QUEUED BYE, THREE = { DELIVERED } },
  { .name = "A2-95-rcpt-421", .script = HELLO MAIL OK RCPT (1) "S: 550 no\n" RCPT (2) OK RCPT (3) "S: 421 bye\n" HANGS_UP, THREE = { REFUSED (RECIPIENT, 550), REFUSED (RECIPIENT, 421), REFUSED (RECIPIENT, 421) }, .closed = TRUE },
  { .name = "A2-96-closed-after-a-550", .script = HELLO_PIPELINING GROUP_OF_3 OK OK "S: 550 5.1.1 no\n", THREE = { FAILED (RECIPIENT, CLOSED), { CS_FAILURE_REPLY, CS_STAGE_RECIPIENT, 550, "5.1.1 no" }, FAILED (RECIPIENT, CLOSED) }, .closed = TRUE },
  { .name = "A2-96-reset-after-a-550", .script = HELLO_PIPELINING GROUP_SENT "R: 250 ok\\r\\n550 5.1.1 no\\r\\n\nRESET\n", ONE = { REFUSED (RECIPIENT, 550) }, .closed = TRUE },
  { .name = "A2-97-rcpt-unanswered", .script = HELLO MAIL OK RCPT (1) HANGS_UP, .impatient = TRUE, ONE = { FAILED (RECIPIENT, TIMED_OUT) }, .closed = TRUE },
  { .name = "A2-30-354-to-rcpt", .script = HELLO MAIL OK RCPT (1) "S: 354 go\n" HANGS_UP, ONE = { FAILED (RECIPIENT, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-31-two-replies-to-mail", .script = HELLO MAIL "R: 250 ok\\r\\n250 ok\\r\\n\n" HANGS_UP, ONE = { FAILED (RECIPIENT, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-32-doubled-reply-in-a-group", .script = HELLO_PIPELINING GROUP_SENT OK OK OK HANGS_UP, ONE = { FAILED (DATA, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-32-garbage-in-a-group", .script = HELLO_PIPELINING GROUP_SENT OK "S: what?\n" HANGS_UP, ONE = { FAILED (RECIPIENT, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-32-reordered", .script = HELLO_PIPELINING GROUP_SENT "S: 354 go\n" OK OK HANGS_UP, ONE = { FAILED (MAIL, PROTOCOL) }, .closed = TRUE },

  /* DATA */
  { .name = "A2-98-data-554", .script = HELLO MAIL OK RCPT (1) OK "C: DATA\nS: 554 no\n" BYE, ONE = { REFUSED (DATA, 554) } },
  { .name = "A2-99-data-unanswered", .script = HELLO MAIL OK RCPT (1) OK "C: DATA\n" HANGS_UP, .impatient = TRUE, ONE = { FAILED (DATA, TIMED_OUT) }, .closed = TRUE },
  { .name = "A2-100-data-451-then-reset", .script = HELLO MAIL OK RCPT (1) OK "C: DATA\nS: 451 later\n" RESET_NEXT DELIVERY BYE, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (DATA, 451) } },
  { .name = "A2-100-data-503", .script = HELLO MAIL OK RCPT (1) OK "C: DATA\nS: 503 need RCPT\n" HANGS_UP, ONE = { FAILED (DATA, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-30-250-to-data", .script = HELLO MAIL OK RCPT (1) OK "C: DATA\n" OK HANGS_UP, ONE = { FAILED (DATA, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-101-reset-while-sending", .script = HELLO MAIL OK RCPT (1) OK DATA "READ: 100000\nRESET\n", .content_bytes = 8000000, ONE = { FAILED (CONTENT, CLOSED) }, .closed = TRUE },
  { .name = "A2-101-closed-while-sending", .script = HELLO MAIL OK RCPT (1) OK DATA "READ: 100000\n", .content_bytes = 8000000, ONE = { FAILED (CONTENT, CLOSED) }, .closed = TRUE },
  { .name = "A2-102-552-while-sending", .script = HELLO MAIL OK RCPT (1) OK DATA "READ: 100000\nS: 552 5.3.4 too big\n" HANGS_UP, .content_bytes = 8000000, ONE = { REFUSED (CONTENT, 552) }, .closed = TRUE },
  { .name = "A2-102-421-while-sending", .script = HELLO MAIL OK RCPT (1) OK DATA "READ: 100000\nS: 421 shutting down\n" HANGS_UP, .content_bytes = 8000000, ONE = { REFUSED (CONTENT, 421) }, .closed = TRUE },
  { .name = "A2-102-250-while-sending", .script = HELLO MAIL OK RCPT (1) OK DATA "READ: 100000\nS: 250 queued\n" HANGS_UP, .content_bytes = 8000000, ONE = { FAILED (CONTENT, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-32-250-sent-ahead-of-the-content", .script = HELLO MAIL OK RCPT (1) OK "C: DATA\nR: 354 go\\r\\n250 queued\\r\\n\n" HANGS_UP, ONE = { FAILED (CONTENT, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-103-zero-window", .script = HELLO MAIL OK RCPT (1) OK DATA "READ: 1\nSTALL\n", .content_bytes = 8000000, .impatient = TRUE, ONE = { FAILED (CONTENT, TIMED_OUT) }, .closed = TRUE },

  /* after the dot */
  { .name = "A2-104-closed-after-the-dot", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\n", ONE = { FAILED (END, CLOSED) }, .closed = TRUE },
  { .name = "A2-104-reset-after-the-dot", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nRESET\n", ONE = { FAILED (END, CLOSED) }, .closed = TRUE },
  { .name = "A2-105-dot-unanswered", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\n" HANGS_UP, .impatient = TRUE, ONE = { FAILED (END, TIMED_OUT) }, .closed = TRUE },
  { .name = "A2-107-dot-451", .script = HELLO MAIL OK RCPT (1) OK RCPT (2) OK RCPT (3) "S: 550 no\n" DATA "CONTENT\nS: 451 4.3.0 later\n" BYE, THREE = { REFUSED (END, 451), REFUSED (END, 451), REFUSED (RECIPIENT, 550) } },
  { .name = "A2-108-dot-554", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nS: 554 spam\n" BYE, ONE = { REFUSED (END, 554) } },
  { .name = "A2-109-quit-unanswered", .script = HELLO DELIVERY "C: QUIT\n", .messages = 1 },
  { .name = "A2-109-gone-after-250", .script = HELLO DELIVERY, .messages = 1, .any_end = TRUE },
  { .name = "A2-110-dot-354", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nS: 354 go\n" HANGS_UP, ONE = { FAILED (END, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-110-dot-220", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nS: 220 hi\n" HANGS_UP, ONE = { FAILED (END, PROTOCOL) }, .closed = TRUE },
  { .name = "A2-111-dot-552", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nS: 552 5.2.2 full\n" BYE, ONE = { REFUSED (END, 552) } },
  { .name = "A2-112-many-lines", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nR: 250-2.0.0 Ok:\\x0b queued\\x1b as\\r\\n250 2.0.0 4Yx\\r\\n\n" BYE, ONE = { { CS_FAILURE_NONE, CS_STAGE_END, 250, "2.0.0 Ok:? queued? as 4Yx" } } },
  { .name = "A2-113-loop", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nS: 554 5.4.6 loop\n" BYE, ONE = { REFUSED (END, 554) } },
  { .name = "A2-114-a-reply-for-each-recipient", .script = HELLO MAIL OK RCPT (1) OK RCPT (2) OK RCPT (3) OK DATA "CONTENT\nR: 250 a\\r\\n250 b\\r\\n250 c\\r\\n\n" HANGS_UP, THREE = { DELIVERED }, .closed = TRUE },
  { .name = "A2-37-421-to-the-dot", .script = HELLO MAIL OK RCPT (1) OK DATA "CONTENT\nS: 421 bye\n" HANGS_UP, ONE = { REFUSED (END, 421) }, .closed = TRUE },
  { .name = "A2-115-quit-unanswered", .script = HELLO DELIVERY "C: QUIT\n" HANGS_UP, .messages = 1, .impatient = TRUE },

  /* the next message */
  { .name = "A2-118-421-to-the-next", .script = HELLO DELIVERY MAIL "S: 421 too many messages\n" HANGS_UP, .messages = 2, .outcomes = { REFUSED (RESET, 421) }, .closed = TRUE },
  { .name = "A2-116-reset-421", .script = HELLO MAIL OK RCPT (1) "S: 550 no\nC: RSET\nS: 421 bye\n" HANGS_UP, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (RECIPIENT, 550) }, .closed = TRUE, .second = REFUSED (RESET, 421) },
  { .name = "A2-116-reset-502", .script = HELLO MAIL OK RCPT (1) "S: 550 no\nC: RSET\nS: 502 what\nC: QUIT\n", .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (RECIPIENT, 550) }, .closed = TRUE, .second = REFUSED (RESET, 502) },
  { .name = "A2-117-reset-answered-twice", .script = HELLO MAIL OK RCPT (1) "S: 550 no\nC: RSET\nR: 250 ok\\r\\n250 ok\\r\\n\n" HANGS_UP, .messages = 2, .outcomes_of = 1, .outcomes = { REFUSED (RECIPIENT, 550) }, .closed = TRUE, .second = FAILED (MAIL, PROTOCOL) },
  { .name = "A2-116-closed-at-the-next", .script = HELLO DELIVERY MAIL, .messages = 2, .outcomes = { FAILED (RESET, CLOSED) }, .closed = TRUE },
};
/* clang-format on */

int
main (int argc, char **argv)
{
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/send", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
