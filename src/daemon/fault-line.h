/* fault-line.h - the faults of a settings file as lines for log and D-Bus
 *
 * Place, code and values: "FILE:LINE:COLUMN: error: PATH: unknown-key
 * "smart-hots" (smart-host)". The sentences for people are admin/words.h's;
 * "countersign check" prints them.
 */
#pragma once

#include "model/fault.h"

G_BEGIN_DECLS

/* @faults: (element-type CsFault); warnings are left out. (transfer full): lines, joined */
char *cs_fault_lines (GPtrArray *faults, const char *path);
/* The same as the value of the property SettingsFaults. (transfer floating) */
GVariant *cs_fault_rows (GPtrArray *faults);

G_END_DECLS
