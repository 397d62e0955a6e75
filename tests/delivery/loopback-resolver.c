#include "loopback-resolver.h"

#define LOOPBACK_TYPE_RESOLVER (loopback_resolver_get_type ())
G_DECLARE_FINAL_TYPE (LoopbackResolver, loopback_resolver, LOOPBACK, RESOLVER, GResolver)

struct _LoopbackResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (LoopbackResolver, loopback_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
look_up (GResolver *resolver, const char *name, GResolverNameLookupFlags flags,
         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GInetAddress *address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  g_task_return_pointer (task, g_list_append (NULL, address), free_addresses);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
loopback_resolver_class_init (LoopbackResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);

  resolver_class->lookup_by_name_with_flags_async = look_up;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
loopback_resolver_init (LoopbackResolver *resolver)
{
}

void
loopback_resolver_use (void)
{
  g_autoptr (GResolver) resolver = g_object_new (LOOPBACK_TYPE_RESOLVER, NULL);

  g_resolver_set_default (resolver);
}
