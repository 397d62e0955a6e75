/* host-memory.h - what a server was seen to do before, for host and port
 *
 * That it offered STARTTLS: when it no longer does within a few days, somebody
 * may be in between, and mail waits (cause "downgrade") until it does again or
 * those days have passed. That it could not take commands in groups though it
 * said so. Only what was learnt from complete EHLO replies counts; the first
 * kind is kept in a file, so that a restart is no way around it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_HOST_MEMORY_TLS_S (3 * 24 * 3600)
#define CS_HOST_MEMORY_PIPELINING_S (24 * 3600)

typedef struct _CsHostMemory CsHostMemory;

/* @path: (nullable): nothing is kept. A file that cannot be read is as none. Blocks briefly. */
CsHostMemory *cs_host_memory_new (const char *path);
void cs_host_memory_free (CsHostMemory *memory); /* saves first */

void cs_host_memory_saw_tls (CsHostMemory *memory, const char *host, guint16 port);
gboolean cs_host_memory_expects_tls (CsHostMemory *memory, const char *host, guint16 port);
/* TRUE once: it offered TLS before, and was waited for long enough. */
gboolean cs_host_memory_take_faded (CsHostMemory *memory, const char *host, guint16 port);
void cs_host_memory_saw_groups_fail (CsHostMemory *memory, const char *host, guint16 port);
gboolean cs_host_memory_avoids_groups (CsHostMemory *memory, const char *host, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsHostMemory, cs_host_memory_free)

G_END_DECLS
