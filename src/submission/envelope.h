/* envelope.h - for whom a pickup file is, from its own header
 *
 * X-Sender and X-Receiver lines in front of the message, or else its fields
 * From (Sender), To, Cc and Bcc; those of a Resent- block come before the
 * original ones (RFC 5322 section 3.6.6). Behind an address in angle brackets
 * such a line may have what MAIL and RCPT have there (command-parameter.h):
 *
 *   X-Sender: <ann@example.com> RET=HDRS ENVID=QQ314159
 *   X-Receiver: <bob@example.net> NOTIFY=SUCCESS,FAILURE
 *
 * One recipient that cannot be read does not keep the message from the others.
 * Pure; a fuzz target.
 */
#pragma once

#include "submission/submission-error.h"

G_BEGIN_DECLS

typedef struct
{
  char *address; /* as written */
  guint notify; /* NOTIFY=, as CsNotify of smtp/send-request.h; 0: default */
  char *original_recipient; /* ORCPT= (xtext); or NULL */
} CsPickupRecipient;

/* A line or a field that names somebody who cannot be read. */
typedef struct
{
  char *place;
  GError *error; /* CS_SUBMISSION_ERROR_RECIPIENT */
} CsPickupRefusal;

typedef struct
{
  char *sender; /* as written; NULL: the file does not say */
  gboolean names_sender; /* by an X-Sender line: then it must be an address */
  char *envelope_id; /* ENVID= (xtext); or NULL */
  char *dsn_return; /* RET=: "FULL" or "HDRS"; or NULL */
  GPtrArray *recipients; /* (element-type CsPickupRecipient): at least one */
  GPtrArray *refused; /* (element-type CsPickupRefusal) */
  gsize size_bytes; /* of the lines in front that are not part of the message */
} CsPickupEnvelope;

/* @header: the header section of the file. CS_SUBMISSION_ERROR_ENVELOPE, RECIPIENT (nobody can be
 * read) or NO_RECIPIENTS. */
CsPickupEnvelope *cs_pickup_envelope_parse (const char *header, gsize size_bytes, GError **error);
void cs_pickup_envelope_free (CsPickupEnvelope *envelope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPickupEnvelope, cs_pickup_envelope_free)

G_END_DECLS
