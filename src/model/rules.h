/* rules.h - what must be true of values that are each right by themselves
 *
 * Written once, for the file as it is read and for a draft.
 */
#pragma once

#include "model/report.h"
#include "model/settings.h"

G_BEGIN_DECLS

void cs_rules_check_security (const CsSecurity *security, gboolean helo, const CsMembers *members,
                              CsReport *report);
/* All of a remote domain but its own security. @site: what it uses without one. */
void cs_rules_check_domain (const CsRemoteDomain *domain, const CsSecurity *site,
                            const CsMembers *members, CsReport *report);
void cs_rules_check_site_name (const char *name, const CsMembers *members, CsReport *report);
void cs_rules_check_integer (CsOption option, gint64 value, const CsPlace *place, CsReport *report);
void cs_rules_check_text (CsOption option, const char *text, const CsPlace *place,
                          CsReport *report);
void cs_rules_check_intervals_count (guint n, const CsPlace *place, CsReport *report);

G_END_DECLS
