/* option-private.h - the one default that is a list
 */
#pragma once

#include "model/option.h"

G_BEGIN_DECLS

#define CS_OPTION_MAX_INTERVALS 32

/* Of retry-intervals, the only option of its type. */
const gint64 *cs_option_default_intervals (guint *n);

G_END_DECLS
