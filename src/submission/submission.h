/* submission.h - one message on its way into the queue
 *
 * Content is handed in as it comes, with any line ends. The header section is
 * collected and completed (header.h), everything else streams on to the queue
 * at once. With the envelope in the file (pickup) it is read from the header.
 */
#pragma once

#include <sys/types.h>

#include "submission/acceptor.h"

G_BEGIN_DECLS

typedef enum
{
  CS_ORIGIN_PICKUP,
  CS_ORIGIN_SOCKET,
  CS_ORIGIN_PORT,
} CsOriginKind;

typedef struct
{
  CsOriginKind kind;
  uid_t uid; /* of the file's owner or of the peer; not with a port */
  const char *address; /* with a port: the peer's; else NULL */
  const char *helo; /* what the peer called itself; or NULL */
  const char *protocol; /* "ESMTP", "SMTP", "UTF8SMTP"; or NULL */
} CsOrigin;

typedef struct _CsSubmission CsSubmission;

/* @origin is copied. With CS_ORIGIN_PICKUP the envelope comes from the content; where that names no
 * sender, the acceptor's users must know the name of the uid (CS_SUBMISSION_ERROR_OWNER). */
CsSubmission *cs_submission_new (CsAcceptor *acceptor, const CsOrigin *origin);
gboolean cs_submission_set_sender (CsSubmission *submission, const char *text, GError **error);
/* @notify: as CsNotify of smtp/session.h. @original_recipient: ORCPT (xtext), or NULL. */
gboolean cs_submission_add_recipient (CsSubmission *submission, const char *text, guint notify,
                                      const char *original_recipient, GError **error);
void cs_submission_set_dsn (CsSubmission *submission, const char *envelope_id,
                            const char *dsn_return);
guint cs_submission_n_recipients (CsSubmission *submission);

/* Never blocks; an error sticks. As with CsQueueWriter: stop while it is behind. */
gboolean cs_submission_append (CsSubmission *submission, const void *bytes, gsize size_bytes,
                               GError **error);
gboolean cs_submission_is_behind (CsSubmission *submission);
void cs_submission_on_ready (CsSubmission *submission, void (*func) (gpointer), gpointer user_data);

/* All content has come: what the header needs is complete now. Returns: the identifier that the
 * message will have, or NULL. */
const char *cs_submission_complete (CsSubmission *submission, GError **error);
/* With CS_ORIGIN_PICKUP, when it is complete: recipients that can never get it, with the reasons;
 * NULL: none, or nobody can get it and the whole failed. */
const char *cs_submission_refused (CsSubmission *submission);
/* Completes it if that was not done. Gives the submission up in any case. finish: (transfer full):
 * the message's identifier, once it is durable. */
void cs_submission_commit_async (CsSubmission *submission, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
char *cs_submission_commit_finish (GAsyncResult *result, GError **error);
void cs_submission_abandon (CsSubmission *submission);

G_END_DECLS
