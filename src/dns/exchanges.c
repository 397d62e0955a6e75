#include "dns/exchanges.h"

CsMailHost *
cs_mail_host_new (const char *name, guint preference, gboolean is_secure)
{
  CsMailHost *host = g_new0 (CsMailHost, 1);

  host->name = g_strdup (name);
  host->preference = preference;
  host->is_secure = is_secure;
  return host;
}

void
cs_mail_host_free (CsMailHost *host)
{
  g_free (host->name);
  g_free (host->final_name);
  g_list_free_full (host->addresses, g_object_unref);
  g_free (host);
}

static int
compare_preference (gconstpointer a, gconstpointer b)
{
  const CsMailHost *first = *(CsMailHost *const *)a;
  const CsMailHost *second = *(CsMailHost *const *)b;

  return (first->preference > second->preference) - (first->preference < second->preference);
}

static void
shuffle (GPtrArray *hosts)
{
  for (guint i = hosts->len; i > 1; i--)
    {
      guint other = g_random_int_range (0, i);
      gpointer host = hosts->pdata[other];

      hosts->pdata[other] = hosts->pdata[i - 1];
      hosts->pdata[i - 1] = host;
    }
}

static gboolean
has_host (GPtrArray *hosts, const char *name)
{
  for (guint i = 0; i < hosts->len; i++)
    {
      const CsMailHost *host = hosts->pdata[i];

      if (g_str_equal (host->name, name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
add_record (GPtrArray *hosts, GBytes *record, const CsDnsAnswer *answer, gboolean *is_null_mx,
            GError **error)
{
  g_autofree char *exchange = NULL;
  guint preference;
  gsize size_bytes;
  const guint8 *data = g_bytes_get_data (record, &size_bytes);

  if (!cs_dns_parse_mx (data, size_bytes, &preference, &exchange))
    {
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_TEMPORARY,
                   "an MX record of %" G_GSIZE_FORMAT " bytes makes no sense", size_bytes);
      return FALSE;
    }
  if (exchange == NULL)
    return TRUE;

  if (*exchange != '\0')
    g_ptr_array_add (hosts, cs_mail_host_new (exchange, preference, answer->is_secure));
  else if (preference == 0 && answer->records->len == 1)
    *is_null_mx = TRUE;
  return TRUE;
}

static GPtrArray *
read_records (const CsDnsAnswer *answer, GError **error)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_mail_host_free);
  gboolean is_null_mx = FALSE;

  for (guint i = 0; i < answer->records->len; i++)
    {
      if (!add_record (hosts, answer->records->pdata[i], answer, &is_null_mx, error))
        return NULL;
    }

  if (is_null_mx)
    {
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_NULL_MX,
                   "the domain says that it takes no mail (null MX)");
      return NULL;
    }
  if (hosts->len == 0)
    {
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_NO_HOST, "no MX record names a host");
      return NULL;
    }
  return g_steal_pointer (&hosts);
}

/* RFC 5321 section 5.1: ourselves and everything that is not preferred to us would loop. */
static gboolean
remove_from_own (GPtrArray *hosts, const char *own_name, GError **error)
{
  guint own_preference = G_MAXUINT;

  for (guint i = 0; i < hosts->len; i++)
    {
      const CsMailHost *host = hosts->pdata[i];

      if (g_ascii_strcasecmp (host->name, own_name) == 0)
        own_preference = MIN (own_preference, host->preference);
    }
  for (guint i = hosts->len; i > 0; i--)
    {
      const CsMailHost *host = hosts->pdata[i - 1];

      if (host->preference >= own_preference)
        g_ptr_array_remove_index (hosts, i - 1);
    }

  if (hosts->len > 0)
    return TRUE;
  g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_LOOP,
               "the best MX host is this machine (%s), which does not deliver the domain's mail",
               own_name);
  return FALSE;
}

GPtrArray *
cs_exchanges_from_answer (const CsDnsAnswer *answer, const char *own_name, GError **error)
{
  g_autoptr (GPtrArray) hosts = read_records (answer, error);
  g_autoptr (GPtrArray) chosen = NULL;

  if (hosts == NULL || !remove_from_own (hosts, own_name, error))
    return NULL;

  /* The sort is stable, so what was shuffled before stays shuffled among equals. */
  shuffle (hosts);
  g_ptr_array_sort (hosts, compare_preference);

  chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_mail_host_free);
  for (guint i = 0; i < hosts->len && chosen->len < CS_DNS_MAX_HOSTS; i++)
    {
      const CsMailHost *host = hosts->pdata[i];

      if (!has_host (chosen, host->name))
        g_ptr_array_add (chosen, cs_mail_host_new (host->name, host->preference, host->is_secure));
    }
  return g_steal_pointer (&chosen);
}
