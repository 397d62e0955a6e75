/* log.h - one line for each thing that happened, for people and for machines
 *
 * Through g_log_structured: to the journal with fields where standard error is
 * the journal's, else "time level event key=value …" on standard error.
 * Never hand it a secret: there is no masking here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cs_log_init (const char *program); /* sets the writer; call once */
void cs_log_leave_out_below (GLogLevelFlags least);

/* @event: a short fixed phrase ("delivered"). Then pairs of const char *key (kebab-case), const
 * char *value; a NULL value leaves the pair out; a NULL key ends the list. Values are cleaned. */
void cs_log (GLogLevelFlags level, const char *event, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
