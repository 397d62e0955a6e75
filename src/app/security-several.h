/* security-several.h - the outbound security of several remote domains, changed together
 *
 * The form shows what they have in common; what differs is marked (CsMixed, an account's
 * is_mixed), and what is still marked when the dialog is confirmed stays as it is for each of
 * them. No widget, no I/O.
 */
#pragma once

#include "app/security-form.h"

G_BEGIN_DECLS

/* (transfer full); @domains: (element-type CsRemoteDomain): at least one */
CsSecurityForm *cs_security_several_form (GPtrArray *domains);
/* (transfer full) (nullable): what @domain has when @form is confirmed; NULL: the site's. A typed
 * password must have been committed before. */
CsSecurity *cs_security_several_apply (const CsSecurityForm *form, const CsRemoteDomain *domain);
/* The first thing that keeps @form from being confirmed for all of them. */
CsSecurityProblem cs_security_several_check (const CsSecurityForm *form, GPtrArray *domains);

G_END_DECLS
