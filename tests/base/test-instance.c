#include <string.h>

#include "base/domain.h"
#include "base/instance.h"

static void
clear_environment (void)
{
  g_unsetenv ("XDG_CONFIG_HOME");
  g_unsetenv ("XDG_STATE_HOME");
  g_unsetenv ("XDG_RUNTIME_DIR");
  g_setenv ("HOME", "/home/ann", TRUE);
}

static void
test_system (void)
{
  g_autoptr (CsInstance) instance = NULL;

  clear_environment ();
  g_setenv ("XDG_CONFIG_HOME", "/x", TRUE);
  instance = cs_instance_new (TRUE);

  g_assert_true (instance->is_system);
  g_assert_cmpstr (instance->settings_file, ==, "/etc/countersign/delivery.json");
  g_assert_cmpstr (instance->pickup_dir, ==, "/var/lib/countersign/pickup");
  g_assert_cmpstr (instance->queue_file, ==, "/var/lib/countersign/queue.sqlite");
  g_assert_cmpstr (instance->submission_socket, ==, "/run/countersign/submission");
}

static void
test_xdg (void)
{
  g_autoptr (CsInstance) instance = NULL;

  clear_environment ();
  g_setenv ("XDG_CONFIG_HOME", "/c", TRUE);
  g_setenv ("XDG_STATE_HOME", "/s", TRUE);
  g_setenv ("XDG_RUNTIME_DIR", "/r", TRUE);
  instance = cs_instance_new (FALSE);

  g_assert_false (instance->is_system);
  g_assert_cmpstr (instance->settings_file, ==, "/c/countersign/delivery.json");
  g_assert_cmpstr (instance->settings_lock, ==, "/c/countersign/delivery.lock");
  g_assert_cmpstr (instance->settings_journal, ==, "/c/countersign/delivery.journal");
  g_assert_cmpstr (instance->state_dir, ==, "/s/countersign");
  g_assert_cmpstr (instance->pickup_dir, ==, "/s/countersign/pickup");
  g_assert_cmpstr (instance->badmail_dir, ==, "/s/countersign/badmail");
  g_assert_cmpstr (instance->queue_file, ==, "/s/countersign/queue.sqlite");
  g_assert_cmpstr (instance->runtime_dir, ==, "/r/countersign");
  g_assert_cmpstr (instance->submission_socket, ==, "/r/countersign/submission");
}

static void
test_without_xdg (void)
{
  g_autoptr (CsInstance) instance = NULL;

  clear_environment ();
  instance = cs_instance_new (FALSE);

  g_assert_cmpstr (instance->settings_file, ==, "/home/ann/.config/countersign/delivery.json");
  g_assert_cmpstr (instance->state_dir, ==, "/home/ann/.local/state/countersign");
  g_assert_cmpstr (instance->runtime_dir, ==, "/home/ann/.cache/countersign");
}

/* XDG base directory specification: a relative path is invalid and to be ignored. */
static void
test_relative (void)
{
  g_autoptr (CsInstance) instance = NULL;

  clear_environment ();
  g_setenv ("XDG_CONFIG_HOME", "config", TRUE);
  g_setenv ("XDG_STATE_HOME", "", TRUE);
  g_setenv ("XDG_RUNTIME_DIR", "./run", TRUE);
  instance = cs_instance_new (FALSE);

  g_assert_cmpstr (instance->settings_file, ==, "/home/ann/.config/countersign/delivery.json");
  g_assert_cmpstr (instance->state_dir, ==, "/home/ann/.local/state/countersign");
  g_assert_cmpstr (instance->runtime_dir, ==, "/home/ann/.cache/countersign");
}

static void
test_without_home (void)
{
  g_autoptr (CsInstance) missing = NULL;
  g_autoptr (CsInstance) relative = NULL;

  clear_environment ();
  g_unsetenv ("HOME");
  missing = cs_instance_new (FALSE);
  g_setenv ("HOME", "here", TRUE);
  relative = cs_instance_new (FALSE);

  g_assert_true (g_path_is_absolute (missing->settings_file));
  g_assert_cmpstr (missing->settings_file, ==, relative->settings_file);
}

static void
test_machine_name (void)
{
  g_autofree char *name = cs_instance_machine_name ();
  g_autofree char *canonical = cs_domain_normalize (name, -1, NULL);

  g_assert_cmpstr (name, ==, canonical);
  g_assert_nonnull (strchr (name, '.'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/instance/system", test_system);
  g_test_add_func ("/base/instance/xdg", test_xdg);
  g_test_add_func ("/base/instance/without-xdg", test_without_xdg);
  g_test_add_func ("/base/instance/relative", test_relative);
  g_test_add_func ("/base/instance/without-home", test_without_home);
  g_test_add_func ("/base/instance/machine-name", test_machine_name);

  return g_test_run ();
}
