/* test-users.c - a name service that answers when it likes
 */
#include "submission-helper.h"

static GMutex service; /* locked: it does not answer */
static gint n_questions;

static char *
slow_lookup (uid_t uid)
{
  g_atomic_int_inc (&n_questions);
  g_mutex_lock (&service);
  g_mutex_unlock (&service);
  return uid == 1 ? g_strdup ("ann") : NULL;
}

static void
test_name (void)
{
  g_autoptr (CsUsers) users = cs_users_new (slow_lookup);
  g_autoptr (GAsyncResult) ann = NULL;
  g_autoptr (GAsyncResult) nobody = NULL;

  g_assert_null (cs_users_name (users, 1));
  cs_users_find_async (users, 1, test_keep_result, &ann);
  cs_users_find_async (users, 2, test_keep_result, &nobody);
  cs_users_find_finish (test_wait_result (&ann));
  cs_users_find_finish (test_wait_result (&nobody));
  g_assert_cmpstr (cs_users_name (users, 1), ==, "ann");
  g_assert_cmpstr (cs_users_name (users, 2), ==, "uid-2");
}

/* However many ask, one question is under way; and the main loop goes on. */
static void
test_one_question (void)
{
  g_autoptr (CsUsers) users = cs_users_new (slow_lookup);
  GAsyncResult *results[20] = { NULL };
  gint n_turns = 0;

  g_atomic_int_set (&n_questions, 0);
  g_mutex_lock (&service);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    cs_users_find_async (users, 1, test_keep_result, &results[i]);
  while (n_turns++ < 100)
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (cs_users_name (users, 1));
  g_mutex_unlock (&service);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      cs_users_find_finish (test_wait_result (&results[i]));
      g_object_unref (results[i]);
    }
  g_assert_cmpint (g_atomic_int_get (&n_questions), ==, 1);
}

static void
test_system (void)
{
  g_autoptr (CsUsers) users = cs_users_new (NULL);
  g_autoptr (GAsyncResult) root = NULL;

  cs_users_find_async (users, 0, test_keep_result, &root);
  cs_users_find_finish (test_wait_result (&root));
  g_assert_cmpstr (cs_users_name (users, 0), ==, "root");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/submission/users/name", test_name);
  g_test_add_func ("/submission/users/one-question", test_one_question);
  g_test_add_func ("/submission/users/system", test_system);

  return g_test_run ();
}
