#include "delivery/kept-text.h"

#include <gio/gio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

#define FILE_MODE 0600
#define SAVE_AFTER_S 1

struct _CsKeptText
{
  char *path;
  const char *what;
  char *(*to_text) (gpointer user_data);
  gpointer user_data;
  guint timer; /* 0: nothing has changed */
};

typedef struct
{
  char *path;
  char *text;
  const char *what;
} Saving;

CsKeptText *
cs_kept_text_new (const char *path, const char *what, char *(*to_text) (gpointer),
                  gpointer user_data)
{
  CsKeptText *kept = g_new0 (CsKeptText, 1);

  kept->path = g_strdup (path);
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

  if (kept->path == NULL)
    return NULL;
  bytes = cs_file_read (kept->path, max_bytes, TRUE, &error);
  if (bytes != NULL)
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!g_error_matches (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
    complain (kept->what, error);
  return NULL;
}

static void
saving_free (Saving *saving)
{
  g_free (saving->path);
  g_free (saving->text);
  g_free (saving);
}

static Saving *
begin_saving (const CsKeptText *kept)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->path = g_strdup (kept->path);
  saving->text = kept->to_text (kept->user_data);
  saving->what = kept->what;
  return saving;
}

static void
save (const Saving *saving)
{
  g_autoptr (GError) error = NULL;

  if (!cs_file_replace (saving->path, saving->text, strlen (saving->text), FILE_MODE, &error))
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
cs_kept_text_note_change (CsKeptText *kept)
{
  if (kept->path != NULL && kept->timer == 0)
    kept->timer = g_timeout_add_seconds (SAVE_AFTER_S, on_timer, kept);
}

void
cs_kept_text_free (CsKeptText *kept)
{
  if (kept->timer != 0)
    {
      Saving *saving = begin_saving (kept);

      g_source_remove (kept->timer);
      save (saving);
      saving_free (saving);
    }
  g_free (kept->path);
  g_free (kept);
}
