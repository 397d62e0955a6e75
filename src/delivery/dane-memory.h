/* dane-memory.h - which hosts of a mail domain had TLSA records when they were last looked up
 *
 * So that a person can be told. Decides nothing: whoever sends looks them up
 * (protect.h). Kept in a file.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_DANE_MEMORY_MOST 1000 /* domains; beyond, those seen last stay */

typedef struct
{
  gint64 seen_s;
  GStrv usable; /* hosts with records that can be used; never NULL */
  GStrv unusable; /* hosts with records, none of which can; never NULL */
} CsDaneSeen;

typedef struct _CsDaneMemory CsDaneMemory;

/* @path: (nullable): nothing is kept. Blocks briefly. */
CsDaneMemory *cs_dane_memory_new (const char *path);
void cs_dane_memory_free (CsDaneMemory *memory); /* saves first */

/* Both are empty: the domain has none. */
void cs_dane_memory_note (CsDaneMemory *memory, const char *domain, const char *const *usable,
                          const char *const *unusable);
/* (transfer none) (nullable): until the next note */
const CsDaneSeen *cs_dane_memory_find (CsDaneMemory *memory, const char *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDaneMemory, cs_dane_memory_free)

G_END_DECLS
