/* answer.h - the answer to one DNS question, copied out of libunbound, RFC 1035 section 3.3
 *
 * Data only: nothing is asked here. Record data is another machine's bytes, so
 * every reader takes the length and fails rather than read one byte beyond it.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CS_DNS_TYPE_A 1
#define CS_DNS_TYPE_CNAME 5
#define CS_DNS_TYPE_MX 15
#define CS_DNS_TYPE_TXT 16
#define CS_DNS_TYPE_AAAA 28
#define CS_DNS_TYPE_DNSKEY 48
#define CS_DNS_TYPE_TLSA 52

typedef enum
{
  CS_DNS_ANSWER_DATA,
  CS_DNS_ANSWER_NO_DATA, /* the name exists, this type does not */
  CS_DNS_ANSWER_NO_NAME, /* NXDOMAIN */
  CS_DNS_ANSWER_TEMPORARY, /* SERVFAIL, refused, no answer in time */
  CS_DNS_ANSWER_BOGUS, /* DNSSEC says that it was tampered with */
} CsDnsAnswerKind;

typedef struct
{
  CsDnsAnswerKind kind;
  gboolean is_secure; /* proven by DNSSEC, also that there is no data */
  char *reason; /* why it is bogus or temporary, cleaned; or NULL */
  char *final_name; /* canonical name at the end of the aliases; NULL: there is no alias */
  GPtrArray *records; /* (element-type GBytes): the record data, uncompressed */
} CsDnsAnswer;

CsDnsAnswer *cs_dns_answer_new (CsDnsAnswerKind kind, const char *reason);
void cs_dns_answer_free (CsDnsAnswer *answer);
gboolean cs_dns_answer_is_failure (const CsDnsAnswer *answer); /* TEMPORARY or BOGUS … */
GError *cs_dns_answer_to_error (const CsDnsAnswer *answer,
                                const char *name); /* … as CS_DNS_ERROR */

/* @preference: (out); @exchange: (out) (transfer full): canonical host name, "" for the root ("."),
 * NULL for something that no host can be called.
 * Returns: FALSE if the bytes are no MX record */
gboolean cs_dns_parse_mx (const guint8 *data, gsize size_bytes, guint *preference, char **exchange);
/* (transfer full): the strings of a TXT record joined; NULL if they do not end where the bytes do.
 */
GBytes *cs_dns_parse_text (const guint8 *data, gsize size_bytes);
/* (transfer full): NULL unless it is 4 bytes of an A or 16 bytes of an AAAA record. */
GInetAddress *cs_dns_parse_address (guint type, const guint8 *data, gsize size_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDnsAnswer, cs_dns_answer_free)

G_END_DECLS
