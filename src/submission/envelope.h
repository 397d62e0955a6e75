/* envelope.h - for whom a pickup file is, from its own header
 *
 * X-Sender and X-Receiver lines in front of the message, or else its fields
 * From (Sender), To, Cc and Bcc; those of a Resent- block come before the
 * original ones (RFC 5322 section 3.6.6). Pure; a fuzz target.
 */
#pragma once

#include "submission/submission-error.h"

G_BEGIN_DECLS

typedef struct
{
  char *sender; /* as written; NULL: the file does not say */
  gboolean names_sender; /* by an X-Sender line: then it must be an address */
  GPtrArray *recipients; /* (element-type utf8): as written, at least one */
  gsize size_bytes; /* of the lines in front that are not part of the message */
} CsPickupEnvelope;

/* @header: the header section of the file. CS_SUBMISSION_ERROR_ENVELOPE, RECIPIENT or
 * NO_RECIPIENTS. */
CsPickupEnvelope *cs_pickup_envelope_parse (const char *header, gsize size_bytes, GError **error);
void cs_pickup_envelope_free (CsPickupEnvelope *envelope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPickupEnvelope, cs_pickup_envelope_free)

G_END_DECLS
