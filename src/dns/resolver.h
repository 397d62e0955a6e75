/* resolver.h - where mail for a domain goes, where a host is, and which keys it says it has
 *
 * Mail domains: MX, then the implicit MX, through libunbound with DNSSEC's
 * verdict, in the order of RFC 5321 section 5.1 (equal preferences shuffled).
 * TLSA records of their hosts, and text records, the same way.
 * Smart hosts: addresses through the system's resolver (GResolver, so
 * /etc/hosts counts). Nothing is cached here beyond what the libraries do.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CS_DNS_ERROR (cs_dns_error_quark ())
typedef enum
{
  CS_DNS_ERROR_NO_DOMAIN, /* NXDOMAIN, or neither MX nor address: 5.1.2 */
  CS_DNS_ERROR_NULL_MX, /* takes no mail, RFC 7505: 5.1.10 */
  CS_DNS_ERROR_NO_HOST, /* MX hosts without any usable address: 5.4.4 */
  CS_DNS_ERROR_LOOP, /* the best MX is this machine: 5.4.6 */
  CS_DNS_ERROR_TEMPORARY, /* SERVFAIL, timeout */
  CS_DNS_ERROR_BOGUS, /* DNSSEC says forged: temporary too */
} CsDnsError;
GQuark cs_dns_error_quark (void);

#define CS_DNS_MAX_HOSTS 32 /* MX hosts considered */
#define CS_DNS_MAX_ADDRESSES 64 /* in all */

typedef struct
{
  char *name; /* canonical host name, or the address's text */
  guint preference;
  gboolean is_secure; /* the MX record set was DNSSEC-secure, or that there is none */
  gboolean has_secure_addresses; /* and so were its addresses, with all aliases on the way */
  char *final_name; /* at the end of the aliases; NULL: there is none */
  GList *addresses; /* (element-type GInetAddress), families interleaved, RFC 8305 section 4 */
} CsMailHost;
void cs_mail_host_free (CsMailHost *host);

typedef struct
{
  char *base_name; /* of the host as they were found under it: RFC 7672 section 2.2.3 */
  GPtrArray *records; /* (element-type GBytes): the record data; empty: there are none */
} CsTlsaSet;
void cs_tlsa_set_free (CsTlsaSet *set);

/* What DNSSEC is good for here: name servers on the way may strip it (lookup.h). */
typedef enum
{
  CS_VALIDATION_UNKNOWN, /* not found out yet: no network, say */
  CS_VALIDATION_ON,
  CS_VALIDATION_OFF, /* stripped on the way, or there is no trust anchor */
} CsValidation;
const char *cs_validation_name (CsValidation validation); /* "unknown", "available" … */

/* Signal "changed": cs_resolver_validation gives another value. */
#define CS_TYPE_RESOLVER (cs_resolver_get_type ())
G_DECLARE_FINAL_TYPE (CsResolver, cs_resolver, CS, RESOLVER, GObject)

/* libunbound's thread is started here, before any secret is read. */
CsResolver *cs_resolver_new (GError **error);
/* Before the first question: the machine's name servers have validated, in an earlier run. That
 * they do not any more is believed as late as within one run. @failing_since_s: when they began to
 * fail; 0: they did not. */
void cs_resolver_expect_validation (CsResolver *resolver, gint64 failing_since_s);
gint64 cs_resolver_failing_since_s (CsResolver *resolver);
gint64 cs_resolver_validated_s (CsResolver *resolver); /* when they last did; 0: not in this run */
/* Finds out now, not only when the first question is asked. */
void cs_resolver_probe (CsResolver *resolver);
CsValidation cs_resolver_validation (CsResolver *resolver);

/* Hosts for @domain (canonical, or an address literal "[192.0.2.7]"), best first.
 * @own_name: canonical name of this machine, for the loop rule. Loopback, unspecified, multicast
 * addresses are left out (reliability: SSRF-like). (element-type CsMailHost) */
void cs_resolver_mail_hosts_async (CsResolver *resolver, const char *domain, const char *own_name,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *cs_resolver_mail_hosts_finish (CsResolver *resolver, GAsyncResult *result,
                                          GError **error);

/* One host of the given name: a smart host. Any address is fine here. */
void cs_resolver_smart_host_async (CsResolver *resolver, const char *name,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
CsMailHost *cs_resolver_smart_host_finish (CsResolver *resolver, GAsyncResult *result,
                                           GError **error);

/* The TLSA records of @port of a host of cs_resolver_mail_hosts_async. Nothing is asked, and there
 * are none, where they could not be believed (tlsa.h).
 * Error: CS_DNS_ERROR_TEMPORARY or BOGUS: the host must not be used, RFC 7672 section 2.1.2 */
void cs_resolver_tlsa_async (CsResolver *resolver, const CsMailHost *host, guint16 port,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
CsTlsaSet *cs_resolver_tlsa_finish (CsResolver *resolver, GAsyncResult *result, GError **error);

/* (element-type GBytes): the text records of @name, each with its strings joined; empty: there are
 * none. Secure or not. Error: CS_DNS_ERROR_TEMPORARY or BOGUS */
void cs_resolver_texts_async (CsResolver *resolver, const char *name, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_resolver_texts_finish (CsResolver *resolver, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsMailHost, cs_mail_host_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTlsaSet, cs_tlsa_set_free)

G_END_DECLS
