/* MTA-STS policies from the DNS and the web: RFC 8461 sections 3.3, 5.1 and 10.2. */
#include "delivery/sts.h"

#include "base/when.h"
#include "certificates.h"
#include "delivery/sts-fetch.h"
#include "dns-server.h"
#include "dns/resolver-private.h"
#include "policy-server.h"
#include "kept-path.h"

#define DOMAIN "example.com"
#define START_S 1800000000
#define DAY_S 86400
#define GOOD "good@mta-sts." DOMAIN
#define POLICY(Mode) "version: STSv1\nmode: " Mode "\nmx: mx.example.com\nmax_age: 604800\n"

typedef struct
{
  char *path;
  GTlsDatabase *trust;
  PolicyServer *web;
  DnsServer *dns;
  CsSts *sts;
} Fixture;

static const DnsRecord first[] = { { "_mta-sts." DOMAIN, DNS_TXT, "v=STSv1; id=1" }, { NULL } };
static const DnsRecord second[] = { { "_mta-sts." DOMAIN, DNS_TXT, "v=STSv1; id=2" }, { NULL } };
static const DnsRecord nothing[] = { { NULL } };
static const DnsRecord failing[] = { { "_mta-sts." DOMAIN, DNS_RCODE, "2" }, { NULL } };

static void
start_web (Fixture *f, const char *certificate)
{
  g_clear_pointer (&f->web, policy_server_free);
  f->web = policy_server_new (DOMAIN, certificate);
  policy_server_answer (f->web, 200, NULL, POLICY ("enforce"));
}

static void
end_sts (Fixture *f)
{
  if (f->sts != NULL)
    cs_sts_stop (f->sts);
  g_clear_object (&f->sts);
  g_clear_pointer (&f->dns, dns_server_free);
}

/* As after a restart: only the file is remembered, and the DNS says what @zone says. */
static void
start (Fixture *f, const DnsRecord *zone)
{
  CsUnboundConfig config = { 0 };
  g_autoptr (CsResolver) resolver = NULL;
  g_autoptr (GError) error = NULL;

  end_sts (f);
  f->dns = dns_server_new (zone, DNS_SERVER_PLAIN);
  config.forwarder = dns_server_forwarder (f->dns);
  resolver = cs_resolver_new_for_config (&config, TRUE, &error);
  g_assert_no_error (error);
  f->sts = cs_sts_new (resolver, f->path, f->trust, policy_server_address (f->web));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->path = kept_path_new ();
  f->trust = test_trust ();
  start_web (f, GOOD);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  end_sts (f);
  policy_server_free (f->web);
  g_object_unref (f->trust);
  kept_path_remove (f->path);
  cs_when_set_now_s (-1);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* The mode of the policy that counts now, "-": there is none. */
static const char *
find_domain (Fixture *f, const char *domain)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsStsPolicy) policy = NULL;

  cs_sts_find_async (f->sts, domain, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  policy = cs_sts_find_finish (f->sts, result, &error);
  g_assert_no_error (error);
  return policy != NULL ? cs_sts_mode_name (policy->mode) : "-";
}

static const char *
find (Fixture *f)
{
  return find_domain (f, DOMAIN);
}

/* --- what the web server says ------------------------------------------------------------- */

typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *body;
  const char *certificate;
  const char *mode;
} FetchCase;

/* clang-format off */
static const FetchCase fetches[] = {
  { "enforce", 200, NULL, POLICY ("enforce"), GOOD, "enforce" },
  { "testing", 200, NULL, POLICY ("testing"), GOOD, "testing" },
  { "none", 200, NULL, POLICY ("none"), GOOD, "-" },
  { "with-charset", 200, "text/plain; charset=utf-8", POLICY ("enforce"), GOOD, "enforce" },
  { "type-in-capitals", 200, "Text/Plain", POLICY ("enforce"), GOOD, "enforce" },
  { "A2-58-other-type", 200, "text/html", POLICY ("enforce"), GOOD, "-" },
  { "A2-58-not-found", 404, NULL, POLICY ("enforce"), GOOD, "-" },
  { "A2-58-no-content", 204, NULL, "", GOOD, "-" },
  { "A2-58-server-fails", 500, NULL, POLICY ("enforce"), GOOD, "-" },
  { "A2-58-no-policy", 200, NULL, "hello\n", GOOD, "-" },
  { "A2-58-other-name", 200, NULL, POLICY ("enforce"), "good@www.example.com", "-" },
  { "A2-58-expired", 200, NULL, POLICY ("enforce"), "expired@mta-sts." DOMAIN, "-" },
  { "A2-58-self-signed", 200, NULL, POLICY ("enforce"), "self-signed@mta-sts." DOMAIN, "-" },
  { "A2-58-unknown-authority", 200, NULL, POLICY ("enforce"), "stranger@mta-sts." DOMAIN, "-" },
};
/* clang-format on */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  const FetchCase *c = data;

  start_web (f, c->certificate);
  policy_server_answer (f->web, c->status, c->type, c->body);
  start (f, first);
  g_assert_cmpstr (find (f), ==, c->mode);
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autofree char *padding = g_strnfill (CS_STS_MAX_BYTES, '\n');
  g_autofree char *body = g_strconcat (POLICY ("enforce"), padding, NULL);

  policy_server_answer (f->web, 200, NULL, body);
  start (f, first);
  g_assert_cmpstr (find (f), ==, "-");
}

static void
test_redirected (Fixture *f, gconstpointer data)
{
  policy_server_redirect (f->web, "https://mta-sts.example.com/.well-known/mta-sts.txt");
  start (f, first);
  g_assert_cmpstr (find (f), ==, "-");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 1);
}

/* Nobody makes us knock at doors of this machine. */
static void
test_address_of_ours (Fixture *f, gconstpointer data)
{
  g_autoptr (SoupSession) session = cs_sts_fetch_session_new (f->trust, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_sts_fetch_async (session, DOMAIN, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cs_sts_fetch_finish (session, result, &error));
  g_assert_cmpstr (error->message, ==, "its web server has an address that cannot be meant");
}

static void
test_no_record (Fixture *f, gconstpointer data)
{
  start (f, nothing);
  g_assert_cmpstr (find (f), ==, "-");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 0);
}

static void
test_long_name (Fixture *f, gconstpointer data)
{
  g_autofree char *label = g_strnfill (61, 'a');
  g_autofree char *name = g_strjoin (".", label, label, label, label, NULL);

  start (f, nothing);
  g_assert_cmpstr (find_domain (f, name), ==, "-");
}

/* --- what is remembered ------------------------------------------------------------------- */

static void
test_fetched_once (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  g_assert_cmpstr (find (f), ==, "enforce");
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 1);
}

static void
test_new_id (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  policy_server_answer (f->web, 200, NULL, POLICY ("testing"));
  start (f, second);
  g_assert_cmpstr (find (f), ==, "testing");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 2);
}

/* Section 8.3: that is how a domain gets rid of it. */
static void
test_new_id_none (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  policy_server_answer (f->web, 200, NULL, POLICY ("none"));
  start (f, second);
  g_assert_cmpstr (find (f), ==, "-");
}

static void
test_fetch_fails_later (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  policy_server_answer (f->web, 503, NULL, "");
  start (f, second);
  g_assert_cmpstr (find (f), ==, "enforce");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 2);
}

static void
test_record_gone (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  start (f, nothing);
  g_assert_cmpstr (find (f), ==, "enforce");
}

static void
test_dns_fails (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  start (f, failing);
  g_assert_cmpstr (find (f), ==, "enforce");
}

static void
test_expired (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  policy_server_answer (f->web, 503, NULL, "");
  cs_when_set_now_s (START_S + 604800);
  start (f, first);
  g_assert_cmpstr (find (f), ==, "-");
}

/* A web server that fails is left alone for five minutes. */
static void
test_pause (Fixture *f, gconstpointer data)
{
  policy_server_answer (f->web, 503, NULL, "");
  start (f, first);
  g_assert_cmpstr (find (f), ==, "-");
  cs_when_set_now_s (START_S + 299);
  g_assert_cmpstr (find (f), ==, "-");
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 1);

  policy_server_answer (f->web, 200, NULL, POLICY ("enforce"));
  cs_when_set_now_s (START_S + 300);
  g_assert_cmpstr (find (f), ==, "enforce");
}

/* Mail does not wait for what only prolongs the policy. */
static void
test_refreshed (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  cs_when_set_now_s (START_S + DAY_S + 1);
  policy_server_answer (f->web, 200, NULL, POLICY ("testing"));
  g_assert_cmpstr (find (f), ==, "enforce");
  while (!g_str_equal (find (f), "testing"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (policy_server_n_requests (f->web), ==, 2);
}

/* Who suppresses the record does not keep the policy from being prolonged. */
static void
test_refreshed_without_record (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  cs_when_set_now_s (START_S + DAY_S + 1);
  start (f, nothing);
  g_assert_cmpstr (find (f), ==, "enforce");
  while (policy_server_n_requests (f->web) < 2 || G_OBJECT (f->sts)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  cs_when_set_now_s (START_S + 604800 + 1);
  policy_server_answer (f->web, 503, NULL, "");
  g_assert_cmpstr (find (f), ==, "enforce");
}

/* Section 8.3: one that has said good-bye is left alone. */
static void
test_none_without_record (Fixture *f, gconstpointer data)
{
  policy_server_answer (f->web, 200, NULL, POLICY ("none"));
  start (f, first);
  g_assert_cmpstr (find (f), ==, "-");
  cs_when_set_now_s (START_S + DAY_S + 1);
  start (f, nothing);
  g_assert_cmpstr (find (f), ==, "-");
  g_assert_cmpuint (G_OBJECT (f->sts)->ref_count, ==, 1);
}

static void
test_refresh_fails (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  policy_server_answer (f->web, 503, NULL, "");
  cs_when_set_now_s (START_S + DAY_S + 1);
  g_assert_cmpstr (find (f), ==, "enforce");
  while (policy_server_n_requests (f->web) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (find (f), ==, "enforce");
}

/* --- ends before it is done --------------------------------------------------------------- */

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  policy_server_hang (f->web);
  start (f, first);
  cs_sts_find_async (f->sts, DOMAIN, cancellable, on_done, &result);
  while (policy_server_n_requests (f->web) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cs_sts_find_finish (f->sts, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_stopped_while_refreshing (Fixture *f, gconstpointer data)
{
  start (f, first);
  g_assert_cmpstr (find (f), ==, "enforce");
  cs_when_set_now_s (START_S + DAY_S + 1);
  policy_server_hang (f->web);
  g_assert_cmpstr (find (f), ==, "enforce");
  while (policy_server_n_requests (f->web) < 2)
    g_main_context_iteration (NULL, TRUE);
  cs_sts_stop (f->sts);
  while (G_OBJECT (f->sts)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(Name, Func) g_test_add ("/delivery/sts/" Name, Fixture, NULL, set_up, Func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autofree char *path = g_strconcat ("/delivery/sts/fetch/", fetches[i].name, NULL);

      g_test_add (path, Fixture, &fetches[i], set_up, test_fetch, tear_down);
    }
  ADD ("fetch/A2-58-too-large", test_too_large);
  ADD ("fetch/A2-58-redirected", test_redirected);
  ADD ("fetch/address-of-ours", test_address_of_ours);
  ADD ("no-record", test_no_record);
  ADD ("long-name", test_long_name);
  ADD ("fetched-once", test_fetched_once);
  ADD ("new-id", test_new_id);
  ADD ("new-id-none", test_new_id_none);
  ADD ("fetch-fails-later", test_fetch_fails_later);
  ADD ("record-gone", test_record_gone);
  ADD ("dns-fails", test_dns_fails);
  ADD ("expired", test_expired);
  ADD ("pause", test_pause);
  ADD ("refreshed", test_refreshed);
  ADD ("refreshed-without-record", test_refreshed_without_record);
  ADD ("none-without-record", test_none_without_record);
  ADD ("refresh-fails", test_refresh_fails);
  ADD ("cancelled", test_cancelled);
  ADD ("stopped-while-refreshing", test_stopped_while_refreshing);
  return g_test_run ();
}
