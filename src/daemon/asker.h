/* asker.h - a question on the bus that ends when nobody waits for its answer any more
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CsAsker CsAsker;

CsAsker *cs_asker_new (GDBusMethodInvocation *invocation);
void cs_asker_free (CsAsker *asker);
/* Cancelled when whoever asked has left the bus. */
GCancellable *cs_asker_cancellable (CsAsker *asker);

G_END_DECLS
