/* fault.h - what is wrong with a settings file, as data
 *
 * Codes and values only; admin/words.h makes the sentence. Every fault of a
 * file is collected, not only the first.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  /* the text (scan.h): only one of these, since nothing after it can be understood */
  CS_FAULT_EMPTY,
  CS_FAULT_TOO_LARGE,
  CS_FAULT_NOT_UTF8,
  CS_FAULT_TOO_DEEP,
  CS_FAULT_SYNTAX, /* value: what stands there; expected: what could */
  CS_FAULT_COMMENT,
  CS_FAULT_TRUNCATED,
  CS_FAULT_NUMBER, /* not in JSON's form or not a 64 bit integer */
  CS_FAULT_STRING, /* bad escape, NUL, control character, lone surrogate */
  CS_FAULT_DUPLICATE_KEY, /* other_line: where it stood first */
  /* the content */
  CS_FAULT_VERSION, /* missing or not 1; value: what it is. Never overwrite such a file */
  CS_FAULT_UNKNOWN_KEY, /* expected: the nearest known key, or NULL */
  CS_FAULT_SECRET_KEY, /* "password" and its like: value is never kept */
  CS_FAULT_TYPE, /* value: type found; expected: type wanted */
  CS_FAULT_RANGE, /* value; expected: "1 to 65535" */
  CS_FAULT_VALUE, /* not one of the words; expected: the words */
  CS_FAULT_DOMAIN, /* not a domain, wildcard or address; expected: why not */
  CS_FAULT_WILDCARD, /* a '*' that is not "*." in front */
  CS_FAULT_DUPLICATE_DOMAIN, /* other_line */
  CS_FAULT_HOST, /* smart host; expected: why not */
  CS_FAULT_ADDRESS, /* a mail address; expected: why not */
  CS_FAULT_MISSING, /* a key that must be there; expected: its name */
  CS_FAULT_ACCOUNT_MISSING,
  CS_FAULT_ACCOUNT_TOO_LONG,
  CS_FAULT_NT_DOMAIN_CONFLICT, /* "DOMAIN\user" in account and another nt-domain */
  CS_FAULT_NOT_FOR_OPTION, /* value: the authentication option; expected: what the key goes with */
  CS_FAULT_CREDENTIAL, /* not a UUID */
  CS_FAULT_HELO_NEEDS_NONE, /* helo with authentication or with required/from-start TLS; a warning
                               where these are the site's: EHLO is sent then */
  CS_FAULT_UNENCRYPTED, /* clear text with tls never and without allow-unencrypted-password */
  CS_FAULT_ROUTE_CONFLICT, /* route dns and a smart host */
  /* warnings: the file is in force all the same */
  CS_FAULT_NO_CREDENTIAL, /* an account without credential: its mail is held */
  CS_FAULT_UNDERSCORE, /* a domain with '_' */
  CS_FAULT_NOT_STORED, /* a credential that the store does not have; value: the account */
} CsFaultCode;

typedef struct
{
  CsFaultCode code;
  gboolean is_warning;
  char *path; /* "remote-domains[3].outbound-security.account"; "" for the whole text */
  guint line; /* from 1; 0 where a draft and not a file was checked */
  guint column; /* from 1, in characters */
  guint other_line; /* 0: none */
  char *value; /* what is there, cleaned and short; NULL where it may not be shown */
  char *expected; /* what could be there; NULL */
} CsFault;

/* "unknown-key": for tests and machines; static. */
const char *cs_fault_code_name (CsFaultCode code);
gboolean cs_fault_code_from_name (const char *name, CsFaultCode *code); /* FALSE: not known here */
void cs_fault_free (CsFault *fault);
gboolean cs_faults_have_errors (GPtrArray *faults); /* whether any is not a warning */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsFault, cs_fault_free)

G_END_DECLS
