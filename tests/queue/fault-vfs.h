/* fault-vfs.h - an SQLite VFS that counts, fails, kills and loses what was not synced
 *
 * Installed as the default, it lies over the real one. "Operations" are those
 * that change the disk: write, truncate, sync, delete. What a power cut may
 * leave is made from a log of the writes since each file's last sync: any
 * subset of their sectors, in any order.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void fault_vfs_install (void);
/* No faults, counters at 0, logs empty. */
void fault_vfs_reset (void);

guint fault_vfs_syncs (void);
guint fault_vfs_operations (void);

/* The @nth operation from now (1: the next) fails with the SQLite result @code; with @for_ever
 * all that follow, too. 0: none. */
void fault_vfs_fail_at (guint nth, int code, gboolean for_ever);
/* Before the @nth operation from now the process ends by SIGKILL. */
void fault_vfs_kill_at (guint nth);
/* The power goes before the @nth operation from now: everything fails from there. */
void fault_vfs_cut_at (guint nth);
gboolean fault_vfs_is_cut (void);
/* When all files are closed: leaves of each file what @seed says, and power is back. */
void fault_vfs_lose (guint32 seed);

G_END_DECLS
