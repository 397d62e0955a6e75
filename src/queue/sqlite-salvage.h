/* sqlite-salvage.h - a damaged queue is set aside, and what can be read of it carried over
 *
 * Damage shows when the file is opened, or at any later time in an operation;
 * then a mark beside the file makes the next start salvage. Every step can be
 * repeated: a start that dies in the middle is finished by the next one.
 *
 *   queue.sqlite-damaged       the mark: holds the name of the file set aside
 *   queue.sqlite.damaged-TIME  the damaged file (and its -wal), kept
 *   queue.sqlite-salvage       what has been carried over so far
 */
#pragma once

#include "queue/sqlite-database.h"

G_BEGIN_DECLS

/* Cheap signs of damage: every table is there and readable at both ends. */
gboolean cs_salvage_look (CsDatabase *database, GError **error);

gboolean cs_salvage_is_marked (const char *path);
void cs_salvage_mark (const char *path, const char *why);
/* Afterwards @path is a sound queue, or there is none and a new one may be made. */
gboolean cs_salvage (const char *path, const char *why, GError **error);

/* Copies every message that is whole, as far as they can be read; how many (sqlite-rescue.c). What
 * was said in attempts is not carried over. */
gboolean cs_rescue (CsDatabase *from, CsDatabase *to, guint64 *n_messages, GError **error);

G_END_DECLS
