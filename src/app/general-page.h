/* general-page.h - the page General: the site's name, the machine's names, local mail
 */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define CS_TYPE_GENERAL_PAGE (cs_general_page_get_type ())
G_DECLARE_FINAL_TYPE (CsGeneralPage, cs_general_page, CS, GENERAL_PAGE, GtkScrolledWindow)

G_END_DECLS
