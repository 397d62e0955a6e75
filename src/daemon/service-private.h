/* service-private.h - what the files of service.h share
 */
#pragma once

#include "daemon/service.h"
#include "delivery-interface.h"

G_BEGIN_DECLS

#define CS_SERVICE_ERROR_PREFIX "org.countersign.Delivery.Error."

struct _CsService
{
  CsServiceConfig config; /* with references */
  CsDelivery *skeleton;
  GDBusConnection *bus;
  GCancellable *cancellable;
  guint name;
  gboolean was_named;
  guint again; /* source: looks for a bus */
  guint figures; /* source: the engine's figures may be shown again */
  gboolean are_figures_old;
  gulong bus_closed;
};

/* service-methods.c: what is called */
void cs_service_connect_methods (CsService *service);

G_END_DECLS
