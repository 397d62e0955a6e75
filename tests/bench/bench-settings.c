/* bench-settings - reading settings and finding an entry, as ratios to bare json-glib
 *
 * CPU time, the least of some rounds. Nothing here fails for being slow:
 * machines differ. Compare the ratios.
 */
#include <json-glib/json-glib.h>
#include <malloc.h>
#include <string.h>
#include <time.h>

#include "model/reader.h"
#include "model/route.h"
#include "model/writer.h"

#define ROUNDS 5
#define LOOK_UPS 200000

typedef struct
{
  guint n_domains;
  gsize size_bytes;
  double read_ms;
  double json_ms;
  double copy_ms; /* with the first change, which unshares the remote domains */
  double write_ms;
  double find_ns;
  double domain_bytes;
} Figures;

/* Of this process, so that others on the machine do not count. */
static gint64
cpu_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static CsRemoteDomain *
make_domain (guint i)
{
  g_autofree char *name = g_strdup_printf (i % 4 == 0 ? "*.d%u.example" : "d%u.example", i);
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

  domain->security = cs_security_new ();
  domain->security->authentication
      = i % 2 ? CS_AUTHENTICATION_CLEAR_TEXT : CS_AUTHENTICATION_CHALLENGE_RESPONSE;
  domain->security->nt_domain = i % 2 ? NULL : g_strdup ("CORP");
  domain->security->account = g_strdup_printf ("account-%u", i);
  domain->security->credential = g_uuid_string_random ();
  domain->security->tls = CS_TLS_REQUIRED;
  if (i % 3 == 0)
    {
      g_autofree char *host = g_strdup_printf ("relay%u.example.net:587", i);

      domain->smart_host = cs_host_parse (host, -1, NULL);
      domain->route = CS_ROUTE_SMART_HOST;
    }

  return domain;
}

static CsSettings *
make_settings (guint n_domains)
{
  CsSettings *settings = cs_settings_new ();

  for (guint i = 0; i < n_domains; i++)
    {
      g_autoptr (CsRemoteDomain) domain = make_domain (i);

      cs_settings_put_remote_domain (settings, domain);
    }

  return settings;
}

static double
time_json (const char *text, gsize size_bytes)
{
  gint64 start = cpu_time_us ();
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, text, size_bytes, NULL));
  g_clear_object (&parser);
  return (cpu_time_us () - start) / 1000.0;
}

static double
time_read (const char *text, gsize size_bytes, CsSettings **settings)
{
  gint64 start = cpu_time_us ();
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);

  *settings = cs_settings_read (text, size_bytes, faults);
  g_assert_nonnull (*settings);
  return (cpu_time_us () - start) / 1000.0;
}

static double
time_copy (const CsSettings *settings)
{
  gint64 start = cpu_time_us ();
  g_autoptr (CsSettings) copy = cs_settings_copy (settings);

  cs_settings_remove_remote_domain (copy, "d1.example");
  return (cpu_time_us () - start) / 1000.0;
}

static double
time_write (const CsSettings *settings)
{
  gint64 start = cpu_time_us ();

  g_free (cs_settings_write (settings, NULL));
  return (cpu_time_us () - start) / 1000.0;
}

static double
time_find (const CsSettings *settings, guint n_domains)
{
  g_autoptr (GPtrArray) addresses
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_address_unref);
  gint64 start;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("Ann@mx.sub.d%u.example", i * 7919 % n_domains);

      g_ptr_array_add (addresses, cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, NULL));
    }

  start = cpu_time_us ();
  for (guint i = 0; i < LOOK_UPS; i++)
    {
      CsRoute route;

      cs_route_find (settings, g_ptr_array_index (addresses, i % 1000), &route);
    }

  return (cpu_time_us () - start) * 1000.0 / LOOK_UPS;
}

/* The heap that only the settings hold. */
static double
measure_bytes (const char *text, gsize size_bytes, guint n_domains)
{
  gsize before = mallinfo2 ().uordblks;
  g_autoptr (CsSettings) settings = NULL;

  time_read (text, size_bytes, &settings);
  return (double)(mallinfo2 ().uordblks - before) / n_domains;
}

static void
keep_least (double *least, double value)
{
  if (*least == 0 || value < *least)
    *least = value;
}

static Figures
measure (guint n_domains)
{
  Figures figures = { .n_domains = n_domains };
  g_autoptr (CsSettings) made = make_settings (n_domains);
  g_autofree char *text = cs_settings_write (made, &figures.size_bytes);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (CsSettings) settings = NULL;

      keep_least (&figures.json_ms, time_json (text, figures.size_bytes));
      keep_least (&figures.read_ms, time_read (text, figures.size_bytes, &settings));
      keep_least (&figures.copy_ms, time_copy (settings));
      keep_least (&figures.write_ms, time_write (settings));
      keep_least (&figures.find_ns, time_find (settings, n_domains));
    }

  figures.domain_bytes = measure_bytes (text, figures.size_bytes, n_domains);
  return figures;
}

int
main (void)
{
  static const guint counts[] = { 1000, 20000, 100000 };

  g_print ("%9s %8s %9s %9s %6s %9s %9s %9s %12s\n", "domains", "MiB", "json ms", "read ms",
           "ratio", "copy ms", "write ms", "find ns", "bytes/domain");
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      Figures f = measure (counts[i]);

      g_print ("%9u %8.1f %9.1f %9.1f %6.2f %9.2f %9.1f %9.0f %12.0f\n", f.n_domains,
               f.size_bytes / 1048576.0, f.json_ms, f.read_ms, f.read_ms / f.json_ms, f.copy_ms,
               f.write_ms, f.find_ns, f.domain_bytes);
      g_print ("{\"bench\": \"settings\", \"domains\": %u, \"read-to-json-glib\": %.2f, "
               "\"read-ms\": %.1f, \"find-ns\": %.0f, \"bytes-per-domain\": %.0f}\n",
               f.n_domains, f.read_ms / f.json_ms, f.read_ms, f.find_ns, f.domain_bytes);
    }

  return 0;
}
