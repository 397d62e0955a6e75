/* file-store.h - secrets in the files of a folder, so that they outlive a killed process
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define FILE_TYPE_STORE (file_store_get_type ())
G_DECLARE_FINAL_TYPE (FileStore, file_store, FILE, STORE, GObject)

CsSecretStore *file_store_new (const char *folder); /* which exists */

G_END_DECLS
