/* review-dialog.h - what Apply would change, in words, and how much of what waits it concerns
 *
 * Changes nothing itself: the response is GTK_RESPONSE_APPLY or GTK_RESPONSE_CLOSE. The worker is
 * asked while the changes can be read already.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_REVIEW_DIALOG (cs_review_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsReviewDialog, cs_review_dialog, CS, REVIEW_DIALOG, GtkDialog)

/* @is_wrong: something else is typed that is not right yet */
GtkWidget *cs_review_dialog_new (GtkWindow *parent, CsSheet *sheet, gboolean is_wrong);

G_END_DECLS
