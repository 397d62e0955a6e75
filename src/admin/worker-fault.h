/* worker-fault.h - why a worker has not taken the settings file, in words
 *
 * The worker sends codes and data; here they become the sentences of words.h,
 * in the language of whoever reads them. Where it has none, or codes that this
 * program does not know, its own text has to do.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text, @faults: the properties SettingsFault and, (nullable), SettingsFaults.
 * @file: path of the settings file. Returns: (transfer full): a few lines */
char *cs_worker_fault_words (const char *text, GVariant *faults, const char *file);

G_END_DECLS
