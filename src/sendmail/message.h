/* message.h - what both ways out, socket and pickup folder, are handed
 */
#pragma once

#include <glib.h>

#include "sendmail/options.h"

G_BEGIN_DECLS

/* Borrowed from content.h, head.h and options.h. */
typedef struct
{
  const char *sender; /* "" is the null sender; may be a bare name */
  GPtrArray *recipients; /* (element-type utf8), at least one */
  const GString *head; /* header section, without the empty line */
  const char *body;
  gsize body_size_bytes;
  const CsSendmailOptions *options;
} CsOutgoing;

/* How it went, as an exit status of sysexits.h. */
typedef enum
{
  CS_OUTCOME_DONE, /* durable */
  CS_OUTCOME_NOBODY, /* no worker listens there: another way may be tried */
  CS_OUTCOME_LATER, /* 75: it could not be taken now, or the worker went away */
  CS_OUTCOME_FULL, /* 75: the worker has no room, so the pickup folder would be no way either */
  CS_OUTCOME_UNKNOWN, /* 75: it was sent whole, and nobody said whether it was taken */
  CS_OUTCOME_REFUSED, /* 65: it will never be taken like this */
} CsOutcome;

G_END_DECLS
