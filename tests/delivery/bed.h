/* bed.h - an engine over a real queue in a temporary folder, with secrets in memory
 */
#pragma once

#include "delivery/engine.h"
#include "dns-server.h"
#include "fake-server.h"
#include "secrets/memory.h"

G_BEGIN_DECLS

#define BED_UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define BED_OTHER_UUID "0d2c6c5e-5a0e-4d0e-9a49-0a4f5a0d8d22"
#define BED_START_S 1800000000 /* the clock stands here until a test moves it */

typedef struct
{
  char *folder;
  CsQueue *queue;
  CsMemoryStore *secrets;
  CsResolver *resolver;
  CsSettings *settings;
  CsEngine *engine;
  FakeServer *server;
  guint16 mail_port;
  const DnsRecord
      *zone; /* set before bed_start: mail exchangers through a name server of the test */
  gboolean is_signed; /* set before bed_start: the zone, for DNSSEC */
  DnsServer *dns;
  GTlsDatabase *trust; /* set before bed_start; NULL: the system's */
  GSocketConnectable *policy_server; /* set before bed_start: where MTA-STS policies are */
  CsRedirectFunc redirect; /* set before bed_start */
  gboolean stays; /* set before bed_start: sessions wait for more mail, as in a worker that stays */
  const char *dsn_return; /* of messages that are accepted from now on */
  const char *envelope_id;
} Bed;

/* A site with the fake server as its smart host and no authentication; nothing is started. */
void bed_set_up (Bed *bed, gconstpointer data);
void bed_tear_down (Bed *bed, gconstpointer data);

/* Changes of the settings count from bed_start or bed_apply on. */
void bed_use_smart_host (Bed *bed, guint16 port);
void bed_use_login (Bed *bed, const char *credential); /* clear text, also without TLS */
void bed_store_secret (Bed *bed, const char *credential, const char *password);
void bed_start (Bed *bed);
void bed_start_without_settings (Bed *bed);
void bed_apply (Bed *bed);
void bed_stop (Bed *bed);

/* Message ID; @recipients: separated by spaces. */
char *bed_accept (Bed *bed, const char *sender, const char *recipients);
char *bed_accept_content (Bed *bed, const char *sender, const char *recipients, guint notify,
                          const char *content);
/* Runs the main loop until nothing is due and nothing is in hand. */
void bed_run (Bed *bed);
/* Moves the clock, then runs. */
void bed_run_at (Bed *bed, gint64 after_s);
/* Runs the main loop until @done. */
void bed_wait (Bed *bed, gboolean (*done) (Bed *bed));
/* (element-type CsQueueRow): all recipients, by ID */
GPtrArray *bed_rows (Bed *bed);
/* One row: state and cause, e.g. "held authentication-refused"; "" when the queue is empty. */
char *bed_state (Bed *bed);
gint64 bed_change (Bed *bed, CsQueueAction action);
gint64 bed_change_one (Bed *bed, const char *id, CsQueueAction action);
char *bed_transcript (Bed *bed, const char *id); /* of the first recipient */
char *bed_protection (Bed *bed, const char *id); /* of its first attempt */
/* Reports to the sender's domain are deferred, so that they can be looked at in the queue. */
void bed_send_reports_nowhere (Bed *bed);

typedef struct
{
  const char *name;
  void (*test) (Bed *bed, gconstpointer data);
} BedTest;

void bed_test_init (int *argc, char ***argv);
void bed_test_add (const BedTest *tests, guint n_tests);
int bed_test_main (int argc, char **argv, const BedTest *tests, guint n_tests);

G_END_DECLS
