#include "delivery/file-body.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

struct _CsFileBody
{
  GObject parent_instance;
  int fd;
  guint64 size_bytes;
};

static void cs_file_body_source_init (CsBodySourceInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CsFileBody, cs_file_body, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_BODY_SOURCE,
                                                      cs_file_body_source_init))

static void
cs_file_body_finalize (GObject *object)
{
  close (CS_FILE_BODY (object)->fd);
  G_OBJECT_CLASS (cs_file_body_parent_class)->finalize (object);
}

static void
cs_file_body_class_init (CsFileBodyClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_file_body_finalize;
}

static void
cs_file_body_init (CsFileBody *body)
{
}

/* Not every file system has files without a name. */
static int
open_and_remove (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, ".content-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    unlink (path);
  return fd;
}

int
cs_file_body_open (const char *folder, GError **error)
{
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    fd = open_and_remove (folder);
  if (fd < 0)
    cs_file_set_error (error, errno, "write in", folder);
  return fd;
}

CsBodySource *
cs_file_body_new (int fd, guint64 size_bytes)
{
  CsFileBody *body = g_object_new (CS_TYPE_FILE_BODY, NULL);

  body->fd = fd;
  body->size_bytes = size_bytes;
  return CS_BODY_SOURCE (body);
}

/* --- a body source ------------------------------------------------------------------------ */

static guint64
get_size (CsBodySource *source)
{
  return CS_FILE_BODY (source)->size_bytes;
}

static gboolean
is_8bit (CsBodySource *source)
{
  return FALSE;
}

static void
read_chunk (GTask *task, gpointer source, gpointer offset, GCancellable *cancellable)
{
  g_autofree char *bytes = g_malloc (CS_BODY_CHUNK_BYTES);
  gssize size_bytes
      = pread (CS_FILE_BODY (source)->fd, bytes, CS_BODY_CHUNK_BYTES, *(const guint64 *)offset);

  if (size_bytes < 0)
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno), "%s",
                             g_strerror (errno));
  else
    g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&bytes), size_bytes),
                           (GDestroyNotify)g_bytes_unref);
}

static void
read_async (CsBodySource *source, guint64 offset, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_task_data (task, g_memdup2 (&offset, sizeof offset), g_free);
  g_task_run_in_thread (task, read_chunk);
}

static GBytes *
read_finish (CsBodySource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_file_body_source_init (CsBodySourceInterface *interface)
{
  interface->get_size = get_size;
  interface->is_8bit = is_8bit;
  interface->read_async = read_async;
  interface->read_finish = read_finish;
}
