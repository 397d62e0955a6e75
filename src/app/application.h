/* application.h - countersign-settings: one process, a window for each instance
 *
 * A second start hands its options to the first one, which raises its window.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CS_TYPE_APPLICATION (cs_application_get_type ())
G_DECLARE_FINAL_TYPE (CsApplication, cs_application, CS, APPLICATION, GtkApplication)

CsApplication *cs_application_new (void);

G_END_DECLS
