#include "app/domain-rows.h"

#include <glib/gi18n.h>
#include <string.h>

#include "admin/words.h"
#include "model/route.h"

struct _CsDomainRows
{
  GObject parent;
  CsSettings *settings; /* a copy: remote domains are shared, so it costs little */
  GArray *visible; /* of guint: indices into the settings, in the order shown */
  char *filter; /* lower case; "" for none */
  gint stamp;
  gint sort_column;
  GtkSortType sort_order;
};

static void model_init (GtkTreeModelIface *iface);
static void sortable_init (GtkTreeSortableIface *iface);

G_DEFINE_TYPE_WITH_CODE (CsDomainRows, cs_domain_rows, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_MODEL, model_init)
                             G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_SORTABLE, sortable_init))

static const CsRemoteDomain *
row_at (CsDomainRows *rows, guint place)
{
  return cs_settings_remote_domain (rows->settings, g_array_index (rows->visible, guint, place));
}

/* What the columns say */

static char *
authentication_text (const CsRemoteDomain *domain)
{
  if (domain->security == NULL)
    return g_strdup (_ ("Site’s setting"));
  return g_strdup (cs_words_authentication (domain->security->authentication));
}

static char *
account_text (CsDomainRows *rows, const CsRemoteDomain *domain)
{
  const CsSecurity *site = cs_settings_security (rows->settings);

  return cs_words_account (domain->security != NULL ? domain->security : site);
}

static char *
route_text (CsDomainRows *rows, const CsRemoteDomain *domain)
{
  CsRoute route;

  if (domain->route == CS_ROUTE_SITE)
    return g_strdup (_ ("Site’s route"));
  cs_route_of_entry (rows->settings, domain, &route);
  return cs_words_route (&route);
}

static char *
column_text (CsDomainRows *rows, const CsRemoteDomain *domain, gint column)
{
  switch (column)
    {
    case CS_DOMAIN_COLUMN_DOMAIN:
      return cs_pattern_to_display (domain->pattern);
    case CS_DOMAIN_COLUMN_AUTHENTICATION:
      return authentication_text (domain);
    case CS_DOMAIN_COLUMN_ACCOUNT:
      return account_text (rows, domain);
    default:
      return route_text (rows, domain);
    }
}

/* GtkTreeModel: a flat list; an iterator holds the place in the order shown */

static gboolean
set_iter (CsDomainRows *rows, GtkTreeIter *iter, guint place)
{
  if (place >= rows->visible->len)
    return FALSE;

  iter->stamp = rows->stamp;
  iter->user_data = GUINT_TO_POINTER (place);
  return TRUE;
}

static GtkTreeModelFlags
rows_get_flags (GtkTreeModel *model)
{
  return GTK_TREE_MODEL_LIST_ONLY;
}

static gint
rows_get_n_columns (GtkTreeModel *model)
{
  return CS_N_DOMAIN_COLUMNS;
}

static GType
rows_get_column_type (GtkTreeModel *model, gint column)
{
  return G_TYPE_STRING;
}

static gboolean
rows_get_iter (GtkTreeModel *model, GtkTreeIter *iter, GtkTreePath *path)
{
  return gtk_tree_path_get_depth (path) == 1
         && set_iter (CS_DOMAIN_ROWS (model), iter, gtk_tree_path_get_indices (path)[0]);
}

static GtkTreePath *
rows_get_path (GtkTreeModel *model, GtkTreeIter *iter)
{
  return gtk_tree_path_new_from_indices ((int)GPOINTER_TO_UINT (iter->user_data), -1);
}

static void
rows_get_value (GtkTreeModel *model, GtkTreeIter *iter, gint column, GValue *value)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (model);

  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, column_text (rows, cs_domain_rows_get (rows, iter), column));
}

static gboolean
rows_iter_next (GtkTreeModel *model, GtkTreeIter *iter)
{
  return set_iter (CS_DOMAIN_ROWS (model), iter, GPOINTER_TO_UINT (iter->user_data) + 1);
}

static gboolean
rows_iter_previous (GtkTreeModel *model, GtkTreeIter *iter)
{
  guint place = GPOINTER_TO_UINT (iter->user_data);

  return place > 0 && set_iter (CS_DOMAIN_ROWS (model), iter, place - 1);
}

static gboolean
rows_iter_nth_child (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent, gint n)
{
  return parent == NULL && n >= 0 && set_iter (CS_DOMAIN_ROWS (model), iter, n);
}

static gboolean
rows_iter_children (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent)
{
  return rows_iter_nth_child (model, iter, parent, 0);
}

static gboolean
rows_iter_has_child (GtkTreeModel *model, GtkTreeIter *iter)
{
  return FALSE;
}

static gint
rows_iter_n_children (GtkTreeModel *model, GtkTreeIter *iter)
{
  return iter == NULL ? CS_DOMAIN_ROWS (model)->visible->len : 0;
}

static gboolean
rows_iter_parent (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *child)
{
  return FALSE;
}

static void
model_init (GtkTreeModelIface *iface)
{
  iface->get_flags = rows_get_flags;
  iface->get_n_columns = rows_get_n_columns;
  iface->get_column_type = rows_get_column_type;
  iface->get_iter = rows_get_iter;
  iface->get_path = rows_get_path;
  iface->get_value = rows_get_value;
  iface->iter_next = rows_iter_next;
  iface->iter_previous = rows_iter_previous;
  iface->iter_children = rows_iter_children;
  iface->iter_has_child = rows_iter_has_child;
  iface->iter_n_children = rows_iter_n_children;
  iface->iter_nth_child = rows_iter_nth_child;
  iface->iter_parent = rows_iter_parent;
}

/* Order: by domain, so that a domain and what is below it stand together; other columns then */

static int
compare_domains (const CsRemoteDomain *a, const CsRemoteDomain *b)
{
  int order = strcmp (a->pattern->domain, b->pattern->domain);

  return order != 0 ? order : strcmp (a->pattern->key, b->pattern->key);
}

typedef struct
{
  const CsRemoteDomain *domain;
  char *text; /* NULL when sorted by domain */
  guint index, place;
} SortKey;

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const SortKey *left = a;
  const SortKey *right = b;
  int order = g_strcmp0 (left->text, right->text);

  return order != 0 ? order : compare_domains (left->domain, right->domain);
}

static SortKey *
sort_keys_new (CsDomainRows *rows)
{
  SortKey *keys = g_new (SortKey, rows->visible->len);

  for (guint i = 0; i < rows->visible->len; i++)
    {
      g_autofree char *text = NULL;

      keys[i].domain = row_at (rows, i);
      keys[i].index = g_array_index (rows->visible, guint, i);
      keys[i].place = i;
      keys[i].text = NULL;
      if (rows->sort_column != CS_DOMAIN_COLUMN_DOMAIN)
        {
          text = column_text (rows, keys[i].domain, rows->sort_column);
          keys[i].text = g_utf8_collate_key (text, -1);
        }
    }
  return keys;
}

/* Returns: (transfer full): where each row stood before; NULL if nothing is sorted. */
static gint *
sort_visible (CsDomainRows *rows)
{
  guint n = rows->visible->len;
  SortKey *keys;
  gint *places;

  if (rows->sort_column < 0 || n == 0)
    return NULL;

  keys = sort_keys_new (rows);
  qsort (keys, n, sizeof *keys, compare_keys);
  places = g_new (gint, n);
  for (guint i = 0; i < n; i++)
    {
      guint to = rows->sort_order == GTK_SORT_ASCENDING ? i : n - 1 - i;

      g_array_index (rows->visible, guint, to) = keys[i].index;
      places[to] = keys[i].place;
      g_free (keys[i].text);
    }
  g_free (keys);
  return places;
}

static gboolean
rows_get_sort_column_id (GtkTreeSortable *sortable, gint *column, GtkSortType *order)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (sortable);

  if (column != NULL)
    *column = rows->sort_column;
  if (order != NULL)
    *order = rows->sort_order;
  return rows->sort_column >= 0;
}

static void
rows_set_sort_column_id (GtkTreeSortable *sortable, gint column, GtkSortType order)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (sortable);
  g_autofree gint *places = NULL;

  if (rows->sort_column == column && rows->sort_order == order)
    return;

  rows->sort_column = column;
  rows->sort_order = order;
  gtk_tree_sortable_sort_column_changed (sortable);
  places = sort_visible (rows);
  if (places != NULL)
    {
      g_autoptr (GtkTreePath) path = gtk_tree_path_new ();

      rows->stamp++;
      gtk_tree_model_rows_reordered_with_length (GTK_TREE_MODEL (rows), path, NULL, places,
                                                 rows->visible->len);
    }
}

static gboolean
rows_has_default_sort_func (GtkTreeSortable *sortable)
{
  return FALSE;
}

static void
sortable_init (GtkTreeSortableIface *iface)
{
  iface->get_sort_column_id = rows_get_sort_column_id;
  iface->set_sort_column_id = rows_set_sort_column_id;
  iface->has_default_sort_func = rows_has_default_sort_func;
}

/* What is visible */

/* Canonical names are lower-case ASCII; only an internationalised one has another form to find. */
static gboolean
domain_contains (const CsRemoteDomain *domain, const char *text)
{
  g_autofree char *display = NULL;
  g_autofree char *folded = NULL;

  if (strstr (domain->pattern->key, text) != NULL)
    return TRUE;
  if (strstr (domain->pattern->key, "xn--") == NULL)
    return FALSE;

  display = cs_pattern_to_display (domain->pattern);
  folded = g_utf8_strdown (display, -1);
  return strstr (folded, text) != NULL;
}

static gboolean
account_contains (const CsRemoteDomain *domain, const char *text)
{
  g_autofree char *account = NULL;
  g_autofree char *folded = NULL;

  if (domain->security == NULL || domain->security->account == NULL)
    return FALSE;

  account = cs_words_account (domain->security);
  folded = g_utf8_strdown (account, -1);
  return strstr (folded, text) != NULL;
}

static void
fill_visible (CsDomainRows *rows)
{
  guint n = cs_settings_n_remote_domains (rows->settings);

  g_array_set_size (rows->visible, 0);
  for (guint i = 0; i < n; i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (rows->settings, i);

      if (*rows->filter == '\0' || domain_contains (domain, rows->filter)
          || account_contains (domain, rows->filter))
        g_array_append_val (rows->visible, i);
    }
  rows->stamp++;
  g_free (sort_visible (rows));
}

void
cs_domain_rows_set (CsDomainRows *rows, const CsSettings *settings)
{
  g_clear_pointer (&rows->settings, cs_settings_unref);
  rows->settings = cs_settings_copy (settings);
  fill_visible (rows);
}

void
cs_domain_rows_filter (CsDomainRows *rows, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  g_free (rows->filter);
  rows->filter = g_utf8_strdown (stripped, -1);
  fill_visible (rows);
}

guint
cs_domain_rows_n (CsDomainRows *rows)
{
  return cs_settings_n_remote_domains (rows->settings);
}

guint
cs_domain_rows_n_visible (CsDomainRows *rows)
{
  return rows->visible->len;
}

const CsRemoteDomain *
cs_domain_rows_get (CsDomainRows *rows, GtkTreeIter *iter)
{
  g_return_val_if_fail (iter->stamp == rows->stamp, NULL);
  return row_at (rows, GPOINTER_TO_UINT (iter->user_data));
}

gboolean
cs_domain_rows_find (CsDomainRows *rows, const char *pattern_key, GtkTreeIter *iter)
{
  guint index;

  if (cs_settings_find_remote_domain (rows->settings, pattern_key, &index) == NULL)
    return FALSE;

  for (guint i = 0; i < rows->visible->len; i++)
    if (g_array_index (rows->visible, guint, i) == index)
      return set_iter (rows, iter, i);
  return FALSE;
}

static void
cs_domain_rows_finalize (GObject *object)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (object);

  cs_settings_unref (rows->settings);
  g_array_unref (rows->visible);
  g_free (rows->filter);
  G_OBJECT_CLASS (cs_domain_rows_parent_class)->finalize (object);
}

static void
cs_domain_rows_class_init (CsDomainRowsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_domain_rows_finalize;
}

static void
cs_domain_rows_init (CsDomainRows *rows)
{
  rows->settings = cs_settings_new ();
  rows->visible = g_array_new (FALSE, FALSE, sizeof (guint));
  rows->filter = g_strdup ("");
  rows->stamp = g_random_int ();
  rows->sort_column = CS_DOMAIN_COLUMN_DOMAIN;
  rows->sort_order = GTK_SORT_ASCENDING;
}

CsDomainRows *
cs_domain_rows_new (void)
{
  return g_object_new (CS_TYPE_DOMAIN_ROWS, NULL);
}
