#include "smtp/body.h"

#include <string.h>

G_DEFINE_INTERFACE (CsBodySource, cs_body_source, G_TYPE_OBJECT)

static void
cs_body_source_default_init (CsBodySourceInterface *iface)
{
}

guint64
cs_body_source_get_size (CsBodySource *source)
{
  return CS_BODY_SOURCE_GET_IFACE (source)->get_size (source);
}

gboolean
cs_body_source_is_8bit (CsBodySource *source)
{
  return CS_BODY_SOURCE_GET_IFACE (source)->is_8bit (source);
}

GBytes *
cs_body_source_peek_whole (CsBodySource *source)
{
  CsBodySourceInterface *iface = CS_BODY_SOURCE_GET_IFACE (source);

  return iface->peek_whole != NULL ? iface->peek_whole (source) : NULL;
}

void
cs_body_source_read_async (CsBodySource *source, guint64 offset, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  CS_BODY_SOURCE_GET_IFACE (source)->read_async (source, offset, cancellable, callback, user_data);
}

GBytes *
cs_body_source_read_finish (CsBodySource *source, GAsyncResult *result, GError **error)
{
  return CS_BODY_SOURCE_GET_IFACE (source)->read_finish (source, result, error);
}

#define CS_TYPE_BYTES_BODY (cs_bytes_body_get_type ())
G_DECLARE_FINAL_TYPE (CsBytesBody, cs_bytes_body, CS, BYTES_BODY, GObject)

struct _CsBytesBody
{
  GObject parent_instance;
  GBytes *content;
};

static void cs_bytes_body_source_init (CsBodySourceInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsBytesBody, cs_bytes_body, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_BODY_SOURCE, cs_bytes_body_source_init))

static void
cs_bytes_body_finalize (GObject *object)
{
  g_bytes_unref (CS_BYTES_BODY (object)->content);
  G_OBJECT_CLASS (cs_bytes_body_parent_class)->finalize (object);
}

static void
cs_bytes_body_class_init (CsBytesBodyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_bytes_body_finalize;
}

static void
cs_bytes_body_init (CsBytesBody *self)
{
}

static guint64
bytes_body_get_size (CsBodySource *source)
{
  return g_bytes_get_size (CS_BYTES_BODY (source)->content);
}

static gboolean
bytes_body_is_8bit (CsBodySource *source)
{
  gsize size_bytes;
  const guint8 *bytes = g_bytes_get_data (CS_BYTES_BODY (source)->content, &size_bytes);

  for (gsize i = 0; i < size_bytes; i++)
    if (bytes[i] > 127)
      return TRUE;

  return FALSE;
}

static GBytes *
bytes_body_peek_whole (CsBodySource *source)
{
  GBytes *content = CS_BYTES_BODY (source)->content;

  return g_bytes_get_size (content) <= CS_BODY_CHUNK_BYTES ? g_bytes_ref (content) : NULL;
}

static void
bytes_body_read_async (CsBodySource *source, guint64 offset, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GBytes *content = CS_BYTES_BODY (source)->content;
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  guint64 start = MIN (offset, g_bytes_get_size (content));
  guint64 size_bytes = MIN (g_bytes_get_size (content) - start, CS_BODY_CHUNK_BYTES);

  g_task_set_source_tag (task, bytes_body_read_async);
  g_task_return_pointer (task, g_bytes_new_from_bytes (content, start, size_bytes),
                         (GDestroyNotify)g_bytes_unref);
  g_object_unref (task);
}

static GBytes *
bytes_body_read_finish (CsBodySource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_bytes_body_source_init (CsBodySourceInterface *iface)
{
  iface->get_size = bytes_body_get_size;
  iface->is_8bit = bytes_body_is_8bit;
  iface->peek_whole = bytes_body_peek_whole;
  iface->read_async = bytes_body_read_async;
  iface->read_finish = bytes_body_read_finish;
}

CsBodySource *
cs_body_source_new_for_bytes (GBytes *content)
{
  CsBytesBody *self = g_object_new (CS_TYPE_BYTES_BODY, NULL);

  self->content = g_bytes_ref (content);
  return CS_BODY_SOURCE (self);
}
