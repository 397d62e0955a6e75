#include "daemon/dnssec-memory.h"

#include <glib/gstdio.h>

#include "base/when.h"
#include "dns-server.h"
#include "dns/resolver-private.h"
#include "dns/validation.h"

#define START_S 1800000000

typedef struct
{
  char *folder, *path, *resolv_conf;
  DnsServer *dns;
  CsResolver *resolver;
  CsDnssecMemory *memory;
} Fixture;

static const DnsRecord zone[] = { { "secure.example", DNS_A, "192.0.2.1" }, { NULL } };

static void
write_servers (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents (f->resolv_conf, text, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->folder = g_dir_make_tmp ("countersign-dnssec-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "dnssec", NULL);
  f->resolv_conf = g_build_filename (f->folder, "resolv.conf", NULL);
  write_servers (f, "nameserver 192.0.2.53\n");
  f->dns = dns_server_new (zone, DNS_SERVER_SIGNING);
}

static void
stop (Fixture *f)
{
  g_clear_pointer (&f->memory, cs_dnssec_memory_free);
  g_clear_object (&f->resolver);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop (f);
  dns_server_free (f->dns);
  g_unlink (f->path);
  g_unlink (f->resolv_conf);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->resolv_conf);
  g_free (f->folder);
  cs_when_set_now_s (-1);
}

/* As at the start of the worker. Returns: what is expected */
static CsValidation
start (Fixture *f)
{
  CsUnboundConfig config = { .forwarder = dns_server_forwarder (f->dns),
                             .trust_anchor = dns_server_trust_anchor (f->dns) };
  g_autoptr (GError) error = NULL;

  stop (f);
  f->resolver = cs_resolver_new_for_config (&config, FALSE, &error);
  g_assert_no_error (error);
  f->memory = cs_dnssec_memory_new (f->resolver, f->path, f->resolv_conf);
  return cs_resolver_validation (f->resolver);
}

static void
validate (Fixture *f)
{
  g_assert_cmpint (start (f), ==, CS_VALIDATION_UNKNOWN);
  cs_resolver_probe (f->resolver);
  while (cs_resolver_validated_s (f->resolver) == 0)
    g_main_context_iteration (NULL, TRUE);
  stop (f);
}

static void
test_remembered (Fixture *f, gconstpointer data)
{
  validate (f);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_ON);
  stop (f);
  cs_when_set_now_s (START_S + CS_DNSSEC_MEMORY_S);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_UNKNOWN);
}

static void
on_mail_hosts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts
      = cs_resolver_mail_hosts_finish (CS_RESOLVER (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (hosts);
  *(gboolean *)user_data = TRUE;
}

/* Nobody asks for the root's keys twice: a run that is longer than the memory counts to its end. */
static void
test_long_run (Fixture *f, gconstpointer data)
{
  gboolean is_done = FALSE;

  validate (f);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_ON);
  cs_resolver_probe (f->resolver);
  while (cs_resolver_validated_s (f->resolver) == 0)
    g_main_context_iteration (NULL, TRUE);

  cs_when_set_now_s (START_S + CS_DNSSEC_MEMORY_S);
  cs_resolver_mail_hosts_async (f->resolver, "secure.example", "client.example", NULL,
                                on_mail_hosts, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_ON);
}

static void
test_other_servers (Fixture *f, gconstpointer data)
{
  validate (f);
  write_servers (f, "nameserver 192.0.2.54\n");
  g_assert_cmpint (start (f), ==, CS_VALIDATION_UNKNOWN);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  static const char *const texts[]
      = { "", "x", "1800000000 0", "1800000000 0 abc", "9999999999 0 -" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      stop (f);
      g_assert_true (g_file_set_contents (f->path, texts[i], -1, NULL));
      g_assert_cmpint (start (f), ==, CS_VALIDATION_UNKNOWN);
    }
}

static void
probe_fails (Fixture *f)
{
  cs_resolver_probe (f->resolver);
  while (cs_resolver_failing_since_s (f->resolver) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The patience with servers that do not validate any more is not begun anew by each run. */
static void
test_fails (Fixture *f, gconstpointer data)
{
  validate (f);
  dns_server_strip (f->dns, TRUE);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_ON);
  probe_fails (f);
  g_assert_cmpint (cs_resolver_validation (f->resolver), ==, CS_VALIDATION_ON);

  cs_when_set_now_s (START_S + CS_VALIDATION_PATIENCE_S);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_ON);
  g_assert_cmpint (cs_resolver_failing_since_s (f->resolver), ==, START_S);
  cs_resolver_probe (f->resolver);
  while (cs_resolver_validation (f->resolver) == CS_VALIDATION_ON)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (cs_resolver_validation (f->resolver), ==, CS_VALIDATION_OFF);
  g_assert_cmpint (start (f), ==, CS_VALIDATION_UNKNOWN);
}

#define ADD(Name, Func)                                                                            \
  g_test_add ("/daemon/dnssec-memory/" Name, Fixture, NULL, set_up, Func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK); /* it warns */
  ADD ("remembered", test_remembered);
  ADD ("long-run", test_long_run);
  ADD ("other-servers", test_other_servers);
  ADD ("damaged", test_damaged);
  ADD ("fails", test_fails);
  return g_test_run ();
}
