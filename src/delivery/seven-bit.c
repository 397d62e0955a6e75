#include "delivery/seven-bit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "delivery/file-body.h"
#include "delivery/gmime-auto.h"

#define LABEL "Content-Transfer-Encoding"

typedef struct
{
  CsBodySource *source;
  int original, encoded; /* files; -1: not open */
  guint64 offset;
  GBytes *chunk; /* being copied */
} Encoding;

static void read_next (GTask *task);

static void
encoding_free (Encoding *encoding)
{
  if (encoding->original >= 0)
    close (encoding->original);
  if (encoding->encoded >= 0)
    close (encoding->encoded);
  g_clear_pointer (&encoding->chunk, g_bytes_unref);
  g_object_unref (encoding->source);
  g_free (encoding);
}

static gboolean
fail_with_errno (GError **error)
{
  int number = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "the copy: %s",
               g_strerror (number));
  return FALSE;
}

static void
give_up (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* --- in a thread -------------------------------------------------------------------------- */

static GMimeMessage *
parse (int fd)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_fs_new (dup (fd));
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);

  /* Contents stay in the file. */
  g_mime_parser_set_persist_stream (parser, TRUE);
  return g_mime_parser_construct_message (parser, NULL);
}

/* What holds others is as they are (RFC 2045 section 6.4). */
static void
relabel (GMimeObject *object)
{
  const char *label = g_mime_object_get_header (object, LABEL);

  if (label != NULL && g_ascii_strcasecmp (label, "7bit") != 0)
    g_mime_object_set_header (object, LABEL, "7bit", NULL);
}

/* By hand, since GMime does not look into attached messages. How deep they may lie one in the other
 * its parser limits. */
static void
encode_object (GMimeObject *object)
{
  if (object == NULL)
    return;
  if (GMIME_IS_MESSAGE (object))
    {
      encode_object (g_mime_message_get_mime_part (GMIME_MESSAGE (object)));
    }
  else if (GMIME_IS_MESSAGE_PART (object))
    {
      relabel (object);
      encode_object ((GMimeObject *)g_mime_message_part_get_message (GMIME_MESSAGE_PART (object)));
    }
  else if (GMIME_IS_MULTIPART (object))
    {
      GMimeMultipart *multipart = GMIME_MULTIPART (object);

      relabel (object);
      for (int i = 0; i < g_mime_multipart_get_count (multipart); i++)
        encode_object (g_mime_multipart_get_part (multipart, i));
    }
  else
    {
      g_mime_object_encode (object, GMIME_ENCODING_CONSTRAINT_7BIT);
    }
}

static gboolean
write_message (GMimeMessage *message, int fd, GError **error)
{
  g_autoptr (GMimeFormatOptions) options = g_mime_format_options_new ();
  g_autoptr (GMimeStream) file = g_mime_stream_fs_new (dup (fd));
  g_autoptr (GMimeStream) stream = g_mime_stream_buffer_new (file, GMIME_STREAM_BUFFER_BLOCK_WRITE);

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  if (g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream) < 0
      || g_mime_stream_flush (stream) < 0)
    return fail_with_errno (error);
  return TRUE;
}

static gboolean
check_ascii (int fd, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (CS_BODY_CHUNK_BYTES);
  guint64 offset = 0;
  gssize size_bytes;

  while ((size_bytes = pread (fd, bytes, CS_BODY_CHUNK_BYTES, offset)) > 0)
    {
      for (gssize i = 0; i < size_bytes; i++)
        {
          if (bytes[i] <= 127)
            continue;
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               "a header has bytes that are no ASCII");
          return FALSE;
        }
      offset += size_bytes;
    }
  return size_bytes == 0 || fail_with_errno (error);
}

static void
encode (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Encoding *encoding = data;
  g_autoptr (GMimeMessage) message = NULL;
  GError *error = NULL;

  lseek (encoding->original, 0, SEEK_SET);
  message = parse (encoding->original);
  if (message == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "it is no message");
      return;
    }
  encode_object (GMIME_OBJECT (message));
  if (write_message (message, encoding->encoded, &error) && check_ascii (encoding->encoded, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
write_chunk (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Encoding *encoding = data;
  gsize left;
  const char *bytes = g_bytes_get_data (encoding->chunk, &left);
  GError *error = NULL;

  while (left > 0)
    {
      gssize n = write (encoding->original, bytes, left);

      if (n < 0 && errno != EINTR)
        {
          fail_with_errno (&error);
          g_task_return_error (task, error);
          return;
        }
      bytes += MAX (n, 0);
      left -= MAX (n, 0);
    }
  g_task_return_boolean (task, TRUE);
}

/* @task is kept until @done has finished with it. */
static void
run (GTask *task, GTaskThreadFunc func, GAsyncReadyCallback done)
{
  g_autoptr (GTask) step = g_task_new (NULL, NULL, done, task);

  g_task_set_task_data (step, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (step, func);
}

/* --- on the main loop --------------------------------------------------------------------- */

static void
on_encoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Encoding *encoding = g_task_get_task_data (task);
  struct stat status;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)
      || (fstat (encoding->encoded, &status) != 0 && !fail_with_errno (&error)))
    {
      give_up (task, error);
      return;
    }
  g_task_return_pointer (task, cs_file_body_new (encoding->encoded, status.st_size),
                         g_object_unref);
  encoding->encoded = -1;
  g_object_unref (task);
}

static void
on_chunk_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Encoding *encoding = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      give_up (task, error);
      return;
    }
  encoding->offset += g_bytes_get_size (encoding->chunk);
  g_clear_pointer (&encoding->chunk, g_bytes_unref);
  read_next (task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Encoding *encoding = g_task_get_task_data (task);
  GError *error = NULL;

  encoding->chunk = cs_body_source_read_finish (CS_BODY_SOURCE (source), result, &error);
  if (encoding->chunk == NULL)
    give_up (task, error);
  else if (g_bytes_get_size (encoding->chunk) > 0)
    run (task, write_chunk, on_chunk_written);
  else if (encoding->offset < cs_body_source_get_size (encoding->source))
    give_up (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                                        "a part of the message is missing"));
  else
    run (task, encode, on_encoded);
}

static void
read_next (GTask *task)
{
  Encoding *encoding = g_task_get_task_data (task);

  cs_body_source_read_async (encoding->source, encoding->offset, g_task_get_cancellable (task),
                             on_read, task);
}

void
cs_seven_bit_encode_async (CsBodySource *source, const char *folder, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Encoding *encoding = g_new0 (Encoding, 1);
  GError *error = NULL;

  encoding->source = g_object_ref (source);
  encoding->original = cs_file_body_open (folder, &error);
  encoding->encoded = error == NULL ? cs_file_body_open (folder, &error) : -1;
  g_task_set_task_data (task, encoding, (GDestroyNotify)encoding_free);
  if (error != NULL)
    give_up (task, error);
  else
    read_next (task);
}

CsBodySource *
cs_seven_bit_encode_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
