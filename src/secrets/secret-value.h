/* secret-value.h - a CsSecret as libsecret's SecretValue and back
 */
#pragma once

#include <libsecret/secret.h>

#include "base/secret.h"

G_BEGIN_DECLS

/* Shares the bytes; keeps @secret alive as long as the value. */
SecretValue *cs_secret_value_for (CsSecret *secret);
/* Copies, from one non-pageable memory to another. */
CsSecret *cs_secret_from_value (SecretValue *value);

G_END_DECLS
