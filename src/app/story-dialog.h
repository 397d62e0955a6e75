/* story-dialog.h - the story of a message: whom it waits for and why, each attempt, the dialogue
 *
 * Live while it is open, and does not block the window behind it.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/queue-watch.h"

G_BEGIN_DECLS

#define CS_TYPE_STORY_DIALOG (cs_story_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsStoryDialog, cs_story_dialog, CS, STORY_DIALOG, GtkDialog)

/* @id: "ID/N": the recipient that is shown first. */
void cs_story_dialog_open (GtkWindow *parent, CsQueueWatch *watch, const char *id);

G_END_DECLS
