/* addressing.h - a submission gets the sender and the recipients that a pickup file names
 *
 * Who cannot be read or has no address does not keep the message from the
 * others: he is told of with the reason.
 */
#pragma once

#include "submission/envelope.h"
#include "submission/submission.h"

G_BEGIN_DECLS

/* @owner: (nullable): the name of the file's owner, who is the sender when nothing says so; needed
 * then, else CS_SUBMISSION_ERROR_OWNER. *@refused: (transfer full): a line "CODES WHO: reason" for
 * everybody who cannot get it; NULL. Fails with the first reason when nobody is left. */
gboolean cs_addressing_apply (CsSubmission *submission, const CsPickupEnvelope *envelope,
                              const char *owner, char **refused, GError **error);

G_END_DECLS
