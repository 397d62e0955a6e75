#include "app/sheet.h"

#include "app/worker-start.h"
#include "base/log.h"
#include "model/fault.h"

/* Editors write in several steps; one reading after the last of them is enough. */
#define SETTLE_MS 200

struct _CsSheet
{
  GObject parent;
  CsInstance *instance;
  CsSecretStore *store;
  CsStoredPasswords *passwords; /* NULL until somebody wants to know */
  CsSheetState state;
  CsDraft *draft;
  GPtrArray *faults;
  GError *error;
  char *machine_name;
  GFileMonitor *monitor;
  guint settle_source;
  gboolean has_begun; /* what need not be known for showing the settings */
  GCancellable *loading; /* cancelled when a newer reading starts */
  gboolean is_applying;
};

G_DEFINE_TYPE (CsSheet, cs_sheet, G_TYPE_OBJECT)

enum
{
  LOADED,
  CHANGED,
  CHANGED_ON_DISK,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
emit_changed (CsSheet *sheet)
{
  g_signal_emit (sheet, signals[CHANGED], 0);
}

static void
set_draft (CsSheet *sheet, CsDraft *draft)
{
  if (sheet->draft != NULL)
    g_signal_handlers_disconnect_by_data (sheet->draft, sheet);
  g_set_object (&sheet->draft, draft);
  if (draft != NULL)
    g_signal_connect_swapped (draft, "changed", G_CALLBACK (emit_changed), sheet);
}

/* A draft stays when the file breaks under it: an open dialog may be showing it. */
static void
take_reading (CsSheet *sheet, CsDraft *draft, GPtrArray *faults, GError *error)
{
  if (draft != NULL)
    set_draft (sheet, draft);
  sheet->state = draft != NULL ? CS_SHEET_READY : CS_SHEET_FAULTY;
  g_ptr_array_unref (sheet->faults);
  sheet->faults = g_ptr_array_ref (faults);
  g_clear_error (&sheet->error);
  sheet->error = error != NULL ? g_error_copy (error) : NULL;
  g_signal_emit (sheet, signals[LOADED], 0);
}

static gboolean
has_own_changes (CsSheet *sheet)
{
  return sheet->draft != NULL && cs_draft_is_changed (sheet->draft);
}

static void
find_machine_name (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, cs_instance_machine_name (), g_free);
}

static void
on_machine_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsSheet *sheet = CS_SHEET (source);

  sheet->machine_name = g_task_propagate_pointer (G_TASK (result), NULL);
  emit_changed (sheet);
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Left-overs stay in the journal and are tried again at the next start. */
  if (!cs_apply_recover_finish (result, &error))
    cs_log (G_LOG_LEVEL_MESSAGE, "recovery-postponed", "why", error->message, NULL);
}

static gboolean
on_begin_rest (gpointer user_data)
{
  CsSheet *sheet = user_data;
  g_autoptr (GTask) task = NULL;

  if (sheet->store == NULL)
    return G_SOURCE_REMOVE; /* nobody wants to know any more */
  task = g_task_new (sheet, NULL, on_machine_name, NULL);
  g_task_run_in_thread (task, find_machine_name);
  cs_apply_recover_async (sheet->instance, sheet->store, NULL, on_recovered, NULL);
  cs_sheet_stored_passwords (sheet);
  return G_SOURCE_REMOVE;
}

/* Below drawing: what has been read comes to the screen first. */
static void
begin_rest (CsSheet *sheet)
{
  if (sheet->has_begun)
    return;
  sheet->has_begun = TRUE;
  g_idle_add_full (G_PRIORITY_LOW, on_begin_rest, g_object_ref (sheet), g_object_unref);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsSheet) sheet = user_data;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDraft) draft = cs_draft_load_finish (result, faults, &error);

  /* A newer reading is under way, or nobody wants to know any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  take_reading (sheet, draft, faults, error);
  begin_rest (sheet);
}

static GCancellable *
start_reading (CsSheet *sheet)
{
  g_cancellable_cancel (sheet->loading);
  g_object_unref (sheet->loading);
  sheet->loading = g_cancellable_new ();
  return sheet->loading;
}

void
cs_sheet_load (CsSheet *sheet)
{
  cs_draft_load_async (sheet->instance, start_reading (sheet), on_loaded, g_object_ref (sheet));
}

static gboolean
is_same_revision (CsSheet *sheet, CsDraft *draft)
{
  return sheet->draft != NULL && draft != NULL
         && g_strcmp0 (cs_draft_revision (sheet->draft), cs_draft_revision (draft)) == 0;
}

/* @reading: (nullable): what stands in the file now. */
static void
keep_draft (CsSheet *sheet, CsDraft *reading)
{
  if (reading != NULL && sheet->state == CS_SHEET_FAULTY)
    {
      sheet->state = CS_SHEET_READY;
      g_signal_emit (sheet, signals[LOADED], 0);
    }
  if (!is_same_revision (sheet, reading))
    g_signal_emit (sheet, signals[CHANGED_ON_DISK], 0);
}

/* The file was touched by somebody: what is shown follows it, unless that would lose changes. */
static void
on_followed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsSheet) sheet = user_data;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDraft) draft = cs_draft_load_finish (result, faults, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  begin_rest (sheet); /* where it has overtaken the first reading */
  if (sheet->is_applying || (is_same_revision (sheet, draft) && sheet->state == CS_SHEET_READY))
    return;

  if (is_same_revision (sheet, draft) || has_own_changes (sheet))
    keep_draft (sheet, draft);
  else
    take_reading (sheet, draft, faults, error);
}

static gboolean
on_settled (gpointer user_data)
{
  CsSheet *sheet = user_data;

  sheet->settle_source = 0;
  if (!sheet->is_applying)
    cs_draft_load_async (sheet->instance, start_reading (sheet), on_followed, g_object_ref (sheet));
  return G_SOURCE_REMOVE;
}

static void
on_file_event (CsSheet *sheet)
{
  if (sheet->settle_source != 0)
    g_source_remove (sheet->settle_source);
  sheet->settle_source = g_timeout_add (SETTLE_MS, on_settled, sheet);
}

static void
follow_file (CsSheet *sheet)
{
  g_autoptr (GFile) file = g_file_new_for_path (sheet->instance->settings_file);
  g_autoptr (GError) error = NULL;

  sheet->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (sheet->monitor != NULL)
    g_signal_connect_swapped (sheet->monitor, "changed", G_CALLBACK (on_file_event), sheet);
  else
    cs_log (G_LOG_LEVEL_WARNING, "settings-not-watched", "file", sheet->instance->settings_file,
            "why", error->message, NULL);
}

static void
cs_sheet_dispose (GObject *object)
{
  CsSheet *sheet = CS_SHEET (object);

  g_clear_handle_id (&sheet->settle_source, g_source_remove);
  g_cancellable_cancel (sheet->loading);
  if (sheet->monitor != NULL)
    g_signal_handlers_disconnect_by_data (sheet->monitor, sheet);
  g_clear_object (&sheet->monitor);
  set_draft (sheet, NULL);
  g_clear_object (&sheet->passwords);
  g_clear_object (&sheet->store);
  G_OBJECT_CLASS (cs_sheet_parent_class)->dispose (object);
}

static void
cs_sheet_finalize (GObject *object)
{
  CsSheet *sheet = CS_SHEET (object);

  g_object_unref (sheet->loading);
  g_ptr_array_unref (sheet->faults);
  g_clear_error (&sheet->error);
  g_free (sheet->machine_name);
  cs_instance_free (sheet->instance);
  G_OBJECT_CLASS (cs_sheet_parent_class)->finalize (object);
}

static void
cs_sheet_class_init (CsSheetClass *class)
{
  static const char *const names[N_SIGNALS] = { "loaded", "changed", "changed-on-disk" };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  G_OBJECT_CLASS (class)->dispose = cs_sheet_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_sheet_finalize;
}

static void
cs_sheet_init (CsSheet *sheet)
{
  sheet->loading = g_cancellable_new ();
  sheet->faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

/**
 * cs_sheet_new:
 * @instance: (transfer full): whose settings
 * @store: where their passwords are
 *
 * Returns: (transfer full): a sheet in state LOADING, which does nothing before cs_sheet_open
 */
CsSheet *
cs_sheet_new (CsInstance *instance, CsSecretStore *store)
{
  CsSheet *sheet = g_object_new (CS_TYPE_SHEET, NULL);

  sheet->instance = instance;
  sheet->store = g_object_ref (store);
  return sheet;
}

/**
 * cs_sheet_open:
 *
 * Starts to read the settings and to follow the file. When they have been read, to find out the
 * machine's name and which passwords are stored, and to collect what an apply that was killed may
 * have left.
 */
void
cs_sheet_open (CsSheet *sheet)
{
  cs_sheet_load (sheet);
  follow_file (sheet);
}

CsSheetState
cs_sheet_state (CsSheet *sheet)
{
  return sheet->state;
}

const GError *
cs_sheet_error (CsSheet *sheet)
{
  return sheet->error;
}

GPtrArray *
cs_sheet_faults (CsSheet *sheet)
{
  return sheet->faults;
}

const CsInstance *
cs_sheet_instance (CsSheet *sheet)
{
  return sheet->instance;
}

CsSecretStore *
cs_sheet_store (CsSheet *sheet)
{
  return sheet->store;
}

CsStoredPasswords *
cs_sheet_stored_passwords (CsSheet *sheet)
{
  if (sheet->passwords == NULL)
    sheet->passwords = cs_stored_passwords_new (sheet->store);
  return sheet->passwords;
}

CsDraft *
cs_sheet_draft (CsSheet *sheet)
{
  return sheet->draft;
}

CsSettings *
cs_sheet_settings (CsSheet *sheet)
{
  return cs_draft_settings (sheet->draft);
}

void
cs_sheet_touch (CsSheet *sheet)
{
  cs_draft_touch (sheet->draft);
}

gboolean
cs_sheet_is_changed (CsSheet *sheet)
{
  return has_own_changes (sheet);
}

const char *
cs_sheet_machine_name (CsSheet *sheet)
{
  return sheet->machine_name;
}

const char *
cs_sheet_own_name (CsSheet *sheet)
{
  const char *name = NULL;

  if (sheet->draft != NULL)
    name = cs_settings_text (cs_sheet_settings (sheet), CS_OPTION_FULLY_QUALIFIED_DOMAIN_NAME);
  if (name == NULL)
    name = sheet->machine_name;
  return name != NULL ? name : "localhost";
}

static void
end_apply (GTask *task, gboolean is_applied, GError *error)
{
  CsSheet *sheet = g_task_get_source_object (task);

  sheet->is_applying = FALSE;
  if (is_applied)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  if (sheet->passwords != NULL)
    cs_stored_passwords_refresh (sheet->passwords);
}

static void
on_worker_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_in_force = cs_worker_start_finish (result, &error);

  end_apply (task, is_in_force, error);
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CsDraft *draft = CS_DRAFT (source);
  CsSheet *sheet = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean is_applied = cs_draft_apply_finish (draft, result, &error);

  if (is_applied && !cs_draft_is_in_force (draft))
    cs_worker_start_async (sheet->instance, cs_draft_revision (draft),
                           g_task_get_cancellable (task), on_worker_started, g_object_ref (task));
  else
    end_apply (task, is_applied, error);
}

/**
 * cs_sheet_apply_async:
 * @sheet: a sheet in state READY
 * @flags: whether to overwrite what somebody else wrote meanwhile
 * @cancellable: (nullable): stops it, leaving everything as it was
 * @callback: called when the worker has the new settings in force, or why not
 * @user_data: for @callback
 *
 * Makes the draft the settings in force; where no worker is running, the bus
 * may start one. The person may be asked to unlock the keyring.
 */
void
cs_sheet_apply_async (CsSheet *sheet, CsApplyFlags flags, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (sheet, cancellable, callback, user_data);

  sheet->is_applying = TRUE;
  g_cancellable_cancel (sheet->loading);
  /* The apply decides what cancelling means; a finished one must not be reported as cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  cs_draft_apply_async (sheet->draft, sheet->store, CS_PROMPT_ALLOWED, flags, cancellable,
                        on_applied, task);
}

gboolean
cs_sheet_apply_finish (CsSheet *sheet, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
