/* scan.h - RFC 8259 and nothing more: the strict pass in front of json-glib
 *
 * json-glib 1.6 takes comments, single quotes, duplicate keys, trailing
 * documents and empty files, wraps integers and overflows the stack on deep
 * nesting. This scan refuses all of it without recursion, and remembers where
 * each value starts and ends. Pure; a fuzz target.
 */
#pragma once

#include "model/fault.h"

G_BEGIN_DECLS

#define CS_SCAN_MAX_DEPTH 64

typedef struct _CsScan CsScan;

/* Returns: NULL after appending one fault, if @text is not acceptable (a UTF-8 BOM is skipped;
 * numbers must be integers that fit in gint64). All duplicate keys are reported. */
CsScan *cs_scan_new (const char *text, gsize size_bytes, GPtrArray *faults);
void cs_scan_free (CsScan *scan);
/* Bytes after the BOM, for the parser. */
const char *cs_scan_text (const CsScan *scan, gsize *size_bytes);
/* Position of the value number @nth, counted in the order of the text over all values (objects,
 * arrays, strings, numbers, words; keys are not values), from 0. */
void cs_scan_position (CsScan *scan, guint nth, guint *line, guint *column);
/* Position of the key in front of that value; of the value itself where there is none. */
void cs_scan_key_position (CsScan *scan, guint nth, guint *line, guint *column);
/* Number of the first value behind value @nth and all that it holds. */
guint cs_scan_after (const CsScan *scan, guint nth);
/* Bytes of value @nth and all that it holds. */
const char *cs_scan_value (const CsScan *scan, guint nth, gsize *size_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsScan, cs_scan_free)

G_END_DECLS
