/* delivery-page.h - the page Delivery: route, outbound security, retries, and what will happen
 */
#pragma once

#include "admin/cure.h"
#include "app/page.h"

G_BEGIN_DECLS

#define CS_TYPE_DELIVERY_PAGE (cs_delivery_page_get_type ())
G_DECLARE_FINAL_TYPE (CsDeliveryPage, cs_delivery_page, CS, DELIVERY_PAGE, GtkScrolledWindow)
/* Opens Outbound Security… of the site, filled in as @cure says. */
void cs_delivery_page_cure (CsDeliveryPage *page, const CsCure *cure);

G_END_DECLS
