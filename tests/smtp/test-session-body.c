/* A message that cannot be read to its end, or is not what it was said to be: the dot is never
 * sent, so that no half message counts as one. */
#include <string.h>

#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"

#define LINE "a line of a message that is read in parts\r\n"

typedef struct
{
  const char *name;
  guint n_chunks; /* of one line each */
  gint fails_at; /* -1: never */
  gint64 size_error; /* what it says is wrong by this much */
  const char *last_line; /* instead of LINE */
  gboolean is_delivered;
} Case;

static const Case cases[] = {
  { "whole", 5, -1, 0, NULL, TRUE },
  { "fails-at-once", 5, 0, 0 },
  { "fails-later", 5, 3, 0 },
  { "shorter-than-said", 5, -1, 1 },
  { "longer-than-said", 5, -1, -1 },
  { "ends-within-a-line", 5, -1, 0, "no end" },
  { "bare-lf", 5, -1, 0, "a\n.\nb\r\n" },
};

#define TEST_TYPE_BODY (test_body_get_type ())
G_DECLARE_FINAL_TYPE (TestBody, test_body, TEST, BODY, GObject)

struct _TestBody
{
  GObject parent_instance;
  const Case *c;
  guint n_read;
};

static void test_body_source_init (CsBodySourceInterface *iface);

G_DEFINE_TYPE_WITH_CODE (TestBody, test_body, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_BODY_SOURCE, test_body_source_init))

static void
test_body_class_init (TestBodyClass *klass)
{
}

static void
test_body_init (TestBody *self)
{
}

static const char *
line_of (const Case *c, guint number)
{
  return number == c->n_chunks - 1 && c->last_line != NULL ? c->last_line : LINE;
}

static guint64
get_size (CsBodySource *source)
{
  const Case *c = TEST_BODY (source)->c;
  gsize size_bytes = 0;

  for (guint i = 0; i < c->n_chunks; i++)
    size_bytes += strlen (line_of (c, i));
  return (guint64)((gint64)size_bytes + c->size_error);
}

static gboolean
is_8bit (CsBodySource *source)
{
  return FALSE;
}

static void
read_async (CsBodySource *source, guint64 offset, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  TestBody *self = TEST_BODY (source);
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  guint number = self->n_read++;

  if ((gint)number == self->c->fails_at)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "the disk is gone");
  else if (number < self->c->n_chunks)
    {
      const char *line = line_of (self->c, number);

      g_assert_cmpuint (offset, ==, number * strlen (LINE));
      g_task_return_pointer (task, g_bytes_new_static (line, strlen (line)),
                             (GDestroyNotify)g_bytes_unref);
    }
  else
    g_task_return_pointer (task, g_bytes_new (NULL, 0), (GDestroyNotify)g_bytes_unref);
}

static GBytes *
read_finish (CsBodySource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_body_source_init (CsBodySourceInterface *iface)
{
  iface->get_size = get_size;
  iface->is_8bit = is_8bit;
  iface->read_async = read_async;
  iface->read_finish = read_finish;
}

static void
test_case (gconstpointer data)
{
  static const SessionCase any = { .name = "any" };
  const Case *c = data;
  g_autoptr (ScriptServer) server = script_server_start (
      HELLO MAIL_ACCEPTED RCPT_ACCEPTED DATA_ACCEPTED "ANYTIME\nCONTENT\nS: 250 queued\n" BYE);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&any, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  CsSendRequest *request = session_case_request (&any);
  const CsSendRecipient *recipient = request->recipients->pdata[0];
  TestBody *body = g_object_new (TEST_TYPE_BODY, NULL);
  g_autoptr (CsFailure) failure = NULL;

  body->c = c;
  g_set_object (&request->body, CS_BODY_SOURCE (body));
  g_object_unref (body);
  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));

  failure = session_case_send (session, request);
  g_assert_true ((failure == NULL) == c->is_delivered);
  g_assert_cmpint (recipient->outcome->kind, ==,
                   c->is_delivered ? CS_FAILURE_NONE : CS_FAILURE_LOCAL);
  if (!c->is_delivered)
    g_assert_cmpint (recipient->outcome->stage, ==, CS_STAGE_CONTENT);

  session_case_request_free (request);
  session_case_quit (session);
  g_assert_null (script_server_finish (server));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/session/body/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
