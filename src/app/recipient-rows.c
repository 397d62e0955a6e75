#include "app/recipient-rows.h"

#include "app/queue-words.h"
#include "base/when.h"

struct _CsRecipientRows
{
  GObject parent;
  CsRecipientList *list;
  gint stamp;
};

static void model_init (GtkTreeModelIface *iface);

G_DEFINE_TYPE_WITH_CODE (CsRecipientRows, cs_recipient_rows, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_MODEL, model_init))

enum
{
  RESETTING,
  RESET,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* GtkTreeModel: a flat list; an iterator holds the place */

static gboolean
set_iter (CsRecipientRows *rows, GtkTreeIter *iter, guint place)
{
  if (place >= cs_recipient_list_n (rows->list))
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
  return CS_N_RECIPIENT_COLUMNS;
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
         && set_iter (CS_RECIPIENT_ROWS (model), iter, gtk_tree_path_get_indices (path)[0]);
}

static GtkTreePath *
rows_get_path (GtkTreeModel *model, GtkTreeIter *iter)
{
  return gtk_tree_path_new_from_indices ((int)GPOINTER_TO_UINT (iter->user_data), -1);
}

static char *
column_text (GVariant *row, int column)
{
  switch (column)
    {
    case CS_RECIPIENT_COLUMN_RECIPIENT:
      return cs_queue_words_address (row, "recipient");
    case CS_RECIPIENT_COLUMN_ENTRY:
      return cs_queue_words_entry (row);
    case CS_RECIPIENT_COLUMN_STATE:
      return g_strdup (cs_queue_words_state (row));
    case CS_RECIPIENT_COLUMN_NEXT_TRY:
      return cs_queue_words_next_try (row, cs_when_now_s ());
    case CS_RECIPIENT_COLUMN_WHY:
      return cs_queue_words_why (row);
    case CS_RECIPIENT_COLUMN_SUBJECT:
      return cs_queue_words_subject (row);
    case CS_RECIPIENT_COLUMN_SENDER:
      return cs_queue_words_address (row, "sender");
    default:
      return cs_queue_words_tooltip (row);
    }
}

static void
rows_get_value (GtkTreeModel *model, GtkTreeIter *iter, gint column, GValue *value)
{
  GVariant *row = cs_recipient_rows_get (CS_RECIPIENT_ROWS (model), iter);

  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, column_text (row, column));
}

static gboolean
rows_iter_next (GtkTreeModel *model, GtkTreeIter *iter)
{
  return set_iter (CS_RECIPIENT_ROWS (model), iter, GPOINTER_TO_UINT (iter->user_data) + 1);
}

static gboolean
rows_iter_previous (GtkTreeModel *model, GtkTreeIter *iter)
{
  guint place = GPOINTER_TO_UINT (iter->user_data);

  return place > 0 && set_iter (CS_RECIPIENT_ROWS (model), iter, place - 1);
}

static gboolean
rows_iter_nth_child (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent, gint n)
{
  return parent == NULL && n >= 0 && set_iter (CS_RECIPIENT_ROWS (model), iter, n);
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
  return iter == NULL ? cs_recipient_list_n (CS_RECIPIENT_ROWS (model)->list) : 0;
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

/* What the list tells, told on */

static void
on_inserted (guint place, gpointer user_data)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)place, -1);
  GtkTreeIter iter;

  set_iter (user_data, &iter, place);
  gtk_tree_model_row_inserted (user_data, path, &iter);
}

static void
on_changed (guint place, gpointer user_data)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)place, -1);
  GtkTreeIter iter;

  set_iter (user_data, &iter, place);
  gtk_tree_model_row_changed (user_data, path, &iter);
}

static void
on_removed (guint place, gpointer user_data)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)place, -1);

  gtk_tree_model_row_deleted (user_data, path);
}

CsRecipientList *
cs_recipient_rows_list (CsRecipientRows *rows)
{
  return rows->list;
}

void
cs_recipient_rows_take (CsRecipientRows *rows, const char *after, GVariant *slice, guint limit)
{
  cs_recipient_list_take (rows->list, after, slice, limit);
}

void
cs_recipient_rows_reset (CsRecipientRows *rows, GVariant *slice, guint limit)
{
  g_signal_emit (rows, signals[RESETTING], 0);
  rows->stamp++;
  cs_recipient_list_clear (rows->list);
  if (slice != NULL)
    cs_recipient_list_take (rows->list, "", slice, limit);
  g_signal_emit (rows, signals[RESET], 0);
}

GVariant *
cs_recipient_rows_get (CsRecipientRows *rows, GtkTreeIter *iter)
{
  g_return_val_if_fail (iter->stamp == rows->stamp, NULL);
  return cs_recipient_list_get (rows->list, GPOINTER_TO_UINT (iter->user_data));
}

static void
cs_recipient_rows_finalize (GObject *object)
{
  cs_recipient_list_free (CS_RECIPIENT_ROWS (object)->list);
  G_OBJECT_CLASS (cs_recipient_rows_parent_class)->finalize (object);
}

static void
cs_recipient_rows_class_init (CsRecipientRowsClass *class)
{
  static const char *const names[N_SIGNALS] = { "resetting", "reset" };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->finalize = cs_recipient_rows_finalize;
}

static void
cs_recipient_rows_init (CsRecipientRows *rows)
{
  static const CsRecipientListEvents events = { on_inserted, on_changed, on_removed };

  rows->list = cs_recipient_list_new (&events, rows);
  rows->stamp = g_random_int ();
}

CsRecipientRows *
cs_recipient_rows_new (void)
{
  return g_object_new (CS_TYPE_RECIPIENT_ROWS, NULL);
}
