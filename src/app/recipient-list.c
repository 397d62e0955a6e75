#include "app/recipient-list.h"

#include <string.h>

typedef struct
{
  GVariant *dictionary; /* serialised: a tenth of what it takes as a tree */
  const char *id; /* in it */
} Row;

struct _CsRecipientList
{
  GArray *rows; /* of Row */
  gboolean is_complete;
  const CsRecipientListEvents *events;
  gpointer user_data;
};

static void
row_clear (gpointer data)
{
  g_variant_unref (((Row *)data)->dictionary);
}

static Row
row_new (GVariant *dictionary /* (transfer full) */)
{
  Row row = { .dictionary = dictionary, .id = "" };

  g_variant_get_data (dictionary); /* from now on it is serialised, and @id stays where it is */
  g_variant_lookup (dictionary, "id", "&s", &row.id);
  return row;
}

CsRecipientList *
cs_recipient_list_new (const CsRecipientListEvents *events, gpointer user_data)
{
  CsRecipientList *list = g_new0 (CsRecipientList, 1);

  list->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (list->rows, row_clear);
  list->events = events;
  list->user_data = user_data;
  return list;
}

void
cs_recipient_list_free (CsRecipientList *list)
{
  g_array_unref (list->rows);
  g_free (list);
}

guint
cs_recipient_list_n (const CsRecipientList *list)
{
  return list->rows->len;
}

static const Row *
row_at (const CsRecipientList *list, guint place)
{
  return &g_array_index (list->rows, Row, place);
}

GVariant *
cs_recipient_list_get (const CsRecipientList *list, guint place)
{
  return row_at (list, place)->dictionary;
}

const char *
cs_recipient_list_id (const CsRecipientList *list, guint place)
{
  return row_at (list, place)->id;
}

const char *
cs_recipient_list_before (const CsRecipientList *list, guint place)
{
  guint until = MIN (place, list->rows->len);

  return until > 0 ? row_at (list, until - 1)->id : "";
}

gboolean
cs_recipient_list_is_complete (const CsRecipientList *list)
{
  return list->is_complete;
}

void
cs_recipient_list_doubt (CsRecipientList *list)
{
  list->is_complete = FALSE;
}

void
cs_recipient_list_clear (CsRecipientList *list)
{
  g_array_set_size (list->rows, 0);
  list->is_complete = FALSE;
}

int
cs_recipient_id_compare (const char *a, const char *b)
{
  const char *a_slash = strchr (a, '/');
  const char *b_slash = strchr (b, '/');
  gsize a_bytes = a_slash != NULL ? (gsize)(a_slash - a) : strlen (a);
  gsize b_bytes = b_slash != NULL ? (gsize)(b_slash - b) : strlen (b);
  int order = memcmp (a, b, MIN (a_bytes, b_bytes));
  guint64 a_number = a_slash != NULL ? g_ascii_strtoull (a_slash + 1, NULL, 10) : 0;
  guint64 b_number = b_slash != NULL ? g_ascii_strtoull (b_slash + 1, NULL, 10) : 0;

  if (order != 0)
    return order;
  if (a_bytes != b_bytes)
    return a_bytes < b_bytes ? -1 : 1;
  return (a_number > b_number) - (a_number < b_number);
}

/* The first place whose ID comes after @id. */
static guint
place_after (const CsRecipientList *list, const char *id)
{
  guint low = 0;
  guint high = list->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (cs_recipient_id_compare (row_at (list, middle)->id, id) <= 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
tell (const CsRecipientList *list, void (*event) (guint, gpointer), guint place)
{
  if (event != NULL)
    event (place, list->user_data);
}

static void
insert_row (CsRecipientList *list, guint place, const Row *row)
{
  g_array_insert_val (list->rows, place, *row);
  tell (list, list->events != NULL ? list->events->inserted : NULL, place);
}

static void
remove_row (CsRecipientList *list, guint place)
{
  g_array_remove_index (list->rows, place);
  tell (list, list->events != NULL ? list->events->removed : NULL, place);
}

static void
replace_row (CsRecipientList *list, guint place, Row *row)
{
  Row *old = &g_array_index (list->rows, Row, place);
  gboolean is_same = g_variant_equal (old->dictionary, row->dictionary);

  row_clear (old);
  *old = *row;
  if (!is_same)
    tell (list, list->events != NULL ? list->events->changed : NULL, place);
}

/* Returns: the place behind the one at which it stands now. */
static guint
take_row (CsRecipientList *list, guint place, GVariant *dictionary)
{
  Row row = row_new (dictionary);

  while (place < list->rows->len && cs_recipient_id_compare (row_at (list, place)->id, row.id) < 0)
    remove_row (list, place);
  if (place < list->rows->len && cs_recipient_id_compare (row_at (list, place)->id, row.id) == 0)
    replace_row (list, place, &row);
  else
    insert_row (list, place, &row);
  return place + 1;
}

void
cs_recipient_list_take (CsRecipientList *list, const char *after, GVariant *slice, guint limit)
{
  guint place = place_after (list, after);
  gsize n = g_variant_n_children (slice);

  for (gsize i = 0; i < n; i++)
    place = take_row (list, place, g_variant_get_child_value (slice, i));
  if (n < limit)
    {
      while (place < list->rows->len)
        remove_row (list, list->rows->len - 1);
      list->is_complete = TRUE;
    }
  else if (place == list->rows->len)
    list->is_complete = FALSE; /* there may be more behind a full slice */
}
