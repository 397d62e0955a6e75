#include "submission/pickup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/log.h"
#include "submission/pickup-file.h"
#include "submission/pickup-job.h"
#include "submission/pickup-recovery.h"

#define IN_HAND_MOST 16 /* files at once: they share the queue's syncs */
#define SCAN_INTERVAL_S 60 /* for what changes do not tell of */
#define POLL_INTERVAL_S 5 /* where they tell of nothing */

struct _CsPickup
{
  CsAcceptor *acceptor;
  char *folder, *badmail_folder;
  int folder_fd;
  int inotify_fd; /* -1: none */
  guint inotify_source, scan_source, work_source;

  GQueue waiting; /* of names */
  GHashTable *known; /* names that wait, are in hand or are postponed */
  GPtrArray *postponed; /* names that are tried again at the next scan */
  GHashTable *disposed; /* "inode change-time": seen, told of, not to be taken (again) */
  GHashTable *told; /* names that wait, and the log says so */
  gboolean is_full; /* nothing more is tried before the next scan */
  GPtrArray *left_over; /* names of files whose messages are in the queue: still to be removed */
  guint n_in_hand;

  gboolean is_busy; /* idle was not called since */
  void (*idle) (gpointer user_data);
  gpointer idle_data;
  void (*stopped) (gpointer user_data);
  gpointer stopped_data;
  gboolean is_stopping;
};

static void work_soon (CsPickup *pickup);

/* --- what is not to be taken --- */

/* A file that is changed in any way is looked at again. */
static char *
identity (const struct stat *status)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT ".%ld",
                          (guint64)status->st_dev, (guint64)status->st_ino,
                          (gint64)status->st_ctim.tv_sec, status->st_ctim.tv_nsec);
}

/* TRUE the first time. */
static gboolean
dispose_of (CsPickup *pickup, const char *name)
{
  struct stat status;

  return fstatat (pickup->folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0
         && g_hash_table_add (pickup->disposed, identity (&status));
}

static gboolean
is_disposed (CsPickup *pickup, const char *name)
{
  struct stat status;
  g_autofree char *key = NULL;

  if (g_hash_table_size (pickup->disposed) == 0
      || fstatat (pickup->folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return FALSE;

  key = identity (&status);
  return g_hash_table_contains (pickup->disposed, key);
}

/* --- taking --- */

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
}

static void
sync_folder (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  int fd = GPOINTER_TO_INT (data);

  fsync (fd);
  close (fd);
  g_task_return_boolean (task, TRUE);
}

/* That a file was removed should be durable soon: else a power cut would bring it back. */
static void
sync_soon (CsPickup *pickup)
{
  int fd = fcntl (pickup->folder_fd, F_DUPFD_CLOEXEC, 0);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_synced, NULL);

  if (fd < 0)
    return;
  g_task_set_task_data (task, GINT_TO_POINTER (fd), NULL);
  g_task_run_in_thread (task, sync_folder);
}

static void
tell (CsPickup *pickup, CsPickupOutcome outcome, const char *name, const char *original,
      const GError *error)
{
  static const char *const events[] = {
    [CS_PICKUP_NOT_REMOVED] = "pickup file cannot be removed; its message is sent once",
    [CS_PICKUP_IN_PART] = "pickup file accepted for some recipients only; copy kept in badmail",
    [CS_PICKUP_BAD] = "pickup file moved to badmail",
    [CS_PICKUP_STUCK] = "pickup file can neither be accepted nor moved to badmail",
    [CS_PICKUP_TRY_LATER] = "pickup file waits",
  };

  cs_log (G_LOG_LEVEL_WARNING, events[outcome], "file", original, "reason", error->message, NULL);
  if (outcome == CS_PICKUP_NOT_REMOVED || outcome == CS_PICKUP_STUCK)
    dispose_of (pickup, name);
  if (outcome == CS_PICKUP_NOT_REMOVED)
    g_ptr_array_add (pickup->left_over, g_strdup (name));
}

/* When its message has been sent and is gone from the queue, nothing would tell the next start that
 * such a file is done with. */
static void
remove_left_over (CsPickup *pickup)
{
  for (guint i = pickup->left_over->len; i > 0; i--)
    {
      const char *name = pickup->left_over->pdata[i - 1];

      if (!is_disposed (pickup, name) || unlinkat (pickup->folder_fd, name, 0) == 0)
        g_ptr_array_remove_index_fast (pickup->left_over, i - 1);
    }
}

/* Once for each file; that there is no room the acceptor says, once for all of them. */
static void
postpone (CsPickup *pickup, const char *name, const char *original, const GError *error)
{
  g_ptr_array_add (pickup->postponed, g_strdup (original));
  if (g_error_matches (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_FULL))
    pickup->is_full = TRUE;
  else if (g_hash_table_add (pickup->told, g_strdup (original)))
    tell (pickup, CS_PICKUP_TRY_LATER, name, original, error);
}

static void
forget (CsPickup *pickup, const char *name)
{
  g_hash_table_remove (pickup->known, name);
  g_hash_table_remove (pickup->told, name);
}

static void
on_job_done (CsPickupOutcome outcome, const char *name, const char *original, const GError *error,
             gpointer user_data)
{
  CsPickup *pickup = user_data;

  if (outcome == CS_PICKUP_TRY_LATER)
    postpone (pickup, name, original, error);
  else
    forget (pickup, original);
  if (outcome != CS_PICKUP_ACCEPTED && outcome != CS_PICKUP_TRY_LATER)
    tell (pickup, outcome, name, original, error);

  pickup->n_in_hand--;
  if (pickup->n_in_hand == 0)
    sync_soon (pickup);
  work_soon (pickup);
}

static void
take (CsPickup *pickup, const char *name)
{
  g_autoptr (GError) error = NULL;
  struct stat status;
  int fd = -1;
  CsPickupVerdict verdict;

  if (pickup->is_full)
    {
      g_ptr_array_add (pickup->postponed, g_strdup (name));
      return;
    }
  if (is_disposed (pickup, name))
    {
      forget (pickup, name);
      return;
    }

  verdict = cs_pickup_file_open (pickup->folder_fd, name, &fd, &status, &error);
  if (verdict == CS_PICKUP_IGNORE && dispose_of (pickup, name))
    cs_log (G_LOG_LEVEL_WARNING, "pickup file ignored", "file", name, "reason", error->message,
            NULL);
  if (verdict != CS_PICKUP_TAKE)
    {
      forget (pickup, name);
      return;
    }

  pickup->n_in_hand++;
  cs_pickup_job_start (pickup->acceptor, pickup->folder_fd, pickup->badmail_folder, name, fd,
                       &status, on_job_done, pickup);
}

static void
check_idle (CsPickup *pickup)
{
  void (*stopped) (gpointer) = pickup->stopped;

  if (pickup->n_in_hand > 0 || (!g_queue_is_empty (&pickup->waiting) && !pickup->is_stopping))
    return;

  if (pickup->is_busy && pickup->idle != NULL && !pickup->is_stopping)
    {
      pickup->is_busy = FALSE;
      pickup->idle (pickup->idle_data);
    }
  else if (pickup->is_stopping && stopped != NULL)
    {
      pickup->stopped = NULL;
      stopped (pickup->stopped_data);
    }
}

/* One file each time, so that others on the main loop come between. */
static gboolean
work (gpointer user_data)
{
  CsPickup *pickup = user_data;
  g_autofree char *name = NULL;

  if (!pickup->is_stopping && pickup->n_in_hand < IN_HAND_MOST)
    name = g_queue_pop_head (&pickup->waiting);
  if (name != NULL)
    {
      take (pickup, name);
      return G_SOURCE_CONTINUE;
    }

  pickup->work_source = 0;
  check_idle (pickup);
  return G_SOURCE_REMOVE;
}

static void
work_soon (CsPickup *pickup)
{
  if (pickup->work_source == 0)
    pickup->work_source = g_idle_add (work, pickup);
}

/* --- finding --- */

static void
enqueue (CsPickup *pickup, const char *name)
{
  gsize size = strlen (name);

  if (size == 0 || name[0] == '.' || name[size - 1] == '~'
      || !g_hash_table_add (pickup->known, g_strdup (name)))
    return;

  g_queue_push_tail (&pickup->waiting, g_strdup (name));
  pickup->is_busy = TRUE;
}

static void
read_folder (CsPickup *pickup)
{
  int fd = openat (pickup->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;

  if (dir == NULL)
    {
      cs_log (G_LOG_LEVEL_WARNING, "pickup folder cannot be read", "folder", pickup->folder,
              "reason", g_strerror (errno), NULL);
      return;
    }

  while ((entry = readdir (dir)) != NULL)
    enqueue (pickup, entry->d_name);
  closedir (dir);
}

static gboolean watch (CsPickup *pickup);

/* Somebody may have removed the folder and made it again. */
static void
follow_folder (CsPickup *pickup)
{
  struct stat there, here;
  int fd;

  if (pickup->n_in_hand > 0 || stat (pickup->folder, &there) != 0
      || fstat (pickup->folder_fd, &here) != 0
      || (there.st_ino == here.st_ino && there.st_dev == here.st_dev))
    return;

  fd = open (pickup->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  close (pickup->folder_fd);
  pickup->folder_fd = fd;
  watch (pickup);
}

void
cs_pickup_scan (CsPickup *pickup)
{
  for (guint i = 0; i < pickup->postponed->len; i++)
    g_hash_table_remove (pickup->known, pickup->postponed->pdata[i]);
  g_ptr_array_set_size (pickup->postponed, 0);
  pickup->is_full = FALSE;

  remove_left_over (pickup);
  follow_folder (pickup);
  read_folder (pickup);
  work_soon (pickup);
}

static gboolean
on_scan (gpointer user_data)
{
  cs_pickup_scan (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_change (int fd, GIOCondition condition, gpointer user_data)
{
  CsPickup *pickup = user_data;
  char buffer[65536] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  gssize size = read (fd, buffer, sizeof buffer);
  gssize at = 0;

  while (at < size)
    {
      const struct inotify_event *event = (const struct inotify_event *)(buffer + at);

      if (event->mask & IN_Q_OVERFLOW)
        cs_pickup_scan (pickup);
      else if (event->len > 0)
        enqueue (pickup, event->name);
      at += sizeof *event + event->len;
    }

  work_soon (pickup);
  return G_SOURCE_CONTINUE;
}

static void
stop_watching (CsPickup *pickup)
{
  g_clear_handle_id (&pickup->inotify_source, g_source_remove);
  if (pickup->inotify_fd >= 0)
    close (pickup->inotify_fd);
  pickup->inotify_fd = -1;
}

static gboolean
watch (CsPickup *pickup)
{
  stop_watching (pickup);
  pickup->inotify_fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (pickup->inotify_fd < 0)
    return FALSE;
  if (inotify_add_watch (pickup->inotify_fd, pickup->folder,
                         IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR)
      < 0)
    return FALSE;

  pickup->inotify_source = g_unix_fd_add (pickup->inotify_fd, G_IO_IN, on_change, pickup);
  return TRUE;
}

/* --- files that were in hand when a run died --- */

static void
on_recovered (const char *name, gpointer user_data)
{
  CsPickup *pickup = user_data;

  if (name != NULL)
    enqueue (pickup, name);
  pickup->n_in_hand--;
  work_soon (pickup);
}

/* --- the whole --- */

CsPickup *
cs_pickup_new (CsAcceptor *acceptor, const char *folder, const char *badmail_folder,
               void (*idle) (gpointer), gpointer user_data, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  CsPickup *pickup;

  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: cannot open: %s", folder,
                   g_strerror (errno));
      return NULL;
    }

  pickup = g_new0 (CsPickup, 1);
  pickup->acceptor = cs_acceptor_ref (acceptor);
  pickup->folder = g_strdup (folder);
  pickup->badmail_folder = g_strdup (badmail_folder);
  pickup->folder_fd = fd;
  pickup->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pickup->disposed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pickup->left_over = g_ptr_array_new_with_free_func (g_free);
  pickup->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pickup->idle = idle;
  pickup->postponed = g_ptr_array_new_with_free_func (g_free);
  pickup->idle_data = user_data;
  pickup->is_busy = TRUE;
  pickup->inotify_fd = -1;
  signal (SIGIO, SIG_IGN); /* a writer who meets our short lease (pickup-file.c) causes one */

  /* Watched before it is read, so that nothing falls between. */
  pickup->scan_source
      = g_timeout_add_seconds (watch (pickup) ? SCAN_INTERVAL_S : POLL_INTERVAL_S, on_scan, pickup);
  pickup->n_in_hand
      = cs_pickup_recover (cs_acceptor_queue (acceptor), pickup->folder_fd, on_recovered, pickup);
  cs_pickup_scan (pickup);
  return pickup;
}

gboolean
cs_pickup_has_postponed (CsPickup *pickup)
{
  return pickup->postponed->len > 0;
}

void
cs_pickup_free (CsPickup *pickup)
{
  if (pickup == NULL)
    return;

  g_return_if_fail (pickup->n_in_hand == 0);

  stop_watching (pickup);
  g_clear_handle_id (&pickup->scan_source, g_source_remove);
  g_clear_handle_id (&pickup->work_source, g_source_remove);
  close (pickup->folder_fd);
  g_queue_clear_full (&pickup->waiting, g_free);
  g_hash_table_unref (pickup->known);
  g_ptr_array_unref (pickup->postponed);
  g_hash_table_unref (pickup->disposed);
  g_hash_table_unref (pickup->told);
  g_ptr_array_unref (pickup->left_over);
  cs_acceptor_unref (pickup->acceptor);
  g_free (pickup->folder);
  g_free (pickup->badmail_folder);
  g_free (pickup);
}

void
cs_pickup_stop (CsPickup *pickup, void (*stopped) (gpointer), gpointer user_data)
{
  pickup->is_stopping = TRUE;
  pickup->stopped = stopped;
  pickup->stopped_data = user_data;
  stop_watching (pickup);
  g_clear_handle_id (&pickup->scan_source, g_source_remove);
  remove_left_over (pickup);
  work_soon (pickup);
}
