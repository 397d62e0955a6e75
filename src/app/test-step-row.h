/* test-step-row.h - one step of a test: done or not, what it found, how long it took
 */
#pragma once

#include <gtk/gtk.h>

#include "smtp/session.h"

G_BEGIN_DECLS

GtkWidget *cs_test_step_row_new (const CsSessionStep *step);
void cs_test_step_rows_clear (GtkListBox *list);

G_END_DECLS
