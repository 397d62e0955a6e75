/* account-choices.h - accounts of other entries, to be used for one more
 *
 * Entries may share a credential on purpose. Each credential is listed once.
 */
#pragma once

#include "app/security-form.h"

G_BEGIN_DECLS

typedef struct
{
  CsAccountForm *account;
  char *entry; /* pattern key of the first entry that uses it; NULL: the site */
  guint n_more_uses; /* further entries */
} CsAccountChoice;

void cs_account_choice_free (CsAccountChoice *choice);
/* (transfer full) (element-type CsAccountChoice): accounts with a password under @option, without
 * @except (nullable). The site first, then in the order of the settings. */
GPtrArray *cs_account_choices_new (const CsSettings *settings, CsAuthentication option,
                                   const char *except);

G_END_DECLS
