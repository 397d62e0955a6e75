#include "delivery/sighting.h"

#include "base/log.h"

static gboolean
has_login (const CsSighting *sighting)
{
  return sighting->authentication != CS_AUTHENTICATION_NONE;
}

gboolean
cs_sighting_expects_tls (const CsSighting *sighting)
{
  return sighting->is_opportunistic && !sighting->says_helo
         && cs_host_memory_expects_tls (sighting->shared->hosts, sighting->target->host_name,
                                        sighting->target->port, has_login (sighting));
}

void
cs_sighting_expect (const CsSighting *sighting, CsSessionConfig *config)
{
  config->expects_tls = cs_sighting_expects_tls (sighting);
  for (guint i = 0; has_login (sighting) && i < G_N_ELEMENTS (config->least_strengths); i++)
    config->least_strengths[i] = cs_host_memory_strengths (
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
has_lost_tls (const CsSighting *sighting, CsSession *session, gboolean is_open)
{
  CsHostMemory *hosts = sighting->shared->hosts;
  const CsFeatures *plain = cs_session_plain_features (session);
  const CsFeatures *features = cs_session_features (session);
  const CsTarget *target = sighting->target;
  gboolean is_secured = cs_session_tls_version (session) != NULL;

  if (is_open && is_secured && plain != NULL && plain->flags & CS_FEATURE_STARTTLS)
    cs_host_memory_saw_tls (hosts, target->host_name, target->port);
  if (is_secured || features == NULL || features->flags & CS_FEATURE_STARTTLS)
    return FALSE;
  if (cs_sighting_expects_tls (sighting))
    return TRUE;
  if (cs_host_memory_take_faded (hosts, target->host_name, target->port))
    tell (sighting, "TLS not offered any more");
  return FALSE;
}

/* In verified TLS the list is the server's own word; any other one counts up to the mechanism with
 * which the login has worked. A server without AUTH is not ready: no account goes there anyway. */
static gboolean
has_lost_strength (const CsSighting *sighting, CsSession *session)
{
  CsHostMemory *hosts = sighting->shared->hosts;
  const CsTarget *target = sighting->target;
  const CsFeatures *features = cs_session_features (session);
  gboolean is_secured = cs_session_tls_version (session) != NULL;
  CsStrengths offered = cs_strengths_offered (features);
  const char *mechanism = cs_session_mechanism (session);
  CsStrengths before;

  if (features->mechanisms[0] == NULL)
    return FALSE;
  if (is_secured && cs_session_tls_verified (session))
    {
      if (cs_host_memory_told_strengths (hosts, target->host_name, target->port, is_secured,
                                         &offered))
        tell (sighting, "weaker authentication offered than before");
      return FALSE;
    }
  if (mechanism != NULL)
    cs_host_memory_saw_login (hosts, target->host_name, target->port, is_secured,
                              sighting->authentication, cs_mechanism_strength (mechanism));
  before = cs_host_memory_strengths (hosts, target->host_name, target->port, is_secured);
  return cs_strengths_are_less (&offered, &before);
}

/* Whoever looks for a cure wants to know. */
static void
note_offer (const CsSighting *sighting, CsSession *session)
{
  const CsFeatures *features = cs_session_features (session);
  const CsTarget *target = sighting->target;

  if (has_login (sighting) || features->flags & CS_FEATURE_AUTH)
    cs_offers_note (sighting->shared->offers, target->host_name, target->port,
                    (const char *const *)features->mechanisms,
                    cs_session_tls_version (session) != NULL, cs_session_tls_verified (session));
}

void
cs_sighting_note (const CsSighting *sighting, CsSession *session, gboolean is_open)
{
  const CsTarget *target = sighting->target;
  gboolean has_lost;

  if (sighting->says_helo || cs_session_features (session) == NULL)
    return;
  note_offer (sighting, session);
  has_lost = has_lost_tls (sighting, session, is_open);
  if (has_login (sighting))
    has_lost = has_lost_strength (sighting, session) || has_lost;

  if (has_lost
      && cs_host_memory_note_less (sighting->shared->hosts, target->host_name, target->port))
    tell (sighting, "server offers less than before");
  else if (!has_lost && is_open && has_login (sighting)
           && cs_host_memory_note_recovered (sighting->shared->hosts, target->host_name,
                                             target->port))
    release_held (sighting);
}
