/* demo-mailbox.h - keeps a received message, byte for byte, in a maildir */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whole or not at all: written in tmp/, then moved to new/. Returns: the path. */
char *demo_mailbox_keep (const char *maildir, GString *message, GError **error);

G_END_DECLS
