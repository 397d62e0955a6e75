#include "delivery/badmail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define MODE_FOLDER 0700
#define MODE_FILE 0600

typedef struct
{
  char *folder;
  char *path; /* of the .eml */
  char *temporary;
  char *reason_path;
  char *reason;
  CsBodySource *body;
  int fd;
  guint64 offset;
  GBytes *chunk; /* being written */
} Keeping;

static void read_next (GTask *task);

static void
keeping_free (Keeping *keeping)
{
  if (keeping->fd >= 0)
    close (keeping->fd);
  g_free (keeping->folder);
  g_free (keeping->path);
  g_free (keeping->temporary);
  g_free (keeping->reason_path);
  g_free (keeping->reason);
  g_clear_object (&keeping->body);
  g_clear_pointer (&keeping->chunk, g_bytes_unref);
  g_free (keeping);
}

/* --- in a thread -------------------------------------------------------------------------- */

static gboolean
open_file (Keeping *keeping, GError **error)
{
  if (!cs_file_make_folder (keeping->folder, MODE_FOLDER, error))
    return FALSE;
  keeping->fd
      = open (keeping->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, MODE_FILE);
  if (keeping->fd < 0)
    cs_file_set_error (error, errno, "create", keeping->temporary);
  return keeping->fd >= 0;
}

static gboolean
write_all (Keeping *keeping, GError **error)
{
  gsize size_bytes;
  const char *bytes = g_bytes_get_data (keeping->chunk, &size_bytes);

  while (size_bytes > 0)
    {
      gssize written = write (keeping->fd, bytes, size_bytes);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          cs_file_set_error (error, errno, "write to", keeping->temporary);
          return FALSE;
        }
      bytes += written;
      size_bytes -= written;
    }
  return TRUE;
}

static void
work_chunk (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Keeping *keeping = data;
  GError *error = NULL;

  if ((keeping->fd >= 0 || open_file (keeping, &error)) && write_all (keeping, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The reason first: a message without one would be a riddle, a reason without a message is not. */
static void
work_end (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Keeping *keeping = data;
  GError *error = NULL;

  if (!cs_file_replace (keeping->reason_path, keeping->reason, strlen (keeping->reason), MODE_FILE,
                        &error))
    g_task_return_error (task, error);
  else if (fsync (keeping->fd) != 0 || rename (keeping->temporary, keeping->path) != 0)
    {
      cs_file_set_error (&error, errno, "keep", keeping->path);
      g_task_return_error (task, error);
    }
  else if (cs_file_sync_folder (keeping->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- in the main loop --------------------------------------------------------------------- */

static void
fail (GTask *task, GError *error)
{
  Keeping *keeping = g_task_get_task_data (task);

  unlink (keeping->temporary);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
run_in_thread (GTask *task, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) step = g_task_new (NULL, NULL, callback, task);

  g_task_set_task_data (step, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (step, func);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_chunk_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Keeping *keeping = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (task, error);
      return;
    }
  if (g_bytes_get_size (keeping->chunk) == 0)
    {
      run_in_thread (task, work_end, on_kept);
      return;
    }
  keeping->offset += g_bytes_get_size (keeping->chunk);
  read_next (task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Keeping *keeping = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&keeping->chunk, g_bytes_unref);
  keeping->chunk = cs_body_source_read_finish (keeping->body, result, &error);
  if (keeping->chunk == NULL)
    fail (task, error);
  else
    run_in_thread (task, work_chunk, on_chunk_written);
}

static void
read_next (GTask *task)
{
  Keeping *keeping = g_task_get_task_data (task);

  cs_body_source_read_async (keeping->body, keeping->offset, g_task_get_cancellable (task), on_read,
                             task);
}

void
cs_badmail_keep_async (const char *folder, const char *name, CsBodySource *body, const char *reason,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Keeping *keeping = g_new0 (Keeping, 1);
  g_autofree char *message_name = g_strconcat (name, ".eml", NULL);
  g_autofree char *temporary_name = g_strconcat (".", name, ".part", NULL);
  g_autofree char *reason_name = g_strconcat (name, ".txt", NULL);

  keeping->fd = -1;
  keeping->folder = g_strdup (folder);
  keeping->path = g_build_filename (folder, message_name, NULL);
  keeping->temporary = g_build_filename (folder, temporary_name, NULL);
  keeping->reason_path = g_build_filename (folder, reason_name, NULL);
  keeping->reason = g_strdup (reason);
  keeping->body = g_object_ref (body);
  g_task_set_task_data (task, keeping, (GDestroyNotify)keeping_free);
  read_next (task);
}

gboolean
cs_badmail_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
