/* messages-page.h - the page Messages: limits, the queue's room, and what cannot be delivered
 */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define CS_TYPE_MESSAGES_PAGE (cs_messages_page_get_type ())
G_DECLARE_FINAL_TYPE (CsMessagesPage, cs_messages_page, CS, MESSAGES_PAGE, GtkScrolledWindow)

G_END_DECLS
