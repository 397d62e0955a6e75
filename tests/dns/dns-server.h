/* dns-server.h - a name server on a free loopback port that answers from a table, for tests
 *
 * It answers as a forwarder would: whole chains of aliases in one answer. With
 * a signer every name is in one zone, the root, signed with a fresh key, but
 * those below a name with an NS record, which are in a zone that is not signed.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  DNS_A = 1,
  DNS_NS = 2,
  DNS_CNAME = 5,
  DNS_SOA = 6,
  DNS_MX = 15,
  DNS_TXT = 16,
  DNS_AAAA = 28,
  DNS_OPT = 41,
  DNS_RRSIG = 46,
  DNS_NSEC = 47,
  DNS_DNSKEY = 48,
  DNS_TLSA = 52, /* data: hexadecimal */
  DNS_NOT_OF_THE_PROTOCOL = 1000,
  DNS_MX_RAW, /* data: hexadecimal */
  DNS_FORGED, /* what the name says is not what was signed */
  DNS_TXT_RAW, /* data: hexadecimal */
  DNS_RCODE, /* data: the number; every question for the name is answered with it */
  DNS_SILENT, /* no answer at all */
} DnsType;

/* A table ends with a record without name. */
typedef struct
{
  const char *name; /* "example.com", without the dot at the end */
  DnsType type;
  const char *data; /* "10 mx.example.com", "192.0.2.1", "target.example" */
} DnsRecord;

typedef enum
{
  DNS_SERVER_PLAIN,
  DNS_SERVER_SIGNING,
  DNS_SERVER_FORGING, /* signs, but what it says is not what it signed */
} DnsServerMode;

typedef struct _DnsServer DnsServer;

DnsServer *dns_server_new (const DnsRecord *records, DnsServerMode mode);
void dns_server_free (DnsServer *server);
const char *dns_server_forwarder (DnsServer *server); /* "127.0.0.1@54321" */
const char *dns_server_trust_anchor (DnsServer *server); /* NULL unless it has a key */
/* From now on it leaves all signatures out, or does so no more. */
void dns_server_strip (DnsServer *server, gboolean strips);
guint dns_server_n_questions (DnsServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DnsServer, dns_server_free)

G_END_DECLS
