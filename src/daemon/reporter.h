/* reporter.h - the worker tells the desktop what mail waits for, once for each trouble
 *
 * Of a user's own worker only. What is told is data, in the form of
 * ListTroubles: the settings application (org.countersign.Settings) makes a
 * notification of it, in the user's language, and is started for that if need
 * be. Nobody waits for it, and nothing changes where there is none.
 */
#pragma once

#include "daemon/settings-file.h"
#include "delivery/engine.h"
#include "queue/queue.h"

G_BEGIN_DECLS

#define CS_REPORTS_MOST 3 /* open at a time: more would be noise, and the window knows all */

typedef struct _CsReporter CsReporter;

/* Takes references. */
CsReporter *cs_reporter_new (GDBusConnection *bus, CsQueue *queue, CsEngine *engine,
                             CsSettingsFile *settings_file);
void cs_reporter_free (CsReporter *reporter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsReporter, cs_reporter_free)

G_END_DECLS
