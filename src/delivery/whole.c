#include "delivery/whole.h"

typedef struct
{
  GByteArray *bytes;
  gsize limit_bytes;
} Reading;

static void read_next (GTask *task);

static void
reading_free (Reading *reading)
{
  g_clear_pointer (&reading->bytes, g_byte_array_unref);
  g_free (reading);
}

static void
finish (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  if (reading->bytes->len > reading->limit_bytes)
    g_byte_array_set_size (reading->bytes, reading->limit_bytes);
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&reading->bytes)),
                         (GDestroyNotify)g_bytes_unref);
  g_object_unref (task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk = cs_body_source_read_finish (CS_BODY_SOURCE (source), result, &error);

  if (chunk == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_byte_array_append (reading->bytes, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  if (g_bytes_get_size (chunk) == 0 || reading->bytes->len >= reading->limit_bytes)
    finish (task);
  else
    read_next (task);
}

static void
read_next (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  cs_body_source_read_async (g_task_get_source_object (task), reading->bytes->len,
                             g_task_get_cancellable (task), on_read, task);
}

void
cs_whole_read_async (CsBodySource *body, gsize limit_bytes, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (body, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->bytes = g_byte_array_new ();
  reading->limit_bytes = limit_bytes;
  g_task_set_task_data (task, reading, (GDestroyNotify)reading_free);
  read_next (task);
}

GBytes *
cs_whole_read_finish (CsBodySource *body, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
