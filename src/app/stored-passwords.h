/* stored-passwords.h - which credentials the store really has a password for
 *
 * Only names are listed; no secret is read and nobody is asked to unlock anything. Listed again
 * when the store says that something changed.
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

typedef enum
{
  CS_STORED_UNKNOWN, /* not listed yet */
  CS_STORED_YES,
  CS_STORED_NO,
  CS_STORED_UNREACHABLE, /* the store cannot be asked */
} CsStored;

#define CS_TYPE_STORED_PASSWORDS (cs_stored_passwords_get_type ())
G_DECLARE_FINAL_TYPE (CsStoredPasswords, cs_stored_passwords, CS, STORED_PASSWORDS, GObject)

/* Signal "changed": an answer may be another one now. */
CsStoredPasswords *cs_stored_passwords_new (CsSecretStore *store);
CsStored cs_stored_passwords_get (CsStoredPasswords *passwords, const char *uuid);
/* (transfer none) (nullable): as cs_secret_store_list_finish returned it; NULL: not known */
GHashTable *cs_stored_passwords_all (CsStoredPasswords *passwords);
void cs_stored_passwords_refresh (CsStoredPasswords *passwords);

G_END_DECLS
