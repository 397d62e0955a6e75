#include "delivery/host-memory.h"

#include <glib/gstdio.h>

#include "base/when.h"

#define HOST "relay.example.net"
#define START_S 1800000000

typedef struct
{
  char *folder, *path;
  CsHostMemory *memory;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->folder = g_dir_make_tmp ("countersign-hosts-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "hosts", NULL);
  f->memory = cs_host_memory_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_host_memory_free (f->memory);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
  cs_when_set_now_s (-1);
}

static void
start_again (Fixture *f)
{
  cs_host_memory_free (f->memory);
  f->memory = cs_host_memory_new (f->path);
}

static void
test_tls (Fixture *f, gconstpointer data)
{
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25));
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 587));
  g_assert_false (cs_host_memory_expects_tls (f->memory, "other.example.net", 25));
}

static void
test_fades (Fixture *f, gconstpointer data)
{
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  cs_when_set_now_s (START_S + CS_HOST_MEMORY_TLS_S - 1);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_take_faded (f->memory, HOST, 25));
  cs_when_set_now_s (START_S + CS_HOST_MEMORY_TLS_S);
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25));
  g_assert_true (cs_host_memory_take_faded (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_take_faded (f->memory, HOST, 25));
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  cs_host_memory_saw_tls (f->memory, "2001:db8::7", 587);
  start_again (f);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25));
  g_assert_true (cs_host_memory_expects_tls (f->memory, "2001:db8::7", 587));
}

static void
test_nonsense_in_file (Fixture *f, gconstpointer data)
{
  g_file_set_contents (f->path, "\n \nx\n 5\n" HOST ":25 1800000000\n\xff\xfe 9999999999", -1,
                       NULL);
  start_again (f);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25));
}

static void
test_groups (Fixture *f, gconstpointer data)
{
  g_assert_false (cs_host_memory_avoids_groups (f->memory, HOST, 25));
  cs_host_memory_saw_groups_fail (f->memory, HOST, 25);
  g_assert_true (cs_host_memory_avoids_groups (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25));
  cs_when_set_now_s (START_S + CS_HOST_MEMORY_PIPELINING_S);
  g_assert_false (cs_host_memory_avoids_groups (f->memory, HOST, 25));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/delivery/host-memory/tls", test_tls },
    { "/delivery/host-memory/fades", test_fades },
    { "/delivery/host-memory/restart", test_restart },
    { "/delivery/host-memory/nonsense-in-file", test_nonsense_in_file },
    { "/delivery/host-memory/groups", test_groups },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
