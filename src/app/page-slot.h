/* page-slot.h - the place of a page in the property sheet
 *
 * Building a page takes longer than drawing it, so a page is built after the
 * window is on the screen, and filled in when it is first looked at. Until then
 * its place is empty.
 */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* Property "page-class" (construct only): the name of the page's class, which must be registered.
 */
#define CS_TYPE_PAGE_SLOT (cs_page_slot_get_type ())
G_DECLARE_FINAL_TYPE (CsPageSlot, cs_page_slot, CS, PAGE_SLOT, GtkBox)

/* Builds the page, unless that has been done; FALSE: there was nothing to do. */
gboolean cs_page_slot_build (CsPageSlot *slot);
/* The page, built. */
CsPage *cs_page_slot_get (CsPageSlot *slot);
/* There is something new to be shown: by the next cs_page_slot_show. */
void cs_page_slot_take (CsPageSlot *slot, CsSheet *sheet);
/* Somebody looks at the page: shows what has been taken, if that is not shown already. */
void cs_page_slot_show (CsPageSlot *slot);
/* The first error on the page, as it is shown; NULL: none. */
GtkWidget *cs_page_slot_first_error (CsPageSlot *slot);

G_END_DECLS
