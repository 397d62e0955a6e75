/* Which hosts get mail, and over what, where their domain has TLSA records (RFC 7672) or an MTA-STS
 * policy (RFC 8461). Nothing that a domain asks for falls back to clear text. */
#include <string.h>

#include "bed.h"
#include "certificates.h"
#include "policy-server.h"

#define SENDER "ann@sender.example"
#define OFFERS_TLS "250-fake\n250 STARTTLS"
#define POLICY(Mode, Host) "version: STSv1\nmode: " Mode "\nmx: " Host "\nmax_age: 604800\n"
#define ENFORCE(Host) POLICY ("enforce", Host)
#define MAX_RECORDS 64

typedef struct
{
  Bed bed; /* first: bed_wait knows only this */
  DnsRecord zone[MAX_RECORDS];
  guint n_records;
  GStringChunk *texts;
  PolicyServer *web;
  GTlsDatabase *trust;
} Fixture;

/* --- the zone ----------------------------------------------------------------------------- */

static void
add (Fixture *f, const char *name, DnsType type, const char *data)
{
  g_assert_cmpuint (f->n_records, <, MAX_RECORDS - 1);
  f->zone[f->n_records++] = (DnsRecord){ g_string_chunk_insert (f->texts, name), type,
                                         g_string_chunk_insert (f->texts, data) };
}

/* TLSA records belong to a port, and ours is another each time. */
static char *
tlsa_name (Fixture *f, const char *host)
{
  return g_strdup_printf ("_%u._tcp.%s", f->bed.mail_port, host);
}

static void
add_tlsa (Fixture *f, const char *host, const char *kind, const char *numbers)
{
  g_autofree char *name = tlsa_name (f, host);
  g_autoptr (GBytes) record = test_tlsa (kind, numbers);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size_bytes;
  const guint8 *data = g_bytes_get_data (record, &size_bytes);

  for (gsize i = 0; i < size_bytes; i++)
    g_string_append_printf (text, "%02x", data[i]);
  add (f, name, DNS_TLSA, text->str);
}

static void
add_to_tlsa (Fixture *f, const char *host, DnsType type, const char *data)
{
  g_autofree char *name = tlsa_name (f, host);

  add (f, name, type, data);
}

/* All hosts are the fake server. */
static void
add_host (Fixture *f, const char *host)
{
  add (f, host, DNS_A, "127.0.0.1");
}

static void
make_zone (Fixture *f)
{
  add (f, "dane.example", DNS_MX, "10 mx.example");
  add_host (f, "mx.example");
  add_tlsa (f, "mx.example", "self-signed@mx.example", "311");
  add (f, "authority.example", DNS_MX, "10 mx2.example");
  add_host (f, "mx2.example");
  add_tlsa (f, "mx2.example", "chain@mx2.example", "211");
  add (f, "unusable.example", DNS_MX, "10 mx3.example");
  add_host (f, "mx3.example");
  add_tlsa (f, "mx3.example", "good@mx3.example", "111");
  add (f, "forged.example", DNS_MX, "10 mx4.example");
  add (f, "forged-and-good.example", DNS_MX, "10 mx4.example");
  add (f, "forged-and-good.example", DNS_MX, "20 mx.example");
  add_host (f, "mx4.example");
  add_tlsa (f, "mx4.example", "self-signed@mx.example", "311");
  add_to_tlsa (f, "mx4.example", DNS_FORGED, "");
  add (f, "failing.example", DNS_MX, "10 mx5.example");
  add_host (f, "mx5.example");
  add_to_tlsa (f, "mx5.example", DNS_RCODE, "2");
  add (f, "plain.example", DNS_MX, "10 mx6.example");
  add_host (f, "mx6.example");

  add (f, "insecure", DNS_NS, "");
  add (f, "mail.insecure", DNS_MX, "10 mx.insecure");
  add_host (f, "mx.insecure");
  add_tlsa (f, "mx.insecure", "stranger@mx.insecure", "311");

  add (f, "sts.example", DNS_MX, "10 mx6.example");
  add (f, "_mta-sts.sts.example", DNS_TXT, "v=STSv1; id=1");
  add (f, "sts-two.example", DNS_MX, "10 other.example");
  add (f, "sts-two.example", DNS_MX, "20 mx6.example");
  add_host (f, "other.example");
  add (f, "_mta-sts.sts-two.example", DNS_TXT, "v=STSv1; id=1");
  add (f, "both.example", DNS_MX, "10 mx.example");
  add (f, "_mta-sts.both.example", DNS_TXT, "v=STSv1; id=1");
  add (f, "both-unusable.example", DNS_MX, "10 mx3.example");
  add (f, "_mta-sts.both-unusable.example", DNS_TXT, "v=STSv1; id=1");
}

/* --- the bed ------------------------------------------------------------------------------ */

static void
set_up (Fixture *f, gconstpointer data)
{
  bed_set_up (&f->bed, data);
  f->texts = g_string_chunk_new (1024);
  f->bed.mail_port = fake_server_port (f->bed.server);
  f->bed.zone = f->zone;
  f->bed.is_signed = TRUE;
  f->trust = test_trust ();
  f->bed.trust = f->trust;
  make_zone (f);
  cs_settings_set_smart_host (f->bed.settings, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  bed_tear_down (&f->bed, data);
  g_clear_pointer (&f->web, policy_server_free);
  g_object_unref (f->trust);
  g_string_chunk_free (f->texts);
}

static void
use_certificate (Fixture *f, const char *kind)
{
  g_autoptr (GTlsCertificate) certificate = test_server_certificate (kind);

  fake_server_answer (f->bed.server, FAKE_EHLO, OFFERS_TLS);
  fake_server_use_certificate (f->bed.server, certificate);
}

static void
use_policy (Fixture *f, const char *domain, const char *policy)
{
  g_autofree char *kind = g_strconcat ("good@mta-sts.", domain, NULL);

  f->web = policy_server_new (domain, kind);
  policy_server_answer (f->web, 200, NULL, policy);
  f->bed.policy_server = policy_server_address (f->web);
}

static void
use_rule (Fixture *f, CsTlsRule rule)
{
  g_autoptr (CsSecurity) security = cs_security_new ();

  security->tls = rule;
  cs_settings_set_security (f->bed.settings, security);
}

/* --- one message -------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *domain;
  const char *certificate; /* NULL: no TLS is offered; "broken": every handshake fails */
  const char *policy;
  CsTlsRule rule;
  const char *state; /* "": delivered */
  gboolean in_tls; /* the message that was delivered */
} Case;

#define DELIVERED ""
#define IN_TLS "", TRUE

/* clang-format off */
static const Case cases[] = {
  { "A2-55-dane", "dane.example", "self-signed@mx.example", NULL, 0, IN_TLS },
  { "A2-55-dane-authority", "authority.example", "chain@mx2.example", NULL, 0, IN_TLS },
  { "A2-55-dane-authority-other-name", "authority.example", "chain@elsewhere.example", NULL, 0, "deferred tls-failed" },
  { "A2-55-dane-mismatch", "dane.example", "good@mx.example", NULL, 0, "deferred tls-failed" },
  { "A2-55-dane-handshake-fails", "dane.example", "broken", NULL, 0, "deferred tls-failed" },
  { "A2-55-dane-not-offered", "dane.example", NULL, NULL, 0, "deferred tls-not-offered" },
  { "A2-55-forged", "forged.example", "self-signed@mx.example", NULL, 0, "deferred dns" },
  { "A2-55-forged-and-a-good-one", "forged-and-good.example", "self-signed@mx.example", NULL, 0, IN_TLS },
  { "A2-55-servfail", "failing.example", "good@mx5.example", NULL, 0, "deferred dns" },
  { "A2-55-unusable", "unusable.example", "self-signed@mx3.example", NULL, 0, IN_TLS },
  { "A2-55-unusable-not-offered", "unusable.example", NULL, NULL, 0, "deferred tls-not-offered" },
  { "A2-55-unusable-handshake-fails", "unusable.example", "broken", NULL, 0, "deferred tls-failed" },
  { "A2-55-insecure", "mail.insecure", "good@mx.insecure", NULL, 0, IN_TLS },
  { "A2-55-insecure-not-offered", "mail.insecure", NULL, NULL, 0, DELIVERED },
  { "A2-55-none", "plain.example", NULL, NULL, 0, DELIVERED },
  { "A2-55-none-handshake-fails", "plain.example", "broken", NULL, 0, DELIVERED },

  { "A2-57-enforce", "sts.example", "good@mx6.example", ENFORCE ("mx6.example"), 0, IN_TLS },
  { "A2-57-enforce-wildcard", "sts.example", "good@mx6.example", ENFORCE ("*.example"), 0, IN_TLS },
  { "A2-57-enforce-not-in-policy", "sts.example", "good@mx6.example", ENFORCE ("mx.example"), 0, "deferred tls-failed" },
  { "A2-57-enforce-second-in-policy", "sts-two.example", "good@mx6.example", ENFORCE ("mx6.example"), 0, IN_TLS },
  { "A2-57-enforce-self-signed", "sts.example", "self-signed@mx6.example", ENFORCE ("mx6.example"), 0, "deferred tls-failed" },
  { "A2-57-enforce-expired", "sts.example", "expired@mx6.example", ENFORCE ("mx6.example"), 0, "deferred tls-failed" },
  { "A2-57-enforce-other-name", "sts.example", "good@mx.example", ENFORCE ("mx6.example"), 0, "deferred tls-failed" },
  { "A2-57-enforce-not-offered", "sts.example", NULL, ENFORCE ("mx6.example"), 0, "deferred tls-not-offered" },
  { "A2-57-enforce-handshake-fails", "sts.example", "broken", ENFORCE ("mx6.example"), 0, "deferred tls-failed" },
  { "A2-57-testing", "sts.example", "self-signed@mx6.example", POLICY ("testing", "mx6.example"), 0, IN_TLS },
  { "A2-57-testing-not-in-policy", "sts.example", NULL, POLICY ("testing", "mx.example"), 0, DELIVERED },
  { "A2-57-none", "sts.example", NULL, POLICY ("none", "mx.example"), 0, DELIVERED },
  { "A2-57-no-policy", "sts.example", NULL, "hello", 0, DELIVERED },

  /* RFC 8461 section 2: nothing that STS says makes up for DANE */
  { "both-dane-fails", "both.example", "good@mx.example", ENFORCE ("mx.example"), 0, "deferred tls-failed" },
  { "both-dane-is-enough", "both.example", "self-signed@mx.example", ENFORCE ("elsewhere.example"), 0, IN_TLS },
  { "both-records-unusable", "both-unusable.example", "self-signed@mx3.example", ENFORCE ("mx3.example"), 0, "deferred tls-failed" },
  { "both-records-unusable-valid", "both-unusable.example", "good@mx3.example", ENFORCE ("mx3.example"), 0, IN_TLS },

  { "never-dane", "dane.example", "good@mx.example", NULL, CS_TLS_NEVER, DELIVERED },
  { "never-sts", "sts.example", "self-signed@mx6.example", ENFORCE ("mx.example"), CS_TLS_NEVER, DELIVERED },
  { "required-dane-not-valid", "dane.example", "self-signed@mx.example", NULL, CS_TLS_REQUIRED, "deferred tls-failed" },
  { "required-dane-mismatch", "dane.example", "good@mx.example", NULL, CS_TLS_REQUIRED, "deferred tls-failed" },
  { "required-sts-not-in-policy", "sts.example", "good@mx6.example", ENFORCE ("mx.example"), CS_TLS_REQUIRED, "deferred tls-failed" },
};
/* clang-format on */

static void
prepare (Fixture *f, const Case *c)
{
  if (g_strcmp0 (c->certificate, "broken") == 0)
    fake_server_answer (f->bed.server, FAKE_EHLO, OFFERS_TLS);
  else if (c->certificate != NULL)
    use_certificate (f, c->certificate);
  if (c->policy != NULL)
    use_policy (f, c->domain, c->policy);
  use_rule (f, c->rule);
}

static void
send_to (Fixture *f, const char *domain)
{
  g_autofree char *recipient = g_strconcat ("bob@", domain, NULL);

  g_free (bed_accept (&f->bed, SENDER, recipient));
}

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  gboolean is_delivered = g_str_equal (c->state, "");
  g_autofree char *state = NULL;

  prepare (f, c);
  send_to (f, c->domain);
  bed_start (&f->bed);
  bed_run (&f->bed);

  state = bed_state (&f->bed);
  g_assert_cmpstr (state, ==, c->state);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, is_delivered);
  if (is_delivered)
    g_assert_cmpint (fake_server_n_tls (f->bed.server) > 0, ==, c->in_tls);
}

/* --- more than one thing at a time -------------------------------------------------------- */

/* A host that the policy does not name is not even connected to. */
static void
test_host_is_skipped (Fixture *f, gconstpointer data)
{
  use_certificate (f, "good@mx6.example");
  use_policy (f, "sts-two.example", ENFORCE ("mx6.example"));
  send_to (f, "sts-two.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 1);
  g_assert_cmpuint (fake_server_n_connections (f->bed.server), ==, 1);
}

/* The administrator named it: neither DANE nor STS of the recipient's domain count. */
static void
test_smart_host (Fixture *f, gconstpointer data)
{
  use_policy (f, "sts.example", ENFORCE ("mx.example"));
  bed_use_smart_host (&f->bed, fake_server_port (f->bed.server));
  send_to (f, "sts.example");
  send_to (f, "dane.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 2);
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 0);
}

/* What the domain's own hosts may not have, the smart host may. */
static void
test_smart_host_behind (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeServer) relay = fake_server_new ();

  use_certificate (f, "good@mx.example");
  bed_use_smart_host (&f->bed, fake_server_port (relay));
  cs_settings_set_integer (f->bed.settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST, TRUE);
  send_to (f, "dane.example");
  send_to (f, "forged.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 0);
  g_assert_cmpuint (fake_server_n_messages (relay), ==, 2);
}

/* That the smart host gets no TLS says nothing about hosts that are not its own. */
static void
test_smart_host_without_tls_behind (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeServer) relay = fake_server_new ();

  use_certificate (f, "good@mx.example");
  bed_use_smart_host (&f->bed, fake_server_port (relay));
  use_rule (f, CS_TLS_NEVER);
  cs_settings_set_integer (f->bed.settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST, TRUE);
  send_to (f, "dane.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 0);
  g_assert_cmpuint (fake_server_n_messages (relay), ==, 1);
}

/* HELO knows no TLS, and it is the entry that says so. */
static void
test_helo (Fixture *f, gconstpointer data)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("dane.example", -1, NULL));

  domain->helo = TRUE;
  cs_settings_put_remote_domain (f->bed.settings, domain);
  cs_remote_domain_unref (domain);
  send_to (f, "dane.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 1);
}

static void
test_literal (Fixture *f, gconstpointer data)
{
  send_to (f, "[127.0.0.1]");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 1);
}

/* Where DNSSEC is stripped on the way there is no DANE, and mail flows. */
static void
test_stripped (Fixture *f, gconstpointer data)
{
  f->bed.is_signed = FALSE;
  send_to (f, "dane.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 1);
}

/* Who looks at what waits sees what was asked for. */
static void
test_said_in_transcript (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *transcript = NULL;

  use_certificate (f, "self-signed@mx6.example");
  use_policy (f, "sts.example", ENFORCE ("mx6.example"));
  id = bed_accept (&f->bed, SENDER, "bob@sts.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  transcript = bed_transcript (&f->bed, id);
  g_assert_nonnull (strstr (transcript, "TLS by the MTA-STS policy of sts.example"));
  g_assert_nonnull (strstr (transcript, "certificate is signed by itself"));
}

typedef struct
{
  const char *domain, *policy, *protection;
} Kept;

static const Kept kept[] = {
  { "dane.example", NULL, "dane" },
  { "forged.example", NULL, "dane" },
  { "unusable.example", NULL, "tlsa" },
  { "sts.example", ENFORCE ("mx6.example"), "mta-sts" },
  { "sts-two.example", ENFORCE ("elsewhere.example"), "mta-sts" },
  { "plain.example", NULL, NULL },
};

/* The queue keeps what was asked of an attempt, also where no host was left to try. */
static void
test_kept_with_attempt (Fixture *f, gconstpointer data)
{
  const Kept *c = data;
  g_autofree char *recipient = g_strconcat ("bob@", c->domain, NULL);
  g_autofree char *id = NULL;
  g_autofree char *protection = NULL;

  use_certificate (f, "self-signed@elsewhere.example");
  if (c->policy != NULL)
    use_policy (f, c->domain, c->policy);
  else
    fake_server_answer (f->bed.server, FAKE_MAIL, "451 4.3.0 later");
  id = bed_accept (&f->bed, SENDER, recipient);
  bed_start (&f->bed);
  bed_run (&f->bed);
  protection = bed_protection (&f->bed, id);
  g_assert_cmpstr (protection, ==, c->protection);
}

/* What was found is there for people, over a restart; what could not be found out changes nothing.
 */
static void
test_known (Fixture *f, gconstpointer data)
{
  static const char *const usable[] = { "mx.example", NULL };
  const CsDaneSeen *seen;

  use_certificate (f, "self-signed@mx.example");
  send_to (f, "dane.example");
  send_to (f, "plain.example");
  send_to (f, "forged.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  bed_stop (&f->bed);
  bed_start (&f->bed);
  seen = cs_engine_get_dane (f->bed.engine, "dane.example");
  g_assert_nonnull (seen);
  g_assert_cmpstrv (seen->usable, usable);
  g_assert_null (cs_engine_get_dane (f->bed.engine, "plain.example"));
  g_assert_null (cs_engine_get_dane (f->bed.engine, "forged.example"));
  g_assert_null (cs_engine_get_sts (f->bed.engine, "dane.example"));
}

/* The policy outlives its web server and the worker. */
static void
test_remembered (Fixture *f, gconstpointer data)
{
  g_autofree char *state = NULL;

  use_policy (f, "sts.example", ENFORCE ("mx6.example"));
  send_to (f, "sts.example");
  bed_start (&f->bed);
  bed_run (&f->bed);
  bed_stop (&f->bed);
  policy_server_answer (f->web, 500, NULL, "");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 1);

  bed_start (&f->bed);
  bed_run_at (&f->bed, 3600);
  state = bed_state (&f->bed);
  g_assert_cmpstr (state, ==, "deferred tls-not-offered");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 1);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 0);
}

static gboolean
has_asked_for_policy (Bed *bed)
{
  return policy_server_n_requests (((Fixture *)bed)->web) > 0;
}

/* A web server that does not answer does not keep the worker from ending. */
static void
test_stopped_while_fetching (Fixture *f, gconstpointer data)
{
  use_policy (f, "sts.example", "");
  policy_server_hang (f->web);
  send_to (f, "sts.example");
  bed_start (&f->bed);
  bed_wait (&f->bed, has_asked_for_policy);
  bed_stop (&f->bed);
  g_assert_cmpuint (fake_server_n_connections (f->bed.server), ==, 0);
}

#define ADD(Name, Func)                                                                            \
  g_test_add ("/delivery/protection/" Name, Fixture, NULL, set_up, Func, tear_down)

int
main (int argc, char **argv)
{
  bed_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/delivery/protection/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  ADD ("host-is-skipped", test_host_is_skipped);
  ADD ("smart-host", test_smart_host);
  ADD ("smart-host-behind", test_smart_host_behind);
  ADD ("smart-host-without-tls-behind", test_smart_host_without_tls_behind);
  ADD ("helo", test_helo);
  ADD ("literal", test_literal);
  ADD ("stripped", test_stripped);
  ADD ("said-in-transcript", test_said_in_transcript);
  ADD ("known", test_known);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autofree char *path
          = g_strconcat ("/delivery/protection/kept-with-attempt/", kept[i].domain, NULL);

      g_test_add (path, Fixture, &kept[i], set_up, test_kept_with_attempt, tear_down);
    }
  ADD ("remembered", test_remembered);
  ADD ("stopped-while-fetching", test_stopped_while_fetching);
  return g_test_run ();
}
