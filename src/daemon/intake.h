/* intake.h - how mail gets into the queue: pickup folder, local socket and port, put together
 *
 * What they accept is routed here by the settings in force.
 */
#pragma once

#include "base/instance.h"
#include "model/settings.h"
#include "queue/queue.h"

G_BEGIN_DECLS

typedef struct _CsIntake CsIntake;

typedef struct
{
  const CsInstance *instance;
  CsQueue *queue;
  const char *machine_name;
  const char *aliases_file; /* NULL: /etc/aliases; followed as it changes */
  gboolean listens; /* also on the socket; else only what lies in the pickup folder */
  void (*done) (
      gpointer user_data); /* what lay in the pickup folder at the start is in the queue */
  gpointer user_data;
} CsIntakeConfig;

CsIntake *cs_intake_new (const CsIntakeConfig *config, GError **error);
void cs_intake_free (CsIntake *intake);
void cs_intake_set_settings (CsIntake *intake, CsSettings *settings);
/* Where mail for @address goes: redirect.h. */
GPtrArray *cs_intake_redirect (CsIntake *intake, const CsAddress *address);
/* Whether files wait in the pickup folder that could not be taken now. */
gboolean cs_intake_has_postponed (CsIntake *intake);
/* Accepts nothing more; @stopped: called when what was being accepted is durable or given up. */
void cs_intake_stop (CsIntake *intake, void (*stopped) (gpointer), gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsIntake, cs_intake_free)

G_END_DECLS
