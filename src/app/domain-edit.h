/* domain-edit.h - one change to one or many remote domains of a draft, which can be undone
 *
 * Removing, or giving them another outbound security. What somebody changed again meanwhile is
 * newer, and is left alone by undoing. No widget, no I/O.
 */
#pragma once

#include "app/security-form.h"

G_BEGIN_DECLS

typedef struct _CsDomainEdit CsDomainEdit;

/* Both change @settings. @keys: (element-type utf8): pattern keys */
CsDomainEdit *cs_domain_edit_remove (CsSettings *settings, GPtrArray *keys);
/* @form: of security-several.h, its typed password committed */
CsDomainEdit *cs_domain_edit_secure (CsSettings *settings, GPtrArray *keys,
                                     const CsSecurityForm *form);
void cs_domain_edit_free (CsDomainEdit *edit);

gboolean cs_domain_edit_is_empty (const CsDomainEdit *edit); /* nothing was another one before */
void cs_domain_edit_undo (const CsDomainEdit *edit, CsSettings *settings);
/* (transfer full): "3 remote domains removed." */
char *cs_domain_edit_to_words (const CsDomainEdit *edit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDomainEdit, cs_domain_edit_free)

G_END_DECLS
