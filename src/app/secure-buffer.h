/* secure-buffer.h - gcr's buffer for what is typed into a password field
 *
 * The library comes with five others, takes longer to load than the window to
 * draw, and is needed only where somebody changes a password: so it is loaded
 * there, and not with the program.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Registers GcrSecureEntryBuffer, a GtkEntryBuffer in memory that is not paged out. Ends the
 * program where the library is missing: a password is never typed into anything else. */
void cs_secure_buffer_ensure (void);

G_END_DECLS
