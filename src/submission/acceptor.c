#include "submission/acceptor.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "submission/aliases.h"

#define ALIASES_FILE "/etc/aliases"
#define ALIASES_MAX_BYTES (1024 * 1024)
#define ALIASES_MAX_STEPS 10

struct _CsAcceptor
{
  grefcount references;
  CsQueue *queue;
  CsAcceptorConfig config; /* texts are ours */

  CsAliases *aliases; /* as the file was when it was read last */
  struct stat aliases_status;
};

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
  g_object_unref (acceptor->queue);
  g_free (acceptor);
}

void
cs_acceptor_set_config (CsAcceptor *acceptor, const CsAcceptorConfig *config)
{
  CsAcceptorConfig copy = *config;

  copy.machine_name = g_strdup (config->machine_name);
  copy.mail_domain
      = g_strdup (config->mail_domain != NULL ? config->mail_domain : config->machine_name);
  copy.local_recipients = g_strdup (config->local_recipients);
  copy.masquerade_domain = g_strdup (config->masquerade_domain);
  copy.aliases_file = g_strdup (config->aliases_file != NULL ? config->aliases_file : ALIASES_FILE);
  if (copy.maximum_recipients == 0)
    copy.maximum_recipients = CS_ACCEPTOR_MAXIMUM_RECIPIENTS;

  clear_config (&acceptor->config);
  acceptor->config = copy;
  g_clear_pointer (&acceptor->aliases, cs_aliases_free);
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

/* Read again when the file has changed; a file that is missing or not to be trusted redirects
 * nobody. */
static const char *const *
redirections (CsAcceptor *acceptor, const char *name)
{
  const char *path = acceptor->config.aliases_file;
  struct stat status = { 0 };
  gboolean is_there = stat (path, &status) == 0;

  if (acceptor->aliases == NULL || status.st_mtim.tv_sec != acceptor->aliases_status.st_mtim.tv_sec
      || status.st_mtim.tv_nsec != acceptor->aliases_status.st_mtim.tv_nsec
      || status.st_size != acceptor->aliases_status.st_size
      || status.st_ino != acceptor->aliases_status.st_ino)
    {
      g_autoptr (GBytes) bytes
          = is_there ? cs_file_read (path, ALIASES_MAX_BYTES, TRUE, NULL) : NULL;
      gsize size = 0;
      const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

      g_clear_pointer (&acceptor->aliases, cs_aliases_free);
      acceptor->aliases = cs_aliases_parse (text != NULL ? text : "", size);
      acceptor->aliases_status = status;
    }

  return cs_aliases_lookup (acceptor->aliases, name);
}

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
  const char *const *targets = redirections (acceptor, cs_address_local (address));

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
