/* label.h - what a person sees of our items in a keyring manager
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

/* For each of @uuids (a set) the label of the first entry that names it: char * to char *,
 * "Countersign: office on relay.example.net". (transfer full) */
GHashTable *cs_labels_for (const CsSettings *settings, GHashTable *uuids);

G_END_DECLS
