/* test-routes.c - where mail goes: mail exchangers, further hosts, the smart host behind them
 */
#include <string.h>

#include "bed.h"

#define SENDER "ann@sender.example"

/* All exchangers of a test listen on one port; loopback has addresses enough. */
/* clang-format off */
static const DnsRecord zone[] = {
  { "example.com", DNS_MX, "10 mx.example" }, { "mx.example", DNS_A, "127.0.0.1" },
  { "second.example", DNS_MX, "10 dead.example" }, { "second.example", DNS_MX, "20 mx.example" },
  { "dead.example", DNS_A, "127.0.0.2" }, /* nobody listens there */
  { "dead-only.example", DNS_MX, "10 dead.example" },
  { "half.example", DNS_MX, "10 half-dead.example" },
  { "half-dead.example", DNS_A, "127.0.0.2" }, { "half-dead.example", DNS_A, "127.0.0.1" },
  { "silent.example", DNS_MX, "10 half-silent.example" },
  { "half-silent.example", DNS_A, "127.0.0.3" }, { "half-silent.example", DNS_A, "127.0.0.1" },
  { "null.example", DNS_MX, "0 " },
  { "loop.example", DNS_MX, "10 sender.example" }, { "sender.example", DNS_A, "127.0.0.2" },
  { "servfail.example", DNS_RCODE, "2" },
  { "implicit.example", DNS_A, "127.0.0.1" },
  { NULL },
};
/* clang-format on */

static void
use_dns (Bed *bed)
{
  bed->zone = zone;
  bed->mail_port = fake_server_port (bed->server);
  cs_settings_set_smart_host (bed->settings, NULL);
}

typedef struct
{
  const char *name;
  const char *recipient;
  guint n_delivered, n_rejected;
  const char *state; /* of the first row: the recipient's, or that of a report about him */
} Case;

static const Case cases[] = {
  { "/delivery/routes/exchanger", "bob@example.com", 1, 0, "" },
  { "/delivery/routes/second-exchanger", "bob@second.example", 1, 0, "" },
  { "/delivery/routes/second-address", "bob@half.example", 1, 0, "" },
  { "/delivery/routes/implicit", "bob@implicit.example", 1, 0, "" },
  { "/delivery/routes/literal", "bob@[127.0.0.1]", 1, 0, "" },
  { "/delivery/routes/dead", "bob@dead-only.example", 0, 0, "deferred unreachable" },
  { "/delivery/routes/servfail", "bob@servfail.example", 0, 0, "deferred dns" },
  { "/delivery/routes/no-domain", "bob@missing.example", 0, 1, "deferred unreachable" },
  { "/delivery/routes/null-mx", "bob@null.example", 0, 1, "deferred unreachable" },
  { "/delivery/routes/loop", "bob@loop.example", 0, 1, "deferred unreachable" },
};

static void
test_case (Bed *bed, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *state = NULL;

  use_dns (bed);
  bed_send_reports_nowhere (bed);
  g_free (bed_accept (bed, SENDER, c->recipient));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, c->n_delivered);
  g_assert_cmpuint (cs_engine_n_rejected (bed->engine), ==, c->n_rejected);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, c->state);
}

/* --- an address that does not answer ------------------------------------------------------- */

#define SILENT_ADDRESS "127.0.0.3"
#define N_FILLING 6

static GSocket *
new_socket (void)
{
  GSocket *socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_socket_set_blocking (socket, FALSE);
  return socket;
}

/* (element-type GSocket): with the queue of the first one full, the system drops what comes in. */
static GPtrArray *
occupy (guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (SILENT_ADDRESS, port);
  GPtrArray *sockets = g_ptr_array_new_with_free_func (g_object_unref);
  GSocket *listener = new_socket ();

  g_ptr_array_add (sockets, listener);
  g_assert_true (g_socket_bind (listener, address, TRUE, NULL));
  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_listen (listener, NULL));
  for (guint i = 0; i < N_FILLING; i++)
    {
      GSocket *socket = new_socket ();

      g_socket_connect (socket, address, NULL, NULL);
      g_ptr_array_add (sockets, socket);
    }
  return sockets;
}

/* The host's other address is tried beside it, long before connecting takes too long. */
static void
test_silent_address (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) occupied = NULL;
  gint64 start_us;

  use_dns (bed);
  occupied = occupy (bed->mail_port);
  g_free (bed_accept (bed, SENDER, "bob@silent.example"));
  start_us = g_get_monotonic_time ();
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  g_assert_cmpint ((g_get_monotonic_time () - start_us) / G_TIME_SPAN_SECOND, <,
                   cs_settings_integer (bed->settings, CS_OPTION_CONNECTION_TIMEOUT));
}

/* A host that answers at one address and has no use for us is asked at the other too. */
static void
test_refused_at_both_addresses (Bed *bed, gconstpointer data)
{
  g_autofree char *state = NULL;

  use_dns (bed);
  fake_server_answer (bed->server, FAKE_GREETING, "554 no service");
  g_free (bed_accept (bed, SENDER, "bob@half.example"));
  bed_start (bed);
  bed_run (bed);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "deferred refused-for-now");
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);
}

/* 554 in the greeting is about the host, not about the mail: another may take it. */
static void
test_next_host_after_refusal (Bed *bed, gconstpointer data)
{
  g_autofree char *state = NULL;

  use_dns (bed);
  fake_server_answer (bed->server, FAKE_GREETING, "521 no mail here");
  bed_send_reports_nowhere (bed);
  g_free (bed_accept (bed, SENDER, "bob@second.example"));
  bed_start (bed);
  bed_run (bed);
  /* One host is dead, the other refuses: the mildest verdict is the mail's. */
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "deferred unreachable");
}

/* What a host says to the account counts, however many hosts were dead before it. */
static void
test_password_refused_by_second_host (Bed *bed, gconstpointer data)
{
  g_autofree char *state = NULL;

  use_dns (bed);
  bed_store_secret (bed, BED_UUID, "wrong");
  bed_use_login (bed, BED_UUID);
  g_free (bed_accept (bed, SENDER, "bob@second.example"));
  bed_start (bed);
  bed_run (bed);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "held authentication-refused");
}

static void
test_direct_first (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) exchanger = fake_server_new ();

  bed->zone = zone;
  bed->mail_port = fake_server_port (exchanger);
  cs_settings_set_integer (bed->settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST, TRUE);
  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  g_free (bed_accept (bed, SENDER, "bob@dead-only.example"));
  g_free (bed_accept (bed, SENDER, "bob@missing.example"));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (exchanger), ==, 1);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 2);
  /* The account is the smart host's: nobody else sees it. */
  g_assert_cmpuint (fake_server_n_logins (exchanger), ==, 0);
  g_assert_cmpstr (fake_server_message (bed->server, 0)->account, ==, "office");
}

/* TLS that is required of the smart host is required of the hosts before it. */
static void
test_direct_first_needs_tls (Bed *bed, gconstpointer data)
{
  g_autoptr (FakeServer) exchanger = fake_server_new ();
  g_autoptr (CsSecurity) security = cs_security_new ();
  g_autofree char *state = NULL;

  bed->zone = zone;
  bed->mail_port = fake_server_port (exchanger);
  cs_settings_set_integer (bed->settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST, TRUE);
  security->tls = CS_TLS_REQUIRED;
  cs_settings_set_security (bed->settings, security);
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_connections (exchanger), >, 0);
  g_assert_cmpuint (fake_server_n_messages (exchanger), ==, 0);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "deferred tls-not-offered");
}

/* Entries with the same smart host and the same account share sessions. */
static void
test_domains_through_one_host (Bed *bed, gconstpointer data)
{
  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("bob@domain%u.example", i);

      g_free (bed_accept (bed, SENDER, recipient));
    }
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 40);
  g_assert_cmpuint (fake_server_n_logins (bed->server), <=, 8);
}

/* The same host with two accounts: no session serves both. */
static void
test_accounts_apart (Bed *bed, gconstpointer data)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("example.org", -1, NULL));

  bed_store_secret (bed, BED_UUID, "secret");
  bed_store_secret (bed, BED_OTHER_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  domain->security = cs_security_copy (cs_settings_security (bed->settings));
  g_free (domain->security->account);
  g_free (domain->security->credential);
  domain->security->account = g_strdup ("branch");
  domain->security->credential = g_strdup (BED_OTHER_UUID);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);

  g_free (bed_accept (bed, SENDER, "bob@example.com eve@example.org"));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const FakeMessage *message = fake_server_message (bed->server, i);
      gboolean is_branch = strstr (message->recipients, "example.org") != NULL;

      g_assert_cmpstr (message->account, ==, is_branch ? "branch" : "office");
    }
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/routes/silent-address", test_silent_address },
    { "/delivery/routes/refused-at-both-addresses", test_refused_at_both_addresses },
    { "/delivery/routes/next-host-after-refusal", test_next_host_after_refusal },
    { "/delivery/routes/password-refused-by-second-host", test_password_refused_by_second_host },
    { "/delivery/routes/direct-first", test_direct_first },
    { "/delivery/routes/direct-first-needs-tls", test_direct_first_needs_tls },
    { "/delivery/routes/domains-through-one-host", test_domains_through_one_host },
    { "/delivery/routes/accounts-apart", test_accounts_apart },
  };

  bed_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Bed, &cases[i], bed_set_up, test_case, bed_tear_down);
  bed_test_add (tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
