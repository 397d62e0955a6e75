/* close-question.h - "Apply the changes before closing?", with what they are
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sheet.h"

G_BEGIN_DECLS

/* Responses; closing the question is CS_CLOSE_KEEP or GTK_RESPONSE_DELETE_EVENT. */
enum
{
  CS_CLOSE_DISCARD = 1,
  CS_CLOSE_KEEP,
  CS_CLOSE_APPLY,
};

GtkWidget *cs_close_question_new (GtkWindow *parent, CsSheet *sheet);

G_END_DECLS
