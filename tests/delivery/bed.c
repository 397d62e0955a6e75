#include "bed.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/when.h"
#include "delivery/lane.h"
#include "dns/resolver-private.h"
#include "queue/sqlite-queue.h"

#define MACHINE_NAME "sender.example"

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}

/* --- building ----------------------------------------------------------------------------- */

void
bed_use_smart_host (Bed *bed, guint16 port)
{
  CsHost host = { .name = (char *)"127.0.0.1", .port = port, .is_address = TRUE };

  cs_settings_set_smart_host (bed->settings, &host);
}

void
bed_use_login (Bed *bed, const char *credential)
{
  g_autoptr (CsSecurity) security = cs_security_new ();

  security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  security->account = g_strdup ("office");
  security->credential = g_strdup (credential);
  security->allow_unencrypted_password = TRUE;
  cs_settings_set_security (bed->settings, security);
}

void
bed_set_up (Bed *bed, gconstpointer data)
{
  CsQueueLimits limits = { .maximum_message_bytes = 64 * 1024 * 1024 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  cs_when_set_now_s (BED_START_S);
  bed->folder = g_dir_make_tmp ("countersign-bed-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (bed->folder, "queue.sqlite", NULL);
  bed->queue = cs_sqlite_queue_open (path, &limits, &error);
  g_assert_no_error (error);
  bed->secrets = cs_memory_store_new ();
  bed->server = fake_server_new ();
  bed->settings = cs_settings_new ();
  bed_use_smart_host (bed, fake_server_port (bed->server));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
bed_tear_down (Bed *bed, gconstpointer data)
{
  g_autoptr (GAsyncResult) closed = NULL;

  bed_stop (bed);
  cs_queue_close_async (bed->queue, on_done, &closed);
  g_assert_true (cs_queue_close_finish (bed->queue, await (&closed), NULL));
  g_clear_object (&bed->queue);
  g_clear_object (&bed->secrets);
  g_clear_object (&bed->resolver);
  g_clear_pointer (&bed->dns, dns_server_free);
  g_clear_pointer (&bed->settings, cs_settings_unref);
  fake_server_free (bed->server);
  remove_folder (bed->folder);
  g_free (bed->folder);
  cs_when_set_now_s (-1);
}

static void
make_resolver (Bed *bed)
{
  static const DnsRecord nothing[] = { { NULL } };
  CsUnboundConfig config = { 0 };
  g_autoptr (GError) error = NULL;

  if (bed->resolver != NULL)
    return;
  bed->dns = dns_server_new (bed->zone != NULL ? bed->zone : nothing,
                             bed->is_signed ? DNS_SERVER_SIGNING : DNS_SERVER_PLAIN);
  config.forwarder = dns_server_forwarder (bed->dns);
  config.trust_anchor = dns_server_trust_anchor (bed->dns);
  bed->resolver = cs_resolver_new_for_config (&config, TRUE, &error);
  g_assert_no_error (error);
}

static void
make_engine (Bed *bed)
{
  g_autofree char *badmail_dir = g_build_filename (bed->folder, "badmail", NULL);
  g_autofree char *hosts_file = g_build_filename (bed->folder, "hosts", NULL);
  g_autofree char *dane_file = g_build_filename (bed->folder, "tlsa", NULL);
  g_autofree char *policies_file = g_build_filename (bed->folder, "mta-sts", NULL);
  CsEngineConfig config = {
    .queue = bed->queue,
    .secrets = CS_SECRET_STORE (bed->secrets),
    .machine_name = MACHINE_NAME,
    .badmail_dir = badmail_dir,
    .hosts_file = hosts_file,
    .policies_file = policies_file,
    .dane_file = dane_file,
    .policy_server = bed->policy_server,
    .tls_database = bed->trust,
    .mail_port = bed->mail_port,
    .redirect = bed->redirect,
    .drains = !bed->stays,
  };

  make_resolver (bed);
  config.resolver = bed->resolver;
  bed->engine = cs_engine_new (&config);
}

void
bed_start (Bed *bed)
{
  make_engine (bed);
  bed_apply (bed);
  cs_engine_start (bed->engine);
}

void
bed_start_without_settings (Bed *bed)
{
  make_engine (bed);
  cs_engine_start (bed->engine);
}

void
bed_apply (Bed *bed)
{
  g_autoptr (CsSettings) copy = cs_settings_copy (bed->settings);

  cs_engine_set_settings (bed->engine, copy);
}

void
bed_stop (Bed *bed)
{
  g_autoptr (GAsyncResult) stopped = NULL;

  if (bed->engine == NULL)
    return;
  cs_engine_stop_async (bed->engine, 0, on_done, &stopped);
  cs_engine_stop_finish (bed->engine, await (&stopped));
  g_clear_object (&stopped);
  /* Answers of the queue that were on their way. */
  while (G_OBJECT (bed->engine)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&bed->engine);
}

void
bed_store_secret (Bed *bed, const char *credential, const char *password)
{
  g_autoptr (CsSecret) secret = cs_secret_new (password, strlen (password));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_secret_store_store_async (CS_SECRET_STORE (bed->secrets), credential, "test", secret,
                               CS_PROMPT_NEVER, NULL, on_done, &result);
  cs_secret_store_store_finish (CS_SECRET_STORE (bed->secrets), await (&result), &error);
  g_assert_no_error (error);
}

/* --- mail --------------------------------------------------------------------------------- */

static CsAddress *
address_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  CsAddress *address = cs_address_parse (text, -1, CS_ADDRESS_ALLOW_NULL, NULL, &error);

  g_assert_no_error (error);
  return address;
}

static CsEnvelope *
envelope_of (Bed *bed, const char *sender_text, const char *recipients_text, guint notify)
{
  g_autoptr (CsAddress) sender = address_of (sender_text);
  CsEnvelope *envelope = cs_envelope_new (sender);
  g_auto (GStrv) recipients = g_strsplit (recipients_text, " ", -1);

  envelope->dsn_return = g_strdup (bed->dsn_return);
  envelope->envelope_id = g_strdup (bed->envelope_id);
  envelope->origin = g_strdup ("test");
  envelope->subject = g_strdup ("greetings");
  for (guint i = 0; recipients[i] != NULL; i++)
    {
      g_autoptr (CsAddress) address = address_of (recipients[i]);
      g_autofree char *lane = cs_lane_name_for (bed->settings, address);

      cs_envelope_add_recipient (envelope, address, lane);
      ((CsEnvelopeRecipient *)envelope->recipients->pdata[i])->notify = notify;
    }
  return envelope;
}

char *
bed_accept_content (Bed *bed, const char *sender, const char *recipients, guint notify,
                    const char *content)
{
  g_autoptr (CsEnvelope) envelope = envelope_of (bed, sender, recipients, notify);
  CsQueueWriter *writer = cs_queue_writer_new (bed->queue, envelope);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *id;

  cs_queue_writer_append (writer, content, strlen (content), &error);
  g_assert_no_error (error);
  cs_queue_writer_commit_async (writer, NULL, on_done, &result);
  id = cs_queue_writer_commit_finish (bed->queue, await (&result), &error);
  g_assert_no_error (error);
  return id;
}

char *
bed_accept (Bed *bed, const char *sender, const char *recipients)
{
  return bed_accept_content (
      bed, sender, recipients, 0,
      "Subject: greetings\r\nMessage-ID: <1@sender.example>\r\n\r\nHello.\r\n");
}

/* --- time --------------------------------------------------------------------------------- */

void
bed_wait (Bed *bed, gboolean (*done) (Bed *bed))
{
  while (!done (bed))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_idle (Bed *bed)
{
  return cs_engine_is_idle (bed->engine);
}

void
bed_run (Bed *bed)
{
  cs_engine_wake (bed->engine);
  bed_wait (bed, is_idle);
}

void
bed_run_at (Bed *bed, gint64 after_s)
{
  cs_when_set_now_s (BED_START_S + after_s);
  bed_run (bed);
}

/* --- looking ------------------------------------------------------------------------------ */

GPtrArray *
bed_rows (Bed *bed)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  cs_queue_list_async (bed->queue, NULL, "", 5000, NULL, on_done, &result);
  rows = cs_queue_list_finish (bed->queue, await (&result), &error);
  g_assert_no_error (error);
  return rows;
}

char *
bed_state (Bed *bed)
{
  g_autoptr (GPtrArray) rows = bed_rows (bed);
  const CsQueueRow *row;

  if (rows->len == 0)
    return g_strdup ("");
  row = rows->pdata[0];
  return g_strdup_printf ("%s %s", cs_recipient_state_name (row->state),
                          cs_cause_name (row->cause));
}

gint64
bed_change_one (Bed *bed, const char *id, CsQueueAction action)
{
  const char *ids[] = { id, NULL };
  CsQueueSelection selection = { .ids = ids };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n;

  cs_queue_change_async (bed->queue, id != NULL ? &selection : NULL, action, NULL, NULL, on_done,
                         &result);
  n = cs_queue_change_finish (bed->queue, await (&result), &error);
  g_assert_no_error (error);
  return n;
}

gint64
bed_change (Bed *bed, CsQueueAction action)
{
  return bed_change_one (bed, NULL, action);
}

static CsQueueStory *
show (Bed *bed, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CsQueueStory *story;

  cs_queue_show_async (bed->queue, id, NULL, on_done, &result);
  story = cs_queue_show_finish (bed->queue, await (&result), &error);
  g_assert_no_error (error);
  return story;
}

char *
bed_transcript (Bed *bed, const char *id)
{
  g_autoptr (CsQueueStory) story = show (bed, id);

  return g_strdup (story->transcripts->pdata[0]);
}

char *
bed_protection (Bed *bed, const char *id)
{
  g_autoptr (CsQueueStory) story = show (bed, id);
  const CsQueueAttempt *attempt = story->attempts->pdata[0];

  return g_strdup (attempt->protection);
}

void
bed_send_reports_nowhere (Bed *bed)
{
  /* Nobody listens on port 1. */
  CsHost host = { .name = (char *)"127.0.0.1", .port = 1, .is_address = TRUE };
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("sender.example", -1, NULL));

  domain->route = CS_ROUTE_SMART_HOST;
  domain->smart_host = cs_host_copy (&host);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);
}

/* --- tests -------------------------------------------------------------------------------- */

void
bed_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  /* What goes wrong on purpose is logged as a warning, as it is in real life. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
}

void
bed_test_add (const BedTest *tests, guint n_tests)
{
  for (guint i = 0; i < n_tests; i++)
    g_test_add (tests[i].name, Bed, NULL, bed_set_up, tests[i].test, bed_tear_down);
}

int
bed_test_main (int argc, char **argv, const BedTest *tests, guint n_tests)
{
  bed_test_init (&argc, &argv);
  bed_test_add (tests, n_tests);
  return g_test_run ();
}
