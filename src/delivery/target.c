#include "delivery/target.h"

#include <string.h>

#include "delivery/protect.h"

#define MOST_OF_ONE_OF_SEVERAL 2

typedef struct
{
  CsShared *shared;
  CsPlan *plan;
  GPtrArray *targets; /* (element-type CsTarget) */
} Search;

void
cs_target_free (CsTarget *target)
{
  g_clear_object (&target->address);
  g_clear_pointer (&target->protection, cs_protection_unref);
  g_free (target->host_name);
  g_free (target);
}

static CsTarget *
target_new (GInetAddress *address, const char *host_name, guint16 port, gboolean is_smart_host)
{
  CsTarget *target = g_new0 (CsTarget, 1);

  target->address = g_inet_socket_address_new (address, port);
  target->host_name = g_strdup (host_name);
  target->port = port;
  target->is_smart_host = is_smart_host;
  return target;
}

static GInetAddress *
inet_address_of (const CsTarget *target)
{
  return g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (target->address));
}

CsTarget *
cs_target_copy (const CsTarget *target)
{
  CsTarget *copy = target_new (inet_address_of (target), target->host_name, target->port,
                               target->is_smart_host);

  if (target->protection != NULL)
    copy->protection = cs_protection_ref (target->protection);
  return copy;
}

char *
cs_target_to_string (const CsTarget *target)
{
  g_autofree char *address = g_inet_address_to_string (inet_address_of (target));

  if (g_str_equal (address, target->host_name))
    return g_strdup_printf ("[%s]:%u", address, target->port);
  return g_strdup_printf ("%s[%s]:%u", target->host_name, address, target->port);
}

gboolean
cs_target_parse (const char *text, char **host, guint16 *port)
{
  const char *open = strchr (text, '[');
  const char *close = strchr (text, ']');
  guint64 number;

  if (open == NULL || close == NULL || close < open || close[1] != ':'
      || !g_ascii_string_to_unsigned (close + 2, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *host = open > text ? g_strndup (text, open - text) : g_strndup (open + 1, close - open - 1);
  *port = number;
  return TRUE;
}

static void
search_free (Search *search)
{
  cs_plan_unref (search->plan);
  g_clear_pointer (&search->targets, g_ptr_array_unref);
  g_free (search);
}

static void
add_host (GPtrArray *targets, const CsMailHost *host, guint16 port, gboolean is_smart_host,
          guint most)
{
  guint n = 0;

  for (GList *l = host->addresses; l != NULL && n < most; l = l->next, n++)
    g_ptr_array_add (targets, target_new (l->data, host->name, port, is_smart_host));
}

static void
succeed (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&search->targets),
                         (GDestroyNotify)g_ptr_array_unref);
}

static void
on_smart_host (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CsMailHost) host
      = cs_resolver_smart_host_finish (CS_RESOLVER (source), result, &error);

  if (host != NULL)
    add_host (search->targets, host, search->plan->port, TRUE, CS_TARGETS_MAX);

  if (search->targets->len > 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      succeed (task);
    }
  else
    g_task_return_error (task, error);
}

static void
find_smart_host (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  const CsHost *host = search->plan->smart_host;
  g_autoptr (GInetAddress) address = NULL;

  if (host->is_address)
    address = g_inet_address_new_from_string (host->name);
  if (address == NULL)
    {
      cs_resolver_smart_host_async (search->shared->resolver, host->name,
                                    g_task_get_cancellable (task), on_smart_host,
                                    g_object_ref (task));
      return;
    }
  g_ptr_array_add (search->targets, target_new (address, host->name, search->plan->port, TRUE));
  succeed (task);
}

static void
add_mail_host (Search *search, const CsProtectedHost *protected_host, guint most)
{
  guint first = search->targets->len;

  add_host (search->targets, protected_host->host, search->shared->mail_port, FALSE, most);
  for (guint i = first; i < search->targets->len && protected_host->protection != NULL; i++)
    {
      CsTarget *target = search->targets->pdata[i];

      target->protection = cs_protection_ref (protected_host->protection);
    }
}

static void
add_mail_hosts (Search *search, GPtrArray *hosts)
{
  guint most = hosts->len > 1 ? MOST_OF_ONE_OF_SEVERAL : CS_TARGETS_MAX;

  for (guint i = 0; i < hosts->len; i++)
    add_mail_host (search, hosts->pdata[i], most);
  if (search->targets->len > CS_TARGETS_MAX)
    g_ptr_array_set_size (search->targets, CS_TARGETS_MAX);
}

/* @hosts: (nullable): those that may be used. Takes the reference to @task. */
static void
go_on_with (GTask *task, GPtrArray *hosts, GError *error)
{
  Search *search = g_task_get_task_data (task);

  if (hosts != NULL)
    add_mail_hosts (search, hosts);

  /* Tried directly first, the smart host is there for what the DNS does not know, too. */
  if (search->plan->smart_host != NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      find_smart_host (task);
    }
  else if (hosts != NULL)
    succeed (task);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
on_protected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) hosts = cs_protect_finish (result, &error);

  go_on_with (user_data, hosts, error);
}

static gboolean
is_protected (const CsPlan *plan)
{
  CsRoute route
      = { .security = plan->security, .smart_host = plan->smart_host, .helo = plan->helo };

  return cs_route_heeds_policies (&route, plan->domain);
}

static void
on_mail_hosts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) hosts
      = cs_resolver_mail_hosts_finish (CS_RESOLVER (source), result, &error);
  g_autoptr (GPtrArray) unprotected = NULL;

  if (hosts != NULL && is_protected (search->plan))
    {
      cs_protect_async (search->shared, search->plan->domain, hosts, g_task_get_cancellable (task),
                        on_protected, task);
      return;
    }
  unprotected = hosts != NULL ? cs_protect_not (hosts) : NULL;
  go_on_with (task, unprotected, error);
}

void
cs_targets_find_async (CsShared *shared, CsPlan *plan, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->shared = shared;
  search->plan = cs_plan_ref (plan);
  search->targets = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_target_free);
  g_task_set_task_data (task, search, (GDestroyNotify)search_free);

  if (plan->domain != NULL)
    cs_resolver_mail_hosts_async (shared->resolver, plan->domain, cs_shared_own_name (shared),
                                  cancellable, on_mail_hosts, g_object_ref (task));
  else
    find_smart_host (task);
}

GPtrArray *
cs_targets_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
