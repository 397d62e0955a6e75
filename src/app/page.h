/* page.h - one page of the property sheet
 *
 * A page shows the draft of a sheet and changes it as somebody types. What cannot be taken over
 * stays in its field with an error beside it, and keeps Apply from going on.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_PAGE (cs_page_get_type ())
G_DECLARE_INTERFACE (CsPage, cs_page, CS, PAGE, GtkWidget)

struct _CsPageInterface
{
  GTypeInterface parent;
  const char *help_topic;
  /* Shows the draft of @sheet; called again whenever it is another one. */
  void (*show) (CsPage *page, CsSheet *sheet);
  GtkWidget *(*first_error) (CsPage *page);
  /* Puts the focus into the page's search; NULL: it has none. */
  void (*search) (CsPage *page);
};

void cs_page_show (CsPage *page, CsSheet *sheet);
/* The field, in reading order, at which the first error stands; NULL: none. */
GtkWidget *cs_page_first_error (CsPage *page);
const char *cs_page_help_topic (CsPage *page);
/* FALSE: there is nothing to be searched on @page. */
gboolean cs_page_search (CsPage *page);

G_END_DECLS
