/* submission-error.h - why a message is not accepted, and what a server says then
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_SUBMISSION_ERROR (cs_submission_error_quark ())
typedef enum
{
  CS_SUBMISSION_ERROR_SENDER, /* not an address */
  CS_SUBMISSION_ERROR_RECIPIENT, /* not an address */
  CS_SUBMISSION_ERROR_LOCAL, /* a user of this machine, and no address for him */
  CS_SUBMISSION_ERROR_NO_RECIPIENTS,
  CS_SUBMISSION_ERROR_TOO_MANY_RECIPIENTS,
  CS_SUBMISSION_ERROR_EMPTY, /* a file of no bytes */
  CS_SUBMISSION_ERROR_ENVELOPE, /* X-Sender and X-Receiver lines that contradict themselves */
  CS_SUBMISSION_ERROR_HEADER_TOO_LARGE,
  CS_SUBMISSION_ERROR_TOO_LARGE,
  CS_SUBMISSION_ERROR_LOOP, /* too many Received fields */
  CS_SUBMISSION_ERROR_OWNER, /* who a file belongs to is not known yet: users.h; then again */
  CS_SUBMISSION_ERROR_FULL, /* try again later */
  CS_SUBMISSION_ERROR_FAILED, /* the queue failed: try again later */
} CsSubmissionError;
GQuark cs_submission_error_quark (void);

/* What the queue failed with, in this domain. */
GError *cs_submission_error_from_queue (const GError *error);
/* "552 5.3.4": code and enhanced code of the reply (RFC 5321 section 4.2.3, RFC 3463). */
const char *cs_submission_error_reply (const GError *error);
/* Whether the same message may be accepted later. */
gboolean cs_submission_error_is_temporary (const GError *error);

G_END_DECLS
