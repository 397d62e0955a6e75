/* remote-domains-page.h - the page Remote Domains: the list, searched as one types
 */
#pragma once

#include "admin/cure.h"
#include "app/page.h"

G_BEGIN_DECLS

#define CS_TYPE_REMOTE_DOMAINS_PAGE (cs_remote_domains_page_get_type ())
G_DECLARE_FINAL_TYPE (CsRemoteDomainsPage, cs_remote_domains_page, CS, REMOTE_DOMAINS_PAGE, GtkBox)

/* Opens the dialog of remote domain @name; of a new one filled with it, if there is none, or of an
 * empty one for NULL. */
void cs_remote_domains_page_open (CsRemoteDomainsPage *page, const char *name);
/* Brings back what the last Remove took away; FALSE: there is nothing. */
gboolean cs_remote_domains_page_undo (CsRemoteDomainsPage *page);
/* Opens the dialog of the remote domain that @cure means, filled in as it says. */
void cs_remote_domains_page_cure (CsRemoteDomainsPage *page, const CsCure *cure);

G_END_DECLS
