#include <gio/gio.h>
#include <string.h>

#include "demo-fault.h"

#define FOR_EVER -1

typedef struct
{
  char *stage;
  gint64 remaining;
  DemoAction action;
  char *reply;
} Fault;

struct DemoFaults
{
  GMutex mutex;
  GPtrArray *faults;
};

static void
fault_free (Fault *fault)
{
  g_free (fault->stage);
  g_free (fault->reply);
  g_free (fault);
}

static char *
with_crlf (const char *action)
{
  g_autofree char *text = g_strcompress (action);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *joined = g_strjoinv ("\r\n", lines);

  return g_strconcat (joined, "\r\n", NULL);
}

static gboolean
is_stage (const char *stage)
{
  g_auto (GStrv) stages = g_strsplit (DEMO_FAULT_STAGES, " ", -1);

  return g_str_has_prefix (stage, "rcpt:") || g_strv_contains ((const char *const *)stages, stage);
}

static Fault *
fault_parse (const char *specification)
{
  const char *equals = strchr (specification, '=');
  g_autofree char *left = NULL;
  char *slash;
  Fault *fault;

  if (equals == NULL)
    return NULL;
  left = g_ascii_strdown (specification, equals - specification);
  slash = strrchr (left, '/');
  if (slash != NULL)
    *slash = '\0';
  if (!is_stage (left))
    return NULL;

  fault = g_new0 (Fault, 1);
  fault->remaining = slash != NULL ? g_ascii_strtoll (slash + 1, NULL, 10) : FOR_EVER;
  fault->stage = g_steal_pointer (&left);
  if (g_str_equal (equals + 1, "drop"))
    fault->action = DEMO_ACTION_DROP;
  else if (g_str_equal (equals + 1, "silence"))
    fault->action = DEMO_ACTION_SILENCE;
  else
    {
      fault->action = DEMO_ACTION_REPLY;
      fault->reply = with_crlf (equals + 1);
    }
  return fault;
}

/**
 * demo_faults_new:
 * @specifications: (nullable): "STAGE=ACTION" each
 *
 * Returns: (transfer full): the faults, or NULL with G_IO_ERROR_INVALID_ARGUMENT
 */
DemoFaults *
demo_faults_new (const char *const *specifications, GError **error)
{
  g_autoptr (DemoFaults) faults = g_new0 (DemoFaults, 1);

  g_mutex_init (&faults->mutex);
  faults->faults = g_ptr_array_new_with_free_func ((GDestroyNotify)fault_free);
  for (; specifications != NULL && *specifications != NULL; specifications++)
    {
      Fault *fault = fault_parse (*specifications);

      if (fault == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "fault '%s' has no stage of: " DEMO_FAULT_STAGES, *specifications);
          return NULL;
        }
      g_ptr_array_add (faults->faults, fault);
    }
  return g_steal_pointer (&faults);
}

void
demo_faults_free (DemoFaults *faults)
{
  g_ptr_array_unref (faults->faults);
  g_mutex_clear (&faults->mutex);
  g_free (faults);
}

DemoAction
demo_faults_take (DemoFaults *faults, const char *stage, char **reply)
{
  g_autofree char *sought = g_ascii_strdown (stage, -1);
  DemoAction action = DEMO_ACTION_NONE;

  g_mutex_lock (&faults->mutex);
  for (guint i = 0; i < faults->faults->len && action == DEMO_ACTION_NONE; i++)
    {
      Fault *fault = g_ptr_array_index (faults->faults, i);

      if (fault->remaining == 0 || !g_str_equal (fault->stage, sought))
        continue;
      if (fault->remaining > 0)
        fault->remaining--;
      action = fault->action;
      *reply = g_strdup (fault->reply);
    }
  g_mutex_unlock (&faults->mutex);
  return action;
}
