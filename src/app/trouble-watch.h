/* trouble-watch.h - what waits for another account or authentication, followed while it changes
 *
 * Asks the worker when its queue has changed, at most once a second. Without a
 * worker there is nothing. No widget is known here.
 */
#pragma once

#include "admin/trouble.h"
#include "app/queue-watch.h"

G_BEGIN_DECLS

/* Signal "changed": the list is another one. */
#define CS_TYPE_TROUBLE_WATCH (cs_trouble_watch_get_type ())
G_DECLARE_FINAL_TYPE (CsTroubleWatch, cs_trouble_watch, CS, TROUBLE_WATCH, GObject)

/* @instance: must live as long. Whoever lets go of it disposes of it. */
CsTroubleWatch *cs_trouble_watch_new (const CsInstance *instance);
/* (element-type CsTrouble) (transfer none): those that most waits for first; until "changed" */
GPtrArray *cs_trouble_watch_list (CsTroubleWatch *watch);

G_END_DECLS
