/* schedule.h - when a recipient is tried again, told about the delay, given up
 *
 * Pure; the site's options say how long. Points in time are seconds since
 * 1970. Held time counts.
 */
#pragma once

#include "delivery/verdict.h"
#include "model/settings.h"

G_BEGIN_DECLS

/* @attempts: finished ones, this one among them (from 1). Never later than the mail expires, so
 * that its end is on time; never earlier than a second from now. */
gint64 cs_schedule_next_s (const CsSettings *settings, const CsVerdict *verdict, guint attempts,
                           gint64 arrived_s, gint64 now_s);
gboolean cs_schedule_is_expired (const CsSettings *settings, gint64 arrived_s, gint64 now_s);
gboolean cs_schedule_is_late (const CsSettings *settings, gint64 arrived_s, gint64 now_s);
gint64 cs_schedule_expires_s (const CsSettings *settings, gint64 arrived_s);

/* For how long a destination that failed @failures times in a row (from 1) is left alone. */
gint64 cs_schedule_rest_s (guint failures);

G_END_DECLS
