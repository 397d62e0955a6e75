/* deadline.h - a cancellable that fires by itself after some time, and knows whether to prompt
 *
 * libsecret hands the cancellable of an operation on to everything that the
 * operation needs, prompts too, so that is where the rules of one operation
 * can travel: 30 seconds for a machine, no limit while a person is asked.
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_TYPE_DEADLINE (cs_deadline_get_type ())
G_DECLARE_FINAL_TYPE (CsDeadline, cs_deadline, CS, DEADLINE, GCancellable)

/* @parent: (nullable): cancels this one too. The timer runs on the thread's default context. */
CsDeadline *cs_deadline_new (GCancellable *parent, CsPrompt prompt, guint limit_ms);
CsPrompt cs_deadline_prompt (CsDeadline *deadline);
/* Stops the timer while a person is asked; starts it from the beginning again. */
void cs_deadline_pause (CsDeadline *deadline);
void cs_deadline_resume (CsDeadline *deadline);
/* Whether the time is what cancelled it. */
gboolean cs_deadline_has_expired (CsDeadline *deadline);
/* Neither timer nor parent will cancel it any more. */
void cs_deadline_close (CsDeadline *deadline);

G_END_DECLS
