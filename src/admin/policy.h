/* policy.h - what the worker remembers of what a mail domain asks of TLS: DANE and MTA-STS
 *
 * As it last saw it: the worker is asked, and nobody else. Where none runs,
 * nothing is known.
 */
#pragma once

#include "base/instance.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *dnssec; /* "available", "unavailable" or "unknown" */
  GStrv dane_hosts; /* that have TLSA records which can be used; never NULL */
  GStrv unusable_hosts; /* that have others only; never NULL */
  gint64 dane_seen_s; /* when they were looked up; 0: there were none */
  char *sts_mode; /* "enforce", "testing" or "none"; NULL: no policy is known */
  GStrv sts_hosts; /* as the policy names them; never NULL */
  gint64 sts_until_s;
} CsPolicy;

/* @answer: a{sv} of ShowPolicy. @dnssec: the property Dnssec */
CsPolicy *cs_policy_new (GVariant *answer, const char *dnssec);
void cs_policy_free (CsPolicy *policy);

/* @domain: canonical. Never starts a worker. Errors: CS_WORKER_ERROR, G_IO_ERROR_CANCELLED */
void cs_policy_ask_async (const CsInstance *instance, const char *domain, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
CsPolicy *cs_policy_ask_finish (GAsyncResult *result, GError **error);

/* (transfer full): what is in force, each a phrase: "enforced, ends 3 May 2027: only through …" */
char *cs_policy_dane_words (const CsPolicy *policy);
char *cs_policy_sts_words (const CsPolicy *policy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPolicy, cs_policy_free)

G_END_DECLS
