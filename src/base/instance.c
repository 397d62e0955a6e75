#include "base/instance.h"

#include <pwd.h>
#include <unistd.h>

/* $HOME, or what the user database says where it is missing or relative. */
static char *
home_dir (void)
{
  const char *home = g_getenv ("HOME");
  const struct passwd *entry;

  if (home != NULL && g_path_is_absolute (home))
    return g_strdup (home);

  entry = getpwuid (geteuid ());
  if (entry != NULL && entry->pw_dir != NULL && g_path_is_absolute (entry->pw_dir))
    return g_strdup (entry->pw_dir);

  return g_strdup ("/");
}

static char *
xdg_dir (const char *variable, const char *below_home)
{
  const char *value = g_getenv (variable);
  g_autofree char *home = NULL;

  if (value != NULL && g_path_is_absolute (value))
    return g_build_filename (value, "countersign", NULL);

  home = home_dir ();
  return g_build_filename (home, below_home, "countersign", NULL);
}

static CsInstance *
new_in (gboolean is_system, const char *config_dir, const char *state_dir, const char *runtime_dir)
{
  CsInstance *instance = g_new0 (CsInstance, 1);

  instance->is_system = is_system;
  instance->settings_file = g_build_filename (config_dir, "delivery.json", NULL);
  instance->settings_lock = g_build_filename (config_dir, "delivery.lock", NULL);
  instance->settings_journal = g_build_filename (config_dir, "delivery.journal", NULL);
  instance->state_dir = g_strdup (state_dir);
  instance->pickup_dir = g_build_filename (state_dir, "pickup", NULL);
  instance->badmail_dir = g_build_filename (state_dir, "badmail", NULL);
  instance->queue_file = g_build_filename (state_dir, "queue.sqlite", NULL);
  instance->runtime_dir = g_strdup (runtime_dir);
  instance->submission_socket = g_build_filename (runtime_dir, "submission", NULL);
  return instance;
}

/**
 * cs_instance_new:
 * @is_system: whether --system was given
 *
 * Without $XDG_RUNTIME_DIR (cron, su) the socket is in the user's cache, which
 * nobody else may write to either.
 *
 * Returns: (transfer full): the paths
 */
CsInstance *
cs_instance_new (gboolean is_system)
{
  g_autofree char *config = NULL;
  g_autofree char *state = NULL;
  g_autofree char *runtime = NULL;

  if (is_system)
    return new_in (TRUE, "/etc/countersign", "/var/lib/countersign", "/run/countersign");

  config = xdg_dir ("XDG_CONFIG_HOME", ".config");
  state = xdg_dir ("XDG_STATE_HOME", ".local/state");
  runtime = xdg_dir ("XDG_RUNTIME_DIR", ".cache");
  return new_in (FALSE, config, state, runtime);
}

void
cs_instance_free (CsInstance *instance)
{
  if (instance == NULL)
    return;

  g_free (instance->settings_file);
  g_free (instance->settings_lock);
  g_free (instance->settings_journal);
  g_free (instance->state_dir);
  g_free (instance->pickup_dir);
  g_free (instance->badmail_dir);
  g_free (instance->queue_file);
  g_free (instance->runtime_dir);
  g_free (instance->submission_socket);
  g_free (instance);
}
