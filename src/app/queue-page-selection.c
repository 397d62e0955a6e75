/* queue-page-selection.c - what is selected on the Queue page, and what may be done with it
 */
#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/queue-page-private.h"
#include "app/queue-words.h"

/* --- what is selected --- */

static void
add_row (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, gpointer summary)
{
  cs_queue_summary_add (summary, cs_recipient_rows_get (CS_RECIPIENT_ROWS (model), iter));
}

static void
add_id (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, gpointer ids)
{
  GVariant *row = cs_recipient_rows_get (CS_RECIPIENT_ROWS (model), iter);
  char *id;

  if (g_variant_lookup (row, "id", "s", &id))
    g_ptr_array_add (ids, id);
}

GPtrArray *
cs_queue_page_selected_ids (CsQueuePage *page)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  gtk_tree_selection_selected_foreach (page->selection, add_id, ids);
  return ids;
}

static guint64
n_of_state (const CsQueueTotals *totals, const char *state)
{
  if (state == NULL)
    return totals->queued + totals->active + totals->deferred + totals->held;
  if (g_str_equal (state, "queued"))
    return totals->queued;
  if (g_str_equal (state, "active"))
    return totals->active;
  return g_str_equal (state, "deferred") ? totals->deferred : totals->held;
}

gboolean
cs_queue_page_count_listed (CsQueuePage *page, guint64 *n)
{
  CsRecipientList *list = cs_recipient_rows_list (page->rows);
  CsQueueTotals totals;

  *n = cs_recipient_list_n (list);
  if (cs_queue_feed_has_text (page->feed) || page->watch == NULL)
    return cs_recipient_list_is_complete (list);
  cs_queue_watch_get_totals (page->watch, &totals);
  *n = MAX (*n, n_of_state (&totals, cs_queue_feed_state (page->feed)));
  return TRUE;
}

void
cs_queue_page_summarize (CsQueuePage *page, CsQueueSummary *summary)
{
  guint64 n;

  *summary = (CsQueueSummary){ 0 };
  if (!page->is_everything)
    {
      gtk_tree_selection_selected_foreach (page->selection, add_row, summary);
      return;
    }
  cs_queue_page_count_listed (page, &n);
  cs_queue_summary_set_all (summary, n, cs_queue_feed_state (page->feed));
}

/* --- the status line --- */

void
cs_queue_page_set_status (CsQueuePage *page, const char *text)
{
  if (!g_str_equal (text, gtk_label_get_text (page->status_label)))
    gtk_label_set_text (page->status_label, text);
}

void
cs_queue_page_show_status (CsQueuePage *page)
{
  CsQueueSummary summary;
  guint64 n_listed;
  gboolean is_all = cs_queue_page_count_listed (page, &n_listed);
  g_autofree char *count = NULL;

  if (page->doing != NULL && gtk_widget_get_visible (page->doing_box))
    return;
  if (page->answer != NULL)
    {
      cs_queue_page_set_status (page, page->answer);
      return;
    }
  cs_queue_page_summarize (page, &summary);
  if (page->is_everything && !is_all)
    count = g_strdup (_ ("All recipients that match are selected, also those further down."));
  else
    count = cs_queue_words_count (summary.n, n_listed, is_all);
  cs_queue_page_set_status (page, count);
}

void
cs_queue_page_set_answer (CsQueuePage *page, char *answer /* (transfer full) */)
{
  g_free (page->answer);
  page->answer = answer;
  cs_queue_page_show_status (page);
}

void
cs_queue_page_forget_answer (CsQueuePage *page)
{
  cs_queue_page_set_answer (page, NULL);
}

/* --- what can be done --- */

static GtkWidget *
button_of (CsQueuePage *page, CsQueueDeed deed)
{
  switch (deed)
    {
    case CS_QUEUE_DEED_RETRY:
      return page->retry_button;
    case CS_QUEUE_DEED_HOLD:
      return page->hold_button;
    case CS_QUEUE_DEED_RELEASE:
      return page->release_button;
    case CS_QUEUE_DEED_REMOVE:
    default:
      return page->remove_button;
    }
}

static void
set_enabled (CsQueuePage *page, const char *name, GtkWidget *button, const char *reason)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (page->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), reason == NULL);
  cs_widget_set_sensitive_because (button, reason == NULL, reason);
}

void
cs_queue_page_show_selection (CsQueuePage *page)
{
  CsQueueSummary summary;
  const char *general = NULL;
  const char *story = NULL;

  cs_queue_page_summarize (page, &summary);
  if (page->watch == NULL || cs_queue_watch_worker (page->watch) == NULL)
    general = _ ("No delivery worker is running.");
  else if (page->doing != NULL)
    general = _ ("Something else is being done.");
  for (CsQueueDeed deed = CS_QUEUE_DEED_RETRY; deed <= CS_QUEUE_DEED_REMOVE; deed++)
    set_enabled (page, cs_queue_deed_name (deed), button_of (page, deed),
                 general != NULL ? general : cs_queue_summary_reason (&summary, deed));

  if (summary.n != 1)
    story = summary.n == 0 ? _ ("Select a recipient first.") : _ ("Select only one recipient.");
  set_enabled (page, "story", page->story_button, story);
  cs_queue_page_show_status (page);
}

static gboolean
on_selection_idle (gpointer user_data)
{
  CsQueuePage *page = user_data;

  page->selection_source = 0;
  cs_queue_page_show_selection (page);
  return G_SOURCE_REMOVE;
}

/* Once for a whole slice of rows, or a range of them. */
void
cs_queue_page_queue_selection (CsQueuePage *page)
{
  if (page->selection_source == 0)
    page->selection_source = g_idle_add (on_selection_idle, page);
}

static void
on_selection_changed (CsQueuePage *page)
{
  if (page->rows == NULL)
    return; /* the page is going */
  if (!page->is_taking)
    {
      page->is_everything = FALSE;
      g_clear_pointer (&page->answer, g_free);
    }
  cs_queue_page_queue_selection (page);
}

static gboolean
on_select_all (CsQueuePage *page)
{
  page->is_everything = !cs_recipient_list_is_complete (cs_recipient_rows_list (page->rows));
  cs_queue_page_queue_selection (page);
  return TRUE;
}

#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

void
cs_queue_page_bind_selection (GtkWidgetClass *widget_class)
{
  CALLBACK (on_selection_changed);
  CALLBACK (on_select_all);
}
