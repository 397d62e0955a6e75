/* offer.h - what a server's mechanisms mean in terms of our authentication options
 *
 * Pure. Which mechanism serves which option is what smtp/ implements: PLAIN and LOGIN for clear
 * text, NTLM for challenge/response.
 */
#pragma once

#include "base/security.h"

G_BEGIN_DECLS

/* Whether @option could be used with a server that offers @mechanisms (NULL-terminated). */
gboolean cs_offer_has (const char *const *mechanisms, CsAuthentication option);
/* The option to propose: inside TLS clear text, which every server does well; without TLS
 * challenge/response, which does not show the password. FALSE if neither is offered. */
gboolean cs_offer_suggest (const char *const *mechanisms, gboolean is_encrypted,
                           CsAuthentication *option);
/* The TLS rule to propose, never a weaker one than @now. @is_safe: the server was seen to speak
 * TLS, with a certificate that proves it. */
CsTlsRule cs_offer_suggest_tls (gboolean is_safe, CsTlsRule now);

G_END_DECLS
