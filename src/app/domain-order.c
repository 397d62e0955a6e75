#include "app/domain-order.h"

#include <stdlib.h>
#include <string.h>

#include "base/domain.h"

/* Comparing 100,000 remote domains again and again is mostly waiting for memory. So what decides
 * most comparisons stands in the array that is sorted: a number whose order is that of the column's
 * first bytes. */
typedef struct
{
  guint64 prefix;
  guint index;
} SortKey;

typedef struct
{
  const CsSettings *settings;
  CsDomainColumn column;
  int sign; /* -1: descending */
  char **spelled; /* by index, as spell () does; NULL for domains that are ASCII */
} Order;

/* A domain stands where its shown form is looked for: bücher.example beside bucher.example, not at
 * "xn--". What has no such letters stands behind them. */
static char *
spell (const char *domain)
{
  g_autofree char *shown = NULL;
  char *plain;

  if (strstr (domain, "xn--") == NULL)
    return NULL;
  shown = cs_domain_to_display (domain);
  plain = g_str_to_ascii (shown, "C");
  if (strchr (plain, '?') == NULL)
    return plain;
  g_free (plain);
  return g_steal_pointer (&shown);
}

static const char *
spelling_of (const Order *order, guint index)
{
  return order->spelled[index] != NULL
             ? order->spelled[index]
             : cs_settings_remote_domain (order->settings, index)->pattern->domain;
}

static guint64
prefix_of_text (const char *text)
{
  guint64 prefix = 0;
  guint i;

  for (i = 0; i < sizeof prefix && text[i] != '\0'; i++)
    prefix = prefix << 8 | (guint8)g_ascii_tolower (text[i]);
  return i == 0 ? 0 : prefix << 8 * (sizeof prefix - i);
}

/* As the column shows it: an entry with the site's setting has the site's account. */
static const CsSecurity *
security_of (const Order *order, const CsRemoteDomain *domain)
{
  return domain->security != NULL ? domain->security : cs_settings_security (order->settings);
}

static guint64
prefix_of (const Order *order, guint index)
{
  const CsRemoteDomain *domain = cs_settings_remote_domain (order->settings, index);
  const CsSecurity *security = security_of (order, domain);

  switch (order->column)
    {
    case CS_DOMAIN_COLUMN_AUTHENTICATION:
      /* the site's setting first, then none, clear text, challenge/response */
      return domain->security != NULL ? 1 + (guint64)security->authentication : 0;
    case CS_DOMAIN_COLUMN_ACCOUNT:
      if (security->account == NULL)
        return 0;
      return prefix_of_text (security->nt_domain != NULL ? security->nt_domain : security->account);
    case CS_DOMAIN_COLUMN_ROUTE:
      return (guint64)domain->route << 56
             | (domain->smart_host != NULL ? prefix_of_text (domain->smart_host->name) >> 8 : 0);
    default:
      return prefix_of_text (spelling_of (order, index));
    }
}

static int
compare_accounts (const CsSecurity *a, const CsSecurity *b)
{
  int by_nt_domain;

  if (a->account == NULL || b->account == NULL)
    return (a->account != NULL) - (b->account != NULL);

  by_nt_domain = g_ascii_strcasecmp (a->nt_domain != NULL ? a->nt_domain : "",
                                     b->nt_domain != NULL ? b->nt_domain : "");
  return by_nt_domain != 0 ? by_nt_domain : g_ascii_strcasecmp (a->account, b->account);
}

static int
compare_by_column (const Order *order, const CsRemoteDomain *a, const CsRemoteDomain *b)
{
  if (order->column == CS_DOMAIN_COLUMN_ACCOUNT)
    return compare_accounts (security_of (order, a), security_of (order, b));
  if (order->column == CS_DOMAIN_COLUMN_ROUTE && a->smart_host != NULL && b->smart_host != NULL)
    return strcmp (a->smart_host->name, b->smart_host->name);
  return 0;
}

static int
compare_in_full (const Order *order, guint a, guint b)
{
  const CsRemoteDomain *left = cs_settings_remote_domain (order->settings, a);
  const CsRemoteDomain *right = cs_settings_remote_domain (order->settings, b);
  int result = compare_by_column (order, left, right);

  if (result == 0)
    result = g_ascii_strcasecmp (spelling_of (order, a), spelling_of (order, b));
  if (result == 0)
    result = strcmp (left->pattern->domain, right->pattern->domain);
  return result != 0 ? result : strcmp (left->pattern->key, right->pattern->key);
}

static int
compare (const void *a, const void *b, void *user_data)
{
  const Order *order = user_data;
  const SortKey *left = a;
  const SortKey *right = b;

  if (left->prefix != right->prefix)
    return left->prefix < right->prefix ? -order->sign : order->sign;
  return order->sign * compare_in_full (order, left->index, right->index);
}

GArray *
cs_domain_order_new (const CsSettings *settings, CsDomainColumn column, gboolean is_descending)
{
  guint n = cs_settings_n_remote_domains (settings);
  g_autofree char **spelled = g_new0 (char *, n + 1);
  Order order = { settings, column, is_descending ? -1 : 1, spelled };
  g_autofree SortKey *keys = g_new (SortKey, n);
  GArray *indices = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);

  for (guint i = 0; i < n; i++)
    {
      spelled[i] = spell (cs_settings_remote_domain (settings, i)->pattern->domain);
      keys[i].prefix = prefix_of (&order, i);
      keys[i].index = i;
    }
  if (n > 1)
    qsort_r (keys, n, sizeof *keys, compare, &order);
  for (guint i = 0; i < n; i++)
    {
      g_array_append_val (indices, keys[i].index);
      g_free (spelled[i]);
    }
  return indices;
}
