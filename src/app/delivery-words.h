/* delivery-words.h - what the dialogs behind the Delivery page say, in a sentence beside their
 * buttons
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

/* (transfer full): "At most 200 connections at once, 20 of them to one destination." */
char *cs_delivery_words_connections (const CsSettings *settings);
/* (transfer full): the masquerade domain, and the hop count if it is not the usual one */
char *cs_delivery_words_advanced (const CsSettings *settings);

G_END_DECLS
