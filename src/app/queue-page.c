#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/queue-page-private.h"
#include "app/queue-words.h"
#include "app/window-state.h"

#define MINUTE_S 60

static void page_init (CsPageInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsQueuePage, cs_queue_page, GTK_TYPE_BOX,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_PAGE, page_init))

/* --- what stands where rows would be --- */

static const char *
empty_words (CsQueuePage *page)
{
  const GError *error = cs_queue_watch_error (page->watch);

  switch (cs_queue_watch_state (page->watch))
    {
    case CS_QUEUE_WATCH_LOOKING:
      return "";
    case CS_QUEUE_WATCH_ABSENT:
      if (cs_queue_watch_is_starting (page->watch))
        return _ ("Starting…");
      if (error != NULL)
        return error->message;
      return _ ("No delivery worker is running. Mail that programs hand over waits until one is "
                "started.");
    case CS_QUEUE_WATCH_PRESENT:
    default:
      break;
    }

  error = cs_queue_feed_error (page->feed);
  if (error != NULL)
    return error->message;
  if (!cs_queue_feed_is_current (page->feed)
      || cs_recipient_list_n (cs_recipient_rows_list (page->rows)) > 0)
    return "";
  return cs_queue_feed_has_text (page->feed) || cs_queue_feed_state (page->feed) != NULL
             ? _ ("No mail in the queue matches.")
             : _ ("No mail is waiting.");
}

static void
show_empty (CsQueuePage *page)
{
  const char *words = empty_words (page);
  gboolean is_absent = cs_queue_watch_state (page->watch) == CS_QUEUE_WATCH_ABSENT;

  if (!g_str_equal (words, gtk_label_get_text (page->empty_label)))
    gtk_label_set_text (page->empty_label, words);
  gtk_widget_set_visible (page->empty_box, *words != '\0');
  gtk_widget_set_visible (page->start_button, is_absent);
  cs_widget_set_sensitive_because (page->start_button, !cs_queue_watch_is_starting (page->watch),
                                   _ ("Starting…"));
}

/* --- the worker --- */

static void
on_counted (CsQueuePage *page)
{
  CsQueueTotals totals;
  g_autofree char *text = NULL;

  cs_queue_watch_get_totals (page->watch, &totals);
  text = cs_queue_words_totals (&totals);
  gtk_label_set_text (page->totals_label, text);
  cs_widget_set_sensitive_because (GTK_WIDGET (page->totals_label),
                                   cs_queue_watch_state (page->watch) == CS_QUEUE_WATCH_PRESENT,
                                   _ ("No delivery worker is running."));
}

static void
on_state_changed (CsQueuePage *page)
{
  cs_queue_feed_set_worker (page->feed, cs_queue_watch_worker (page->watch));
  show_empty (page);
  cs_queue_page_queue_selection (page);
}

static void
on_queue_changed (CsQueuePage *page)
{
  cs_queue_feed_note_changed (page->feed, FALSE);
}

static void
on_start_clicked (CsQueuePage *page)
{
  cs_queue_watch_start_worker (page->watch);
}

/* --- the rows --- */

static gboolean
on_sight (gpointer user_data)
{
  CsQueuePage *page = user_data;
  g_autoptr (GtkTreePath) first = NULL;
  g_autoptr (GtkTreePath) last = NULL;

  page->sight_source = 0;
  if (gtk_tree_view_get_visible_range (page->tree, &first, &last))
    cs_queue_feed_set_sight (page->feed, gtk_tree_path_get_indices (first)[0],
                             gtk_tree_path_get_indices (last)[0]);
  return G_SOURCE_REMOVE;
}

/* When the view has laid out what it shows. */
static void
queue_sight (CsQueuePage *page)
{
  if (page->sight_source == 0)
    page->sight_source = gdk_threads_add_idle (on_sight, page);
}

/* GTK selects the next row when the one with the cursor goes: nobody has chosen that one. */
static gboolean
may_select (GtkTreeSelection *selection, GtkTreeModel *model, GtkTreePath *path,
            gboolean is_selected, gpointer user_data)
{
  CsQueuePage *page = user_data;

  return is_selected || !page->is_taking || page->is_everything;
}

static void
on_resetting (CsQueuePage *page)
{
  gtk_tree_view_set_model (page->tree, NULL);
}

static void
on_reset (CsQueuePage *page)
{
  page->is_everything = FALSE;
  gtk_tree_view_set_model (page->tree, GTK_TREE_MODEL (page->rows));
}

static void
on_taking (CsQueuePage *page)
{
  page->is_taking = TRUE;
}

static void
on_taken (CsQueuePage *page)
{
  if (page->is_everything)
    gtk_tree_selection_select_all (page->selection);
  page->is_taking = FALSE;
  show_empty (page);
  cs_queue_page_queue_selection (page);
  queue_sight (page);
}

/* Times that are said by how long it takes are said anew. */
static gboolean
on_minute (gpointer user_data)
{
  gtk_widget_queue_draw (GTK_WIDGET (CS_QUEUE_PAGE (user_data)->tree));
  return G_SOURCE_CONTINUE;
}

static void
on_map (CsQueuePage *page)
{
  cs_queue_feed_set_active (page->feed, TRUE);
  if (page->minute_source == 0)
    page->minute_source = g_timeout_add_seconds (MINUTE_S, on_minute, page);
}

static void
on_unmap (CsQueuePage *page)
{
  cs_queue_feed_set_active (page->feed, FALSE);
  g_clear_handle_id (&page->minute_source, g_source_remove);
}

/* --- the filter --- */

static void
on_filter_changed (CsQueuePage *page)
{
  const char *state = gtk_combo_box_get_active_id (page->state_combo);

  cs_queue_page_forget_answer (page);
  cs_queue_feed_set_filter (page->feed, g_strcmp0 (state, "all") == 0 ? NULL : state,
                            gtk_entry_get_text (page->search_entry));
}

static void
on_search_stopped (CsQueuePage *page)
{
  gtk_entry_set_text (page->search_entry, "");
}

static void
on_search_activated (CsQueuePage *page)
{
  cs_tree_view_enter (page->tree);
}

/* --- notices --- */

/* Without any there is no gap for them. */
static void
show_notices (CsQueuePage *page)
{
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (page->notices));
  gboolean any = FALSE;

  for (GList *item = children; item != NULL; item = item->next)
    any = any || gtk_widget_get_visible (item->data);
  gtk_widget_set_visible (page->notices, any);
}

static void
on_notice_added (CsQueuePage *page, GtkWidget *notice)
{
  g_signal_connect_object (notice, "notify::visible", G_CALLBACK (show_notices), page,
                           G_CONNECT_SWAPPED);
  show_notices (page);
}

/* --- the page --- */

static void
cs_queue_page_show (CsPage *base, CsSheet *sheet)
{
  CsQueuePage *page = CS_QUEUE_PAGE (base);

  if (page->watch != NULL)
    return;
  page->watch = cs_queue_watch_new (cs_sheet_instance (sheet));
  g_signal_connect_object (page->watch, "counted", G_CALLBACK (on_counted), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page->watch, "state-changed", G_CALLBACK (on_state_changed), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page->watch, "queue-changed", G_CALLBACK (on_queue_changed), page,
                           G_CONNECT_SWAPPED);
}

static void
page_init (CsPageInterface *iface)
{
  iface->help_topic = "queue";
  iface->show = cs_queue_page_show;
}

static void
cs_queue_page_dispose (GObject *object)
{
  CsQueuePage *page = CS_QUEUE_PAGE (object);

  g_clear_handle_id (&page->sight_source, g_source_remove);
  g_clear_handle_id (&page->minute_source, g_source_remove);
  cs_queue_page_dispose_deeds (page);
  if (page->feed != NULL)
    g_object_run_dispose (G_OBJECT (page->feed));
  g_clear_object (&page->feed);
  if (page->watch != NULL)
    g_object_run_dispose (G_OBJECT (page->watch));
  g_clear_object (&page->watch);
  g_clear_object (&page->rows);
  G_OBJECT_CLASS (cs_queue_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsQueuePage, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/queue-page.ui");
  BIND (notices);
  BIND (totals_label);
  BIND (state_combo);
  BIND (search_entry);
  BIND (tree);
  BIND (selection);
  BIND (subject_column);
  BIND (sender_column);
  BIND (scrolled);
  BIND (empty_box);
  BIND (empty_label);
  BIND (start_button);
  BIND (status_label);
  BIND (doing_box);
  BIND (story_button);
  BIND (retry_button);
  BIND (hold_button);
  BIND (release_button);
  BIND (remove_button);
  CALLBACK (on_map);
  CALLBACK (on_unmap);
  CALLBACK (on_filter_changed);
  CALLBACK (on_search_stopped);
  CALLBACK (on_search_activated);
  CALLBACK (on_start_clicked);
  CALLBACK (on_notice_added);
  cs_queue_page_bind_selection (widget_class);
  cs_queue_page_bind_deeds (widget_class);
}

static void
cs_queue_page_class_init (CsQueuePageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cs_queue_page_dispose;
  bind_template (GTK_WIDGET_CLASS (class));
}

static void
init_rows (CsQueuePage *page)
{
  page->rows = cs_recipient_rows_new ();
  g_signal_connect_object (page->rows, "resetting", G_CALLBACK (on_resetting), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page->rows, "reset", G_CALLBACK (on_reset), page, G_CONNECT_SWAPPED);
  page->feed = cs_queue_feed_new (page->rows);
  g_signal_connect_object (page->feed, "taking", G_CALLBACK (on_taking), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page->feed, "taken", G_CALLBACK (on_taken), page, G_CONNECT_SWAPPED);
}

static void
cs_queue_page_init (CsQueuePage *page)
{
  GtkAdjustment *adjustment;

  init_rows (page);
  gtk_widget_init_template (GTK_WIDGET (page));
  cs_widget_name_by_labels (GTK_WIDGET (page));
  cs_window_state_follow_columns (page->tree, "queue");
  cs_tree_view_scale_columns (page->tree);
  gtk_tree_selection_set_select_function (page->selection, may_select, page, NULL);
  gtk_tree_view_set_model (page->tree, GTK_TREE_MODEL (page->rows));
  adjustment = gtk_scrolled_window_get_vadjustment (page->scrolled);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue_sight), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_sight), page,
                           G_CONNECT_SWAPPED);
  cs_queue_page_init_deeds (page);
}

void
cs_queue_page_add_notice (CsQueuePage *page, GtkWidget *widget)
{
  gtk_container_add (GTK_CONTAINER (page->notices), widget);
}
