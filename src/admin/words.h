/* words.h - the sentences that window and command line share, translated
 *
 * Codes and data in, a sentence in the user's language out. Nothing else
 * happens here. All results are (transfer full) plain text, never markup.
 */
#pragma once

#include "base/security.h"
#include "model/change.h"
#include "model/fault.h"
#include "model/route.h"
#include "secrets/store.h"
#include "smtp/failure.h"

G_BEGIN_DECLS

char *cs_words_fault (
    const CsFault *fault); /* "remote-domains[3]: challenge-response needs an account" */
/* "FILE:LINE:COLUMN: error: …", without the numbers where there are none */
char *cs_words_fault_line (const CsFault *fault, const char *file);
/* What base/ or model/ say is wrong, or could stand there, in the reader's language; what is not
 * known here stays English. */
char *cs_words_reason (const char *english);
char *cs_words_faults (GPtrArray *faults, const char *file); /* one a line */
char *cs_words_change (const CsChange *change);

/* One plain sentence of what is in force for an entry: "Mail for *.corp.example goes to 192.0.2.7
 * and signs in as CORP\mailer by Challenge/Response, in TLS when offered." */
char *cs_words_summary (const CsRoute *route);
/* Its two parts: the sentence alone, and what others on the way may read (nullable, static). */
char *cs_words_in_force (const CsRoute *route);
const char *cs_words_risk (const CsSecurity *security);
/* Follows that sentence where the smart host is not the first to be tried. Static. */
const char *cs_words_direct_first (void);
char *cs_words_because (const CsRoute *route, const CsAddress *address);
char *cs_words_account (const CsSecurity *security); /* "CORP\mailer", "office", "–" */
const char *cs_words_authentication (CsAuthentication authentication); /* "Clear text" */
char *cs_words_option (const CsSecurity *security); /* the same, marked where it is unprotected */
const char *cs_words_tls (CsTlsRule tls); /* "When the server offers it" */
char *cs_words_route (const CsRoute *route); /* "relay.example.net:587", "DNS" */

const char *cs_words_cause (CsCause cause); /* short: "the server wants authentication" */
const char *cs_words_advice (CsCause cause); /* what a person can do about it; "" if nothing */
/* What asked for TLS with a server: "DANE"; "" if nothing did. Static.
 * @protection: (nullable): as in the worker's interface */
const char *cs_words_protection (const char *protection);
char *cs_words_failure (const CsFailure *failure);
const char *cs_words_step (CsStage stage, gboolean ok); /* "Connected", "Not connected" … */
char *cs_words_origin (const char *origin); /* "local socket, from ann (uid 1000)" */
const char *cs_words_secrets_error (CsSecretsError code); /* "The keyring is locked" */
char *cs_words_when (gint64 when_s, gint64 now_s); /* "in 14 min", "today 17:20" */
char *cs_words_duration (gint64 seconds); /* "15 min", "12 hours" */
char *cs_words_size (guint64 size_bytes);

G_END_DECLS
