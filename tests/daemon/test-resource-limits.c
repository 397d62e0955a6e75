/* test-resource-limits.c - descriptors and memory shared out, and set for this process
 */
#include "daemon/resource-limits.h"

#include <sys/resource.h>

typedef struct
{
  const char *name;
  guint wanted;
  guint64 most;
  guint connections, peers; /* 0: any number from 1 */
} Case;

static const Case cases[] = {
  { "plenty", 200, 524288, 200, 500 },
  { "just-enough", 200, 128 + 500 + 600, 200, 500 },
  { "fewer-peers-first", 200, 128 + 500 + 599, 200, 274 },
  { "usual-soft-limit", 200, 1024, 0, 0 },
  { "hardly-any", 10000, 64, 0, 0 },
  { "none", 200, 0, 1, 1 },
};

static void
test_share (gconstpointer data)
{
  const Case *c = data;
  CsShares shares;

  cs_limits_share (c->wanted, c->most, &shares);
  g_assert_cmpuint (shares.connections, >=, 1);
  g_assert_cmpuint (shares.connections, <=, c->wanted);
  g_assert_cmpuint (shares.peers, >=, 1);
  g_assert_cmpuint (shares.descriptors, <=, MAX (c->most, 1));
  if (c->connections != 0)
    g_assert_cmpuint (shares.connections, ==, c->connections);
  if (c->peers != 0)
    g_assert_cmpuint (shares.peers, ==, c->peers);
  if (c->most >= 64)
    g_assert_cmpuint (shares.connections * 3 + shares.peers, <=, c->most);
}

/* In a process of its own: what is lowered here stays lowered. */
static void
run_apart (const char *warning)
{
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  if (warning != NULL)
    g_test_trap_assert_stderr (warning);
  else
    g_test_trap_assert_stderr_unmatched ("*fewer connections*");
}

static guint64
soft_limit (int resource)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (resource, &limit), ==, 0);
  return limit.rlim_cur;
}

static void
test_raises (void)
{
  struct rlimit limit;
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSettings) possible = NULL;

  if (!g_test_subprocess ())
    {
      run_apart (NULL);
      return;
    }

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = 256;
  setrlimit (RLIMIT_NOFILE, &limit);
  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_CONNECTIONS, 100);
  possible = cs_limits_apply (settings);
  g_assert_true (possible == settings);
  g_assert_cmpuint (soft_limit (RLIMIT_NOFILE), ==, 128 + 500 + 300);
}

static void
test_warns (void)
{
  struct rlimit limit = { 400, 400 };
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSettings) possible = NULL;

  if (!g_test_subprocess ())
    {
      run_apart ("*fewer connections*maximum-connections*wanted=200*");
      return;
    }

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  possible = cs_limits_apply (settings);
  g_assert_cmpint (cs_settings_integer (possible, CS_OPTION_MAXIMUM_CONNECTIONS), <, 200);
  g_assert_cmpint (cs_settings_integer (possible, CS_OPTION_MAXIMUM_CONNECTIONS), >, 20);
  g_assert_cmpint (cs_settings_integer (settings, CS_OPTION_MAXIMUM_CONNECTIONS), ==, 200);
  g_assert_cmpuint (cs_limits_most_peers (), <, 100);
  g_assert_cmpuint (soft_limit (RLIMIT_NOFILE), <=, 400);
}

static void
test_queue (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  CsQueueLimits limits;

  cs_limits_for_queue (settings, &limits);
  g_assert_cmpuint (limits.maximum_message_bytes, ==, 33554432);
  g_assert_cmpuint (limits.minimum_free_bytes, ==, 67108864);
  g_assert_cmpuint (limits.maximum_messages, ==, 0);
  g_assert_cmpuint (limits.maximum_content_bytes, ==, 0);

  /* What the queue could never hold is refused for good. */
  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_QUEUED_BYTES, 1000);
  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_QUEUED_MESSAGES, 7);
  cs_limits_for_queue (settings, &limits);
  g_assert_cmpuint (limits.maximum_message_bytes, ==, 1000);
  g_assert_cmpuint (limits.maximum_messages, ==, 7);
  g_assert_cmpuint (cs_limits_message_bytes (settings), ==, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/daemon/resource-limits/share/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_share);
    }
  g_test_add_func ("/daemon/resource-limits/raises", test_raises);
  g_test_add_func ("/daemon/resource-limits/warns", test_warns);
  g_test_add_func ("/daemon/resource-limits/queue", test_queue);

  return g_test_run ();
}
