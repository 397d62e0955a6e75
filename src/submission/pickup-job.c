#include "submission/pickup-job.h"

#include <errno.h>
#include <unistd.h>

#include "base/text.h"
#include "submission/pickup-file.h"
#include "submission/submission.h"

#define READ_BYTES 65536
#define REASON_MAX_BYTES 4096

typedef struct
{
  CsAcceptor *acceptor;
  CsSubmission *submission;
  int folder_fd, fd;
  const char *badmail_folder;
  char *name; /* now */
  char *original;
  char *copy; /* in badmail, for recipients that cannot get it; or NULL */
  GError *refusal; /* of these */
  struct stat status;
  gboolean knows_owner;
  CsPickupJobFunc done;
  gpointer user_data;
} Job;

static void
finish (Job *job, CsPickupOutcome outcome, const GError *error)
{
  job->done (outcome, job->name, job->original, error, job->user_data);

  cs_submission_abandon (job->submission);
  cs_acceptor_unref (job->acceptor);
  close (job->fd);
  g_free (job->name);
  g_free (job->original);
  g_free (job->copy);
  g_clear_error (&job->refusal);
  g_free (job);
}

/* The name that it had, so that it is taken like any other file the next time. */
static void
unmark (Job *job)
{
  if (!g_str_equal (job->name, job->original)
      && cs_pickup_file_rename (job->folder_fd, job->name, job->original, &job->status))
    {
      g_free (job->name);
      job->name = g_strdup (job->original);
    }
}

static gboolean read_some (gpointer user_data);

static void
begin (Job *job)
{
  CsOrigin origin = { .kind = CS_ORIGIN_PICKUP, .uid = job->status.st_uid };

  job->submission = cs_submission_new (job->acceptor, &origin);
  g_idle_add (read_some, job);
}

static void
on_owner_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;

  cs_users_find_finish (result);
  begin (job);
}

/* Nothing has come of it so far: the file is read once more when its owner has a name. */
static void
find_owner (Job *job)
{
  job->knows_owner = TRUE;
  g_clear_pointer (&job->submission, cs_submission_abandon);
  lseek (job->fd, 0, SEEK_SET);
  cs_users_find_async (cs_acceptor_users (job->acceptor), job->status.st_uid, on_owner_found, job);
}

static void
refuse (Job *job, const GError *error)
{
  g_autofree char *reason
      = g_strconcat (cs_submission_error_reply (error), " ", error->message, NULL);
  g_autoptr (GError) failure = NULL;

  if (g_error_matches (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_OWNER) && !job->knows_owner)
    {
      find_owner (job);
      return;
    }
  if (job->copy != NULL)
    cs_pickup_file_drop_copy (job->copy);
  if (cs_submission_error_is_temporary (error))
    {
      unmark (job);
      finish (job, CS_PICKUP_TRY_LATER, error);
    }
  else if (cs_pickup_file_set_aside (job->folder_fd, job->name, job->original, job->badmail_folder,
                                     reason, &failure))
    {
      finish (job, CS_PICKUP_BAD, error);
    }
  else
    {
      unmark (job);
      finish (job, CS_PICKUP_STUCK, failure);
    }
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cs_submission_commit_finish (result, &error);

  if (id == NULL)
    refuse (job, error);
  else if (!cs_pickup_file_remove (job->folder_fd, job->name, &job->status, &error))
    finish (job, CS_PICKUP_NOT_REMOVED, error);
  else
    finish (job, job->copy != NULL ? CS_PICKUP_IN_PART : CS_PICKUP_ACCEPTED, job->refusal);
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;

  cs_submission_commit_async (g_steal_pointer (&job->submission), NULL, on_committed, job);
}

static void
sync_mark (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, fsync (GPOINTER_TO_INT (data)) == 0);
}

/* Marked with its ID before the queue can have it: see pickup-file.h. The mark must survive a power
 * cut that the message survives; syncing may take long. */
static void
mark (Job *job, const char *id)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_marked, job);
  char *marked = cs_pickup_file_mark (job->folder_fd, job->name, &job->status, id);

  if (marked != NULL)
    {
      g_free (job->name);
      job->name = marked;
    }
  g_task_set_task_data (task, GINT_TO_POINTER (job->folder_fd), NULL);
  g_task_run_in_thread (task, sync_mark);
}

/* Before the others have it: afterwards nobody would know of those who cannot get it. */
static gboolean
keep_refused (Job *job, const char *refused, GError **error)
{
  g_autoptr (GError) failure = NULL;

  job->copy = cs_pickup_file_keep_copy (job->folder_fd, job->name, job->original,
                                        job->badmail_folder, refused, &failure);
  if (job->copy == NULL)
    {
      g_set_error_literal (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_FAILED,
                           failure->message);
      return FALSE;
    }

  job->refusal = g_error_new_literal (CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_RECIPIENT, refused);
  return TRUE;
}

static void
commit (Job *job)
{
  g_autoptr (GError) error = NULL;
  const char *id = cs_submission_complete (job->submission, &error);
  const char *refused = id != NULL ? cs_submission_refused (job->submission) : NULL;

  if (cs_pickup_file_has_changed (job->fd, &job->status))
    {
      g_clear_error (&error);
      g_set_error_literal (&error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_FAILED,
                           "it was written to while it was read");
    }
  else if (id != NULL && (refused == NULL || keep_refused (job, refused, &error)))
    {
      mark (job, id);
      return;
    }

  refuse (job, error);
}

static void
read_on (gpointer user_data)
{
  Job *job = user_data;

  cs_submission_on_ready (job->submission, NULL, NULL);
  g_idle_add (read_some, job);
}

static gboolean
fail_to_read (Job *job)
{
  g_autoptr (GError) error = g_error_new (CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_FAILED,
                                          "it cannot be read: %s", g_strerror (errno));

  refuse (job, error);
  return G_SOURCE_REMOVE;
}

/* A piece each time, so that others on the main loop come between. */
static gboolean
read_some (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  static char buffer[READ_BYTES];
  gssize size = read (job->fd, buffer, sizeof buffer);

  if (size < 0)
    return errno == EINTR ? G_SOURCE_CONTINUE : fail_to_read (job);
  if (size == 0)
    {
      commit (job);
      return G_SOURCE_REMOVE;
    }
  if (!cs_submission_append (job->submission, buffer, size, &error))
    {
      refuse (job, error);
      return G_SOURCE_REMOVE;
    }
  if (!cs_submission_is_behind (job->submission))
    return G_SOURCE_CONTINUE;

  cs_submission_on_ready (job->submission, read_on, job);
  return G_SOURCE_REMOVE;
}

void
cs_pickup_job_start (CsAcceptor *acceptor, int folder_fd, const char *badmail_folder,
                     const char *name, int fd, const struct stat *status, CsPickupJobFunc done,
                     gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->acceptor = cs_acceptor_ref (acceptor);
  job->folder_fd = folder_fd;
  job->fd = fd;
  job->badmail_folder = badmail_folder;
  job->name = g_strdup (name);
  job->original = g_strdup (name);
  job->status = *status;
  job->done = done;
  job->user_data = user_data;
  begin (job);
}
