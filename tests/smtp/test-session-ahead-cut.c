/* Five messages, up to four of them under way, cut short at every point: cancelled at each turn of
 * the main loop, and with the server gone after each of its steps. What the server has accepted and
 * said so is delivered, nothing else is; and what it may have accepted is never called untried. */
#include <string.h>

#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"
#include "smtp/process.h"

#define N_MESSAGES 5
#define CONTENT_BYTES 26

#define LIST "S: 250-a\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define CHUNKING GREETING EHLO LIST
#define IN_TLS HELLO_STARTTLS STARTTLS "TLS: good\n" EHLO LIST
#define OK "S: 250 ok\n"
#define QUEUED "S: 250 queued\n"
#define ENVELOPE "C: MAIL FROM:*\nC: RCPT TO:*\n"
#define WHOLE ENVELOPE "CHUNK: 26 LAST\n"
#define DATA "C: DATA\n" OK OK "S: 354 go\n"
#define FOUR WHOLE "C: RSET\n" WHOLE "C: RSET\n" WHOLE "C: RSET\n" WHOLE
#define FOUR_ANSWERED OK OK QUEUED OK OK OK QUEUED OK OK OK QUEUED OK OK OK QUEUED
#define NEXT_BEHIND "CONTENT\nC: RSET\n" ENVELOPE "C: DATA\n" QUEUED OK OK OK "S: 354 go\n"

typedef struct
{
  const char *name;
  SessionCase run;
  guint dot_bytes; /* of what is received of each message */
  gboolean is_slow; /* a handshake each time: only one way is tried */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "data", { .script = HELLO_PIPELINING ENVELOPE DATA "CONTENT\n" QUEUED ENVELOPE DATA NEXT_BEHIND NEXT_BEHIND NEXT_BEHIND "CONTENT\n" QUEUED BYE }, 3 },
  { "chunks", { .script = CHUNKING WHOLE OK OK QUEUED FOUR FOUR_ANSWERED EHLO LIST BYE, .habits = CS_HABIT_CHUNKS | CS_HABIT_HELLO_AGAIN }, 0 },
  { "chunks-in-tls", { .script = IN_TLS WHOLE OK OK QUEUED FOUR FOUR_ANSWERED EHLO LIST BYE, .habits = CS_HABIT_CHUNKS | CS_HABIT_HELLO_AGAIN, .tls = CS_TLS_REQUIRED }, 0, TRUE },
};
/* clang-format on */

/* One session with its server. */
typedef struct
{
  const Case *c;
  char *script;
  ScriptServer *server;
  CsSession *session;
  GCancellable *cancellable;
  GPtrArray *requests; /* (element-type CsSendRequest) */
  gboolean is_opened;
  guint n_under_way;
} Run;

static guint
count_lines (const char *script, const char *line)
{
  guint n = 0;

  while ((script = strstr (script, line)) != NULL)
    {
      script += strlen (line);
      n++;
    }
  return n;
}

static void
check (const Run *run)
{
  guint n_delivered = 0, n_unknown = 0;
  gsize received_bytes;

  for (guint i = 0; i < run->requests->len; i++)
    {
      const CsSendRequest *request = run->requests->pdata[i];
      const CsSendRecipient *recipient = request->recipients->pdata[0];

      g_assert_nonnull (recipient->outcome);
      n_delivered += recipient->outcome->kind == CS_FAILURE_NONE;
      n_unknown += recipient->outcome->stage == CS_STAGE_END
                   && recipient->outcome->kind != CS_FAILURE_NONE;
      g_assert_false (request->is_not_begun && recipient->outcome->stage != CS_STAGE_RESET);
    }

  script_server_content (run->server, &received_bytes);
  g_assert_cmpuint (n_delivered, <=, count_lines (run->script, QUEUED));
  g_assert_cmpuint (received_bytes / (CONTENT_BYTES + run->c->dot_bytes), <=,
                    n_delivered + n_unknown);
}

/* --- one session -------------------------------------------------------------------------- */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  cs_session_send_finish (CS_SESSION (source), result, NULL);
  run->n_under_way--;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->is_opened = cs_session_open_finish (CS_SESSION (source), result, NULL);
  run->n_under_way--;
  for (guint i = 0; run->is_opened && i < N_MESSAGES; i++)
    {
      CsSendRequest *request = session_case_request (&run->c->run);

      g_ptr_array_add (run->requests, request);
      run->n_under_way++;
      cs_session_send_async (run->session, request, run->cancellable, on_sent, run);
    }
}

/* @script: (transfer full) */
static Run *
begin (const Case *c, char *script)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GSocketAddress) address = NULL;
  CsSessionConfig config;

  run->c = c;
  run->script = script;
  run->server = script_server_start (script);
  address = script_server_address (run->server);
  config = session_case_config (&c->run, address);
  run->session = cs_session_new (&config);
  cs_secret_unref (config.secret);
  run->cancellable = g_cancellable_new ();
  run->requests = g_ptr_array_new_with_free_func ((GDestroyNotify)session_case_request_free);
  run->n_under_way = 1;
  cs_session_open_async (run->session, run->cancellable, on_opened, run);
  return run;
}

/* Returns: whether it ended before it was cancelled. */
static gboolean
end (Run *run)
{
  gboolean is_whole = run->is_opened && !g_cancellable_is_cancelled (run->cancellable);

  session_case_quit (run->session);
  g_assert_false (cs_session_is_open (run->session));
  g_free (script_server_finish (run->server));
  if (!g_cancellable_is_cancelled (run->cancellable))
    check (run);

  g_object_unref (run->session);
  script_server_free (run->server);
  g_object_unref (run->cancellable);
  g_ptr_array_unref (run->requests);
  g_free (run->script);
  g_free (run);
  return is_whole;
}

/* --- cut short ---------------------------------------------------------------------------- */

static gboolean
run_for_turns (const Case *c, guint turns_left)
{
  Run *run = begin (c, g_strconcat ("ANYTIME\n", c->run.script, NULL));

  while (run->n_under_way > 0)
    {
      if (turns_left-- == 0)
        g_cancellable_cancel (run->cancellable);
      g_main_context_iteration (NULL, TRUE);
    }
  return end (run);
}

static void
test_cancelled (gconstpointer data)
{
  guint turns = 0;

  while (!run_for_turns (data, turns++))
    g_assert_cmpuint (turns, <, 1000);
  g_test_message ("cancelled at %u points", turns);
}

/* All of them beside each other: most of it is waiting for the other side. */
static void
run_all_lengths (const Case *c, const char *last_step)
{
  g_auto (GStrv) steps = g_strsplit (c->run.script, "\n", -1);
  g_autoptr (GString) script = g_string_new ("ANYTIME\n");
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();

  for (char **step = steps; *step != NULL; step++)
    {
      g_ptr_array_add (runs, begin (c, g_strconcat (script->str, last_step, NULL)));
      g_string_append_printf (script, "%s\n", *step);
    }
  for (guint i = 0; i < runs->len; i++)
    {
      Run *run = runs->pdata[i];

      while (run->n_under_way > 0)
        g_main_context_iteration (NULL, TRUE);
      end (run);
    }
}

static void
test_closes (gconstpointer data)
{
  run_all_lengths (data, "");
}

static void
test_resets (gconstpointer data)
{
  run_all_lengths (data, "RESET\n");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } ways[]
      = { { "closes", test_closes }, { "resets", test_resets }, { "cancelled", test_cancelled } };

  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < (cases[i].is_slow ? 1 : G_N_ELEMENTS (ways)); j++)
      {
        g_autofree char *path
            = g_strconcat ("/smtp/session/ahead-cut/", ways[j].name, "/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], ways[j].func);
      }
  return g_test_run ();
}
