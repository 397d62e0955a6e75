/* loading.h - the settings file read and checked, in a thread
 */
#pragma once

#include <gio/gio.h>

#include "model/settings.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_missing;
  CsSettings *settings; /* NULL: missing, or it cannot be used */
  char *revision; /* of the bytes; "" when missing; NULL when it could not be read */
  char *fault; /* why it cannot be used, one fault a line; NULL: it can */
  GVariant *faults; /* the same as data; NULL: it can, or the fault is not in the file */
} CsLoading;

void cs_loading_free (CsLoading *loading);

/* Every outcome is a value. */
void cs_loading_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
CsLoading *cs_loading_finish (GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsLoading, cs_loading_free)

G_END_DECLS
