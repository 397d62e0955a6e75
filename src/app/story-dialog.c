#include "app/story-dialog.h"

struct _CsStoryDialog
{
  GtkDialog parent;
};

G_DEFINE_TYPE (CsStoryDialog, cs_story_dialog, GTK_TYPE_DIALOG)

static void
cs_story_dialog_class_init (CsStoryDialogClass *class)
{
}

static void
cs_story_dialog_init (CsStoryDialog *dialog)
{
}

void
cs_story_dialog_open (GtkWindow *parent, CsQueueWatch *watch, const char *id)
{
}
