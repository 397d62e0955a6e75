/* when.h - time, which tests can set
 *
 * Points in time are seconds since 1970 (UTC) as gint64; durations are
 * seconds too. What must not jump with the clock uses
 * g_get_monotonic_time () directly.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 cs_when_now_s (void);
/* For tests: from now on this is the time; -1 returns to the real clock. */
void cs_when_set_now_s (gint64 now_s);

char *cs_when_to_rfc3339 (gint64 when_s); /* "2026-11-24T06:50:06Z" */
/* "Tue, 24 Nov 2026 06:50:06 +0000", local offset, C locale */
char *cs_when_to_rfc5322 (gint64 when_s);

/* Message and queue identifiers: 26 characters of Crockford base 32, 48 bits of milliseconds then
 * 80 random bits; sorts by time, also within one millisecond of one process. */
char *cs_when_new_id (void);

G_END_DECLS
