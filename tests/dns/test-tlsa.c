/* TLSA records and what DNSSEC says of everything on the way to them, RFC 7672 section 2.2. */
#include <glib/gstdio.h>

#include "base/when.h"
#include "dns/resolver-private.h"

#include "dns-server.h"

#define PORT 25
#define RECORD                                                                                     \
  "030101"                                                                                         \
  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

typedef struct
{
  const char *name;
  const char *domain;
  gint error; /* of CS_DNS_ERROR; -1: none */
  guint n_records;
  const char *base_name;
} Case;

/* clang-format off */
static const DnsRecord zone[] = {
  { "secure.example", DNS_MX, "10 mx.example" },
  { "mx.example", DNS_A, "192.0.2.1" }, { "_25._tcp.mx.example", DNS_TLSA, RECORD }, { "_25._tcp.mx.example", DNS_TLSA, "0301" },
  { "none.example", DNS_MX, "10 mx2.example" }, { "mx2.example", DNS_AAAA, "2001:db8::2" },
  { "forged.example", DNS_MX, "10 mx3.example" }, { "mx3.example", DNS_A, "192.0.2.3" },
  { "_25._tcp.mx3.example", DNS_TLSA, RECORD }, { "_25._tcp.mx3.example", DNS_FORGED, "" },
  { "failing.example", DNS_MX, "10 mx4.example" }, { "mx4.example", DNS_A, "192.0.2.4" }, { "_25._tcp.mx4.example", DNS_RCODE, "2" },
  { "implicit.example", DNS_A, "192.0.2.5" }, { "_25._tcp.implicit.example", DNS_TLSA, RECORD },
  { "alias.example", DNS_MX, "10 www.example" }, { "www.example", DNS_CNAME, "mx.example" },
  { "alias-only.example", DNS_MX, "10 www2.example" }, { "www2.example", DNS_CNAME, "mx2.example" }, { "_25._tcp.www2.example", DNS_TLSA, RECORD },
  { "records-alias.example", DNS_MX, "10 mx5.example" }, { "mx5.example", DNS_A, "192.0.2.6" },
  { "_25._tcp.mx5.example", DNS_CNAME, "_dane.example" }, { "_dane.example", DNS_TLSA, RECORD },

  { "insecure", DNS_NS, "" },
  { "mail.insecure", DNS_MX, "10 mx.example" },
  { "host.example", DNS_MX, "10 mx.insecure" }, { "mx.insecure", DNS_A, "192.0.2.7" }, { "_25._tcp.mx.insecure", DNS_TLSA, RECORD },
  { "host-alias.example", DNS_MX, "10 www3.example" }, { "www3.example", DNS_CNAME, "mx.insecure" }, { "_25._tcp.www3.example", DNS_TLSA, RECORD },
  { "bare-alias.example", DNS_MX, "10 www4.example" }, { "www4.example", DNS_CNAME, "mx.insecure" },
  { "insecure-alias.example", DNS_MX, "10 www.insecure" }, { "www.insecure", DNS_CNAME, "mx.insecure" }, { "_25._tcp.www.insecure", DNS_TLSA, RECORD },
  { "failing-alias.example", DNS_MX, "10 www5.example" }, { "www5.example", DNS_CNAME, "mx.insecure" }, { "_25._tcp.www5.example", DNS_RCODE, "2" },
  { "records-insecure.example", DNS_MX, "10 mx6.example" }, { "mx6.example", DNS_A, "192.0.2.8" }, { "_25._tcp.mx6.example", DNS_CNAME, "_25._tcp.mx.insecure" },

  { "text.example", DNS_TXT, "one" }, { "text.example", DNS_TXT_RAW, "03747766026f00" }, { "text.example", DNS_TXT_RAW, "0374" },
  { "text.insecure", DNS_TXT, "believe me" },
  { "text-fails.example", DNS_RCODE, "2" },
  { NULL },
};

static const Case cases[] = {
  { "/dns/tlsa/secure", "secure.example", -1, 2, "mx.example" },
  { "/dns/tlsa/none", "none.example", -1, 0, NULL },
  { "/dns/tlsa/forged", "forged.example", CS_DNS_ERROR_BOGUS, 0, NULL },
  { "/dns/tlsa/servfail", "failing.example", CS_DNS_ERROR_TEMPORARY, 0, NULL },
  { "/dns/tlsa/implicit-mx", "implicit.example", -1, 1, "implicit.example" },
  { "/dns/tlsa/host-is-alias", "alias.example", -1, 2, "mx.example" },
  { "/dns/tlsa/host-is-alias-with-own-records", "alias-only.example", -1, 1, "www2.example" },
  { "/dns/tlsa/records-are-alias", "records-alias.example", -1, 1, "mx5.example" },
  { "/dns/tlsa/insecure-mx", "mail.insecure", -1, 0, NULL },
  { "/dns/tlsa/insecure-address", "host.example", -1, 0, NULL },
  { "/dns/tlsa/insecure-address-behind-alias", "host-alias.example", -1, 1, "www3.example" },
  { "/dns/tlsa/insecure-address-behind-alias-without-records", "bare-alias.example", -1, 0, NULL },
  { "/dns/tlsa/insecure-alias", "insecure-alias.example", -1, 0, NULL },
  { "/dns/tlsa/alias-servfail", "failing-alias.example", CS_DNS_ERROR_TEMPORARY, 0, NULL },
  { "/dns/tlsa/insecure-records", "records-insecure.example", -1, 0, NULL },
};
/* clang-format on */

static DnsServer *server;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}

static CsResolver *
new_resolver (DnsServer *dns, const char *resolv_conf)
{
  CsUnboundConfig config = { .forwarder = dns_server_forwarder (dns),
                             .resolv_conf = resolv_conf,
                             .trust_anchor = dns_server_trust_anchor (dns) };
  g_autoptr (GError) error = NULL;
  CsResolver *resolver = cs_resolver_new_for_config (&config, FALSE, &error);

  g_assert_no_error (error);
  return resolver;
}

static GPtrArray *
mail_hosts (CsResolver *resolver, const char *domain)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hosts;

  cs_resolver_mail_hosts_async (resolver, domain, "me.example", NULL, on_done, &result);
  hosts = cs_resolver_mail_hosts_finish (resolver, await (&result), &error);
  g_assert_no_error (error);
  return hosts;
}

static CsTlsaSet *
tlsa (CsResolver *resolver, const char *domain, GError **error)
{
  g_autoptr (GPtrArray) hosts = mail_hosts (resolver, domain);
  g_autoptr (GAsyncResult) result = NULL;

  cs_resolver_tlsa_async (resolver, hosts->pdata[0], PORT, NULL, on_done, &result);
  return cs_resolver_tlsa_finish (resolver, await (&result), error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsResolver) resolver = new_resolver (server, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsTlsaSet) set = tlsa (resolver, c->domain, &error);

  if (c->error >= 0)
    {
      g_assert_error (error, CS_DNS_ERROR, c->error);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (set->records->len, ==, c->n_records);
  g_assert_cmpstr (set->base_name, ==, c->base_name);
}

static void
test_cancelled (void)
{
  g_autoptr (CsResolver) resolver = new_resolver (server, NULL);
  g_autoptr (GPtrArray) hosts = mail_hosts (resolver, "secure.example");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_resolver_tlsa_async (resolver, hosts->pdata[0], PORT, cancellable, on_done, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (cs_resolver_tlsa_finish (resolver, await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- text records ------------------------------------------------------------------------- */

static GPtrArray *
texts (const char *name, GError **error)
{
  g_autoptr (CsResolver) resolver = new_resolver (server, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  cs_resolver_texts_async (resolver, name, NULL, on_done, &result);
  return cs_resolver_texts_finish (resolver, await (&result), error);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

static void
test_texts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = texts ("text.example", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2); /* one is cut short */
  g_ptr_array_sort (found, compare_texts);
  g_assert_cmpmem (g_bytes_get_data (found->pdata[0], NULL), g_bytes_get_size (found->pdata[0]),
                   "one", 3);
  g_assert_cmpmem (g_bytes_get_data (found->pdata[1], NULL), g_bytes_get_size (found->pdata[1]),
                   "twfo\0", 5);
}

static void
test_texts_missing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = texts ("nothing.example", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_texts_insecure (void)
{
  g_autoptr (GPtrArray) found = texts ("text.insecure", NULL);

  g_assert_cmpuint (found->len, ==, 1);
}

static void
test_texts_fail (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (texts ("text-fails.example", &error));
  g_assert_error (error, CS_DNS_ERROR, CS_DNS_ERROR_TEMPORARY);
}

/* --- whether DNSSEC is to be had ---------------------------------------------------------- */

static void
wait_for_validation (CsResolver *resolver, CsValidation validation)
{
  while (cs_resolver_validation (resolver) != validation)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_changed (CsResolver *resolver, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_probe (void)
{
  g_autoptr (CsResolver) resolver = new_resolver (server, NULL);
  guint n_changes = 0;

  g_signal_connect (resolver, "changed", G_CALLBACK (on_changed), &n_changes);
  g_assert_cmpint (cs_resolver_validation (resolver), ==, CS_VALIDATION_UNKNOWN);
  cs_resolver_probe (resolver);
  wait_for_validation (resolver, CS_VALIDATION_ON);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpstr (cs_validation_name (CS_VALIDATION_ON), ==, "available");
}

/* Where signatures are stripped there is no DANE, and mail flows. */
static void
test_stripped (void)
{
  g_autoptr (DnsServer) stripping = dns_server_new (zone, DNS_SERVER_SIGNING);
  g_autoptr (CsResolver) resolver = NULL;
  g_autoptr (CsTlsaSet) set = NULL;

  dns_server_strip (stripping, TRUE);
  resolver = new_resolver (stripping, NULL);
  set = tlsa (resolver, "secure.example", NULL);
  g_assert_cmpuint (set->records->len, ==, 0);
  g_assert_cmpint (cs_resolver_validation (resolver), ==, CS_VALIDATION_OFF);
}

/* A laptop moves from a network that strips to one that does not, with the same local resolver. */
static void
test_not_stripped_any_more (void)
{
  g_autoptr (DnsServer) dns = dns_server_new (zone, DNS_SERVER_SIGNING);
  g_autoptr (CsResolver) resolver = NULL;
  g_autoptr (CsTlsaSet) set = NULL;

  cs_when_set_now_s (1800000000);
  dns_server_strip (dns, TRUE);
  resolver = new_resolver (dns, NULL);
  cs_resolver_probe (resolver);
  wait_for_validation (resolver, CS_VALIDATION_OFF);

  dns_server_strip (dns, FALSE);
  cs_when_set_now_s (1800000000 + 3600);
  set = tlsa (resolver, "secure.example", NULL);
  g_assert_cmpint (cs_resolver_validation (resolver), ==, CS_VALIDATION_ON);
  g_assert_cmpuint (set->records->len, ==, 2);
  cs_when_set_now_s (-1);
}

/* Other name servers are noticed without a question. */
static void
test_resolv_conf_changes (void)
{
  g_autoptr (DnsServer) dns = dns_server_new (zone, DNS_SERVER_SIGNING);
  g_autoptr (CsResolver) resolver = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("countersign-resolv-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  dns_server_strip (dns, TRUE);
  resolver = new_resolver (dns, path);
  cs_resolver_probe (resolver);
  wait_for_validation (resolver, CS_VALIDATION_OFF);

  dns_server_strip (dns, FALSE);
  g_file_set_contents (path, "nameserver 192.0.2.53\n", -1, &error);
  g_assert_no_error (error);
  wait_for_validation (resolver, CS_VALIDATION_ON);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  server = dns_server_new (zone, DNS_SERVER_SIGNING);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  g_test_add_func ("/dns/tlsa/cancelled", test_cancelled);
  g_test_add_func ("/dns/texts/several", test_texts);
  g_test_add_func ("/dns/texts/missing", test_texts_missing);
  g_test_add_func ("/dns/texts/insecure", test_texts_insecure);
  g_test_add_func ("/dns/texts/servfail", test_texts_fail);
  g_test_add_func ("/dns/validation/probe", test_probe);
  g_test_add_func ("/dns/validation/stripped", test_stripped);
  g_test_add_func ("/dns/validation/not-stripped-any-more", test_not_stripped_any_more);
  g_test_add_func ("/dns/validation/resolv-conf-changes", test_resolv_conf_changes);

  status = g_test_run ();
  dns_server_free (server);
  return status;
}
