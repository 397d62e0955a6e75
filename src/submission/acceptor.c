#include "submission/acceptor.h"

#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "submission/aliases.h"

#define ALIASES_MAX_BYTES (1024 * 1024)
#define ALIASES_MAX_STEPS 10

struct _CsAcceptor
{
  grefcount references;
  CsQueue *queue;
  CsAcceptorConfig config; /* texts are ours */

  CsUsers *users;

  CsAliases *aliases; /* as the file was when it was read last */
  guint n_readings; /* of the file, begun */
  guint reading; /* the one that aliases are from */
  gboolean is_full; /* the log was told that there is no room */
};

typedef struct
{
  CsAcceptor *acceptor; /* a reference, of the main loop's */
  char *path;
  guint number;
  GTask *task;
} Reading;

/* --- redirections --- */

/* A file that is missing or not to be trusted redirects nobody. */
static CsAliases *
read_aliases (const char *path)
{
  g_autoptr (GBytes) bytes = cs_file_read (path, ALIASES_MAX_BYTES, TRUE, NULL);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return cs_aliases_parse (text != NULL ? text : "", size);
}

static void
reading_free (Reading *reading)
{
  cs_acceptor_unref (reading->acceptor);
  g_free (reading->path);
  g_object_unref (reading->task);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Reading *reading = data;

  g_task_return_pointer (task, read_aliases (reading->path), (GDestroyNotify)cs_aliases_free);
}

static void
on_aliases_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  CsAcceptor *acceptor = reading->acceptor;
  CsAliases *aliases = g_task_propagate_pointer (G_TASK (result), NULL);

  /* One that began later may have ended before. */
  if (reading->number > acceptor->reading)
    {
      g_clear_pointer (&acceptor->aliases, cs_aliases_free);
      acceptor->aliases = g_steal_pointer (&aliases);
      acceptor->reading = reading->number;
    }
  g_clear_pointer (&aliases, cs_aliases_free);
  g_task_return_boolean (reading->task, TRUE);
  reading_free (reading);
}

void
cs_acceptor_read_aliases_async (CsAcceptor *acceptor, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GTask) task = NULL;

  reading->acceptor = cs_acceptor_ref (acceptor);
  reading->path = g_strdup (acceptor->config.aliases_file);
  reading->number = ++acceptor->n_readings;
  reading->task = g_task_new (NULL, NULL, callback, user_data);
  task = g_task_new (NULL, NULL, on_aliases_read, reading);
  g_task_set_task_data (task, reading, NULL);
  g_task_run_in_thread (task, read_in_thread);
}

void
cs_acceptor_read_aliases_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
read_aliases_now (CsAcceptor *acceptor)
{
  g_clear_pointer (&acceptor->aliases, cs_aliases_free);
  acceptor->aliases = read_aliases (acceptor->config.aliases_file);
  acceptor->reading = ++acceptor->n_readings;
}

/* --- making --- */

static void
clear_config (CsAcceptorConfig *config)
{
  g_free ((char *)config->machine_name);
  g_free ((char *)config->mail_domain);
  g_free ((char *)config->local_recipients);
  g_free ((char *)config->masquerade_domain);
  g_free ((char *)config->aliases_file);
}

CsAcceptor *
cs_acceptor_new (CsQueue *queue, const CsAcceptorConfig *config)
{
  CsAcceptor *acceptor = g_new0 (CsAcceptor, 1);

  g_ref_count_init (&acceptor->references);
  acceptor->queue = g_object_ref (queue);
  acceptor->users = cs_users_new (config->user_name);
  cs_acceptor_set_config (acceptor, config);
  return acceptor;
}

CsAcceptor *
cs_acceptor_ref (CsAcceptor *acceptor)
{
  g_ref_count_inc (&acceptor->references);
  return acceptor;
}

void
cs_acceptor_unref (CsAcceptor *acceptor)
{
  if (acceptor == NULL || !g_ref_count_dec (&acceptor->references))
    return;

  clear_config (&acceptor->config);
  g_clear_pointer (&acceptor->aliases, cs_aliases_free);
  cs_users_free (acceptor->users);
  g_object_unref (acceptor->queue);
  g_free (acceptor);
}

void
cs_acceptor_set_config (CsAcceptor *acceptor, const CsAcceptorConfig *config)
{
  CsAcceptorConfig copy = *config;
  const char *aliases_file
      = config->aliases_file != NULL ? config->aliases_file : CS_ACCEPTOR_ALIASES_FILE;
  gboolean is_other_file = g_strcmp0 (aliases_file, acceptor->config.aliases_file) != 0;

  copy.machine_name = g_strdup (config->machine_name);
  copy.mail_domain
      = g_strdup (config->mail_domain != NULL ? config->mail_domain : config->machine_name);
  copy.local_recipients = g_strdup (config->local_recipients);
  copy.masquerade_domain = g_strdup (config->masquerade_domain);
  copy.aliases_file = g_strdup (aliases_file);
  if (copy.maximum_recipients == 0)
    copy.maximum_recipients = CS_ACCEPTOR_MAXIMUM_RECIPIENTS;

  clear_config (&acceptor->config);
  acceptor->config = copy;
  if (is_other_file)
    read_aliases_now (acceptor);
}

const CsAcceptorConfig *
cs_acceptor_config (CsAcceptor *acceptor)
{
  return &acceptor->config;
}

CsQueue *
cs_acceptor_queue (CsAcceptor *acceptor)
{
  return acceptor->queue;
}

CsUsers *
cs_acceptor_users (CsAcceptor *acceptor)
{
  return acceptor->users;
}

/* --- whether there is room --- */

void
cs_acceptor_note (CsAcceptor *acceptor, const GError *error)
{
  gboolean is_full = g_error_matches (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_FULL);

  if (is_full && !acceptor->is_full)
    cs_log (G_LOG_LEVEL_WARNING, "no mail is accepted for want of room", "reason", error->message,
            NULL);
  else if (error == NULL && acceptor->is_full)
    cs_log (G_LOG_LEVEL_MESSAGE, "mail is accepted again", NULL);

  if (is_full || error == NULL)
    acceptor->is_full = is_full;
}

/* --- senders --- */

gboolean
cs_acceptor_is_local (CsAcceptor *acceptor, const char *domain)
{
  return g_ascii_strcasecmp (domain, acceptor->config.machine_name) == 0
         || g_ascii_strcasecmp (domain, "localhost") == 0
         || g_ascii_strcasecmp (domain, "localhost.localdomain") == 0;
}

static CsAddress *
parse (CsAcceptor *acceptor, const char *text, CsAddressFlags flags, CsSubmissionError code,
       GError **error)
{
  g_autoptr (GError) failure = NULL;
  CsAddress *address = cs_address_parse (text, -1, flags, acceptor->config.mail_domain, &failure);

  if (address == NULL)
    g_set_error_literal (error, CS_SUBMISSION_ERROR, code, failure->message);
  return address;
}

CsAddress *
cs_acceptor_sender (CsAcceptor *acceptor, const char *text, GError **error)
{
  g_autoptr (CsAddress) address
      = parse (acceptor, text, CS_ADDRESS_ALLOW_NULL | CS_ADDRESS_ALLOW_BARE,
               CS_SUBMISSION_ERROR_SENDER, error);
  const char *masquerade = acceptor->config.masquerade_domain;
  g_autofree char *masqueraded = NULL;

  if (address == NULL || masquerade == NULL || cs_address_is_null (address)
      || !cs_acceptor_is_local (acceptor, cs_address_domain (address)))
    return g_steal_pointer (&address);

  masqueraded = g_strconcat (cs_address_local (address), "@", masquerade, NULL);
  return parse (acceptor, masqueraded, CS_ADDRESS_DEFAULT, CS_SUBMISSION_ERROR_SENDER, error);
}

/* --- recipients --- */

static gboolean
is_bare (const char *text)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CsAddress) address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, &failure);

  return g_error_matches (failure, CS_ADDRESS_ERROR, CS_ADDRESS_ERROR_NO_DOMAIN);
}

static gboolean resolve (CsAcceptor *acceptor, const char *text, guint steps, GPtrArray *addresses,
                         GError **error);

static gboolean
resolve_local (CsAcceptor *acceptor, const CsAddress *address, guint steps, GPtrArray *addresses,
               GError **error)
{
  const char *const *targets = cs_aliases_lookup (acceptor->aliases, cs_address_local (address));

  if (targets == NULL || steps == ALIASES_MAX_STEPS)
    {
      g_set_error (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_LOCAL,
                   "<%s> is a user of this machine, which has no mail boxes: say where such mail "
                   "goes with countersign site set --local-recipients ADDRESS, or in %s",
                   cs_address_text (address), acceptor->config.aliases_file);
      return FALSE;
    }

  for (guint i = 0; targets[i] != NULL; i++)
    if (!resolve (acceptor, targets[i], steps + 1, addresses, error))
      return FALSE;

  return TRUE;
}

/* One address for all local mail comes before redirections, and takes bare names too, since "root"
 * is what it is there for; else a bare name is completed, and may have become anybody's. */
static gboolean
resolve (CsAcceptor *acceptor, const char *text, guint steps, GPtrArray *addresses, GError **error)
{
  const char *local_recipients = acceptor->config.local_recipients;
  g_autoptr (CsAddress) address
      = parse (acceptor, text, CS_ADDRESS_ALLOW_BARE, CS_SUBMISSION_ERROR_RECIPIENT, error);
  gboolean is_local;

  if (address == NULL)
    return FALSE;

  is_local = cs_acceptor_is_local (acceptor, cs_address_domain (address));
  if (local_recipients != NULL && (is_local || is_bare (text)))
    {
      CsAddress *instead = parse (acceptor, local_recipients, CS_ADDRESS_DEFAULT,
                                  CS_SUBMISSION_ERROR_LOCAL, error);

      if (instead != NULL)
        g_ptr_array_add (addresses, instead);
      return instead != NULL;
    }
  if (is_local)
    return resolve_local (acceptor, address, steps, addresses, error);

  g_ptr_array_add (addresses, g_steal_pointer (&address));
  return TRUE;
}

GPtrArray *
cs_acceptor_recipients (CsAcceptor *acceptor, const char *text, GError **error)
{
  g_autoptr (GPtrArray) addresses
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_address_unref);

  if (!resolve (acceptor, text, 0, addresses, error))
    return NULL;

  return g_steal_pointer (&addresses);
}
