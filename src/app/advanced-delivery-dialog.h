/* advanced-delivery-dialog.h - what few sites need: masquerade domain and hop count
 */
#pragma once

#include "app/option-dialog.h"

G_BEGIN_DECLS

#define CS_TYPE_ADVANCED_DELIVERY_DIALOG (cs_advanced_delivery_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsAdvancedDeliveryDialog, cs_advanced_delivery_dialog, CS,
                      ADVANCED_DELIVERY_DIALOG, CsOptionDialog)

G_END_DECLS
