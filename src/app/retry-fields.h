/* retry-fields.h - the four duration fields of the Delivery page that make up retry-intervals
 */
#pragma once

#include "app/duration-field.h"
#include "app/field-message.h"
#include "app/retry-times.h"
#include "app/sheet.h"

G_BEGIN_DECLS

typedef struct _CsRetryFields CsRetryFields;

/* All widgets are those of one page, which frees this with itself. @between: says which intervals
 * have no field. */
CsRetryFields *cs_retry_fields_new (CsQuantityField *const fields[CS_RETRY_FIELDS],
                                    CsFieldMessage *const messages[CS_RETRY_FIELDS],
                                    GtkLabel *between);
void cs_retry_fields_free (CsRetryFields *retry);
void cs_retry_fields_show (CsRetryFields *retry, CsSheet *sheet);
/* (transfer none) (nullable): what to focus if there is an error. */
GtkWidget *cs_retry_fields_error (CsRetryFields *retry);

G_END_DECLS
