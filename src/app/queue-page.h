/* queue-page.h - the page Queue: what waits to be sent, live, and what can be done with it
 *
 * Shows what the delivery worker tells, goes on when the worker stops and comes back, and changes
 * the queue at once: nothing here waits for Apply.
 */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define CS_TYPE_QUEUE_PAGE (cs_queue_page_get_type ())
G_DECLARE_FINAL_TYPE (CsQueuePage, cs_queue_page, CS, QUEUE_PAGE, GtkBox)

/* Puts @widget on top of the page. */
void cs_queue_page_add_notice (CsQueuePage *page, GtkWidget *widget);

G_END_DECLS
