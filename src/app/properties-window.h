/* properties-window.h - the property sheet of a site: pages, Help, OK, Cancel, Apply
 *
 * Nothing changes outside the window before Apply or OK. Never blocks: applying goes on while the
 * window is drawn, and can be cancelled.
 */
#pragma once

#include <gtk/gtk.h>

#include "admin/trouble.h"
#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_PROPERTIES_WINDOW (cs_properties_window_get_type ())
G_DECLARE_FINAL_TYPE (CsPropertiesWindow, cs_properties_window, CS, PROPERTIES_WINDOW,
                      GtkApplicationWindow)

CsPropertiesWindow *cs_properties_window_new (GtkApplication *application, CsSheet *sheet);
CsSheet *cs_properties_window_get_sheet (CsPropertiesWindow *window);
/* @name: "general", "messages", "delivery", "remote-domains", "queue"; others are ignored. */
void cs_properties_window_show_page (CsPropertiesWindow *window, const char *name);
/* Opens the dialog of a remote domain as soon as the settings have been read; of a new one if there
 * is none called @name. */
void cs_properties_window_open_domain (CsPropertiesWindow *window, const char *name);
/* Opens the dialog that lets the mail of @trouble go out, filled in as far as that is known. */
void cs_properties_window_set_up (CsPropertiesWindow *window, const CsTrouble *trouble);
/* Whether it, or a dialog of it, is what the user works with. */
gboolean cs_properties_window_is_looked_at (CsPropertiesWindow *window);

G_END_DECLS
