#include "dns/resolver-private.h"

#include "dns-server.h"

typedef struct
{
  const char *name;
  const char *domain;
  gint error; /* of CS_DNS_ERROR; -1: none */
  const char *hosts;
} Case;

/* clang-format off */
static const DnsRecord zone[] = {
  { "one.example", DNS_MX, "10 mx1.example" },
  { "two.example", DNS_MX, "20 mx2.example" }, { "two.example", DNS_MX, "10 mx1.example" },
  { "mx1.example", DNS_A, "192.0.2.1" },
  { "mx2.example", DNS_A, "192.0.2.2" }, { "mx2.example", DNS_AAAA, "2001:db8::2" },
  { "null.example", DNS_MX, "0 " },
  { "implicit.example", DNS_A, "192.0.2.9" },
  { "implicit6.example", DNS_AAAA, "2001:db8::9" },
  { "nothing.example", DNS_NS, "" },
  { "alias.example", DNS_CNAME, "one.example" },
  { "alias-to-host.example", DNS_CNAME, "implicit.example" },
  { "mx-alias.example", DNS_MX, "10 www.example" }, { "www.example", DNS_CNAME, "mx1.example" },
  { "endless.example", DNS_CNAME, "endless2.example" }, { "endless2.example", DNS_CNAME, "endless.example" },
  { "servfail.example", DNS_RCODE, "2" },
  { "refused.example", DNS_RCODE, "5" },
  { "half.example", DNS_MX, "10 servfail.example" }, { "half.example", DNS_MX, "20 mx1.example" },
  { "all-fail.example", DNS_MX, "10 servfail.example" },
  { "gone.example", DNS_MX, "10 missing.example" },
  { "loopback.example", DNS_MX, "10 loop.example" }, { "loop.example", DNS_A, "127.0.0.1" }, { "loop.example", DNS_AAAA, "::1" },
  { "unspecified.example", DNS_A, "0.0.0.0" },
  { "ours.example", DNS_MX, "10 me.example" }, { "ours.example", DNS_MX, "20 mx1.example" },
  { "backup.example", DNS_MX, "20 me.example" }, { "backup.example", DNS_MX, "10 mx1.example" },
  { "me.example", DNS_A, "192.0.2.100" },
  { "literal-mx.example", DNS_MX, "10 192.0.2.1" },
  { "short.example", DNS_MX_RAW, "00" },
  { "private.test", DNS_A, "192.0.2.77" },
  { NULL },
};

static const Case cases[] = {
  { "/dns/resolver/one", "one.example", -1, "mx1.example=192.0.2.1" },
  { "/dns/resolver/two", "two.example", -1, "mx1.example=192.0.2.1 mx2.example=2001:db8::2,192.0.2.2" },
  { "/dns/resolver/no-domain", "missing.example", CS_DNS_ERROR_NO_DOMAIN, NULL },
  { "/dns/resolver/null-mx", "null.example", CS_DNS_ERROR_NULL_MX, NULL },
  { "/dns/resolver/implicit", "implicit.example", -1, "implicit.example=192.0.2.9" },
  { "/dns/resolver/implicit-6", "implicit6.example", -1, "implicit6.example=2001:db8::9" },
  { "/dns/resolver/nothing", "nothing.example", CS_DNS_ERROR_NO_DOMAIN, NULL },
  { "/dns/resolver/alias", "alias.example", -1, "mx1.example=192.0.2.1" },
  { "/dns/resolver/alias-to-host", "alias-to-host.example", -1, "alias-to-host.example=192.0.2.9" },
  { "/dns/resolver/mx-is-alias", "mx-alias.example", -1, "www.example=192.0.2.1" },
  { "/dns/resolver/endless-alias", "endless.example", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/resolver/servfail", "servfail.example", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/resolver/refused", "refused.example", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/resolver/one-of-two-fails", "half.example", -1, "mx1.example=192.0.2.1" },
  { "/dns/resolver/all-hosts-fail", "all-fail.example", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/resolver/host-does-not-exist", "gone.example", CS_DNS_ERROR_NO_HOST, NULL },
  { "/dns/resolver/host-is-loopback", "loopback.example", CS_DNS_ERROR_NO_HOST, NULL },
  { "/dns/resolver/unspecified", "unspecified.example", CS_DNS_ERROR_NO_DOMAIN, NULL },
  { "/dns/resolver/we-are-best", "ours.example", CS_DNS_ERROR_LOOP, NULL },
  { "/dns/resolver/we-are-backup", "backup.example", -1, "mx1.example=192.0.2.1" },
  { "/dns/resolver/we-are-the-domain", "me.example", CS_DNS_ERROR_LOOP, NULL },
  { "/dns/resolver/mx-is-address", "literal-mx.example", CS_DNS_ERROR_NO_HOST, NULL },
  { "/dns/resolver/mx-too-short", "short.example", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/resolver/private-top-level", "private.test", -1, "private.test=192.0.2.77" },
  { "/dns/resolver/literal", "[192.0.2.7]", -1, "192.0.2.7=192.0.2.7" },
  { "/dns/resolver/literal-6", "[IPv6:2001:db8::7]", -1, "2001:db8::7=2001:db8::7" },
  { "/dns/resolver/literal-loopback", "[127.0.0.1]", CS_DNS_ERROR_NO_HOST, NULL },
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
resolver_for (DnsServer *dns, const char *trust_anchor)
{
  CsUnboundConfig config
      = { .forwarder = dns_server_forwarder (dns), .trust_anchor = trust_anchor };
  g_autoptr (GError) error = NULL;
  CsResolver *resolver = cs_resolver_new_for_config (&config, FALSE, &error);

  g_assert_no_error (error);
  return resolver;
}

static GPtrArray *
mail_hosts (CsResolver *resolver, const char *domain, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_resolver_mail_hosts_async (resolver, domain, "me.example", NULL, on_done, &result);
  return cs_resolver_mail_hosts_finish (resolver, await (&result), error);
}

static char *
hosts_to_string (GPtrArray *hosts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hosts->len; i++)
    {
      const CsMailHost *host = hosts->pdata[i];

      g_string_append_printf (text, "%s%s=", i > 0 ? " " : "", host->name);
      for (GList *l = host->addresses; l != NULL; l = l->next)
        {
          g_autofree char *address = g_inet_address_to_string (l->data);

          g_string_append_printf (text, "%s%s", l->prev != NULL ? "," : "", address);
        }
    }
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsResolver) resolver = resolver_for (server, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = mail_hosts (resolver, c->domain, &error);
  g_autofree char *text = NULL;

  if (c->error >= 0)
    {
      g_assert_error (error, CS_DNS_ERROR, c->error);
      g_assert_null (hosts);
      return;
    }
  g_assert_no_error (error);
  text = hosts_to_string (hosts);
  g_assert_cmpstr (text, ==, c->hosts);
}

static void
test_cancelled (void)
{
  static const DnsRecord silent_zone[] = { { "silent.example", DNS_SILENT }, { NULL } };
  g_autoptr (DnsServer) silent = dns_server_new (silent_zone, DNS_SERVER_PLAIN);
  g_autoptr (CsResolver) resolver = resolver_for (silent, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_resolver_mail_hosts_async (resolver, "silent.example", "me.example", cancellable, on_done,
                                &result);
  while (dns_server_n_questions (silent) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  g_assert_null (cs_resolver_mail_hosts_finish (resolver, await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_nobody_answers (void)
{
  static const DnsRecord silent_zone[] = { { "silent.example", DNS_SILENT }, { NULL } };
  g_autoptr (DnsServer) silent = dns_server_new (silent_zone, DNS_SERVER_PLAIN);
  CsUnboundConfig config = { .forwarder = dns_server_forwarder (silent) };
  g_autoptr (CsUnbound) unbound = cs_unbound_new (&config, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CsDnsAnswer) answer = NULL;

  cs_unbound_query_async (unbound, "silent.example", CS_DNS_TYPE_MX, 0, NULL, on_done, &result);
  answer = cs_unbound_query_finish (unbound, await (&result), NULL);
  g_assert_cmpint (answer->kind, ==, CS_DNS_ANSWER_TEMPORARY);
}

static void
test_signed (void)
{
  g_autoptr (DnsServer) signing = dns_server_new (zone, DNS_SERVER_SIGNING);
  g_autoptr (CsResolver) resolver = resolver_for (signing, dns_server_trust_anchor (signing));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = mail_hosts (resolver, "one.example", &error);
  const CsMailHost *host;

  g_assert_no_error (error);
  host = hosts->pdata[0];
  g_assert_true (host->is_secure);
  g_assert_cmpuint (g_list_length (host->addresses), ==, 1);
}

static void
test_forged (void)
{
  g_autoptr (DnsServer) forging = dns_server_new (zone, DNS_SERVER_FORGING);
  g_autoptr (CsResolver) resolver = resolver_for (forging, dns_server_trust_anchor (forging));
  g_autoptr (GError) error = NULL;

  g_assert_null (mail_hosts (resolver, "one.example", &error));
  g_assert_error (error, CS_DNS_ERROR, CS_DNS_ERROR_BOGUS);
}

/* A forwarder that strips DNSSEC must not stop all mail. */
static void
test_stripped (void)
{
  g_autoptr (DnsServer) other = dns_server_new (zone, DNS_SERVER_SIGNING);
  g_autoptr (CsResolver) resolver = resolver_for (server, dns_server_trust_anchor (other));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = mail_hosts (resolver, "one.example", &error);
  const CsMailHost *host;

  g_assert_no_error (error);
  host = hosts->pdata[0];
  g_assert_false (host->is_secure);
}

static CsMailHost *
smart_host (const char *name, GError **error)
{
  g_autoptr (CsResolver) resolver = resolver_for (server, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  cs_resolver_smart_host_async (resolver, name, NULL, on_done, &result);
  return cs_resolver_smart_host_finish (resolver, await (&result), error);
}

static void
test_smart_host_on_this_machine (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsMailHost) host = smart_host ("localhost", &error);

  g_assert_no_error (error);
  g_assert_true (g_inet_address_get_is_loopback (host->addresses->data));
}

static void
test_smart_host_address (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsMailHost) host = smart_host ("192.0.2.7", &error);
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  address = g_inet_address_to_string (host->addresses->data);
  g_assert_cmpstr (address, ==, "192.0.2.7");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  server = dns_server_new (zone, DNS_SERVER_PLAIN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  g_test_add_func ("/dns/resolver/cancelled", test_cancelled);
  g_test_add_func ("/dns/resolver/nobody-answers", test_nobody_answers);
  g_test_add_func ("/dns/resolver/signed", test_signed);
  g_test_add_func ("/dns/resolver/forged", test_forged);
  g_test_add_func ("/dns/resolver/signatures-stripped", test_stripped);
  g_test_add_func ("/dns/resolver/smart-host/this-machine", test_smart_host_on_this_machine);
  g_test_add_func ("/dns/resolver/smart-host/address", test_smart_host_address);

  status = g_test_run ();
  dns_server_free (server);
  return status;
}
