/* claim-body.h - the content of a claimed message, as what a session sends
 *
 * Does not own the claim: whoever made it keeps the claim as long.
 */
#pragma once

#include "queue/message.h"
#include "smtp/body.h"

G_BEGIN_DECLS

#define CS_TYPE_CLAIM_BODY (cs_claim_body_get_type ())
G_DECLARE_FINAL_TYPE (CsClaimBody, cs_claim_body, CS, CLAIM_BODY, GObject)

CsBodySource *cs_claim_body_new (CsClaim *claim);

G_END_DECLS
