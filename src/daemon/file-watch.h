/* file-watch.h - tells when a file may have changed, also one whose folder is not there yet
 *
 * Watches the nearest folder above the file that exists, and the one where a
 * symbolic link leads to. What happens to other files there is noticed and
 * ignored.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CsFileWatch CsFileWatch;

/* @func: called some 100 ms after the last of a burst of changes */
CsFileWatch *cs_file_watch_new (const char *path, void (*func) (gpointer), gpointer user_data);
void cs_file_watch_free (CsFileWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsFileWatch, cs_file_watch_free)

G_END_DECLS
