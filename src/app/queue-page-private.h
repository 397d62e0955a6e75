/* queue-page-private.h - the Queue page's parts: what it shows, and what can be done there
 */
#pragma once

#include "app/queue-deed.h"
#include "app/queue-feed.h"
#include "app/queue-page.h"
#include "app/queue-selection.h"
#include "app/queue-watch.h"

G_BEGIN_DECLS

struct _CsQueuePage
{
  GtkBox parent;
  GtkWidget *notices; /* for what other parts have to say about the queue */
  GtkLabel *totals_label;
  GtkComboBox *state_combo;
  GtkEntry *search_entry;
  GtkTreeView *tree;
  GtkTreeSelection *selection;
  GtkTreeViewColumn *subject_column;
  GtkTreeViewColumn *sender_column;
  GtkScrolledWindow *scrolled;
  GtkWidget *empty_box;
  GtkLabel *empty_label;
  GtkWidget *start_button;
  GtkLabel *status_label;
  GtkWidget *doing_box;
  GtkWidget *story_button;
  GtkWidget *retry_button;
  GtkWidget *hold_button;
  GtkWidget *release_button;
  GtkWidget *remove_button;
  GSimpleActionGroup *actions;

  CsQueueWatch *watch; /* NULL: nobody has looked at the page yet */
  CsRecipientRows *rows;
  CsQueueFeed *feed;
  guint sight_source;
  guint selection_source;
  guint minute_source; /* "in 14 min" goes on */

  gboolean is_taking; /* rows come and go, nobody selects */
  gboolean is_everything; /* all is selected, also what has not been fetched */
  char *answer; /* what was done last; NULL: nothing to be said */
  GCancellable *doing; /* NULL: nothing is being done */
  guint busy_source;
};

/* queue-page-selection.c */

/* (transfer full) (element-type utf8) */
GPtrArray *cs_queue_page_selected_ids (CsQueuePage *page);
/* Returns: FALSE: that is only what has been fetched so far */
gboolean cs_queue_page_count_listed (CsQueuePage *page, guint64 *n);
void cs_queue_page_summarize (CsQueuePage *page, CsQueueSummary *summary);
void cs_queue_page_set_status (CsQueuePage *page, const char *text);
void cs_queue_page_set_answer (CsQueuePage *page, char *answer /* (transfer full) */);
/* Shows what the present selection allows; soon: once for a whole slice or range of rows. */
void cs_queue_page_show_selection (CsQueuePage *page);
void cs_queue_page_queue_selection (CsQueuePage *page);
/* The status line: what was done last, or how much is listed and selected. */
void cs_queue_page_show_status (CsQueuePage *page);
/* Somebody has turned to something else. */
void cs_queue_page_forget_answer (CsQueuePage *page);
void cs_queue_page_bind_selection (GtkWidgetClass *widget_class);

/* queue-page-deeds.c: what can be done with what is selected */

void cs_queue_page_init_deeds (CsQueuePage *page);
void cs_queue_page_dispose_deeds (CsQueuePage *page);
/* Handlers of the template */
void cs_queue_page_bind_deeds (GtkWidgetClass *widget_class);

G_END_DECLS
