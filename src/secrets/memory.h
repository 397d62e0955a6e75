/* memory.h - secrets in this process only, for tests; can be told to fail
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_TYPE_MEMORY_STORE (cs_memory_store_get_type ())
G_DECLARE_FINAL_TYPE (CsMemoryStore, cs_memory_store, CS, MEMORY_STORE, GObject)

CsMemoryStore *cs_memory_store_new (void);
/* Every operation from the @nth from now (1: the next) on fails with @code until told otherwise
 * (0: none fails). */
void cs_memory_store_fail (CsMemoryStore *store, guint nth, CsSecretsError code);

G_END_DECLS
