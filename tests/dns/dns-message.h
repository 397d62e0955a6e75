/* dns-message.h - DNS answers as bytes, for the test's name server, RFC 1035 section 4
 */
#pragma once

#include "dns-server.h"

G_BEGIN_DECLS

void dns_put_16 (GByteArray *out, guint value);
void dns_put_32 (GByteArray *out, guint32 value);
void dns_put_name (GByteArray *out, const char *name); /* "" is the root */
/* (transfer full): record data in wire form */
GBytes *dns_record_data (const DnsRecord *record);
guint dns_record_wire_type (const DnsRecord *record);
void dns_put_record (GByteArray *out, const char *name, guint type, GBytes *data);

/* The question of a message: FALSE if there is none. */
gboolean dns_read_question (const guint8 *message, gsize size_bytes, char **name, guint *type,
                            gsize *question_bytes);

G_END_DECLS
