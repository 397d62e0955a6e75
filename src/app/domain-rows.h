/* domain-rows.h - the remote domains of the settings as a GtkTreeModel, made for 100,000 of them
 *
 * Holds references to the remote domains and an order; the texts of a row are made when the view
 * asks for them. A view takes microseconds for each row of a model, so rows are not all shown at
 * once: a first part at once, the others in slices while nothing else is to be done. Needs no
 * display.
 *
 * Signals "resetting" and "reset": everything becomes another one; a view has to let go of the
 * model at the first and is given it anew at the second.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/domain-order.h"

G_BEGIN_DECLS

#define CS_TYPE_DOMAIN_ROWS (cs_domain_rows_get_type ())
G_DECLARE_FINAL_TYPE (CsDomainRows, cs_domain_rows, CS, DOMAIN_ROWS, GObject)

CsDomainRows *cs_domain_rows_new (void);
void cs_domain_rows_set (CsDomainRows *rows, const CsSettings *settings);
/* Keeps the rows in whose domain or account @text occurs, without case; "" keeps all. */
void cs_domain_rows_filter (CsDomainRows *rows, const char *text);
guint cs_domain_rows_n (CsDomainRows *rows);
guint cs_domain_rows_n_matching (CsDomainRows *rows);
/* (transfer none) */
const CsRemoteDomain *cs_domain_rows_get (CsDomainRows *rows, GtkTreeIter *iter);
/* Shows rows as far as this one. FALSE when it is not there, or filtered out. */
gboolean cs_domain_rows_find (CsDomainRows *rows, const char *pattern_key, GtkTreeIter *iter);
/* Shows all rows. */
void cs_domain_rows_show_all (CsDomainRows *rows);

G_END_DECLS
