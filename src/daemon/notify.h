/* notify.h - what the service manager is told, sd_notify(3)
 *
 * Does nothing where there is none.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsNotifier CsNotifier;

/* Feeds the watchdog from the main loop from now on, if one is set. */
CsNotifier *cs_notifier_new (void);
void cs_notifier_free (CsNotifier *notifier);
void cs_notifier_ready (CsNotifier *notifier);
void cs_notifier_stopping (CsNotifier *notifier);
void cs_notifier_status (CsNotifier *notifier, const char *status); /* one line */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsNotifier, cs_notifier_free)

G_END_DECLS
