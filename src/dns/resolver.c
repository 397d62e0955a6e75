#include "dns/resolver.h"

#include <string.h>

#include "dns/addresses.h"
#include "dns/exchanges.h"
#include "dns/mail-lookup.h"
#include "dns/resolver-private.h"
#include "dns/tlsa.h"

#define IPV6_LITERAL_TAG "IPv6:"

struct _CsResolver
{
  GObject parent_instance;
  CsLookup *lookup;
  gboolean takes_any_address;
};

G_DEFINE_FINAL_TYPE (CsResolver, cs_resolver, G_TYPE_OBJECT)

G_DEFINE_QUARK (cs - dns - error - quark, cs_dns_error)

static guint changed_signal;

static void
cs_resolver_finalize (GObject *object)
{
  CsResolver *resolver = CS_RESOLVER (object);

  if (resolver->lookup != NULL)
    g_signal_handlers_disconnect_by_data (resolver->lookup, resolver);
  g_clear_object (&resolver->lookup);
  G_OBJECT_CLASS (cs_resolver_parent_class)->finalize (object);
}

static void
cs_resolver_class_init (CsResolverClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_resolver_finalize;
  changed_signal = g_signal_new ("changed", CS_TYPE_RESOLVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
cs_resolver_init (CsResolver *resolver)
{
}

static void
on_lookup_changed (CsResolver *resolver)
{
  g_signal_emit (resolver, changed_signal, 0);
}

CsResolver *
cs_resolver_new_for_config (const CsUnboundConfig *config, gboolean takes_any_address,
                            GError **error)
{
  g_autoptr (CsResolver) resolver = g_object_new (CS_TYPE_RESOLVER, NULL);

  resolver->takes_any_address = takes_any_address;
  resolver->lookup = cs_lookup_new (config, error);
  if (resolver->lookup == NULL)
    return NULL;
  g_signal_connect_swapped (resolver->lookup, "changed", G_CALLBACK (on_lookup_changed), resolver);
  return g_steal_pointer (&resolver);
}

void
cs_resolver_expect_validation (CsResolver *resolver, gint64 failing_since_s)
{
  cs_lookup_expect_validation (resolver->lookup, failing_since_s);
}

gint64
cs_resolver_failing_since_s (CsResolver *resolver)
{
  return cs_lookup_failing_since_s (resolver->lookup);
}

gint64
cs_resolver_validated_s (CsResolver *resolver)
{
  return cs_lookup_validated_s (resolver->lookup);
}

void
cs_resolver_probe (CsResolver *resolver)
{
  cs_lookup_probe (resolver->lookup);
}

CsValidation
cs_resolver_validation (CsResolver *resolver)
{
  return cs_lookup_validation (resolver->lookup);
}

const char *
cs_validation_name (CsValidation validation)
{
  static const char *const names[] = {
    [CS_VALIDATION_UNKNOWN] = "unknown",
    [CS_VALIDATION_ON] = "available",
    [CS_VALIDATION_OFF] = "unavailable",
  };

  g_return_val_if_fail ((guint)validation < G_N_ELEMENTS (names), "");
  return names[validation];
}

/* Where Debian and others keep the keys of the root; unbound-anchor's follows a key roll-over. */
static const char *
find_anchor_file (void)
{
  static const char *const files[] = {
    "/var/lib/unbound/root.key",
    "/usr/share/dns/root.key",
    "/etc/unbound/root.key",
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      if (g_file_test (files[i], G_FILE_TEST_IS_REGULAR))
        return files[i];
    }
  return NULL;
}

CsResolver *
cs_resolver_new (GError **error)
{
  CsUnboundConfig config = {
    .resolv_conf = "/etc/resolv.conf",
    .hosts = "/etc/hosts",
    .anchor_file = find_anchor_file (),
  };

  return cs_resolver_new_for_config (&config, FALSE, error);
}

/* "[192.0.2.7]" and "[IPv6:2001:db8::7]", RFC 5321 section 4.1.3. */
static GInetAddress *
parse_literal (const char *domain)
{
  g_autofree char *text = g_strndup (domain + 1, strlen (domain) - 2);
  gboolean is_tagged = g_ascii_strncasecmp (text, IPV6_LITERAL_TAG, strlen (IPV6_LITERAL_TAG)) == 0;

  return g_inet_address_new_from_string (is_tagged ? text + strlen (IPV6_LITERAL_TAG) : text);
}

static GPtrArray *
hosts_of_literal (CsResolver *resolver, const char *domain, GError **error)
{
  g_autoptr (GInetAddress) address = parse_literal (domain);
  g_autoptr (GPtrArray) hosts = NULL;
  g_autofree char *name = NULL;
  CsMailHost *host;

  if (address == NULL
      || !(resolver->takes_any_address || cs_inet_address_is_public_enough (address)))
    {
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_NO_HOST, "%s cannot be a mail host", domain);
      return NULL;
    }

  name = g_inet_address_to_string (address);
  host = cs_mail_host_new (name, 0, FALSE);
  host->addresses = g_list_append (NULL, g_object_ref (address));
  hosts = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_mail_host_free);
  g_ptr_array_add (hosts, host);
  return g_steal_pointer (&hosts);
}

static void
on_mail_hosts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *hosts = cs_mail_lookup_finish (CS_LOOKUP (source), result, &error);

  if (hosts != NULL)
    g_task_return_pointer (task, hosts, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
cs_resolver_mail_hosts_async (CsResolver *resolver, const char *domain, const char *own_name,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GPtrArray *hosts;

  if (domain[0] != '[')
    {
      cs_mail_lookup_async (resolver->lookup, domain, own_name, resolver->takes_any_address,
                            cancellable, on_mail_hosts, g_steal_pointer (&task));
      return;
    }

  hosts = hosts_of_literal (resolver, domain, &error);
  if (hosts != NULL)
    g_task_return_pointer (task, hosts, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

GPtrArray *
cs_resolver_mail_hosts_finish (CsResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- other records ------------------------------------------------------------------------ */

static void
on_tlsa (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  CsTlsaSet *set = cs_tlsa_lookup_finish (CS_LOOKUP (source), result, &error);

  if (set != NULL)
    g_task_return_pointer (task, set, (GDestroyNotify)cs_tlsa_set_free);
  else
    g_task_return_error (task, error);
}

void
cs_resolver_tlsa_async (CsResolver *resolver, const CsMailHost *host, guint16 port,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  cs_tlsa_lookup_async (resolver->lookup, host, port, cancellable, on_tlsa, task);
}

CsTlsaSet *
cs_resolver_tlsa_finish (CsResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GPtrArray *
texts_of (const CsDnsAnswer *answer)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < answer->records->len; i++)
    {
      gsize size_bytes;
      const guint8 *data = g_bytes_get_data (answer->records->pdata[i], &size_bytes);
      GBytes *text = cs_dns_parse_text (data, size_bytes);

      if (text != NULL)
        g_ptr_array_add (texts, text);
    }
  return texts;
}

static void
on_texts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (CsDnsAnswer) answer = cs_lookup_query_finish (CS_LOOKUP (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (cs_dns_answer_is_failure (answer))
    g_task_return_error (task, cs_dns_answer_to_error (answer, g_task_get_task_data (task)));
  else
    g_task_return_pointer (task, texts_of (answer), (GDestroyNotify)g_ptr_array_unref);
}

void
cs_resolver_texts_async (CsResolver *resolver, const char *name, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (name), g_free);
  cs_lookup_query_async (resolver->lookup, name, CS_DNS_TYPE_TXT, cancellable, on_texts, task);
}

GPtrArray *
cs_resolver_texts_finish (CsResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- smart hosts -------------------------------------------------------------------------- */

static GError *
smart_host_error (const char *name, const GError *error)
{
  CsDnsError code = CS_DNS_ERROR_TEMPORARY;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    code = CS_DNS_ERROR_NO_HOST;
  return g_error_new (CS_DNS_ERROR, code, "%s: %s", name, error->message);
}

static void
on_smart_host (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *name = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  CsMailHost *host;

  if (addresses == NULL)
    {
      g_task_return_error (task, smart_host_error (name, error));
      return;
    }
  host = cs_mail_host_new (name, 0, FALSE);
  host->addresses = cs_addresses_interleave (addresses);
  g_task_return_pointer (task, host, (GDestroyNotify)cs_mail_host_free);
}

void
cs_resolver_smart_host_async (CsResolver *resolver, const char *name, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);
  g_autoptr (GResolver) system = g_resolver_get_default ();

  g_task_set_task_data (task, g_strdup (name), g_free);
  g_resolver_lookup_by_name_async (system, name, cancellable, on_smart_host, task);
}

CsMailHost *
cs_resolver_smart_host_finish (CsResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
