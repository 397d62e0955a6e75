/* test-seven-bit.c - eight-bit content for servers that do not take it, of any size
 */
#include <gmime/gmime.h>
#include <string.h>

#include "bed.h"
#include "delivery/seven-bit.h"
#include "queue/queue-class.h"

#define SENDER "ann@sender.example"
#define LARGE_BYTES (9 * 1024 * 1024)

#define TEXT "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
#define EIGHT "Content-Transfer-Encoding: 8bit\r\n"
#define LINE "Gr\303\274\303\237e aus K\303\266ln, und sonst nur ASCII in dieser Zeile.\r\n"
#define QP_LINE "Gr=C3=BC=C3=9Fe aus K=C3=B6ln, und sonst nur ASCII in dieser Zeile."

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}

static CsBodySource *
encode (CsBodySource *source, const char *folder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_seven_bit_encode_async (source, folder, NULL, keep_result, &result);
  return cs_seven_bit_encode_finish (await (&result), error);
}

static GString *
read_all (CsBodySource *body)
{
  GString *text = g_string_new (NULL);

  while (text->len < cs_body_source_get_size (body))
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) chunk = NULL;

      cs_body_source_read_async (body, text->len, NULL, keep_result, &result);
      chunk = cs_body_source_read_finish (body, await (&result), NULL);
      g_assert_cmpuint (g_bytes_get_size (chunk), >, 0);
      g_string_append_len (text, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }
  return text;
}

/* --- what becomes of which content -------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *content;
  const char *has; /* afterwards; NULL: it cannot be encoded */
} Case;

static const Case cases[] = {
  { "text", TEXT EIGHT "\r\n" LINE, QP_LINE },
  { "mostly-eight-bits", TEXT EIGHT "\r\n\303\274\303\274\303\274\r\n", "w7zDvMO8" },
  { "no-mime", "Subject: x\r\n\r\n" LINE, QP_LINE },
  { "one-part-of-two",
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nPlain = plain.\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n" EIGHT "\r\n" LINE "--b--\r\n",
    "Plain = plain.\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable" },
  { "attached-message",
    "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n" EIGHT "\r\n" TEXT EIGHT "\r\n" LINE,
    "message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n" QP_LINE },
  { "header", "Subject: Gr\303\274\303\237e\r\n\r\nx\r\n", NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GBytes) content = g_bytes_new_static (c->content, strlen (c->content));
  g_autoptr (CsBodySource) source = cs_body_source_new_for_bytes (content);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsBodySource) encoded = encode (source, g_get_tmp_dir (), &error);
  g_autoptr (GString) text = NULL;

  if (c->has == NULL)
    {
      g_assert_null (encoded);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      return;
    }
  g_assert_no_error (error);
  text = read_all (encoded);
  g_assert_false (cs_body_source_is_8bit (encoded));
  g_assert_true (g_str_is_ascii (text->str));
  g_assert_true (g_str_has_suffix (text->str, "\r\n"));
  if (strstr (text->str, c->has) == NULL)
    g_error ("no \"%s\" in \"%s\"", c->has, text->str);
}

static void
test_no_folder (void)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("\r\n", 2);
  g_autoptr (CsBodySource) source = cs_body_source_new_for_bytes (content);
  g_autoptr (GError) error = NULL;

  g_assert_null (encode (source, "/nonexistent/folder", &error));
  g_assert_nonnull (error);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED));
}

/* --- on its way --------------------------------------------------------------------------- */

static char *
large_content (gsize size_bytes)
{
  GString *content = g_string_new (TEXT EIGHT "\r\n");

  while (content->len < size_bytes)
    g_string_append (content, LINE);
  return g_string_free (content, FALSE);
}

static guint
count (const char *text, char what)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == what;
  return n;
}

static void
test_large (Bed *bed, gconstpointer data)
{
  g_autofree char *content = large_content (LARGE_BYTES);
  const FakeMessage *message;

  fake_server_answer (bed->server, FAKE_EHLO, "250 fake");
  g_free (bed_accept_content (bed, SENDER, "bob@example.com", 0, content));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  message = fake_server_message (bed->server, 0);
  g_assert_true (g_str_is_ascii (message->content));
  /* Two bytes of each of three letters; one "=" stands in the header. */
  g_assert_cmpuint (count (message->content, '='), ==, 2 * count (content, '\303') + 1);
}

static GBytes *
failing_read (CsQueue *queue, const char *id, guint64 offset, GError **error)
{
  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IO, "the disk does not answer");
  return NULL;
}

/* That this machine cannot read it is no reason to return it. */
static void
test_unreadable (Bed *bed, gconstpointer data)
{
  CsQueueClass *class = CS_QUEUE_GET_CLASS (bed->queue);
  g_autofree char *content = large_content (200 * 1024);
  g_autofree char *state = NULL;
  GBytes *(*read) (CsQueue *, const char *, guint64, GError **) = class->read;

  fake_server_answer (bed->server, FAKE_EHLO, "250 fake");
  g_free (bed_accept_content (bed, SENDER, "bob@example.com", 0, content));
  class->read = failing_read;
  bed_start (bed);
  bed_run (bed);
  class->read = read;
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "deferred full");
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/seven-bit/large", test_large },
    { "/delivery/seven-bit/unreadable", test_unreadable },
  };

  bed_test_init (&argc, &argv);
  g_mime_init ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/delivery/seven-bit/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/delivery/seven-bit/no-folder", test_no_folder);
  bed_test_add (tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
