/* arena.h - memory that is not paged out, not dumped and not inherited, in small pieces
 *
 * A page for each secret would spend the lock limit (8 MiB on Debian) on two
 * thousand of them, so secrets share pages. Book-keeping is on the heap: the
 * pages hold nothing but secrets. Only secret.c uses this.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zero-filled. Safe from any thread. Never NULL: without memory the program ends, as g_malloc ().
 */
gpointer cs_arena_alloc (gsize size_bytes);
/* Wipes, then takes back. @size_bytes: as asked for. */
void cs_arena_free (gpointer memory, gsize size_bytes);

G_END_DECLS
