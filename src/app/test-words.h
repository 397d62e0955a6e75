/* test-words.h - the sentences of the Test dialog
 */
#pragma once

#include "admin/account-test.h"

G_BEGIN_DECLS

/* (transfer full): what the test found, in one bold line. @is_probe: nothing was to be proved. */
char *cs_test_words_headline (const CsTestReport *report, gboolean is_probe);
/* (transfer full): what is behind it and what to do; "" if there is nothing to add. */
char *cs_test_words_detail (const CsTestReport *report, gboolean is_probe);
/* (transfer full): what "Use What the Server Offers" sets, in a sentence. */
char *cs_test_words_suggestion (CsAuthentication option, CsTlsRule tls);
/* (transfer full): the certificate, and the dialogue without passwords; "" without either */
char *cs_test_words_dialogue (const CsTestReport *report);

G_END_DECLS
