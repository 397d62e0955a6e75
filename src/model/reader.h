/* reader.h - settings from the bytes of a file, with every fault in it
 *
 * Pure (a fuzz target): the strict scan of scan.h first, then json-glib, then
 * the rules of rules.h. The same rules check a draft. data/delivery.schema.json
 * says the same to other programs.
 */
#pragma once

#include "model/fault.h"
#include "model/settings.h"

G_BEGIN_DECLS

/* @faults: (element-type CsFault): all faults found are appended, warnings too, in the order of
 * the text; at most about ten thousand, an error among them if there is any.
 * Returns: the settings, or NULL if any fault is an error. */
CsSettings *cs_settings_read (const char *text, gsize size_bytes, GPtrArray *faults);

/* The same, with a warning at each credential that is not in @stored: (element-type utf8), a set.
 */
CsSettings *cs_settings_read_with_stored (const char *text, gsize size_bytes, GHashTable *stored,
                                          GPtrArray *faults);

/* The rules alone, on a draft: faults have paths but no lines. */
void cs_settings_check (const CsSettings *settings, GPtrArray *faults);
/* One entry's security alone (the Outbound Security dialog). @path: put in front of the faults'. */
void cs_security_check (const CsSecurity *security, gboolean helo, const char *path,
                        GPtrArray *faults);

/* Splits "DOMAIN\user" as people type it: TRUE, and *nt_domain, *account set, if there is one
 * backslash with text on both sides. */
gboolean cs_security_split_account (const char *text, char **nt_domain, char **account);

G_END_DECLS
