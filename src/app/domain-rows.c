#include "app/domain-rows.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/domain-search.h"
#include "model/route.h"

#define FIRST_ROWS 500 /* more than any screen shows */
#define SLICE_ROWS 1000 /* some milliseconds */

struct _CsDomainRows
{
  GObject parent;
  CsSettings *settings; /* a copy: remote domains are shared, so it costs little */
  CsDomainSearch *search;
  GArray *order; /* of guint: indices into the settings, sorted */
  GArray *matching; /* of guint: those of them that the search finds */
  guint n_shown; /* so many of the matching ones are rows of the model by now */
  guint slice_source;
  char *needle;
  gint stamp;
  gint sort_column;
  GtkSortType sort_order;
};

static void model_init (GtkTreeModelIface *iface);
static void sortable_init (GtkTreeSortableIface *iface);

G_DEFINE_TYPE_WITH_CODE (CsDomainRows, cs_domain_rows, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_MODEL, model_init)
                             G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_SORTABLE, sortable_init))

enum
{
  RESETTING,
  RESET,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const CsRemoteDomain *
row_at (CsDomainRows *rows, guint place)
{
  return cs_settings_remote_domain (rows->settings, g_array_index (rows->matching, guint, place));
}

/* What the columns say */

static char *
authentication_text (const CsRemoteDomain *domain)
{
  if (domain->security == NULL)
    return g_strdup (_ ("Site’s setting"));
  return cs_words_option (domain->security);
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
  if (place >= rows->n_shown)
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
  return iter == NULL ? CS_DOMAIN_ROWS (model)->n_shown : 0;
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

/* Which rows there are, and how they come */

static void
show_row (CsDomainRows *rows, guint place)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)place, -1);
  GtkTreeIter iter;

  rows->n_shown = place + 1;
  set_iter (rows, &iter, place);
  gtk_tree_model_row_inserted (GTK_TREE_MODEL (rows), path, &iter);
}

static void
show_rows (CsDomainRows *rows, guint n)
{
  guint until = MIN (n, rows->matching->len);

  while (rows->n_shown < until)
    show_row (rows, rows->n_shown);
}

static gboolean
on_slice (gpointer user_data)
{
  CsDomainRows *rows = user_data;

  show_rows (rows, rows->n_shown + SLICE_ROWS);
  if (rows->n_shown < rows->matching->len)
    return G_SOURCE_CONTINUE;

  rows->slice_source = 0;
  return G_SOURCE_REMOVE;
}

static void
collect_matching (CsDomainRows *rows)
{
  g_autofree guint8 *found = cs_domain_search_find (rows->search, rows->needle);

  g_array_set_size (rows->matching, 0);
  for (guint i = 0; i < rows->order->len; i++)
    {
      guint index = g_array_index (rows->order, guint, i);

      if (found[index])
        g_array_append_val (rows->matching, index);
    }
}

/* A view needs the rows that it knows until it has let go of them. */
static void
begin_reset (CsDomainRows *rows)
{
  g_clear_handle_id (&rows->slice_source, g_source_remove);
  g_signal_emit (rows, signals[RESETTING], 0);
}

static void
end_reset (CsDomainRows *rows)
{
  collect_matching (rows);
  rows->stamp++;
  rows->n_shown = MIN (FIRST_ROWS, rows->matching->len);
  g_signal_emit (rows, signals[RESET], 0);
  /* Below drawing: what is on the screen comes first. */
  if (rows->n_shown < rows->matching->len)
    rows->slice_source = g_idle_add_full (G_PRIORITY_LOW, on_slice, rows, NULL);
}

static void
sort (CsDomainRows *rows)
{
  g_array_unref (rows->order);
  rows->order = cs_domain_order_new (rows->settings, rows->sort_column,
                                     rows->sort_order == GTK_SORT_DESCENDING);
}

static gboolean
rows_get_sort_column_id (GtkTreeSortable *sortable, gint *column, GtkSortType *order)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (sortable);

  if (column != NULL)
    *column = rows->sort_column;
  if (order != NULL)
    *order = rows->sort_order;
  return TRUE;
}

static void
rows_set_sort_column_id (GtkTreeSortable *sortable, gint column, GtkSortType order)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (sortable);

  if (column < 0 || (rows->sort_column == column && rows->sort_order == order))
    return;

  rows->sort_column = column;
  rows->sort_order = order;
  gtk_tree_sortable_sort_column_changed (sortable);
  begin_reset (rows);
  sort (rows);
  end_reset (rows);
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

void
cs_domain_rows_set (CsDomainRows *rows, const CsSettings *settings)
{
  begin_reset (rows);
  g_clear_pointer (&rows->settings, cs_settings_unref);
  rows->settings = cs_settings_copy (settings);
  cs_domain_search_free (rows->search);
  rows->search = cs_domain_search_new (rows->settings);
  sort (rows);
  end_reset (rows);
}

void
cs_domain_rows_filter (CsDomainRows *rows, const char *text)
{
  begin_reset (rows);
  g_free (rows->needle);
  rows->needle = g_strdup (text);
  end_reset (rows);
}

guint
cs_domain_rows_n (CsDomainRows *rows)
{
  return cs_settings_n_remote_domains (rows->settings);
}

guint
cs_domain_rows_n_matching (CsDomainRows *rows)
{
  return rows->matching->len;
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

  for (guint i = 0; i < rows->matching->len; i++)
    if (g_array_index (rows->matching, guint, i) == index)
      {
        show_rows (rows, i + 1);
        return set_iter (rows, iter, i);
      }
  return FALSE;
}

void
cs_domain_rows_show_all (CsDomainRows *rows)
{
  show_rows (rows, rows->matching->len);
}

static void
cs_domain_rows_finalize (GObject *object)
{
  CsDomainRows *rows = CS_DOMAIN_ROWS (object);

  g_clear_handle_id (&rows->slice_source, g_source_remove);
  cs_settings_unref (rows->settings);
  cs_domain_search_free (rows->search);
  g_array_unref (rows->order);
  g_array_unref (rows->matching);
  g_free (rows->needle);
  G_OBJECT_CLASS (cs_domain_rows_parent_class)->finalize (object);
}

static void
cs_domain_rows_class_init (CsDomainRowsClass *class)
{
  static const char *const names[N_SIGNALS] = { "resetting", "reset" };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->finalize = cs_domain_rows_finalize;
}

static void
cs_domain_rows_init (CsDomainRows *rows)
{
  rows->settings = cs_settings_new ();
  rows->search = cs_domain_search_new (rows->settings);
  rows->order = g_array_new (FALSE, FALSE, sizeof (guint));
  rows->matching = g_array_new (FALSE, FALSE, sizeof (guint));
  rows->needle = g_strdup ("");
  rows->stamp = g_random_int ();
  rows->sort_column = CS_DOMAIN_COLUMN_DOMAIN;
  rows->sort_order = GTK_SORT_ASCENDING;
}

CsDomainRows *
cs_domain_rows_new (void)
{
  return g_object_new (CS_TYPE_DOMAIN_ROWS, NULL);
}
