/* typing-words.h - what is wrong with what somebody is typing, in their language
 *
 * The parsers of base/ and model/ return codes; the sentences beside a field are made here.
 * Short, since they stand under an entry; each says what would be right.
 */
#pragma once

#include "base/host.h"
#include "model/option.h"
#include "model/pattern.h"

G_BEGIN_DECLS

/* (transfer full): of CS_DOMAIN_ERROR, CS_HOST_ERROR, CS_ADDRESS_ERROR or CS_PATTERN_ERROR; of any
 * other the message itself. */
char *cs_typing_words (const GError *error);

/* One option as typed. @canonical: (out) (optional): what the settings shall hold, NULL where the
 * field is empty and the default holds. Returns: NULL, or what is wrong. Only for options that are
 * a domain, an address or an integer. */
char *cs_typing_check_option (CsOption option, const char *text, char **canonical);
/* The same for a number: NULL, or "At least 1 and at most 1000". In the unit of the option. */
char *cs_typing_check_integer (CsOption option, gint64 value);
/* A smart host as typed. NULL, or what is wrong; an empty text is no host and no problem. */
char *cs_typing_check_host (const char *text, CsHost **host);
/* The name of a remote domain as typed. NULL, or what is wrong, as precisely as can be said. */
char *cs_typing_check_pattern (const char *text, CsPattern **pattern);

G_END_DECLS
