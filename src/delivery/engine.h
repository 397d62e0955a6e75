/* engine.h - the delivery engine: claims what is due, has it carried, settles it
 *
 * One main loop, no blocking. The queue decides what is due, destination.h
 * carries, verdict.h judges. This keeps a bounded amount of mail in hand, fair
 * between destinations, and follows changes of settings, credentials and time.
 *
 * Signal "changed": counters or suspensions may have changed.
 * Signal "idle": nothing is due, nothing is in hand and all is recorded.
 */
#pragma once

#include "delivery/dane-memory.h"
#include "delivery/figures.h"
#include "delivery/logins.h"
#include "delivery/offers.h"
#include "delivery/redirect.h"
#include "delivery/sts-cache.h"
#include "dns/resolver.h"
#include "model/settings.h"
#include "queue/queue.h"
#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_TYPE_ENGINE (cs_engine_get_type ())
G_DECLARE_FINAL_TYPE (CsEngine, cs_engine, CS, ENGINE, GObject)

typedef struct
{
  CsQueue *queue;
  CsSecretStore *secrets;
  CsResolver *resolver;
  const char *machine_name; /* canonical */
  const char *badmail_dir;
  const char *work_dir; /* for copies made on the way, without a name; NULL: the system's */
  const char *hosts_file; /* (nullable): what host-memory.h keeps */
  const char *offers_file; /* (nullable): what offers.h keeps */
  const char *logins_file; /* (nullable): what logins.h keeps */
  const char *policies_file; /* (nullable): what sts-cache.h keeps */
  const char *dane_file; /* (nullable): what dane-memory.h keeps */
  GSocketConnectable *policy_server; /* (nullable): where all policies are, for tests */
  guint16 mail_port; /* of mail exchangers; 0: 25 */
  GTlsDatabase *tls_database; /* (nullable): the system's */
  CsRedirectFunc redirect; /* (nullable): where reports to users of this machine go */
  gpointer redirect_data;
  gboolean drains; /* ends sessions as soon as there is nothing to send (--once) */
} CsEngineConfig;

/* Without settings nothing is delivered: all mail is held with cause "settings". */
CsEngine *cs_engine_new (const CsEngineConfig *config);
/* What is in force from now on. @settings: (nullable) */
void cs_engine_set_settings (CsEngine *engine, CsSettings *settings);
void cs_engine_start (CsEngine *engine);
/* What is due is looked at again now: after a change of the clock, say. */
void cs_engine_wake (CsEngine *engine);
/* An administrator has had attempts made due: the destinations that rest are tried. @rows:
 * (nullable) (element-type CsQueueRow): only what these recipients need; NULL: all. */
void cs_engine_insist (CsEngine *engine, GPtrArray *rows);
/* An administrator lets mail go: the credentials that are suspended may be tried again, too. */
void cs_engine_release (CsEngine *engine, GPtrArray *rows);
/* An administrator has released mail: where it waited because a server offers less than it did
 * (cause "downgrade"), what it offers now is as good as any. @rows: as with insist. */
void cs_engine_accept (CsEngine *engine, GPtrArray *rows);

/* Claims no more; gives back what is not under way, and lets what is being sent end for up to
 * @grace_ms; then all is recorded. */
void cs_engine_stop_async (CsEngine *engine, guint grace_ms, GAsyncReadyCallback callback,
                           gpointer user_data);
void cs_engine_stop_finish (CsEngine *engine, GAsyncResult *result);

gboolean cs_engine_is_idle (CsEngine *engine);
gboolean cs_engine_is_stuck (CsEngine *engine); /* the store cannot be written; nothing is begun */
guint64 cs_engine_n_delivered (CsEngine *engine); /* recipients since the start */
guint64 cs_engine_n_rejected (CsEngine *engine);
void cs_engine_get_figures (CsEngine *engine, CsFigures *figures);
/* What the engine knows of a lane; one that it has nothing to do with has no connections. */
void cs_engine_get_destination (CsEngine *engine, const char *lane, CsDestinationFigures *figures);
/* What the server of an attempt ("mx.example.org[192.0.2.1]:25") offers. NULL: not known. @host:
 * (out) (transfer full): NULL if @remote is nothing of the kind. */
const CsOffer *cs_engine_get_offer (CsEngine *engine, const char *remote, char **host,
                                    guint16 *port);
/* What a mail domain asks of TLS, as it was last seen; nothing is looked up. @domain: canonical.
 * (transfer none) (nullable): until the next attempt */
const CsStsEntry *cs_engine_get_sts (CsEngine *engine, const char *domain);
const CsDaneSeen *cs_engine_get_dane (CsEngine *engine, const char *domain);
GStrv cs_engine_suspended_credentials (CsEngine *engine); /* (transfer full) */
/* (transfer container) (element-type CsLogin): of what is in force; until the next login */
GPtrArray *cs_engine_list_logins (CsEngine *engine);
gboolean cs_engine_is_suspended (CsEngine *engine, const CsLogin *login);

G_END_DECLS
