/* security-words.h - the sentences of the Outbound Security and account dialogs
 */
#pragma once

#include "app/security-form.h"
#include "app/stored-passwords.h"

G_BEGIN_DECLS

/* What the TLS rule means for the picked option. Static. */
const char *cs_security_words_tls (CsTlsRule tls, gboolean sends_password);
/* "office — password stored"; NULL without an account. @draft: whether a password waits there. */
char *cs_security_words_account (const CsAccountForm *form, CsAuthentication option, CsDraft *draft,
                                 CsStoredPasswords *passwords);
/* What Change… beside @option is for. Static. */
const char *cs_security_words_change (CsAuthentication option);
/* Why what stands in the dialog cannot be tested; NULL: it can be. Static. */
const char *cs_security_words_no_test (const CsSecurityForm *form, gboolean is_of_several);
/* Whether the password that @form keeps is known not to be in the keyring any more. */
gboolean cs_security_words_is_lost (const CsAccountForm *form, CsDraft *draft,
                                    CsStoredPasswords *passwords);
/* The title of Outbound Security; @pattern: (nullable); @n_several: 0 for one entry. */
char *cs_security_words_title (const CsPattern *pattern, gboolean is_domain, guint n_several);
/* "Clear text · office" */
char *cs_security_words_in_short (const CsSecurity *security);
const char *cs_security_words_account_problem (CsAccountProblem problem);

G_END_DECLS
