/* Content by BDAT, RFC 3030: in one write with its envelope, in chunks, refused at each point, and
 * offered by servers that do not know it. */
#include <string.h>

#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"
#include "smtp/process.h"

#define OFFERS(Features) GREETING EHLO "S: 250-a\nS: 250 " Features "\n"
#define BOTH GREETING EHLO "S: 250-a\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define MAIL "C: MAIL FROM:<sender@example.com>\n"
#define RCPT(Number) "C: RCPT TO:<r" #Number "@example.org>\n"
#define GROUP(Number) "G: RCPT TO:<r" #Number "@example.org>\n"
#define OK "S: 250 ok\n"
#define OK3 OK OK OK
#define RESET_NEXT "C: RSET\nS: 250 ok\n"

#define IN_ONE_WRITE MAIL GROUP (1) "GCHUNK: 26 LAST\n"
#define ONE_WRITE_DELIVERY IN_ONE_WRITE OK OK "S: 250 2.0.0 queued\n"
/* The first byte, and its answer before anything else; to a server that knows no BDAT it is the
 * beginning of a line. */
#define PROBED MAIL GROUP (1) "GCHUNK: 1\n"
#define PROBED_DELIVERY PROBED OK3 "CHUNK: 25 LAST\n" OK
#define TAKEN_FOR_A_LINE MAIL GROUP (1) "G: BDAT 1\n"
#define SPOILT_RESET "C: SRSET\nS: 500 what?\nG: RSET\nS: 250 ok\n"
#define RESET_TWICE "C: RSET\nS: 250 ok\nC: RSET\nS: 250 ok\n"

/* A generated content of 200,007 bytes. */
#define LARGE .content_bytes = 200000
#define FOUR_CHUNKS "CHUNK: 65536\nCHUNK: 65536\nCHUNK: 65536\nCHUNK: 3399 LAST\n"

/* A reply for each, 1.2 seconds apart. */
#define TENTH "DELAY\nDELAY\n"
#define PAUSE TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH
#define SLOW_REPLIES PAUSE OK PAUSE OK OK OK

#define KNOWN .habits = CS_HABIT_CHUNKS
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
#define FIRST_OF_TWO .messages = 2, .outcomes_of = 1, .outcomes

/* clang-format off */
static const SessionCase cases[] = {
  { .name = "in-one-write", .script = BOTH ONE_WRITE_DELIVERY BYE, KNOWN, ONE = { { CS_FAILURE_NONE, CS_STAGE_END, 250, "2.0.0 queued" } } },
  { .name = "three-recipients", .script = BOTH MAIL GROUP (1) GROUP (2) GROUP (3) "GCHUNK: 26 LAST\n" OK3 OK OK BYE, KNOWN, THREE = { DELIVERED } },
  { .name = "empty", .script = BOTH MAIL GROUP (1) "GCHUNK: 0 LAST\n" OK3 BYE, KNOWN, .content = "", .messages = 1 },
  { .name = "one-by-one", .script = OFFERS ("CHUNKING") MAIL OK RCPT (1) OK "CHUNK: 26 LAST\n" OK BYE, KNOWN, .messages = 1 },
  { .name = "groups-avoided", .script = BOTH MAIL OK RCPT (1) OK "CHUNK: 26 LAST\n" OK BYE, .habits = CS_HABIT_CHUNKS | CS_HABIT_NO_GROUPS, .messages = 1 },
  { .name = "not-offered", .script = HELLO_PIPELINING GROUP_DELIVERY BYE, KNOWN, .messages = 1 },
  { .name = "avoided", .script = BOTH GROUP_DELIVERY BYE, .habits = CS_HABIT_CHUNKS | CS_HABIT_NO_CHUNKS, .messages = 1 },
  { .name = "bare-lf-never-leaves", .script = BOTH BYE, KNOWN, .content = "a\n.\nb\r\n", ONE = { FAILED (CONTENT, LOCAL) } },

  /* large content */
  { .name = "large", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS OK3 OK BYE, KNOWN, LARGE, .messages = 1 },
  { .name = "large-answered-one-by-one", .script = BOTH MAIL GROUP (1) OK OK "CHUNK: 65536\n" OK "CHUNK: 65536\n" OK "CHUNK: 65536\n" OK "CHUNK: 3399 LAST\n" OK BYE, KNOWN, LARGE, .messages = 1 },
  { .name = "large-to-a-slow-reader", .script = BOTH MAIL GROUP (1) OK OK "DELAY\nCHUNK: 65536\n" OK "DELAY\nCHUNKS: 250 ok\n" BYE, KNOWN, .content_bytes = 3000000, .messages = 1 },
  { .name = "large-is-no-probe", .script = BOTH MAIL GROUP (1) "G: DATA\n" OK OK "S: 354 go\nCONTENT\n" OK BYE, LARGE, .messages = 1 },
  { .name = "large-one-by-one-is-data", .script = OFFERS ("CHUNKING") MAIL OK RCPT (1) OK "C: DATA\nS: 354 go\nCONTENT\n" OK BYE, KNOWN, LARGE, .messages = 1 },
  { .name = "large-waits-for-recipients", .script = BOTH MAIL GROUP (1) OK "S: 550 no\n" BYE, KNOWN, LARGE, ONE = { REFUSED (RECIPIENT, 550) } },

  /* a server that does not know what it offers */
  { .name = "probed", .script = BOTH PROBED_DELIVERY ONE_WRITE_DELIVERY BYE, .messages = 2, .learnt = CS_HABIT_CHUNKS },
  { .name = "probed-one-by-one", .script = OFFERS ("CHUNKING") MAIL OK RCPT (1) OK "CHUNK: 1\n" OK "CHUNK: 25 LAST\n" OK BYE, .messages = 1, .learnt = CS_HABIT_CHUNKS },
  { .name = "too-short-to-probe", .script = BOTH GROUP_DELIVERY BYE, .content = "", .messages = 1 },
  { .name = "no-header-to-probe", .script = BOTH GROUP_DELIVERY BYE, .content = "\r\nhello\r\n", .messages = 1 },
  { .name = "unknown-500", .script = BOTH TAKEN_FOR_A_LINE OK OK "S: 500 what?\n" SPOILT_RESET GROUP_DELIVERY GROUP_DELIVERY BYE, .messages = 2, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "unknown-502", .script = BOTH TAKEN_FOR_A_LINE OK OK "S: 502 no\n" SPOILT_RESET GROUP_DELIVERY BYE, .messages = 1, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "first-chunk-551", .script = BOTH PROBED OK OK "S: 551 5.7.1 no such chunks\n" RESET_TWICE GROUP_DELIVERY GROUP_DELIVERY BYE, .messages = 2, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "known-but-503", .script = BOTH PROBED OK OK "S: 503 no\n" RESET_TWICE GROUP_DELIVERY BYE, .messages = 1, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "unknown-one-by-one", .script = OFFERS ("CHUNKING") MAIL OK RCPT (1) OK "C: BDAT 1\nS: 502 no\nC: SRSET\nS: 500 what?\n" RESET_NEXT DELIVERY BYE, .messages = 1, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "unknown-to-some", .script = BOTH MAIL GROUP (1) GROUP (2) GROUP (3) "G: BDAT 1\n" OK OK "S: 550 no\n" OK "S: 502 no\n" SPOILT_RESET MAIL GROUP (1) GROUP (3) "G: DATA\n" OK3 "S: 354 go\nCONTENT1\n" OK BYE, THREE = { DELIVERED, REFUSED (RECIPIENT, 550), DELIVERED } },
  { .name = "unknown-and-all-refused", .script = BOTH TAKEN_FOR_A_LINE OK "S: 550 no\nS: 500 what?\n" SPOILT_RESET PROBED_DELIVERY BYE, FIRST_OF_TWO = { REFUSED (RECIPIENT, 550) } },
  { .name = "unknown-and-no-reset", .script = BOTH TAKEN_FOR_A_LINE OK OK "S: 500 what?\nC: SRSET\nS: 500 what?\nG: RSET\nS: 502 no\n", ONE = { REFUSED (RESET, 502) }, .closed = TRUE, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "not-known-any-more", .script = BOTH IN_ONE_WRITE OK OK "S: 502 no\n" HANGS_UP, KNOWN, ONE = { FAILED (END, PROTOCOL) }, .closed = TRUE, .learnt = CS_HABIT_NO_CHUNKS },

  /* refusals */
  { .name = "probe-452", .script = BOTH PROBED OK OK "S: 452 full\n" RESET_NEXT GROUP_DELIVERY BYE, FIRST_OF_TWO = { REFUSED (DATA, 452) }, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "probe-421", .script = BOTH PROBED OK OK "S: 421 bye\n" HANGS_UP, ONE = { REFUSED (DATA, 421) }, .closed = TRUE },
  { .name = "probe-354", .script = BOTH PROBED OK OK "S: 354 go\n" HANGS_UP, ONE = { FAILED (DATA, PROTOCOL) }, .closed = TRUE },
  { .name = "mail-refused", .script = BOTH IN_ONE_WRITE "S: 550 no\nS: 503 a\nS: 503 a\n" RESET_NEXT ONE_WRITE_DELIVERY BYE, KNOWN, FIRST_OF_TWO = { REFUSED (MAIL, 550) } },
  { .name = "all-refused-probed", .script = BOTH PROBED OK "S: 550 no\nS: 503 none\n" RESET_TWICE PROBED_DELIVERY BYE, FIRST_OF_TWO = { REFUSED (RECIPIENT, 550) } },
  { .name = "all-refused-but-probe-250", .script = BOTH PROBED OK "S: 550 no\n" OK RESET_NEXT ONE_WRITE_DELIVERY BYE, FIRST_OF_TWO = { REFUSED (RECIPIENT, 550) } },
  { .name = "all-refused-503", .script = BOTH IN_ONE_WRITE OK "S: 550 no\nS: 503 none\n" RESET_NEXT ONE_WRITE_DELIVERY BYE, KNOWN, FIRST_OF_TWO = { REFUSED (RECIPIENT, 550) } },
  { .name = "all-refused-554", .script = BOTH IN_ONE_WRITE OK "S: 550 no\nS: 554 none\n" RESET_NEXT ONE_WRITE_DELIVERY BYE, KNOWN, FIRST_OF_TWO = { REFUSED (RECIPIENT, 550) } },
  { .name = "all-refused-250", .script = BOTH IN_ONE_WRITE OK "S: 550 no\n" OK ONE_WRITE_DELIVERY BYE, KNOWN, FIRST_OF_TWO = { REFUSED (RECIPIENT, 550) } },
  { .name = "all-refused-one-by-one", .script = OFFERS ("CHUNKING") MAIL OK RCPT (1) "S: 550 no\n" BYE, KNOWN, ONE = { REFUSED (RECIPIENT, 550) } },
  { .name = "some-refused", .script = BOTH MAIL GROUP (1) GROUP (2) GROUP (3) "GCHUNK: 26 LAST\n" OK "S: 451 later\n" OK "S: 550 no\n" OK BYE, KNOWN, THREE = { REFUSED (RECIPIENT, 451), DELIVERED, REFUSED (RECIPIENT, 550) } },
  { .name = "content-refused", .script = BOTH IN_ONE_WRITE OK OK "S: 554 spam\n" RESET_NEXT ONE_WRITE_DELIVERY BYE, KNOWN, FIRST_OF_TWO = { REFUSED (END, 554) } },
  { .name = "content-deferred", .script = BOTH IN_ONE_WRITE OK OK "S: 451 later\n" BYE, KNOWN, ONE = { REFUSED (END, 451) } },
  { .name = "size-parameter-refused", .script = GREETING EHLO "S: 250-a\nS: 250-SIZE\nS: 250-PIPELINING\nS: 250 CHUNKING\nC: MAIL FROM:* SIZE=26\n" GROUP (1) "GCHUNK: 26 LAST\nS: 555 no\nS: 503 a\nS: 503 a\n" RESET_NEXT ONE_WRITE_DELIVERY BYE, KNOWN, .messages = 1 },
  { .name = "first-chunk-refused", .script = BOTH MAIL GROUP (1) OK OK "CHUNK: 65536\nS: 552 5.3.4 too big\nCHUNKS: 503 a\n" BYE, KNOWN, .content_bytes = 3000000, ONE = { REFUSED (CONTENT, 552) } },
  { .name = "second-chunk-refused-later", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS OK "S: 452 full\nS: 503 a\nS: 503 a\n" BYE, KNOWN, LARGE, ONE = { REFUSED (CONTENT, 452) } },
  { .name = "last-accepted-after-a-refusal", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS OK "S: 452 full\n" OK OK BYE, KNOWN, LARGE, ONE = { REFUSED (CONTENT, 452) } },
  { .name = "chunk-354", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS "S: 354 go\n" HANGS_UP, KNOWN, LARGE, ONE = { FAILED (CONTENT, PROTOCOL) }, .closed = TRUE },
  { .name = "chunk-421", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS OK "S: 421 bye\n" HANGS_UP, KNOWN, LARGE, ONE = { REFUSED (CONTENT, 421) }, .closed = TRUE },

  /* endings */
  { .name = "A2-104-closed-after-the-last", .script = BOTH IN_ONE_WRITE OK OK, KNOWN, ONE = { FAILED (END, CLOSED) }, .closed = TRUE, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "A2-104-reset-after-the-last", .script = BOTH IN_ONE_WRITE OK OK "RESET\n", KNOWN, ONE = { FAILED (END, CLOSED) }, .closed = TRUE },
  { .name = "A2-104-nothing-answered", .script = BOTH IN_ONE_WRITE, KNOWN, ONE = { FAILED (END, CLOSED) }, .closed = TRUE },
  { .name = "A2-104-nothing-answered-to-the-second", .script = BOTH ONE_WRITE_DELIVERY IN_ONE_WRITE, KNOWN, .messages = 2, .outcomes = { FAILED (END, CLOSED) }, .closed = TRUE },
  { .name = "A2-105-last-unanswered", .script = BOTH IN_ONE_WRITE OK OK HANGS_UP, KNOWN, .impatient = TRUE, ONE = { FAILED (END, TIMED_OUT) }, .closed = TRUE, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "A2-35-the-rest-is-dropped", .script = BOTH IN_ONE_WRITE OK HANGS_UP, KNOWN, .impatient = TRUE, ONE = { FAILED (END, TIMED_OUT) }, .closed = TRUE, .learnt = CS_HABIT_NO_GROUPS | CS_HABIT_NO_CHUNKS },
  { .name = "A2-101-closed-while-sending", .script = BOTH MAIL GROUP (1) OK OK "READ: 100000\n", KNOWN, .content_bytes = 8000000, ONE = { FAILED (CONTENT, CLOSED) }, .closed = TRUE },
  { .name = "A2-102-552-while-sending", .script = BOTH MAIL GROUP (1) OK OK "CHUNK: 65536\nS: 552 no\n" HANGS_UP, KNOWN, .content_bytes = 8000000, .impatient = TRUE, ONE = { REFUSED (CONTENT, 552) }, .closed = TRUE, .any_end = TRUE },
  { .name = "A2-103-zero-window", .script = BOTH MAIL GROUP (1) OK OK "READ: 1\nSTALL\n", KNOWN, .content_bytes = 8000000, .impatient = TRUE, ONE = { FAILED (CONTENT, TIMED_OUT) }, .closed = TRUE },
  { .name = "A2-103-slow-but-not-too-slow", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS SLOW_REPLIES BYE, KNOWN, LARGE, .step_s = 2, .messages = 1 },
  { .name = "A2-103-too-slow-in-all", .script = BOTH MAIL GROUP (1) OK OK FOUR_CHUNKS "ANYTIME\n" SLOW_REPLIES, KNOWN, LARGE, .step_s = 2, .lowest_bytes_per_s = G_MAXUINT, ONE = { FAILED (END, TIMED_OUT) }, .closed = TRUE },
  { .name = "A2-32-a-reply-too-many", .script = BOTH IN_ONE_WRITE "R: 250 a\\r\\n250 b\\r\\n250 b\\r\\n554 spam\\r\\n\n" HANGS_UP, KNOWN, ONE = { FAILED (END, PROTOCOL) }, .closed = TRUE, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "A2-32-garbage", .script = BOTH IN_ONE_WRITE OK "S: what?\n" HANGS_UP, KNOWN, ONE = { FAILED (RECIPIENT, PROTOCOL) }, .closed = TRUE, .learnt = CS_HABIT_NO_CHUNKS },
  { .name = "A2-37-421-to-the-last", .script = BOTH IN_ONE_WRITE OK OK "S: 421 bye\n" HANGS_UP, KNOWN, ONE = { REFUSED (END, 421) }, .closed = TRUE },
};
/* clang-format on */

/* Nothing is doubled and nothing is added. */
static void
test_as_it_is (void)
{
  static const SessionCase c = { .habits = CS_HABIT_CHUNKS, .content = ".\r\n..\r\n.end.\r\n" };
  g_autoptr (ScriptServer) server
      = script_server_start (BOTH MAIL GROUP (1) "GCHUNK: 14 LAST\n" OK3 BYE);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  CsSendRequest *request = session_case_request (&c);
  const char *content;
  gsize size_bytes;

  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));
  g_assert_null (session_case_send (session, request));
  session_case_quit (session);
  session_case_request_free (request);
  g_assert_null (script_server_finish (server));

  content = script_server_content (server, &size_bytes);
  g_assert_cmpmem (content, size_bytes, c.content, strlen (c.content));
}

int
main (int argc, char **argv)
{
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/chunks", cases, G_N_ELEMENTS (cases));
  g_test_add_func ("/smtp/session/chunks/as-it-is", test_as_it_is);
  return g_test_run ();
}
