/* settings-file.h - the settings in force, and how they follow the file
 *
 * The last good settings stay when the file is bad or goes away; why the file
 * on disk is not in force is kept as text. A file that is caught half-written
 * is read again before anybody is told. No file at the start: the defaults.
 *
 * Signal "changed": what is in force, or the fault, is another one.
 */
#pragma once

#include <gio/gio.h>

#include "model/settings.h"

G_BEGIN_DECLS

#define CS_TYPE_SETTINGS_FILE (cs_settings_file_get_type ())
G_DECLARE_FINAL_TYPE (CsSettingsFile, cs_settings_file, CS, SETTINGS_FILE, GObject)

CsSettingsFile *cs_settings_file_new (const char *path);

/* Reads the file now; the callback comes when it is in force or refused ("changed" before it). */
void cs_settings_file_load_async (CsSettingsFile *file, GAsyncReadyCallback callback,
                                  gpointer user_data);
void cs_settings_file_load_finish (CsSettingsFile *file, GAsyncResult *result);
/* From now on by itself, with every change of the file. */
void cs_settings_file_watch (CsSettingsFile *file);

CsSettings *cs_settings_file_settings (CsSettingsFile *file); /* (nullable): none was good yet */
const char *cs_settings_file_revision (CsSettingsFile *file); /* in force; "" for none */
const char *cs_settings_file_fault (CsSettingsFile *file); /* "" if the file is in force */
GVariant *cs_settings_file_faults (CsSettingsFile *file); /* the same as data (fault-line.h) */

G_END_DECLS
