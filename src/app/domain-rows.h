/* domain-rows.h - the remote domains of the settings as a GtkTreeModel, made for 100,000 of them
 *
 * Holds references to the remote domains and an order; the texts of a row are made when the view
 * asks for them. Filtering is a linear search over canonical names, which 100,000 rows take in
 * milliseconds. Needs no display.
 *
 * cs_domain_rows_set and cs_domain_rows_filter change everything at once without a signal for each
 * row: take the model off its view around them.
 */
#pragma once

#include <gtk/gtk.h>

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

#define CS_TYPE_DOMAIN_ROWS (cs_domain_rows_get_type ())
G_DECLARE_FINAL_TYPE (CsDomainRows, cs_domain_rows, CS, DOMAIN_ROWS, GObject)

CsDomainRows *cs_domain_rows_new (void);
void cs_domain_rows_set (CsDomainRows *rows, const CsSettings *settings);
/* Keeps the rows in whose domain or account @text occurs, without case; "" keeps all. */
void cs_domain_rows_filter (CsDomainRows *rows, const char *text);
guint cs_domain_rows_n (CsDomainRows *rows);
guint cs_domain_rows_n_visible (CsDomainRows *rows);
/* (transfer none) */
const CsRemoteDomain *cs_domain_rows_get (CsDomainRows *rows, GtkTreeIter *iter);
/* FALSE when it is not there, or filtered out. */
gboolean cs_domain_rows_find (CsDomainRows *rows, const char *pattern_key, GtkTreeIter *iter);

G_END_DECLS
