/* host-memory.h - what a server was seen to do before, for host and port
 *
 * That it offered STARTTLS, and how strong the authentication was that it
 * offered: when it offers less now, somebody may be in between (cause
 * "downgrade"). Mail that needs no account waits for a few days at most;
 * accounts wait until an administrator accepts what is offered now. Only what
 * was learnt from complete EHLO replies counts; it is kept in a file, so that
 * a restart is no way around it.
 */
#pragma once

#include "smtp/strength.h"

G_BEGIN_DECLS

#define CS_HOST_MEMORY_TLS_S (3 * 24 * 3600)

typedef struct _CsHostMemory CsHostMemory;

/* @path: (nullable): nothing is kept. A file that cannot be read is as none. Blocks briefly. */
CsHostMemory *cs_host_memory_new (const char *path);
void cs_host_memory_free (CsHostMemory *memory); /* saves first */

void cs_host_memory_saw_tls (CsHostMemory *memory, const char *host, guint16 port);
/* @for_account: then it is expected however long ago it was. */
gboolean cs_host_memory_expects_tls (CsHostMemory *memory, const char *host, guint16 port,
                                     gboolean for_account);
/* TRUE once: it offered TLS before, and was waited for long enough. */
gboolean cs_host_memory_take_faded (CsHostMemory *memory, const char *host, guint16 port);

/* What it ever offered, within TLS or in clear, as far as anybody here could use it. */
CsStrengths cs_host_memory_strengths (CsHostMemory *memory, const char *host, guint16 port,
                                      gboolean is_secured);
/* The server's own word, which counts from now on. Returns: whether that is less than before. */
gboolean cs_host_memory_told_strengths (CsHostMemory *memory, const char *host, guint16 port,
                                        gboolean is_secured, const CsStrengths *offered);
/* A login has worked: what else was on the list may be somebody else's promise. */
void cs_host_memory_saw_login (CsHostMemory *memory, const char *host, guint16 port,
                               gboolean is_secured, CsAuthentication option, CsStrength strength);

/* It offers less than it did: TRUE the first time. */
gboolean cs_host_memory_note_less (CsHostMemory *memory, const char *host, guint16 port);
/* It offers as much as it did: TRUE when that was not so before. */
gboolean cs_host_memory_note_recovered (CsHostMemory *memory, const char *host, guint16 port);
/* An administrator accepts what it offers now; all: wherever it was less. */
void cs_host_memory_accept (CsHostMemory *memory, const char *host, guint16 port);
void cs_host_memory_accept_all (CsHostMemory *memory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsHostMemory, cs_host_memory_free)

G_END_DECLS
