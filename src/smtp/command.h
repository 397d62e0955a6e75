/* command.h - the one place where a protocol line is made, RFC 5321 section 4.1.1
 *
 * Every line that is sent passes cs_command_append or cs_command_secret: they
 * refuse CR, LF and NUL and what is over the limit, so that no value can
 * become a second command. Pure; a fuzz target. Private to the layer.
 */
#pragma once

#include "base/secret.h"
#include "smtp/session.h"

G_BEGIN_DECLS

/* Limits count the CRLF. */
#define CS_COMMAND_MAX_BYTES 512 /* RFC 5321 section 4.5.3.1.4 */
#define CS_COMMAND_ENVELOPE_MAX_BYTES 1536 /* with the parameters of RFC 1870, 3461, 6152, 6531 */
#define CS_COMMAND_RESPONSE_MAX_BYTES 12290 /* RFC 4954 section 4 */

/* Appends @line and CRLF. FALSE, and @out as it was: the line cannot be sent. */
gboolean cs_command_append (GByteArray *out, const char *line, gsize size_bytes, gsize max_bytes);

/* @prefix (not secret), @secret in base64, CRLF. (transfer full) (nullable): NULL if it would be
 * longer than @max_bytes. An empty secret is "=" behind a prefix, an empty line without one. */
CsSecret *cs_command_secret (const char *prefix, const CsSecret *secret, gsize max_bytes);

typedef struct
{
  CsFeatureFlags features; /* what may be used; parameters of others are left out */
  gboolean bare; /* without the parameters that can be left out: one was refused */
  guint64 size_bytes;
  gboolean is_8bit;
  gboolean needs_smtputf8;
} CsMailParameters;

/* (transfer full): without CRLF. */
char *cs_command_mail (const CsSendRequest *request, const CsMailParameters *parameters);
char *cs_command_recipient (const CsSendRecipient *recipient, const CsMailParameters *parameters);
/* Whether leaving parameters out would change anything. */
gboolean cs_command_mail_has_optional (const CsSendRequest *request,
                                       const CsMailParameters *parameters);
gboolean cs_command_recipient_has_optional (const CsSendRecipient *recipient,
                                            const CsMailParameters *parameters);

G_END_DECLS
