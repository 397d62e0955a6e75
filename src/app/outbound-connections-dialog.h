/* outbound-connections-dialog.h - how many connections there may be, and how long one may take
 */
#pragma once

#include "app/option-dialog.h"

G_BEGIN_DECLS

#define CS_TYPE_OUTBOUND_CONNECTIONS_DIALOG (cs_outbound_connections_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsOutboundConnectionsDialog, cs_outbound_connections_dialog, CS,
                      OUTBOUND_CONNECTIONS_DIALOG, CsOptionDialog)

G_END_DECLS
