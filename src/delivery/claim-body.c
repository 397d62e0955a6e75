#include "delivery/claim-body.h"

struct _CsClaimBody
{
  GObject parent_instance;
  CsClaim *claim;
};

static void cs_claim_body_source_init (CsBodySourceInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CsClaimBody, cs_claim_body, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_BODY_SOURCE,
                                                      cs_claim_body_source_init))

static void
cs_claim_body_class_init (CsClaimBodyClass *class)
{
}

static void
cs_claim_body_init (CsClaimBody *body)
{
}

static CsClaim *
claim_of (CsBodySource *source)
{
  return CS_CLAIM_BODY (source)->claim;
}

static guint64
get_size (CsBodySource *source)
{
  return claim_of (source)->size_bytes;
}

static gboolean
is_8bit (CsBodySource *source)
{
  return claim_of (source)->envelope->is_8bit;
}

static GBytes *
peek_whole (CsBodySource *source)
{
  CsClaim *claim = claim_of (source);

  return claim->content != NULL ? g_bytes_ref (claim->content) : NULL;
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CsClaim *claim = claim_of (g_task_get_source_object (task));
  GError *error = NULL;
  GBytes *bytes = claim->read_finish (claim, result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
read_async (CsBodySource *source, guint64 offset, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  CsClaim *claim = claim_of (source);
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  gsize size_bytes;

  if (claim->content == NULL)
    {
      claim->read_async (claim, offset, cancellable, on_read, task);
      return;
    }
  size_bytes = g_bytes_get_size (claim->content);
  offset = MIN (offset, size_bytes);
  g_task_return_pointer (task,
                         g_bytes_new_from_bytes (claim->content, offset,
                                                 MIN (size_bytes - offset, CS_BODY_CHUNK_BYTES)),
                         (GDestroyNotify)g_bytes_unref);
  g_object_unref (task);
}

static GBytes *
read_finish (CsBodySource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_claim_body_source_init (CsBodySourceInterface *interface)
{
  interface->get_size = get_size;
  interface->is_8bit = is_8bit;
  interface->peek_whole = peek_whole;
  interface->read_async = read_async;
  interface->read_finish = read_finish;
}

CsBodySource *
cs_claim_body_new (CsClaim *claim)
{
  CsClaimBody *body = g_object_new (CS_TYPE_CLAIM_BODY, NULL);

  body->claim = claim;
  return CS_BODY_SOURCE (body);
}
