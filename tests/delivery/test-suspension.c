#include "delivery/suspension.h"

#include "base/when.h"

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define HOST "relay.example.net"
#define START_S 1000000

typedef struct
{
  CsSuspensions *suspensions;
  CsSecret *secret;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->suspensions = cs_suspensions_new ();
  f->secret = cs_secret_new ("wrong", 5);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_suspensions_free (f->suspensions);
  cs_secret_unref (f->secret);
  cs_when_set_now_s (-1);
}

static CsLoginPermit
ask (Fixture *f)
{
  return cs_suspensions_ask (f->suspensions, UUID, HOST, 587, NULL);
}

static guint
begin (Fixture *f)
{
  g_assert_cmpint (ask (f), ==, CS_LOGIN_GO);
  return cs_suspensions_begin (f->suspensions, UUID, HOST, 587);
}

static gboolean
end (Fixture *f, guint login, CsLoginResult result)
{
  return cs_suspensions_end (f->suspensions, UUID, HOST, 587, login, result, f->secret);
}

static void
test_one_at_a_time (Fixture *f, gconstpointer data)
{
  guint login = begin (f);

  g_assert_cmpint (ask (f), ==, CS_LOGIN_WAIT);
  g_assert_false (end (f, login, CS_LOGIN_UNDECIDED));
  g_assert_cmpint (ask (f), ==, CS_LOGIN_GO);
}

static void
test_many_once_it_worked (Fixture *f, gconstpointer data)
{
  guint first;

  end (f, begin (f), CS_LOGIN_WORKED);
  first = begin (f);
  end (f, begin (f), CS_LOGIN_WORKED);
  end (f, first, CS_LOGIN_WORKED);
}

static void
test_refused_at_once (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) list = NULL;

  g_assert_true (end (f, begin (f), CS_LOGIN_REFUSED));
  g_assert_cmpint (ask (f), ==, CS_LOGIN_SUSPENDED);
  list = cs_suspensions_list (f->suspensions);
  g_assert_cmpstr (list[0], ==, UUID);
  g_assert_null (list[1]);
}

static void
test_other_hosts_and_ports_are_free (Fixture *f, gconstpointer data)
{
  end (f, begin (f), CS_LOGIN_REFUSED);
  g_assert_cmpint (cs_suspensions_ask (f->suspensions, UUID, HOST, 25, NULL), ==, CS_LOGIN_GO);
  g_assert_cmpint (cs_suspensions_ask (f->suspensions, UUID, "other.net", 587, NULL), ==,
                   CS_LOGIN_GO);
  g_assert_cmpint (cs_suspensions_ask (f->suspensions, "another", HOST, 587, NULL), ==,
                   CS_LOGIN_GO);
}

static void
test_one_more_try_after_a_minute (Fixture *f, gconstpointer data)
{
  gint64 until_s = 0;

  end (f, begin (f), CS_LOGIN_WORKED);
  g_assert_false (end (f, begin (f), CS_LOGIN_REFUSED));
  g_assert_cmpint (cs_suspensions_ask (f->suspensions, UUID, HOST, 587, &until_s), ==,
                   CS_LOGIN_LATER);
  g_assert_cmpint (until_s, ==, START_S + 60);

  cs_when_set_now_s (START_S + 60);
  g_assert_true (end (f, begin (f), CS_LOGIN_REFUSED));
  g_assert_cmpint (ask (f), ==, CS_LOGIN_SUSPENDED);
}

static void
test_second_try_works (Fixture *f, gconstpointer data)
{
  end (f, begin (f), CS_LOGIN_WORKED);
  end (f, begin (f), CS_LOGIN_REFUSED);
  cs_when_set_now_s (START_S + 60);
  end (f, begin (f), CS_LOGIN_WORKED);
  g_assert_false (end (f, begin (f), CS_LOGIN_REFUSED));
}

static void
test_side_by_side_counts_once (Fixture *f, gconstpointer data)
{
  guint first, second;

  end (f, begin (f), CS_LOGIN_WORKED);
  first = begin (f);
  second = begin (f);
  g_assert_false (end (f, first, CS_LOGIN_REFUSED));
  g_assert_false (end (f, second, CS_LOGIN_REFUSED));
  g_assert_cmpint (ask (f), ==, CS_LOGIN_LATER);
}

static void
test_release (Fixture *f, gconstpointer data)
{
  end (f, begin (f), CS_LOGIN_REFUSED);
  cs_suspensions_release (f->suspensions, "another");
  g_assert_cmpint (ask (f), ==, CS_LOGIN_SUSPENDED);
  cs_suspensions_release (f->suspensions, UUID);
  g_assert_true (end (f, begin (f), CS_LOGIN_REFUSED));
  cs_suspensions_release_all (f->suspensions);
  g_assert_cmpint (ask (f), ==, CS_LOGIN_GO);
}

static void
test_news (Fixture *f, gconstpointer data)
{
  g_autoptr (CsSecret) same = cs_secret_new ("wrong", 5);
  g_autoptr (CsSecret) other = cs_secret_new ("wrnog", 5);

  g_assert_false (cs_suspensions_is_news (f->suspensions, UUID, other));
  end (f, begin (f), CS_LOGIN_REFUSED);
  g_assert_false (cs_suspensions_is_news (f->suspensions, UUID, same));
  g_assert_true (cs_suspensions_is_news (f->suspensions, UUID, other));
  g_assert_false (cs_suspensions_is_news (f->suspensions, "another", other));
}

static void
test_recalled (Fixture *f, gconstpointer data)
{
  cs_suspensions_recall (f->suspensions, UUID, HOST, 587);
  g_assert_cmpint (ask (f), ==, CS_LOGIN_SUSPENDED);
  g_assert_true (cs_suspensions_is_news (f->suspensions, UUID, f->secret));

  /* What has worked in this run is not spoiled by the past. */
  cs_suspensions_release (f->suspensions, UUID);
  end (f, begin (f), CS_LOGIN_WORKED);
  cs_suspensions_recall (f->suspensions, UUID, HOST, 587);
  g_assert_cmpint (ask (f), ==, CS_LOGIN_GO);
}

static void
test_forgotten_with_the_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) credentials = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) list = NULL;
  guint login;

  end (f, begin (f), CS_LOGIN_REFUSED);
  g_hash_table_add (credentials, (gpointer)UUID);
  cs_suspensions_keep_only (f->suspensions, credentials);
  g_assert_cmpint (ask (f), ==, CS_LOGIN_SUSPENDED);

  g_hash_table_remove_all (credentials);
  cs_suspensions_keep_only (f->suspensions, credentials);
  list = cs_suspensions_list (f->suspensions);
  g_assert_null (list[0]);

  /* A login that is under way may still end. */
  login = begin (f);
  cs_suspensions_keep_only (f->suspensions, credentials);
  g_assert_true (end (f, login, CS_LOGIN_REFUSED));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/delivery/suspension/one-at-a-time", test_one_at_a_time },
    { "/delivery/suspension/many-once-it-worked", test_many_once_it_worked },
    { "/delivery/suspension/refused-at-once", test_refused_at_once },
    { "/delivery/suspension/other-hosts-and-ports-are-free", test_other_hosts_and_ports_are_free },
    { "/delivery/suspension/one-more-try-after-a-minute", test_one_more_try_after_a_minute },
    { "/delivery/suspension/second-try-works", test_second_try_works },
    { "/delivery/suspension/side-by-side-counts-once", test_side_by_side_counts_once },
    { "/delivery/suspension/release", test_release },
    { "/delivery/suspension/news", test_news },
    { "/delivery/suspension/recalled", test_recalled },
    { "/delivery/suspension/forgotten-with-the-settings", test_forgotten_with_the_settings },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
