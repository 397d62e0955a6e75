/* prompting-service.h - libsecret's service, which asks a person only where that is allowed
 *
 * Any call may come back with a prompt (unlock, create, delete, and with some
 * implementations every access). libsecret shows each one through one method
 * of its class: here it looks at the operation's CsDeadline first. Without
 * one, or with CS_PROMPT_NEVER, the answer is CS_SECRETS_ERROR_LOCKED.
 */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

#define CS_TYPE_PROMPTING_SERVICE (cs_prompting_service_get_type ())
G_DECLARE_FINAL_TYPE (CsPromptingService, cs_prompting_service, CS, PROMPTING_SERVICE,
                      SecretService)

G_END_DECLS
