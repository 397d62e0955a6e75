#include "delivery/sighting.h"

#include "base/log.h"

gboolean
cs_sighting_expects_tls (const CsSighting *sighting)
{
  return sighting->is_opportunistic && !sighting->says_helo
         && cs_host_memory_expects_tls (sighting->shared->hosts, sighting->target->host_name,
                                        sighting->target->port, sighting->has_login);
}

void
cs_sighting_expect (const CsSighting *sighting, CsSessionConfig *config)
{
  config->expects_tls = cs_sighting_expects_tls (sighting);
  for (guint i = 0; sighting->has_login && i < G_N_ELEMENTS (config->least_strength); i++)
    config->least_strength[i] = cs_host_memory_strength (
        sighting->shared->hosts, sighting->target->host_name, sighting->target->port, i == 1);
}

/* --- afterwards --------------------------------------------------------------------------- */

static void
on_released (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (cs_queue_change_finish (CS_QUEUE (source), result, &error) < 0)
    cs_log (G_LOG_LEVEL_WARNING, "mail not released", "error", error->message, NULL);
}

/* Mail of other accounts for that host, too; what waits for another host is only looked at. */
static void
release_held (const CsSighting *sighting)
{
  CsQueueSelection selection
      = { .states = 1 << CS_RECIPIENT_HELD, .causes = 1 << CS_CAUSE_DOWNGRADE };

  cs_queue_change_async (sighting->shared->queue, &selection, CS_QUEUE_RELEASE, NULL, NULL,
                         on_released, NULL);
}

static void
tell (const CsSighting *sighting, const char *what)
{
  g_autofree char *host = cs_target_to_string (sighting->target);

  cs_log (G_LOG_LEVEL_WARNING, what, "host", host, NULL);
}

/* Only what a complete list said counts: the one before TLS, or the only one. */
static gboolean
has_lost_tls (const CsSighting *sighting, CsSession *session)
{
  CsHostMemory *hosts = sighting->shared->hosts;
  const CsFeatures *plain = cs_session_plain_features (session);
  const CsFeatures *features = cs_session_features (session);
  const CsTarget *target = sighting->target;
  gboolean is_secured = cs_session_tls_version (session) != NULL;

  if (is_secured && plain != NULL && plain->flags & CS_FEATURE_STARTTLS)
    cs_host_memory_saw_tls (hosts, target->host_name, target->port);
  if (is_secured || features == NULL || features->flags & CS_FEATURE_STARTTLS)
    return FALSE;
  if (cs_sighting_expects_tls (sighting))
    return TRUE;
  if (cs_host_memory_take_faded (hosts, target->host_name, target->port))
    tell (sighting, "TLS not offered any more");
  return FALSE;
}

static gboolean
has_lost_strength (const CsSighting *sighting, CsSession *session)
{
  const CsFeatures *features = cs_session_features (session);
  gboolean is_secured = cs_session_tls_version (session) != NULL;
  gboolean is_authentic = is_secured && cs_session_tls_verified (session);
  gboolean is_less;

  if (features == NULL)
    return FALSE;
  is_less = cs_host_memory_saw_strength (sighting->shared->hosts, sighting->target->host_name,
                                         sighting->target->port, is_secured,
                                         cs_features_strength (features), is_authentic);
  if (is_less && is_authentic)
    tell (sighting, "weaker authentication offered than before");
  return is_less && !is_authentic;
}

void
cs_sighting_note (const CsSighting *sighting, CsSession *session)
{
  const CsTarget *target = sighting->target;
  gboolean has_lost;

  if (sighting->says_helo || cs_session_features (session) == NULL)
    return;
  has_lost = has_lost_tls (sighting, session);
  if (sighting->has_login)
    has_lost = has_lost_strength (sighting, session) || has_lost;

  if (has_lost
      && cs_host_memory_note_less (sighting->shared->hosts, target->host_name, target->port))
    tell (sighting, "server offers less than before");
  else if (!has_lost && sighting->has_login
           && cs_host_memory_note_recovered (sighting->shared->hosts, target->host_name,
                                             target->port))
    release_held (sighting);
}
