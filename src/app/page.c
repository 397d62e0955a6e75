#include "app/page.h"

G_DEFINE_INTERFACE (CsPage, cs_page, GTK_TYPE_WIDGET)

static void
cs_page_default_init (CsPageInterface *iface)
{
}

void
cs_page_show (CsPage *page, CsSheet *sheet)
{
  CS_PAGE_GET_IFACE (page)->show (page, sheet);
}

GtkWidget *
cs_page_first_error (CsPage *page)
{
  CsPageInterface *iface = CS_PAGE_GET_IFACE (page);

  return iface->first_error != NULL ? iface->first_error (page) : NULL;
}

const char *
cs_page_help_topic (CsPage *page)
{
  return CS_PAGE_GET_IFACE (page)->help_topic;
}

gboolean
cs_page_search (CsPage *page)
{
  CsPageInterface *iface = CS_PAGE_GET_IFACE (page);

  if (iface->search == NULL)
    return FALSE;
  iface->search (page);
  return TRUE;
}
