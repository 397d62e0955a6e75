/* check-settings - what the reader makes of a file, as text for the corpus test
 *
 * check-settings FILE          every fault, a line each; exit status 1 if the file is not in force
 * check-settings --write FILE  the file in canonical form
 * check-settings --tables      the keys of each object and the options, as JSON
 * check-settings --scan        reads texts from standard input (length in four bytes, little
 *                              endian, then the bytes) and answers a line each: 1 accepted, 0 not
 */
#include <stdio.h>
#include <string.h>

#include "model/keys.h"
#include "model/reader.h"
#include "model/scan.h"
#include "model/writer.h"

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static void
print_fault (const CsFault *fault)
{
  printf ("%u:%u %s %s", fault->line, fault->column, fault->is_warning ? "warning" : "error",
          cs_fault_code_name (fault->code));
  if (*fault->path != '\0')
    printf (" %s", fault->path);
  if (fault->value != NULL)
    printf (" value “%s”", fault->value);
  if (fault->expected != NULL)
    printf (" expected “%s”", fault->expected);
  if (fault->other_line != 0)
    printf (" first in line %u", fault->other_line);
  printf ("\n");
}

static CsSettings *
read_file (const char *path, GPtrArray *faults)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return NULL;
    }

  return cs_settings_read (text, size, faults);
}

static int
check (const char *path)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsSettings) settings = read_file (path, faults);

  for (guint i = 0; i < faults->len; i++)
    print_fault (g_ptr_array_index (faults, i));

  return settings != NULL ? 0 : 1;
}

static int
write_canonical (const char *path)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsSettings) settings = read_file (path, faults);
  g_autofree char *text = NULL;

  if (settings == NULL)
    return 1;

  text = cs_settings_write (settings, NULL);
  fputs (text, stdout);
  return 0;
}

static void
print_keys (CsObjectKind kind, const char *name)
{
  printf ("  \"%s\": [", name);
  for (guint i = 0; i < cs_keys_count (kind); i++)
    printf ("%s\"%s\"", i > 0 ? ", " : "", cs_keys_name (kind, i));
  printf ("],\n");
}

static void
print_option (CsOption option)
{
  static const char *const types[]
      = { "integer", "intervals", "boolean", "domain", "address", "language" };
  static const char *const units[] = { "none", "seconds", "bytes" };
  const CsOptionInfo *info = cs_option_info (option);

  printf (
      "    {\"name\": \"%s\", \"type\": \"%s\", \"unit\": \"%s\", \"minimum\": %" G_GINT64_FORMAT
      ", \"maximum\": %" G_GINT64_FORMAT ", \"default\": %" G_GINT64_FORMAT "}%s\n",
      info->name, types[info->type], units[info->unit], info->minimum, info->maximum,
      info->default_integer, option + 1 < CS_N_OPTIONS ? "," : "");
}

static void
print_default_intervals (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  guint n;
  const gint64 *intervals = cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);

  printf ("  \"default-intervals\": [");
  for (guint i = 0; i < n; i++)
    printf ("%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", intervals[i]);
  printf ("],\n");
}

static int
print_tables (void)
{
  printf ("{\n");
  print_keys (CS_OBJECT_ROOT, "root");
  print_keys (CS_OBJECT_SITE, "site");
  print_keys (CS_OBJECT_SECURITY, "outbound-security");
  print_keys (CS_OBJECT_DOMAIN, "remote-domain");
  print_default_intervals ();
  printf ("  \"options\": [\n");
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    print_option (i);
  printf ("  ]\n}\n");
  return 0;
}

static int
scan_stream (void)
{
  guint8 head[4];

  while (fread (head, 1, sizeof head, stdin) == sizeof head)
    {
      gsize size = head[0] | head[1] << 8 | head[2] << 16 | (gsize)head[3] << 24;
      g_autofree char *text = g_malloc (size + 1);
      g_autoptr (GPtrArray) faults = new_faults ();
      g_autoptr (CsScan) scan = NULL;

      if (fread (text, 1, size, stdin) != size)
        return 1;
      scan = cs_scan_new (text, size, faults);
      g_assert_cmpint (scan != NULL, ==, faults->len == 0);
      printf ("%d\n", scan != NULL);
    }

  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--tables") == 0)
    return print_tables ();
  if (argc == 2 && strcmp (argv[1], "--scan") == 0)
    return scan_stream ();
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return write_canonical (argv[2]);
  if (argc == 2)
    return check (argv[1]);

  fprintf (stderr, "usage: check-settings [--write] FILE | --tables | --scan\n");
  return 64;
}
