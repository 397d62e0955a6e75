/* pace.h - how long a server may take, RFC 5321 section 4.5.3.2, and how slow it may be in all
 *
 * Each step has the limit of the standard. But a server that uses up every
 * one of them would hold a session for days; so what comes before the content
 * has a limit in all, and content must be taken at a lowest rate. Pure.
 */
#pragma once

#include "smtp/session-states.h"

G_BEGIN_DECLS

#define CS_PACE_LOWEST_BYTES_PER_S 1024

typedef struct
{
  guint step_s; /* 0: as the standard says; else for every step (tests) */
  guint lowest_bytes_per_s; /* 0: CS_PACE_LOWEST_BYTES_PER_S */
} CsPace;

/* What is left for the reply that is due in @state (or, in CS_STATE_CONTENT, for the next block of
 * content to be taken), in seconds, at least 1. @since_us: how long ago the message was begun.
 */
guint cs_pace_reply_s (const CsPace *pace, CsSessionState state, gint64 since_us);
/* The same for content: @size_bytes so far, the first of them @since_us ago. */
guint cs_pace_content_s (const CsPace *pace, guint64 size_bytes, gint64 since_us);

G_END_DECLS
