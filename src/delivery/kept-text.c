#include "delivery/kept-text.h"

#include <gio/gio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

#define FILE_MODE 0600
#define SAVE_AFTER_S 5

/* What the threads that write share: a slow one must not replace what a later one wrote. */
typedef struct
{
  GMutex mutex;
  char *path;
  guint64 written; /* number of the newest text that was */
} Target;

struct _CsKeptText
{
  Target *target; /* (ref count) */
  const char *what;
  char *(*to_text) (gpointer user_data);
  gpointer user_data;
  guint timer; /* 0: nothing is to be written soon */
  gboolean has_changed;
  guint64 n_texts;
};

typedef struct
{
  Target *target;
  guint64 number;
  char *text;
  const char *what;
} Saving;

static void
target_clear (gpointer data)
{
  Target *target = data;

  g_mutex_clear (&target->mutex);
  g_free (target->path);
}

CsKeptText *
cs_kept_text_new (const char *path, const char *what, char *(*to_text) (gpointer),
                  gpointer user_data)
{
  CsKeptText *kept = g_new0 (CsKeptText, 1);

  kept->target = g_atomic_rc_box_new0 (Target);
  g_mutex_init (&kept->target->mutex);
  kept->target->path = g_strdup (path);
  kept->what = what;
  kept->to_text = to_text;
  kept->user_data = user_data;
  return kept;
}

static void
complain (const char *what, const GError *error)
{
  cs_log (G_LOG_LEVEL_WARNING, "not remembered", "what", what, "error", error->message, NULL);
}

char *
cs_kept_text_load (CsKeptText *kept, gsize max_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (kept->target->path == NULL)
    return NULL;
  bytes = cs_file_read (kept->target->path, max_bytes, TRUE, &error);
  if (bytes != NULL)
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!g_error_matches (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
    complain (kept->what, error);
  return NULL;
}

static void
saving_free (Saving *saving)
{
  g_atomic_rc_box_release_full (saving->target, target_clear);
  g_free (saving->text);
  g_free (saving);
}

static Saving *
begin_saving (CsKeptText *kept)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->target = g_atomic_rc_box_acquire (kept->target);
  kept->has_changed = FALSE;
  saving->number = ++kept->n_texts;
  saving->text = kept->to_text (kept->user_data);
  saving->what = kept->what;
  return saving;
}

static void
save (const Saving *saving)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&saving->target->mutex);
  g_autoptr (GError) error = NULL;

  if (saving->number < saving->target->written)
    return;
  if (cs_file_replace (saving->target->path, saving->text, strlen (saving->text), FILE_MODE,
                       &error))
    saving->target->written = saving->number;
  else
    complain (saving->what, error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  save (data);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_timer (gpointer user_data)
{
  CsKeptText *kept = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  kept->timer = 0;
  g_task_set_task_data (task, begin_saving (kept), (GDestroyNotify)saving_free);
  g_task_run_in_thread (task, save_in_thread);
  return G_SOURCE_REMOVE;
}

void
cs_kept_text_note_trifle (CsKeptText *kept)
{
  kept->has_changed = kept->target->path != NULL;
}

void
cs_kept_text_note_change (CsKeptText *kept)
{
  cs_kept_text_note_trifle (kept);
  if (kept->has_changed && kept->timer == 0)
    kept->timer = g_timeout_add_seconds (SAVE_AFTER_S, on_timer, kept);
}

void
cs_kept_text_free (CsKeptText *kept)
{
  g_clear_handle_id (&kept->timer, g_source_remove);
  if (kept->has_changed)
    {
      Saving *saving = begin_saving (kept);

      save (saving);
      saving_free (saving);
    }
  g_atomic_rc_box_release_full (kept->target, target_clear);
  g_free (kept);
}
