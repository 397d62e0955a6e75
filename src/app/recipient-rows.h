/* recipient-rows.h - recipients of the queue as a GtkTreeModel, as far as they have been fetched
 *
 * The texts of a row are made when the view asks for them. Rows that go, come or change are told
 * one by one, so that a view keeps selection and place. Needs no display.
 *
 * Signals "resetting" and "reset": everything becomes another one; a view has to let go of the
 * model at the first and is given it anew at the second.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/recipient-list.h"

G_BEGIN_DECLS

typedef enum
{
  CS_RECIPIENT_COLUMN_RECIPIENT,
  CS_RECIPIENT_COLUMN_ENTRY,
  CS_RECIPIENT_COLUMN_STATE,
  CS_RECIPIENT_COLUMN_NEXT_TRY,
  CS_RECIPIENT_COLUMN_WHY,
  CS_RECIPIENT_COLUMN_SUBJECT,
  CS_RECIPIENT_COLUMN_SENDER,
  CS_RECIPIENT_COLUMN_TOOLTIP, /* markup */
  CS_N_RECIPIENT_COLUMNS
} CsRecipientColumn;

#define CS_TYPE_RECIPIENT_ROWS (cs_recipient_rows_get_type ())
G_DECLARE_FINAL_TYPE (CsRecipientRows, cs_recipient_rows, CS, RECIPIENT_ROWS, GObject)

CsRecipientRows *cs_recipient_rows_new (void);
/* (transfer none): to look at; it changes by these only: */
CsRecipientList *cs_recipient_rows_list (CsRecipientRows *rows);
void cs_recipient_rows_take (CsRecipientRows *rows, const char *after, GVariant *slice,
                             guint limit);
/* With @slice instead of all that was there; NULL: with nothing. */
void cs_recipient_rows_reset (CsRecipientRows *rows, GVariant *slice, guint limit);
/* (transfer none) */
GVariant *cs_recipient_rows_get (CsRecipientRows *rows, GtkTreeIter *iter);

G_END_DECLS
