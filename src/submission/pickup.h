/* pickup.h - the pickup folder: a message file dropped there is sent
 *
 * A file is taken when its writer has closed it or moved it in; what lies
 * there at the start when nobody writes it any more. It is read from its
 * descriptor only, and removed when the queue has it durably. What can never
 * be accepted is moved to the badmail folder, with the reason beside it. Names
 * with a dot in front or a ~ at the end are left alone.
 */
#pragma once

#include "submission/acceptor.h"

G_BEGIN_DECLS

typedef struct _CsPickup CsPickup;

/* Both folders must exist. @idle: (nullable): called when there is nothing more to take: after the
 * files that lay there at the start, and after each later burst. */
CsPickup *cs_pickup_new (CsAcceptor *acceptor, const char *folder, const char *badmail_folder,
                         void (*idle) (gpointer), gpointer user_data, GError **error);
void cs_pickup_free (CsPickup *pickup);
/* Takes nothing new; @stopped is called when the file in hand is done with (at once if none is). */
void cs_pickup_stop (CsPickup *pickup, void (*stopped) (gpointer), gpointer user_data);
/* Looks at the whole folder again (also done every minute, where changes are not told). */
void cs_pickup_scan (CsPickup *pickup);
/* Whether files wait that could not be taken now. */
gboolean cs_pickup_has_postponed (CsPickup *pickup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPickup, cs_pickup_free)

G_END_DECLS
