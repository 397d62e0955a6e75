/* envelope.h - for whom a message is and from whom, as it is handed to a queue
 */
#pragma once

#include <glib.h>

#include "base/address.h"

G_BEGIN_DECLS

typedef struct
{
  CsAddress *address;
  char *lane;
  guint notify; /* RFC 3461 NOTIFY, as CsNotify of smtp/session.h; 0: default */
  char *original_recipient; /* ORCPT (xtext) or NULL */
} CsEnvelopeRecipient;

typedef struct
{
  CsAddress *sender; /* the null reverse-path for reports */
  GPtrArray *recipients; /* (element-type CsEnvelopeRecipient) */
  char *envelope_id; /* ENVID (xtext) or NULL */
  char *dsn_return; /* "FULL", "HDRS" or NULL */
  gboolean is_8bit; /* content has bytes over 127 */
  gboolean needs_smtputf8; /* an address is not ASCII */
  char *origin; /* how it came: "pickup", "socket uid 1000", "report" */
  char *subject; /* first 200 characters, decoded, cleaned; or NULL */
} CsEnvelope;

CsEnvelope *cs_envelope_new (CsAddress *sender); /* takes a reference */
CsEnvelope *cs_envelope_copy (const CsEnvelope *envelope);
void cs_envelope_free (CsEnvelope *envelope);
void cs_envelope_add_recipient (CsEnvelope *envelope, CsAddress *address, const char *lane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsEnvelope, cs_envelope_free)

G_END_DECLS
