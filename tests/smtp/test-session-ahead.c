/* Several messages under way: whose turn it is, what is answered in the middle, and which of them
 * are lost, unknown or untouched when the connection is. */
#include <string.h>

#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"
#include "smtp/process.h"

#define BOTH GREETING EHLO "S: 250-a\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define OK "S: 250 ok\n"
#define OK3 OK OK OK
#define QUEUED "S: 250 2.0.0 queued\n"
#define MAIL "C: MAIL FROM:<sender@example.com>\n"
#define RCPT "G: RCPT TO:<r1@example.org>\n"
#define RSET "C: RSET\n"

/* By DATA. NEXT is an envelope right behind a dot. */
#define ENVELOPE MAIL RCPT "G: DATA\n"
#define NEXT "G: RSET\nG: MAIL FROM:<sender@example.com>\n" RCPT "G: DATA\n"
#define CONTENT_AND_NEXT "CONTENT1\n" NEXT
#define ACCEPTED OK OK "S: 354 go\n"
#define NEXT_ACCEPTED OK ACCEPTED

/* By BDAT. */
#define WHOLE MAIL RCPT "GCHUNK: 26 LAST\n"
#define WHOLE_DELIVERED OK OK QUEUED
#define BEHIND RSET "G: MAIL FROM:<sender@example.com>\n" RCPT "GCHUNK: 26 LAST\n"
#define BEHIND_DELIVERED OK WHOLE_DELIVERED
#define FIRST WHOLE WHOLE_DELIVERED
#define FOUR WHOLE BEHIND BEHIND BEHIND
#define CHECK "C: EHLO *\n"
#define LIST "S: 250-a\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define LAST CHECK LIST
/* Answers that could not be those to other commands. */
#define APART "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\n" QUEUED
#define NO_RESET "S: 502 what\n"

/* To two recipients. */
#define RCPT2 RCPT "G: RCPT TO:<r2@example.org>\n"
#define WHOLE2 MAIL RCPT2 "GCHUNK: 26 LAST\n"
#define BEHIND2 RSET "G: MAIL FROM:<sender@example.com>\n" RCPT2 "GCHUNK: 26 LAST\n"

#define KNOWN .habits = CS_HABIT_CHUNKS | CS_HABIT_HELLO_AGAIN
#define UNCHECKED .habits = CS_HABIT_CHUNKS
#define FIVE .messages = 5, .handed_over = 5
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
#define AT(Number) .outcomes_of = Number, .outcomes

/* clang-format off */
static const SessionCase cases[] = {
  /* by DATA: the next envelope behind the dot, once a message was delivered */
  { .name = "data", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED NEXT_ACCEPTED CONTENT_AND_NEXT QUEUED NEXT_ACCEPTED "CONTENT1\n" QUEUED BYE, .messages = 4, .handed_over = 4 },
  { .name = "data-none-delivered", .script = HELLO_PIPELINING ENVELOPE OK "S: 550 no\nS: 503 none\n" RSET OK ENVELOPE ACCEPTED "CONTENT1\n" QUEUED ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED NEXT_ACCEPTED "CONTENT1\n" QUEUED BYE, .messages = 4, .handed_over = 4, AT (1) = { REFUSED (RECIPIENT, 550) } },
  { .name = "data-one-by-one", .script = HELLO DELIVERY DELIVERY DELIVERY BYE, .messages = 3, .handed_over = 3 },
  { .name = "data-avoided", .script = HELLO_PIPELINING GROUP_DELIVERY GROUP_DELIVERY GROUP_DELIVERY BYE, .messages = 3, .handed_over = 3, .habits = CS_HABIT_NO_AHEAD },
  { .name = "data-content-refused", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT "S: 554 spam\n" NEXT_ACCEPTED "CONTENT1\n" QUEUED BYE, .messages = 3, .handed_over = 3, AT (2) = { REFUSED (END, 554) } },
  { .name = "data-next-refused", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED OK OK "S: 550 no\nS: 503 none\n" RSET OK ENVELOPE ACCEPTED "CONTENT1\n" QUEUED BYE, .messages = 4, .handed_over = 4, AT (3) = { REFUSED (RECIPIENT, 550) } },
  { .name = "data-next-all-refused-but-354", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED OK OK "S: 550 no\nS: 354 go\n" "C: .\n" NEXT OK NEXT_ACCEPTED "CONTENT1\n" QUEUED BYE, .messages = 4, .handed_over = 4, AT (3) = { REFUSED (RECIPIENT, 550) } },
  { .name = "data-next-parameter-refused", .script = GREETING EHLO "S: 250-a\nS: 250-PIPELINING\nS: 250 SIZE\nC: MAIL FROM:* SIZE=26\n" RCPT "G: DATA\n" ACCEPTED "CONTENT1\n" QUEUED "C: MAIL FROM:* SIZE=26\n" RCPT "G: DATA\n" ACCEPTED "CONTENT1\nG: RSET\nG: MAIL FROM:* SIZE=26\n" RCPT "G: DATA\n" QUEUED OK "S: 555 no\nS: 503 a\nS: 503 a\n" ENVELOPE ACCEPTED "CONTENT1\n" QUEUED BYE, .messages = 3, .handed_over = 3 },
  { .name = "data-large-between", .script = HELLO_PIPELINING ENVELOPE ACCEPTED "CONTENT\n" QUEUED ENVELOPE ACCEPTED "CONTENT\n" NEXT QUEUED NEXT_ACCEPTED "CONTENT\n" QUEUED BYE, .messages = 3, .handed_over = 3, .content_bytes = 700000, .any_end = TRUE },
  { .name = "data-closed-after-the-dot", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT, .messages = 4, .handed_over = 3, AT (2) = { FAILED (END, CLOSED) }, .not_begun = 2, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "data-421-to-the-next", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED "S: 421 enough\n" HANGS_UP, .messages = 4, .handed_over = 4, AT (3) = { REFUSED (RESET, 421) }, .not_begun = 1, .closed = TRUE },
  { .name = "data-closed-before-the-next", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED, .messages = 4, .handed_over = 4, AT (3) = { FAILED (RESET, CLOSED) }, .not_begun = 1, .closed = TRUE },
  { .name = "data-reply-too-many", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE ACCEPTED CONTENT_AND_NEXT QUEUED OK OK3 HANGS_UP, .messages = 3, .handed_over = 3, AT (3) = { FAILED (DATA, PROTOCOL) }, .closed = TRUE },
  { .name = "data-early-250", .script = HELLO_PIPELINING GROUP_DELIVERY ENVELOPE OK OK "R: 354 go\\r\\n250 queued\\r\\n\n" HANGS_UP, .messages = 3, .handed_over = 3, AT (2) = { FAILED (CONTENT, PROTOCOL) }, .not_begun = 1, .closed = TRUE },

  /* by BDAT: up to four */
  { .name = "chunks", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED LAST BYE, KNOWN, FIVE },
  { .name = "chunks-no-more-than-four", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND BEHIND_DELIVERED BEHIND BEHIND_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED LAST BYE, KNOWN, .messages = 7, .handed_over = 7 },
  { .name = "chunks-probed", .script = BOTH MAIL RCPT "GCHUNK: 1\n" OK3 "CHUNK: 25 LAST\n" QUEUED LAST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED LAST BYE, FIVE },
  { .name = "chunks-avoided", .script = BOTH FIRST FIRST FIRST BYE, .habits = CS_HABIT_CHUNKS | CS_HABIT_HELLO_AGAIN | CS_HABIT_NO_AHEAD, .messages = 3, .handed_over = 3 },
  { .name = "chunks-all-refused-in-between", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK "S: 550 no\nS: 503 none\n" BEHIND_DELIVERED BEHIND_DELIVERED LAST BYE, KNOWN, FIVE, AT (3) = { REFUSED (RECIPIENT, 550) } },
  { .name = "chunks-last-is-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED OK OK OK "S: 554 spam\n" RSET OK WHOLE WHOLE_DELIVERED LAST BYE, KNOWN, .messages = 6, .handed_over = 4, AT (5) = { REFUSED (END, 554) }, .any_end = TRUE },
  { .name = "chunks-parameter-refused", .script = GREETING EHLO "S: 250-a\nS: 250-SIZE\nS: 250-PIPELINING\nS: 250 CHUNKING\n" "C: MAIL *\n" RCPT "GCHUNK: 26 LAST\n" OK OK QUEUED "C: MAIL * SIZE=26\n" RCPT "GCHUNK: 26 LAST\n" RSET "G: MAIL * SIZE=26\n" RCPT "GCHUNK: 26 LAST\nS: 555 no\nS: 503 a\nS: 503 a\n" OK OK OK QUEUED LAST WHOLE WHOLE_DELIVERED BYE, KNOWN, .messages = 3, .handed_over = 3 },
  { .name = "chunks-large-between", .script = BOTH MAIL RCPT OK OK "CHUNK: 65536\nCHUNK: 4470 LAST\n" OK QUEUED MAIL RCPT OK OK "CHUNK: 65536\nCHUNK: 4470 LAST\n" RSET "G: MAIL *\n" RCPT OK QUEUED OK OK OK "CHUNK: 65536\nCHUNK: 4470 LAST\n" OK QUEUED LAST BYE, KNOWN, .messages = 3, .handed_over = 3, .content_bytes = 70000 },
  { .name = "chunks-rset-unknown", .script = BOTH FIRST FOUR WHOLE_DELIVERED NO_RESET WHOLE_DELIVERED NO_RESET WHOLE_DELIVERED NO_RESET WHOLE_DELIVERED LAST BYE, KNOWN, FIVE },
  { .name = "chunks-one-ehlo-only", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED CHECK "S: 503 once\n" BYE, KNOWN, FIVE, .learnt = CS_HABIT_NO_AHEAD },

  /* a server of which it is not known whether it can be asked */
  { .name = "chunks-checked-first", .script = BOTH FIRST LAST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED LAST BYE, UNCHECKED, FIVE, .learnt = CS_HABIT_HELLO_AGAIN },
  { .name = "chunks-one-is-not-checked", .script = BOTH FIRST FIRST BYE, UNCHECKED, .messages = 2 },
  { .name = "chunks-check-refused", .script = BOTH FIRST CHECK "S: 503 once\n" FIRST FIRST FIRST WHOLE OK OK "S: 554 spam\n" BYE, UNCHECKED, FIVE, AT (5) = { REFUSED (END, 554) }, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-check-refused-in-other-words", .script = BOTH FIRST CHECK "S: 451 later\n" FIRST FIRST FIRST FIRST BYE, UNCHECKED, FIVE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-check-250-too-many", .script = BOTH FIRST CHECK OK HANGS_UP, UNCHECKED, FIVE, .not_begun = 4, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-check-421", .script = BOTH FIRST CHECK "S: 421 once\n" HANGS_UP, UNCHECKED, FIVE, .not_begun = 4, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-check-lost", .script = BOTH FIRST CHECK, UNCHECKED, FIVE, .not_begun = 4, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },

  /* a reply too many: the outcomes would be those of other commands */
  { .name = "chunks-250-too-many-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK3 "S: 554 spam\n" HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-250-too-many-not-looked-at", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK3 "S: 502 what\n" HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-250-too-many-deferred", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK3 "S: 451 later\n" HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-500-too-many", .script = BOTH FIRST FOUR WHOLE_DELIVERED "S: 500 what\n" OK3 QUEUED HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-500-too-many-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED "S: 500 what\n" OK3 "S: 554 spam\n" HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-two-500-too-many", .script = BOTH FIRST FOUR WHOLE_DELIVERED "S: 500 what\nS: 500 what\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-250-too-many-last-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED OK OK3 CHECK "S: 554 spam\n" HANGS_UP, KNOWN, FIVE, AT (5) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-two-250-too-many-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK OK3 "S: 554 spam\n" OK3 QUEUED OK OK CHECK OK QUEUED HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-two-250-too-many-last-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED OK OK OK OK CHECK OK "S: 554 spam\n" HANGS_UP, KNOWN, FIVE, AT (5) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-four-250-too-many-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK3 OK OK3 "S: 554 spam\n" OK3 QUEUED CHECK OK3 QUEUED HANGS_UP, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-partly-refused", .script = BOTH WHOLE2 OK3 QUEUED WHOLE2 BEHIND2 OK "S: 550 no\n" OK QUEUED OK3 OK QUEUED LAST BYE, KNOWN, .recipients = 2, .messages = 3, .handed_over = 3, AT (2) = { REFUSED (RECIPIENT, 550) } },
  { .name = "chunks-250-too-many-partly-refused", .script = BOTH WHOLE2 OK3 QUEUED WHOLE2 BEHIND2 OK OK "S: 550 no\n" OK QUEUED OK3 OK CHECK QUEUED HANGS_UP, KNOWN, .recipients = 2, .messages = 3, .handed_over = 3, AT (2) = { FAILED (END, CLOSED), FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-rset-refused", .script = BOTH FIRST FOUR WHOLE_DELIVERED "S: 451 later\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },

  /* the same, and the connection is lost before anything shows it */
  { .name = "chunks-250-too-many-lost", .script = BOTH FIRST FOUR OK3, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-250-too-many-550-lost", .script = BOTH FIRST FOUR OK3 OK OK "S: 550 no\n", KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-250-too-many-unanswered", .script = BOTH FIRST FOUR OK3 HANGS_UP, KNOWN, FIVE, .impatient = TRUE, AT (2) = { FAILED (END, TIMED_OUT) }, .second = FAILED (END, TIMED_OUT), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-250-too-many-421", .script = BOTH FIRST FOUR OK3 "S: 421 bye\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = REFUSED (RESET, 421), .not_begun = 2, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-250-too-many-lost-at-the-check", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED OK OK3 CHECK, KNOWN, FIVE, AT (5) = { FAILED (END, CLOSED) }, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-250-too-many-421-to-the-check", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED OK OK3 CHECK "S: 421 bye\n" HANGS_UP, KNOWN, FIVE, AT (5) = { FAILED (END, CLOSED) }, .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD },
  { .name = "chunks-apart-250-too-many-lost", .script = BOTH FIRST FOUR "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\nS: 250 2.1.5 ok\n", KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE },
  { .name = "chunks-apart-lost", .script = BOTH FIRST FOUR APART, KNOWN, FIVE, AT (3) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE },
  { .name = "chunks-apart-421", .script = BOTH FIRST FOUR APART "S: 421 enough\n" HANGS_UP, KNOWN, FIVE, AT (3) = { REFUSED (RESET, 421) }, .not_begun = 2, .closed = TRUE },
  { .name = "chunks-apart-refused-lost", .script = BOTH FIRST FOUR "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\nS: 554 5.7.1 spam\n", KNOWN, FIVE, AT (2) = { REFUSED (END, 554) }, .second = FAILED (END, CLOSED), .closed = TRUE },

  /* the connection is lost with four of them under way */
  { .name = "chunks-lost-none-answered", .script = BOTH FIRST FOUR, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-lost-one-answered", .script = BOTH FIRST FOUR WHOLE_DELIVERED, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-lost-within-an-answer", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE },
  { .name = "chunks-lost-after-a-550", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK "S: 550 no\n", KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE },
  { .name = "chunks-lost-all-but-one-answered", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND_DELIVERED BEHIND_DELIVERED, KNOWN, FIVE, AT (4) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-lost-with-more-waiting", .script = BOTH FIRST FOUR WHOLE_DELIVERED BEHIND, KNOWN, .messages = 8, .handed_over = 7, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .any_end = TRUE, .not_begun = 2 },
  { .name = "chunks-reset", .script = BOTH FIRST FOUR "RESET\n", KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE },
  { .name = "chunks-unanswered", .script = BOTH FIRST FOUR WHOLE_DELIVERED HANGS_UP, KNOWN, FIVE, .impatient = TRUE, AT (2) = { FAILED (END, TIMED_OUT) }, .second = FAILED (END, TIMED_OUT), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-421", .script = BOTH FIRST FOUR WHOLE_DELIVERED "S: 421 enough\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = REFUSED (RESET, 421), .not_begun = 2, .closed = TRUE },
  { .name = "chunks-421-to-mail", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK "S: 421 enough\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = REFUSED (RESET, 421), .not_begun = 2, .closed = TRUE },
  { .name = "chunks-421-to-rcpt", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK "S: 421 enough\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = REFUSED (RECIPIENT, 421), .not_begun = 2, .closed = TRUE },
  { .name = "chunks-421-to-the-end", .script = BOTH FIRST FOUR OK OK "S: 421 bye\n" HANGS_UP, KNOWN, FIVE, AT (2) = { REFUSED (END, 421) }, .not_begun = 3, .closed = TRUE },
  { .name = "chunks-garbage", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK "S: what?\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-nonsense", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK "S: 354 go\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE, .learnt = CS_HABIT_NO_AHEAD | CS_HABIT_NO_CHUNKS },
  { .name = "chunks-unknown-suddenly", .script = BOTH FIRST FOUR WHOLE_DELIVERED OK OK OK "S: 502 what\n" HANGS_UP, KNOWN, FIVE, AT (2) = { FAILED (END, CLOSED) }, .second = FAILED (END, CLOSED), .closed = TRUE },
};
/* clang-format on */

/* --- a server that was gone before they came ---------------------------------------------- */

typedef struct
{
  CsSendRequest *request;
  GError *error;
  gboolean is_done;
} Message;

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Message *message = user_data;

  cs_session_send_finish (CS_SESSION (source), result, &message->error);
  message->is_done = TRUE;
}

static const CsFailure *
outcome_of (const Message *message)
{
  return ((CsSendRecipient *)message->request->recipients->pdata[0])->outcome;
}

/* They are written to a connection that the other side has closed: no byte is ever confirmed, so
 * none of them can have been delivered, and none is tried. */
static void
test_gone_before (void)
{
  static const SessionCase c = { KNOWN };
  g_autoptr (ScriptServer) server = script_server_start (BOTH FIRST);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  CsSendRequest *first = session_case_request (&c);
  Message messages[CS_SESSION_MOST_AHEAD] = { 0 };

  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));
  g_assert_null (session_case_send (session, first));
  session_case_request_free (first);
  g_assert_null (script_server_finish (server));

  for (guint i = 0; i < CS_SESSION_MOST_AHEAD; i++)
    {
      messages[i].request = session_case_request (&c);
      cs_session_send_async (session, messages[i].request, NULL, on_sent, &messages[i]);
    }
  for (guint i = 0; i < CS_SESSION_MOST_AHEAD; i++)
    {
      while (!messages[i].is_done)
        g_main_context_iteration (NULL, TRUE);
      g_assert_error (messages[i].error, CS_SMTP_ERROR, CS_FAILURE_CLOSED);
      g_assert_cmpint (outcome_of (&messages[i])->kind, ==, CS_FAILURE_CLOSED);
      g_assert_cmpint (outcome_of (&messages[i])->stage, ==, CS_STAGE_RESET);
      g_assert_cmpint (messages[i].request->is_not_begun, ==, i > 0);
      session_case_request_free (messages[i].request);
      g_error_free (messages[i].error);
    }
  g_assert_cmpuint (cs_session_habits (session), ==, c.habits);
}

/* --- cancelled ---------------------------------------------------------------------------- */

/* Those that have left may have been delivered, and say so; those that have not do not. */
static void
test_cancelled (void)
{
  static const SessionCase c = { KNOWN };
  g_autoptr (ScriptServer) server = script_server_start (BOTH FIRST FOUR HANGS_UP);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Message messages[CS_SESSION_MOST_AHEAD + 3] = { 0 };

  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      messages[i].request = session_case_request (&c);
      cs_session_send_async (session, messages[i].request, cancellable, on_sent, &messages[i]);
    }
  while (!messages[0].is_done)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  for (guint i = 1; i < G_N_ELEMENTS (messages); i++)
    {
      while (!messages[i].is_done)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (outcome_of (&messages[i])->kind, ==, CS_FAILURE_CANCELLED);
      g_assert_cmpint (outcome_of (&messages[i])->stage == CS_STAGE_END, ==,
                       i <= CS_SESSION_MOST_AHEAD);
      g_error_free (messages[i].error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    session_case_request_free (messages[i].request);
  g_free (script_server_finish (server));
}

/* --- the first chunk of a session --------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *script; /* behind two messages by DATA */
  CsHabits learnt;
} Probe;

#define TAKEN_FOR_A_LINE MAIL RCPT "G: BDAT 1\n"
#define SPOILT_RESET "C: SRSET\nS: 500 what?\nG: RSET\nS: 250 ok\n"

static const Probe probes[] = {
  { "/smtp/session/ahead/probe/taken", MAIL RCPT "GCHUNK: 1\n" OK3 "CHUNK: 25 LAST\n" QUEUED BYE,
    CS_HABIT_CHUNKS },
  { "/smtp/session/ahead/probe/unknown",
    TAKEN_FOR_A_LINE OK OK "S: 500 what?\n" SPOILT_RESET ENVELOPE ACCEPTED "CONTENT1\n" QUEUED BYE,
    CS_HABIT_NO_CHUNKS },
};

/* What a server does that does not know BDAT, though it says so: the byte of the probe becomes the
 * beginning of the next line. So it is sent when nothing else is under way, and no check behind it.
 */
static void
test_probe (gconstpointer data)
{
  static const SessionCase unprobed = { .content = "\r\nno header\r\n" }, probed = { 0 };
  const Probe *probe = data;
  g_autofree char *script = g_strconcat (BOTH ENVELOPE ACCEPTED
                                         "CONTENT1\n" QUEUED ENVELOPE ACCEPTED "CONTENT1\n" QUEUED,
                                         probe->script, NULL);
  g_autoptr (ScriptServer) server = script_server_start (script);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&probed, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  g_autofree char *complaint = NULL;
  Message messages[3] = { 0 };

  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      messages[i].request = session_case_request (i < 2 ? &unprobed : &probed);
      cs_session_send_async (session, messages[i].request, NULL, on_sent, &messages[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      while (!messages[i].is_done)
        g_main_context_iteration (NULL, TRUE);
      g_assert_no_error (messages[i].error);
      g_assert_cmpint (outcome_of (&messages[i])->kind, ==, CS_FAILURE_NONE);
      session_case_request_free (messages[i].request);
    }
  g_assert_cmpuint (cs_session_habits (session), ==, probe->learnt);
  session_case_quit (session);
  complaint = script_server_finish (server);
  g_assert_cmpstr (complaint, ==, NULL);
}

int
main (int argc, char **argv)
{
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/ahead", cases, G_N_ELEMENTS (cases));
  g_test_add_func ("/smtp/session/ahead/gone-before", test_gone_before);
  g_test_add_func ("/smtp/session/ahead/cancelled", test_cancelled);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    g_test_add_data_func (probes[i].name, &probes[i], test_probe);
  return g_test_run ();
}
