/* security-form.h - what stands in an Outbound Security dialog, before anything is decided
 *
 * Each authentication option keeps its own account while the dialog is open, so that looking at
 * another option loses nothing. A typed password stays here, in memory of its own, until the
 * outermost dialog is confirmed: then cs_security_form_commit hands it to the draft. Cancelling
 * just frees the form. No widget, no I/O; the rules themselves are cs_security_check's.
 */
#pragma once

#include "admin/apply.h"
#include "model/preset.h"

G_BEGIN_DECLS

typedef struct
{
  char *account; /* NULL: none yet */
  char *nt_domain; /* NULL: none, or the option has none */
  char *credential; /* UUID of a password stored, or typed for an entry of the draft; NULL: none */
  CsSecret *typed; /* typed in these dialogs; replaces credential when committed */
  gboolean is_mixed; /* several entries' own ones, which they keep (security-several.h) */
} CsAccountForm;

CsAccountForm *cs_account_form_new (const char *account, const char *nt_domain,
                                    const char *credential);
CsAccountForm *cs_account_form_copy (const CsAccountForm *form);
void cs_account_form_free (CsAccountForm *form);
gboolean cs_account_form_has_password (const CsAccountForm *form);

/* Why Account on Remote Host cannot be confirmed, and at which field that is said. */
typedef enum
{
  CS_ACCOUNT_PROBLEM_NONE,
  CS_ACCOUNT_PROBLEM_ACCOUNT_EMPTY,
  CS_ACCOUNT_PROBLEM_ACCOUNT_TOO_LONG,
  CS_ACCOUNT_PROBLEM_ACCOUNT_CHARACTER, /* a control character */
  CS_ACCOUNT_PROBLEM_DOMAIN_CONFLICT, /* DOMAIN\user typed, and another domain below */
  CS_ACCOUNT_PROBLEM_DOMAIN_TOO_LONG,
  CS_ACCOUNT_PROBLEM_DOMAIN_CHARACTER,
  CS_ACCOUNT_PROBLEM_PASSWORD_EMPTY,
  CS_ACCOUNT_PROBLEM_PASSWORD_OF_OTHER_ACCOUNT, /* the stored one belongs to the account before */
  CS_ACCOUNT_PROBLEM_PASSWORD_INVALID, /* cs_secrets_check refuses it */
} CsAccountProblem;

typedef enum
{
  CS_ACCOUNT_FIELD_NONE,
  CS_ACCOUNT_FIELD_ACCOUNT,
  CS_ACCOUNT_FIELD_DOMAIN,
  CS_ACCOUNT_FIELD_PASSWORD,
} CsAccountField;

CsAccountField cs_account_problem_field (CsAccountProblem problem);

/* Takes what was typed over into @form, or leaves @form alone and says why not. "DOMAIN\user" is
 * split where the option has a domain. @nt_domain: NULL with clear text. @password: (nullable):
 * NULL when the field was left alone, which keeps the stored one of the same account. */
CsAccountProblem cs_account_form_take (CsAccountForm *form, CsAuthentication option,
                                       const char *account, const char *nt_domain,
                                       CsSecret *password);

/* What differs among several entries, each of which keeps its own (security-several.h). */
typedef enum
{
  CS_MIXED_OPTION = 1 << 0,
  CS_MIXED_TLS = 1 << 1,
  CS_MIXED_UNENCRYPTED = 1 << 2,
} CsMixed;

typedef struct
{
  gboolean has_site_choice; /* a remote domain's: "Use the site's setting" stands in front */
  gboolean use_site;
  CsAuthentication authentication;
  CsAccountForm *clear_text;
  CsAccountForm *challenge_response;
  CsTlsRule tls;
  gboolean allow_unencrypted_password;
  CsMixed mixed; /* 0 for a single entry */
} CsSecurityForm;

/* @security: (nullable): NULL means the site's setting, which only a remote domain can have. */
CsSecurityForm *cs_security_form_new (const CsSecurity *security, gboolean has_site_choice);
CsSecurityForm *cs_security_form_copy (const CsSecurityForm *form);
void cs_security_form_free (CsSecurityForm *form);

/* Picks an option and a TLS rule for the entry's own. What else stands in the form stays. */
void cs_security_form_propose (CsSecurityForm *form, CsAuthentication option, CsTlsRule tls);

/* (transfer none) (nullable): the account of an option, or of the picked one. */
CsAccountForm *cs_security_form_account (const CsSecurityForm *form, CsAuthentication option);
CsAccountForm *cs_security_form_picked_account (const CsSecurityForm *form);
/* Whether "Allow the password to be sent without TLS" means anything for what is picked. */
gboolean cs_security_form_may_send_unencrypted (const CsSecurityForm *form);

typedef enum
{
  CS_SECURITY_PROBLEM_NONE,
  CS_SECURITY_PROBLEM_ACCOUNT_MISSING,
  CS_SECURITY_PROBLEM_ACCOUNT, /* too long, or two domains: Change… says more */
  CS_SECURITY_PROBLEM_UNENCRYPTED, /* clear text, TLS never, and no tick */
  CS_SECURITY_PROBLEM_HELO,
} CsSecurityProblem;
/* What the server named where no domain was typed. FALSE: it is of no use for what is picked. */
gboolean cs_security_form_take_nt_domain (CsSecurityForm *form, const char *nt_domain);
/* Fills in what a provider wants. The account of before was another one's. */
void cs_security_form_take_preset (CsSecurityForm *form, const CsPreset *preset);
/* What is wrong with @security: (nullable) */
CsSecurityProblem cs_security_problem (const CsSecurity *security, gboolean helo);
CsSecurityProblem cs_security_form_check (const CsSecurityForm *form, gboolean helo);

/* As it would be in force; credential without a typed password's. NULL: the site's. */
CsSecurity *cs_security_form_to_security (const CsSecurityForm *form);
/* The same, after handing a typed password to @draft, whose UUID it then has. */
CsSecurity *cs_security_form_commit (CsSecurityForm *form, CsDraft *draft);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsAccountForm, cs_account_form_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSecurityForm, cs_security_form_free)

G_END_DECLS
