/* explain-field.h - "What happens to mail for…": an address is typed, its entry and route appear
 *
 * Answers for what stands in the window, applied or not. Nothing is looked up in the network.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_EXPLAIN_FIELD (cs_explain_field_get_type ())
G_DECLARE_FINAL_TYPE (CsExplainField, cs_explain_field, CS, EXPLAIN_FIELD, GObject)

/* Both widgets are those of one page and outlive this. */
CsExplainField *cs_explain_field_new (GtkEntry *entry, GtkLabel *result);
void cs_explain_field_show (CsExplainField *field, CsSheet *sheet);
/* Why nothing can be said of any address for the time being; NULL: it can. Updates. */
void cs_explain_field_set_problem (CsExplainField *field, const char *problem);
/* The text or the draft is another one. */
void cs_explain_field_update (CsExplainField *field);

G_END_DECLS
