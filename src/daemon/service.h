/* service.h - org.countersign.Delivery on the bus, ipc/org.countersign.Delivery.xml
 *
 * Everything goes on without a bus: it is looked for again once in a while.
 * The name is taken last, when mail can be accepted; whoever sees it may rely
 * on queue and socket.
 */
#pragma once

#include "base/instance.h"
#include "daemon/settings-file.h"
#include "delivery/engine.h"
#include "queue/queue.h"

G_BEGIN_DECLS

typedef struct _CsService CsService;

typedef struct
{
  gboolean is_system;
  CsQueue *queue;
  CsEngine *engine;
  CsResolver *resolver; /* the engine's */
  CsSettingsFile *settings_file;
  void (*named) (gpointer user_data); /* the name is ours, or there is no bus */
  void (*name_taken) (gpointer user_data); /* another worker has it */
  gpointer user_data;
} CsServiceConfig;

CsService *cs_service_new (const CsServiceConfig *config);
void cs_service_free (CsService *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsService, cs_service_free)

G_END_DECLS
