/* shared.h - what the parts of the engine have in common
 */
#pragma once

#include "delivery/dane-memory.h"
#include "delivery/figures.h"
#include "delivery/host-habits.h"
#include "delivery/host-memory.h"
#include "delivery/ledger.h"
#include "delivery/logins.h"
#include "delivery/offers.h"
#include "delivery/redirect.h"
#include "delivery/sts.h"
#include "delivery/suspension.h"
#include "dns/resolver.h"
#include "model/settings.h"
#include "queue/queue.h"
#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_SMTP_PORT 25

typedef struct
{
  CsQueue *queue;
  CsSecretStore *secrets;
  CsResolver *resolver;
  CsSettings *settings; /* NULL: none can be used yet */
  guint revision; /* how often they have changed */
  GTlsDatabase *tls_database; /* NULL: the system's */
  CsRedirectFunc redirect; /* NULL: nobody's mail is redirected */
  gpointer redirect_data;
  char *machine_name;
  char *badmail_dir;
  char *work_dir;
  guint16 mail_port; /* of mail exchangers: 25, other in tests */
  CsSuspensions *suspensions;
  CsLogins *logins;
  CsHostMemory *hosts;
  CsHostHabits *habits;
  CsOffers *offers;
  CsSts *sts;
  CsDaneMemory *dane;
  CsLedger *ledger;
  CsFigures figures;
} CsShared;

/* What we say in EHLO, and what a mail exchanger that is this machine would be called. */
const char *cs_shared_own_name (const CsShared *shared);
/* For reports: the domain of postmaster and of Message-IDs. */
const char *cs_shared_mail_domain (const CsShared *shared);

G_END_DECLS
