#include "delivery/release.h"

#include "base/log.h"
#include "delivery/target.h"
#include "queue/message.h"

#define PAGE 500
#define SETTLE_MS 200 /* one change of a keyring comes as several signals */

#define UNUSABLE_CAUSES                                                                            \
  (1 << CS_CAUSE_CREDENTIAL_MISSING | 1 << CS_CAUSE_CREDENTIAL_INVALID                             \
   | 1 << CS_CAUSE_CREDENTIAL_LOCKED | 1 << CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE)
#define REFUSED_CAUSES (1 << CS_CAUSE_AUTHENTICATION_REFUSED)
#define RECALLED_CAUSES (REFUSED_CAUSES | 1 << CS_CAUSE_DOWNGRADE)

struct _CsRelease
{
  CsShared *shared;
  void (*on_done) (gpointer);
  gpointer user_data;
  GCancellable *cancellable;
  gulong handler;
  guint soon;
  gboolean is_running, begins_again;
  gboolean has_recalled; /* what earlier runs suspended */
  gboolean is_signalled; /* by the store: what was refused may be another secret now */
  char *after;
  GHashTable *credentials; /* (element-type utf8): to be looked up */
};

static void next_page (CsRelease *release);
static void next_credential (CsRelease *release);

static gboolean
on_soon (gpointer user_data)
{
  CsRelease *release = user_data;

  release->soon = 0;
  cs_release_begin (release);
  return G_SOURCE_REMOVE;
}

static void
on_store_changed (CsSecretStore *store, gpointer user_data)
{
  CsRelease *release = user_data;

  release->is_signalled = TRUE;
  if (release->soon == 0)
    release->soon = g_timeout_add (SETTLE_MS, on_soon, release);
}

CsRelease *
cs_release_new (CsShared *shared, void (*on_done) (gpointer), gpointer user_data)
{
  CsRelease *release = g_new0 (CsRelease, 1);

  release->shared = shared;
  release->on_done = on_done;
  release->user_data = user_data;
  release->cancellable = g_cancellable_new ();
  release->credentials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  release->handler
      = g_signal_connect (shared->secrets, "changed", G_CALLBACK (on_store_changed), release);
  return release;
}

void
cs_release_free (CsRelease *release)
{
  g_signal_handler_disconnect (release->shared->secrets, release->handler);
  g_clear_handle_id (&release->soon, g_source_remove);
  g_cancellable_cancel (release->cancellable);
  g_object_unref (release->cancellable);
  g_hash_table_unref (release->credentials);
  g_free (release->after);
  g_free (release);
}

gboolean
cs_release_is_running (CsRelease *release)
{
  return release->is_running || release->soon != 0;
}

static void
finish (CsRelease *release)
{
  release->is_running = FALSE;
  if (release->begins_again)
    cs_release_begin (release);
  else
    {
      release->is_signalled = FALSE;
      release->on_done (release->user_data);
    }
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- letting go --------------------------------------------------------------------------- */

static void
on_released (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsRelease *release = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = cs_queue_change_finish (CS_QUEUE (source), result, &error);

  if (n < 0 && is_cancelled (error))
    return;
  if (n < 0)
    cs_log (G_LOG_LEVEL_WARNING, "mail not released", "error", error->message, NULL);
  else if (n > 0)
    {
      g_autofree char *recipients = g_strdup_printf ("%" G_GINT64_FORMAT, n);

      cs_log (G_LOG_LEVEL_MESSAGE, "released: the credential can be used", "recipients", recipients,
              NULL);
    }
  next_credential (release);
}

static void
let_go (CsRelease *release, const char *credential, const CsSecret *secret)
{
  CsSuspensions *suspensions = release->shared->suspensions;
  CsQueueSelection selection = { .credential = credential,
                                 .states = 1 << CS_RECIPIENT_HELD,
                                 .causes = UNUSABLE_CAUSES,
                                 .not_by_administrator = TRUE };

  /* After a restart nothing is known of what was refused: a signal of the store earns it a try. */
  if (release->is_signalled
      && (!cs_suspensions_is_refused (suspensions, credential)
          || cs_suspensions_is_news (suspensions, credential, secret)))
    {
      cs_suspensions_release (suspensions, credential);
      selection.causes |= REFUSED_CAUSES;
    }
  cs_queue_change_async (release->shared->queue, &selection, CS_QUEUE_RELEASE, NULL,
                         release->cancellable, on_released, release);
}

/* --- looking up --------------------------------------------------------------------------- */

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *credential = NULL;
  CsRelease *release;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);

  if (secret == NULL && is_cancelled (error))
    return;
  release = user_data;
  credential = g_steal_pointer (&release->after);
  if (secret != NULL)
    let_go (release, credential, secret);
  else
    next_credential (release);
}

static void
next_credential (CsRelease *release)
{
  GHashTableIter iter;
  gpointer credential;

  g_hash_table_iter_init (&iter, release->credentials);
  if (!g_hash_table_iter_next (&iter, &credential, NULL))
    {
      finish (release);
      return;
    }
  g_hash_table_iter_steal (&iter);
  g_free (release->after);
  release->after = credential;
  cs_secret_store_lookup_async (release->shared->secrets, credential, CS_PROMPT_NEVER,
                                release->cancellable, on_secret, release);
}

/* At the start: what was refused in an earlier run is not tried again for new mail either, and what
 * is released says which host is meant. */
static void
recall (CsRelease *release, const CsQueueRow *row)
{
  g_autofree char *host = NULL;
  guint16 port;

  if (row->remote == NULL || !cs_target_parse (row->remote, &host, &port))
    return;
  if (row->cause == CS_CAUSE_DOWNGRADE)
    cs_host_memory_note_less (release->shared->hosts, host, port);
  else if (row->cause == CS_CAUSE_AUTHENTICATION_REFUSED && row->credential != NULL)
    cs_suspensions_recall (release->shared->suspensions, row->credential, host, port);
}

/* --- who waits for what ------------------------------------------------------------------- */

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsRelease *release = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);

  if (rows == NULL && is_cancelled (error))
    return;
  if (rows == NULL || rows->len == 0)
    {
      release->has_recalled = TRUE;
      next_credential (release);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];

      if (row->credential != NULL)
        g_hash_table_add (release->credentials, g_strdup (row->credential));
      if (!release->has_recalled)
        recall (release, row);
      g_free (release->after);
      release->after = g_strdup (row->id);
    }
  next_page (release);
}

static void
next_page (CsRelease *release)
{
  CsQueueSelection held
      = { .states = 1 << CS_RECIPIENT_HELD, .causes = UNUSABLE_CAUSES | RECALLED_CAUSES };

  cs_queue_list_async (release->shared->queue, &held, release->after, PAGE, release->cancellable,
                       on_listed, release);
}

void
cs_release_begin (CsRelease *release)
{
  release->begins_again = release->is_running;
  if (release->is_running)
    return;

  release->is_running = TRUE;
  g_hash_table_remove_all (release->credentials);
  g_free (release->after);
  release->after = g_strdup ("");
  next_page (release);
}
