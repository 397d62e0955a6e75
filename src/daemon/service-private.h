/* service-private.h - what the files of service.h share
 */
#pragma once

#include "daemon/reporter.h"
#include "daemon/service.h"
#include "delivery-interface.h"

G_BEGIN_DECLS

#define CS_SERVICE_ERROR_PREFIX "org.countersign.Delivery.Error."
#define CS_SERVICE_MOST_ROWS 1000

struct _CsService
{
  CsServiceConfig config; /* with references */
  CsDelivery *skeleton;
  GDBusConnection *bus;
  CsReporter *reporter; /* NULL: there is no bus, or it is the system's */
  GCancellable *cancellable;
  guint name;
  gboolean was_named;
  guint again; /* source: looks for a bus */
  guint figures; /* source: the engine's figures may be shown again */
  gboolean are_figures_old;
  gulong bus_closed;
};

/* service-methods.c: what is asked */
void cs_service_connect_methods (CsService *service);
void cs_service_return_error (GDBusMethodInvocation *invocation, const char *name,
                              const char *message);
void cs_service_return_queue_error (GDBusMethodInvocation *invocation, const GError *error);
/* service-change.c: what is changed */
void cs_service_connect_changes (CsService *service);
/* service-preview.c: what would change */
void cs_service_connect_preview (CsService *service);

G_END_DECLS
