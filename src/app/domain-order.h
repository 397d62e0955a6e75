/* domain-order.h - in which order remote domains are listed
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

typedef enum
{
  CS_DOMAIN_COLUMN_DOMAIN,
  CS_DOMAIN_COLUMN_AUTHENTICATION,
  CS_DOMAIN_COLUMN_ACCOUNT,
  CS_DOMAIN_COLUMN_ROUTE,
  CS_N_DOMAIN_COLUMNS,
} CsDomainColumn;

/* (transfer full) (element-type guint): indices into the remote domains of @settings, sorted by
 * @column; equal ones by domain, so that a domain and what is below it stand together. */
GArray *cs_domain_order_new (const CsSettings *settings, CsDomainColumn column,
                             gboolean is_descending);

G_END_DECLS
