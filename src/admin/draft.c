#include "admin/draft-private.h"

#include "model/change.h"
#include "model/fault.h"

G_DEFINE_FINAL_TYPE (CsDraft, cs_draft, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
cs_draft_finalize (GObject *object)
{
  CsDraft *self = CS_DRAFT (object);

  cs_place_files_free (self->files);
  cs_settings_unref (self->original);
  cs_settings_unref (self->settings);
  g_free (self->revision);
  g_hash_table_unref (self->typed);
  G_OBJECT_CLASS (cs_draft_parent_class)->finalize (object);
}

static void
cs_draft_class_init (CsDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_draft_finalize;
  signals[CHANGED] = g_signal_new ("changed", CS_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
cs_draft_init (CsDraft *self)
{
  self->typed
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)cs_secret_unref);
}

CsDraft *
cs_draft_new (CsPlaceFiles *files, CsSettings *settings, char *revision)
{
  CsDraft *self = g_object_new (CS_TYPE_DRAFT, NULL);

  self->files = files;
  self->original = settings;
  self->settings = cs_settings_copy (settings);
  self->revision = revision;
  return self;
}

CsDraft *
cs_draft_load (const CsInstance *instance, GPtrArray *faults, GError **error)
{
  g_autoptr (CsPlaceFiles) files = cs_place_files_new (instance);
  char *revision = NULL;
  CsSettings *settings = cs_place_files_read (files, &revision, faults, error);

  if (settings == NULL)
    {
      g_free (revision);
      return NULL;
    }
  return cs_draft_new (g_steal_pointer (&files), settings, revision);
}

/* --- loading in a thread ------------------------------------------------------------------- */

typedef struct
{
  CsPlaceFiles *files;
  GPtrArray *faults;
} Loading;

static void
loading_free (Loading *loading)
{
  g_clear_pointer (&loading->files, cs_place_files_free);
  g_ptr_array_unref (loading->faults);
  g_free (loading);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loading *loading = task_data;
  GError *error = NULL;
  char *revision = NULL;
  CsSettings *settings = cs_place_files_read (loading->files, &revision, loading->faults, &error);

  if (settings != NULL)
    g_task_return_pointer (
        task, cs_draft_new (g_steal_pointer (&loading->files), settings, revision), g_object_unref);
  else
    {
      g_free (revision);
      g_task_return_error (task, error);
    }
}

void
cs_draft_load_async (const CsInstance *instance, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Loading *loading = g_new (Loading, 1);

  loading->files = cs_place_files_new (instance);
  loading->faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_task_set_task_data (task, loading, (GDestroyNotify)loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

CsDraft *
cs_draft_load_finish (GAsyncResult *result, GPtrArray *faults, GError **error)
{
  Loading *loading = g_task_get_task_data (G_TASK (result));

  if (faults != NULL)
    {
      g_ptr_array_extend_and_steal (faults, loading->faults);
      loading->faults = g_ptr_array_new ();
    }
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- editing ------------------------------------------------------------------------------- */

const CsSettings *
cs_draft_original (CsDraft *draft)
{
  return draft->original;
}

CsSettings *
cs_draft_settings (CsDraft *draft)
{
  return draft->settings;
}

const char *
cs_draft_revision (CsDraft *draft)
{
  return draft->revision;
}

void
cs_draft_touch (CsDraft *draft)
{
  g_signal_emit (draft, signals[CHANGED], 0);
}

/**
 * cs_draft_is_changed:
 *
 * A typed password counts once an entry names it: then that entry's credential is another one.
 */
gboolean
cs_draft_is_changed (CsDraft *draft)
{
  g_autoptr (GPtrArray) changes = cs_settings_compare (draft->original, draft->settings);

  return changes->len > 0;
}

const char *
cs_draft_add_password (CsDraft *draft, CsSecret *password)
{
  char *uuid = g_uuid_string_random ();

  g_hash_table_insert (draft->typed, uuid, cs_secret_ref (password));
  return uuid;
}

CsSecret *
cs_draft_typed_password (CsDraft *draft, const char *uuid)
{
  return uuid != NULL ? g_hash_table_lookup (draft->typed, uuid) : NULL;
}

gboolean
cs_draft_is_in_force (CsDraft *draft)
{
  return draft->is_in_force;
}

/* Typed passwords that the settings under edit name stay: somebody went on editing meanwhile. */
static void
forget_typed (CsDraft *draft, GHashTable *stored)
{
  g_autoptr (GHashTable) named = cs_settings_credentials (draft->settings);
  GHashTableIter iter;
  gpointer uuid;

  g_hash_table_iter_init (&iter, draft->typed);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    if (g_hash_table_contains (stored, uuid) || !g_hash_table_contains (named, uuid))
      g_hash_table_iter_remove (&iter);
}

void
cs_draft_was_applied (CsDraft *draft, CsSettings *settings, const char *revision,
                      GHashTable *stored)
{
  cs_settings_unref (draft->original);
  draft->original = cs_settings_ref (settings);
  g_free (draft->revision);
  draft->revision = g_strdup (revision);
  forget_typed (draft, stored);
  cs_draft_touch (draft);
}
