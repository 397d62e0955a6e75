/* fault-view.h - in place of the pages while the settings file cannot be used
 *
 * Says what is wrong and where, and changes nothing: a file that is not understood is never
 * written over. As soon as it has been mended, the pages come by themselves.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_FAULT_VIEW (cs_fault_view_get_type ())
G_DECLARE_FINAL_TYPE (CsFaultView, cs_fault_view, CS, FAULT_VIEW, GtkBox)

/* @sheet: in state FAULTY */
void cs_fault_view_show (CsFaultView *view, CsSheet *sheet);

G_END_DECLS
