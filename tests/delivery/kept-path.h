/* kept-path.h - where a test has what is to be remembered written
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): of a file that is not there yet, alone in a new folder */
char *kept_path_new (void);
/* Removes the folder, too. */
void kept_path_remove (char *path /* (transfer full) */);

G_END_DECLS
