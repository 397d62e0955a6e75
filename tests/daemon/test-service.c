/* test-service.c - the D-Bus interface, over a bus of the test's own
 */
#include "daemon/service.h"

#include <glib/gstdio.h>

#include "bed.h"
#include "delivery-interface.h"
#include "model/writer.h"
#include "queue/queue-class.h"

#define SENDER "ann@sender.example"
#define UNKNOWN_ID "org.countersign.Delivery.Error.UnknownId"
#define BAD_ARGUMENT "org.countersign.Delivery.Error.BadArgument"

typedef struct
{
  Bed bed;
  GTestDBus *bus;
  char *settings_path;
  CsSettingsFile *settings_file;
  CsService *service;
  CsDelivery *proxy;
  gboolean is_named, is_taken, is_bus_gone;
} Fixture;

static void
on_named (gpointer user_data)
{
  Fixture *f = user_data;

  f->is_named = TRUE;
}

static void
on_name_taken (gpointer user_data)
{
  Fixture *f = user_data;

  f->is_taken = TRUE;
}

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

static CsServiceConfig
service_config (Fixture *f)
{
  return (CsServiceConfig){
    .queue = f->bed.queue,
    .engine = f->bed.engine,
    .resolver = f->bed.resolver,
    .settings_file = f->settings_file,
    .named = on_named,
    .name_taken = on_name_taken,
    .user_data = f,
  };
}

static void
connect_to (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_delivery_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_NONE, CS_DELIVERY_BUS_NAME,
                                 CS_DELIVERY_OBJECT_PATH, NULL, on_done, &result);
  f->proxy = cs_delivery_proxy_new_for_bus_finish (await (&result), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  CsServiceConfig config;
  g_autoptr (GAsyncResult) loaded = NULL;

  /* Before there are threads: GLib forks a watcher without exec, and what another thread had locked
   * just then would stay locked in it. */
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  bed_set_up (&f->bed, data);
  f->settings_path = g_build_filename (f->bed.folder, "delivery.json", NULL);
  f->settings_file = cs_settings_file_new (f->settings_path);
  cs_settings_file_load_async (f->settings_file, on_done, &loaded);
  cs_settings_file_load_finish (f->settings_file, await (&loaded));
  bed_start (&f->bed);
  config = service_config (f);
  f->service = cs_service_new (&config);
  while (!f->is_named)
    g_main_context_iteration (NULL, TRUE);
  connect_to (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->proxy);
  g_clear_pointer (&f->service, cs_service_free);
  g_clear_object (&f->settings_file);
  g_free (f->settings_path);
  bed_tear_down (&f->bed, data);
  if (!f->is_bus_gone)
    g_test_dbus_stop (f->bus);
  g_object_unref (f->bus);
}

static GVariant *
call (Fixture *f, const char *method, GVariant *arguments, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_proxy_call (G_DBUS_PROXY (f->proxy), method, arguments, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                     on_done, &result);
  return g_dbus_proxy_call_finish (G_DBUS_PROXY (f->proxy), await (&result), error);
}

static void
assert_refused (Fixture *f, const char *method, GVariant *arguments, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (f, method, arguments, &error);
  g_autofree char *remote = NULL;

  g_assert_null (answer);
  remote = g_dbus_error_get_remote_error (error);
  g_assert_cmpstr (remote, ==, name);
}

static GVariant *
good (Fixture *f, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = call (f, method, arguments, &error);

  g_assert_no_error (error);
  return answer;
}

/* Arguments of ListRecipients. */
static GVariant *
listing (const char *filter, guint limit)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, filter, NULL, NULL, NULL);

  return g_variant_new ("(@a{sv}su)", parsed, "", limit);
}

static gsize
n_rows (GVariant *answer)
{
  g_autoptr (GVariant) rows = g_variant_get_child_value (answer, 0);

  return g_variant_n_children (rows);
}

static void
keep_one_waiting (Fixture *f)
{
  fake_server_answer (f->bed.server, FAKE_RCPT, "450 4.2.0 mailbox busy");
  g_free (bed_accept (&f->bed, SENDER, "bob@example.com"));
  bed_run (&f->bed);
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GVariant) row = NULL;
  const char *text;
  guint32 attempts;
  gint64 next_s;

  keep_one_waiting (f);
  answer = good (f, "ListRecipients", listing ("@a{sv} {}", 10));
  rows = g_variant_get_child_value (answer, 0);
  g_assert_cmpuint (g_variant_n_children (rows), ==, 1);
  row = g_variant_get_child_value (rows, 0);
  g_assert_true (g_variant_lookup (row, "recipient", "&s", &text));
  g_assert_cmpstr (text, ==, "bob@example.com");
  g_assert_true (g_variant_lookup (row, "state", "&s", &text));
  g_assert_cmpstr (text, ==, "deferred");
  g_assert_true (g_variant_lookup (row, "cause", "&s", &text));
  g_assert_cmpstr (text, ==, "refused-for-now");
  g_assert_true (g_variant_lookup (row, "text", "&s", &text));
  g_assert_cmpstr (text, ==, "450 4.2.0 mailbox busy");
  g_assert_true (g_variant_lookup (row, "entry", "&s", &text));
  g_assert_cmpstr (text, ==, "site");
  g_assert_true (g_variant_lookup (row, "attempts", "u", &attempts));
  g_assert_cmpuint (attempts, ==, 1);
  g_assert_true (g_variant_lookup (row, "next-attempt", "x", &next_s));
  g_assert_cmpint (next_s, ==, BED_START_S + 900);
  g_assert_false (g_variant_lookup (row, "credential", "&s", &text));
}

static void
test_filters (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) held = NULL;
  g_autoptr (GVariant) deferred = NULL;

  keep_one_waiting (f);
  held = good (f, "ListRecipients", listing ("{'states': <['held']>}", 10));
  g_assert_cmpuint (n_rows (held), ==, 0);
  deferred = good (f, "ListRecipients", listing ("{'states': <['deferred']>}", 10));
  g_assert_cmpuint (n_rows (deferred), ==, 1);
}

static GVariant *
only_trouble (Fixture *f)
{
  g_autoptr (GVariant) answer = good (f, "ListTroubles", g_variant_new ("(u)", 10));
  g_autoptr (GVariant) troubles = g_variant_get_child_value (answer, 0);

  g_assert_cmpuint (g_variant_n_children (troubles), ==, 1);
  return g_variant_get_child_value (troubles, 0);
}

static void
assert_has_text (GVariant *dictionary, const char *key, const char *expected)
{
  const char *text = NULL;

  g_variant_lookup (dictionary, key, "&s", &text);
  g_assert_cmpstr (text, ==, expected);
}

/* An entry without an account meets a server that wants one. */
static void
test_troubles (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) trouble = NULL;
  g_autofree const char **offered = NULL;
  gboolean is_encrypted = TRUE, is_more = TRUE;
  guint64 n = 0;
  guint32 port = 0;

  fake_server_answer (f->bed.server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN NTLM");
  fake_server_answer (f->bed.server, FAKE_MAIL, "530 5.7.0 Authentication required");
  g_free (bed_accept (&f->bed, SENDER, "bob@example.com"));
  bed_run (&f->bed);
  trouble = only_trouble (f);
  assert_has_text (trouble, "cause", "authentication-required");
  assert_has_text (trouble, "entry", "site");
  assert_has_text (trouble, "domain", "example.com");
  assert_has_text (trouble, "recipient", "bob@example.com");
  assert_has_text (trouble, "text", "530 5.7.0 Authentication required");
  assert_has_text (trouble, "authentication", "none");
  assert_has_text (trouble, "account", NULL);
  g_assert_true (g_variant_lookup (trouble, "messages", "t", &n) && n == 1);
  g_assert_true (g_variant_lookup (trouble, "recipients", "t", &n) && n == 1);
  g_assert_true (g_variant_lookup (trouble, "more", "b", &is_more) && !is_more);
  g_assert_true (g_variant_lookup (trouble, "port", "u", &port) && port != 0);
  g_assert_true (g_variant_lookup (trouble, "encrypted", "b", &is_encrypted) && !is_encrypted);
  g_assert_true (g_variant_lookup (trouble, "offered", "^a&s", &offered));
  g_assert_cmpstr (offered[0], ==, "PLAIN");
  g_assert_cmpstr (offered[1], ==, "NTLM");
}

/* --- what the desktop is told ---------------------------------------------------------------- */

/* The settings application, as far as the worker knows it. */
typedef struct
{
  GDBusConnection *connection;
  GPtrArray *calls; /* (element-type utf8): "action key" */
} Desktop;

static void
on_action (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *arguments, GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Desktop *desktop = user_data;
  g_autoptr (GVariant) parameters = NULL;
  g_autoptr (GVariant) parameter = NULL;
  const char *action, *key = NULL;

  g_variant_get (arguments, "(&s@ava{sv})", &action, &parameters, NULL);
  g_variant_get_child (parameters, 0, "v", &parameter);
  if (g_variant_is_of_type (parameter, G_VARIANT_TYPE_STRING))
    key = g_variant_get_string (parameter, NULL);
  else
    {
      assert_has_text (parameter, "cause", "authentication-required");
      g_variant_lookup (parameter, "key", "&s", &key);
    }
  g_assert_nonnull (key);
  g_ptr_array_add (desktop->calls, g_strdup_printf ("%s %s", action, key));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
start_desktop (Fixture *f, Desktop *desktop)
{
  static const char xml[]
      = "<node><interface name='org.freedesktop.Application'><method name='ActivateAction'>"
        "<arg type='s' direction='in'/><arg type='av' direction='in'/>"
        "<arg type='a{sv}' direction='in'/></method></interface></node>";
  static const GDBusInterfaceVTable table = { on_action, NULL, NULL, { NULL } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GVariant) answer = NULL;

  desktop->calls = g_ptr_array_new_with_free_func (g_free);
  desktop->connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (f->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  g_assert_nonnull (desktop->connection);
  g_dbus_connection_register_object (desktop->connection, "/org/countersign/Settings",
                                     node->interfaces[0], &table, desktop, NULL, NULL);
  answer = g_dbus_connection_call_sync (
      desktop->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.countersign.Settings", 0), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
}

static const char *
wait_for_call (Desktop *desktop, guint n)
{
  while (desktop->calls->len < n)
    g_main_context_iteration (NULL, TRUE);
  return desktop->calls->pdata[n - 1];
}

/* Once, however many messages there are; and when it is over. */
static void
test_reports (Fixture *f, gconstpointer data)
{
  Desktop desktop;
  g_autoptr (GVariant) answer = NULL;
  const char *key;

  start_desktop (f, &desktop);
  fake_server_answer (f->bed.server, FAKE_EHLO, "250-fake\n250 AUTH PLAIN");
  fake_server_answer (f->bed.server, FAKE_MAIL, "530 5.7.0 Authentication required");
  for (guint i = 0; i < 3; i++)
    g_free (bed_accept (&f->bed, SENDER, "bob@example.com"));
  bed_run (&f->bed);
  g_assert_true (g_str_has_prefix (wait_for_call (&desktop, 1), "report-trouble "));
  key = strchr (desktop.calls->pdata[0], ' ');
  g_free (bed_accept (&f->bed, SENDER, "bob@example.com"));
  bed_run (&f->bed);
  answer = good (f, "Change", g_variant_new ("(s^as)", "remove", (const char *[]){ NULL }));
  g_assert_true (g_str_has_prefix (wait_for_call (&desktop, 2), "withdraw-trouble "));
  g_assert_cmpstr (strchr (desktop.calls->pdata[1], ' '), ==, key);
  g_ptr_array_unref (desktop.calls);
  g_object_unref (desktop.connection);
}

/* More lanes than are listed anywhere; the test says in which order. */
#define N_LANES 103

static guint first_lane; /* that of the first trouble; those before it come last */
static guint n_lanes;

static GPtrArray *
many_troubles (CsQueue *queue, guint limit, GError **error)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_trouble_free);

  for (guint i = 0; i < MIN (n_lanes, limit); i++)
    {
      CsQueueTrouble *trouble = g_new0 (CsQueueTrouble, 1);
      guint lane = (first_lane + i) % N_LANES;

      trouble->lane = g_strdup_printf ("dns:d%u.example", lane);
      trouble->recipient = g_strdup_printf ("bob@d%u.example", lane);
      trouble->cause = CS_CAUSE_AUTHENTICATION_REQUIRED;
      g_ptr_array_add (troubles, trouble);
    }
  return troubles;
}

/* Those that were told of are among the last now, as others wait with more mail, and one of them is
 * over: that is told, and no other is told again. */
static void
test_reports_among_many (Fixture *f, gconstpointer data)
{
  CsQueueClass *class = CS_QUEUE_GET_CLASS (f->bed.queue);
  GPtrArray *(*troubles) (CsQueue *, guint, GError **) = class->troubles;
  Desktop desktop;

  first_lane = 0;
  n_lanes = N_LANES;
  class->troubles = many_troubles;
  start_desktop (f, &desktop);
  keep_one_waiting (f);
  wait_for_call (&desktop, 3);
  first_lane = 3;
  n_lanes = N_LANES - 1;
  g_free (bed_accept (&f->bed, SENDER, "cat@example.com"));
  wait_for_call (&desktop, 5);
  g_assert_cmpstr (desktop.calls->pdata[3], ==,
                   "withdraw-trouble authentication-required dns:d2.example");
  g_assert_cmpstr (desktop.calls->pdata[4], ==,
                   "report-trouble authentication-required dns:d3.example");
  class->troubles = troubles;
  g_ptr_array_unref (desktop.calls);
  g_object_unref (desktop.connection);
}

static void
test_bad_arguments (Fixture *f, gconstpointer data)
{
  assert_refused (f, "ListRecipients", listing ("{'x': <1>}", 10), BAD_ARGUMENT);
  assert_refused (f, "ListRecipients", listing ("@a{sv} {}", 0), BAD_ARGUMENT);
  assert_refused (f, "ListRecipients", listing ("@a{sv} {}", 1001), BAD_ARGUMENT);
  assert_refused (f, "CountRecipients", g_variant_new_parsed ("({'ids': <['x']>},)"), BAD_ARGUMENT);
  assert_refused (f, "ChangeListed", g_variant_new_parsed ("('hold', @a{sv} {}, '', @u 0)"),
                  BAD_ARGUMENT);
  assert_refused (f, "ChangeListed", g_variant_new_parsed ("('explode', @a{sv} {}, '', @u 1)"),
                  BAD_ARGUMENT);
  assert_refused (f, "ListDestinations", g_variant_new ("(u)", 0), BAD_ARGUMENT);
  assert_refused (f, "ListDestinations", g_variant_new ("(u)", 101), BAD_ARGUMENT);
  assert_refused (f, "ListTroubles", g_variant_new ("(u)", 0), BAD_ARGUMENT);
  assert_refused (f, "ListTroubles", g_variant_new ("(u)", 101), BAD_ARGUMENT);
  assert_refused (f, "ShowPolicy", g_variant_new ("(s)", "no domain"), BAD_ARGUMENT);
  assert_refused (f, "Change", g_variant_new ("(s^as)", "explode", (const char *[]){ NULL }),
                  BAD_ARGUMENT);
  assert_refused (f, "ShowMessage", g_variant_new ("(s)", "no such thing"), UNKNOWN_ID);
  assert_refused (f, "Change",
                  g_variant_new ("(s^as)", "hold", (const char *[]){ "no such thing", NULL }),
                  UNKNOWN_ID);
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *action, *state;
  } steps[] = {
    { "hold", "held administrator" },
    { "release", "queued " },
    { "remove", "" },
  };

  keep_one_waiting (f);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GVariant) answer = NULL;
      guint64 n;

      answer
          = good (f, "Change", g_variant_new ("(s^as)", steps[i].action, (const char *[]){ NULL }));
      g_variant_get (answer, "(t)", &n);
      g_assert_cmpuint (n, ==, 1);
      bed_run (&f->bed);
      if (g_str_equal (steps[i].action, "release"))
        continue; /* it is tried at once, and waits again */
      g_autofree char *state = bed_state (&f->bed);

      g_assert_cmpstr (state, ==, steps[i].state);
    }
}

/* A change in slices that goes on until what the first one made due was delivered, or is not in
 * good time. */
static struct
{
  gboolean (*change) (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                      const char *lane, CsQueueProgress *progress, GError **error);
  gint is_delivered; /* atomic */
  gint64 until_us;
} slices;

static gboolean
change_in_slices (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                  const char *lane, CsQueueProgress *progress, GError **error)
{
  gboolean is_first = progress->keys == NULL;

  if (is_first && !slices.change (queue, selection, action, lane, progress, error))
    return FALSE;
  if (g_atomic_int_get (&slices.is_delivered) || g_get_monotonic_time () > slices.until_us)
    progress->after = progress->keys->len;
  else
    progress->after = progress->next;
  return TRUE;
}

/* The first of many are sent while the last are not changed yet: they must not find that their
 * destination still rests. */
static void
test_retries_in_slices (Fixture *f, gconstpointer data)
{
  CsQueueClass *class = CS_QUEUE_GET_CLASS (f->bed.queue);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) answer = NULL;

  fake_server_answer (f->bed.server, FAKE_GREETING, "421 4.3.2 not now");
  g_free (bed_accept (&f->bed, SENDER, "bob@example.com"));
  bed_run (&f->bed);
  fake_server_answer (f->bed.server, FAKE_GREETING, NULL);

  slices.change = class->change;
  slices.until_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  class->change = change_in_slices;
  g_dbus_proxy_call (G_DBUS_PROXY (f->proxy), "Change",
                     g_variant_new ("(s^as)", "retry", (const char *[]){ NULL }),
                     G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_done, &result);
  while (result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_atomic_int_set (&slices.is_delivered, cs_engine_n_delivered (f->bed.engine) > 0);
    }
  class->change = slices.change;
  answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (f->proxy), result, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpint (slices.is_delivered, ==, TRUE);
}

static guint64
change_listed (Fixture *f, const char *action, const char *filter, char **after)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, filter, NULL, NULL, NULL);
  g_autoptr (GVariant) answer
      = good (f, "ChangeListed", g_variant_new ("(s@a{sv}su)", action, parsed, *after, 1));
  guint64 n;

  g_free (*after);
  g_variant_get (answer, "(ts)", &n, after);
  return n;
}

static guint64
count_of (Fixture *f, const char *filter)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, filter, NULL, NULL, NULL);
  g_autoptr (GVariant) answer = good (f, "CountRecipients", g_variant_new ("(@a{sv})", parsed));
  guint64 n;

  g_variant_get (answer, "(t)", &n);
  return n;
}

/* In slices of one: two of three are meant, and what is gone is passed over. */
static void
test_changes_what_is_listed (Fixture *f, gconstpointer data)
{
  g_autofree char *after = g_strdup ("");

  keep_one_waiting (f);
  g_free (bed_accept (&f->bed, SENDER, "cat@example.com"));
  g_free (bed_accept (&f->bed, SENDER, "bobby@example.com"));
  bed_run (&f->bed);
  g_assert_cmpuint (count_of (f, "{'text': <'BOB'>}"), ==, 2);

  g_assert_cmpuint (change_listed (f, "hold", "{'text': <'bob'>}", &after), ==, 1);
  g_assert_cmpstr (after, !=, "");
  g_assert_cmpuint (change_listed (f, "hold", "{'text': <'bob'>}", &after), ==, 1);
  g_assert_cmpstr (after, !=, "");
  g_assert_cmpuint (change_listed (f, "hold", "{'text': <'bob'>}", &after), ==, 0);
  g_assert_cmpstr (after, ==, "");
  g_assert_cmpuint (count_of (f, "{'states': <['held']>}"), ==, 2);

  g_assert_cmpuint (change_listed (f, "remove", "{'ids': <['gone', 'gone/1']>}", &after), ==, 0);
  g_assert_cmpuint (count_of (f, "@a{sv} {}"), ==, 3);
  g_assert_cmpuint (change_listed (f, "remove", "{'text': <'cat@'>}", &after), ==, 1);
  g_assert_cmpuint (count_of (f, "@a{sv} {}"), ==, 2);
}

static void
test_shows (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) story = NULL;
  g_autofree const char **transcripts = NULL;
  const char *text;

  fake_server_answer (f->bed.server, FAKE_RCPT, "450 4.2.0 mailbox busy");
  id = bed_accept (&f->bed, SENDER, "bob@example.com");
  bed_run (&f->bed);
  answer = good (f, "ShowMessage", g_variant_new ("(s)", id));
  story = g_variant_get_child_value (answer, 0);
  g_assert_true (g_variant_lookup (story, "id", "&s", &text));
  g_assert_cmpstr (text, ==, id);
  g_assert_true (g_variant_lookup (story, "header", "&s", &text));
  g_assert_nonnull (g_strstr_len (text, -1, "Subject: greetings"));
  g_assert_true (g_variant_lookup (story, "transcripts", "^a&s", &transcripts));
  g_assert_nonnull (g_strstr_len (transcripts[0], -1, "S: 450"));
}

/* Each attempt, and who of how many. */
static void
test_shows_attempts (Fixture *f, gconstpointer data)
{
  g_autofree char *id = bed_accept (&f->bed, SENDER, "bob@example.com");
  g_autofree char *bob = g_strconcat (id, "/1", NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) story = NULL;
  g_autoptr (GVariant) attempts = NULL;
  g_autoptr (GVariant) second = NULL;
  const char *text;
  guint32 number;
  gint64 when_s;

  fake_server_answer (f->bed.server, FAKE_RCPT, "450 4.2.0 mailbox busy");
  bed_run (&f->bed);
  bed_run_at (&f->bed, 900);
  answer = good (f, "ShowMessage", g_variant_new ("(s)", bob));
  story = g_variant_get_child_value (answer, 0);
  g_assert_true (g_variant_lookup (story, "recipients", "u", &number));
  g_assert_cmpuint (number, ==, 1);
  attempts = g_variant_lookup_value (story, "attempts", G_VARIANT_TYPE ("aa{sv}"));
  g_assert_cmpuint (g_variant_n_children (attempts), ==, 2);
  second = g_variant_get_child_value (attempts, 1);
  g_assert_true (g_variant_lookup (second, "recipient", "u", &number));
  g_assert_cmpuint (number, ==, 1);
  g_assert_true (g_variant_lookup (second, "number", "u", &number));
  g_assert_cmpuint (number, ==, 2);
  g_assert_true (g_variant_lookup (second, "when", "x", &when_s));
  g_assert_cmpint (when_s, ==, BED_START_S + 900);
  g_assert_true (g_variant_lookup (second, "state", "&s", &text));
  g_assert_cmpstr (text, ==, "deferred");
  g_assert_true (g_variant_lookup (second, "text", "&s", &text));
  g_assert_cmpstr (text, ==, "450 4.2.0 mailbox busy");
  g_assert_true (g_variant_lookup (second, "host", "&s", &text));
  g_assert_nonnull (g_strstr_len (text, -1, "127.0.0.1"));
}

static void
test_destinations (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) only = NULL;
  g_autofree char *name = g_strdup_printf ("[127.0.0.1]:%u", fake_server_port (f->bed.server));
  const char *text;
  guint64 n;
  guint32 limit;
  gint64 failed_s;

  keep_one_waiting (f);
  answer = good (f, "ListDestinations", g_variant_new ("(u)", 10));
  list = g_variant_get_child_value (answer, 0);
  g_assert_cmpuint (g_variant_n_children (list), ==, 1);
  only = g_variant_get_child_value (list, 0);
  g_assert_true (g_variant_lookup (only, "name", "&s", &text));
  g_assert_cmpstr (text, ==, name);
  g_assert_true (g_variant_lookup (only, "deferred", "t", &n));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (g_variant_lookup (only, "connection-limit", "u", &limit));
  g_assert_cmpuint (limit, ==, 20);
  g_assert_true (g_variant_lookup (only, "cause", "&s", &text));
  g_assert_cmpstr (text, ==, "refused-for-now");
  g_assert_true (g_variant_lookup (only, "text", "&s", &text));
  g_assert_cmpstr (text, ==, "450 4.2.0 mailbox busy");
  g_assert_true (g_variant_lookup (only, "failed", "x", &failed_s));
  g_assert_cmpint (failed_s, ==, BED_START_S);
}

static void
assert_preview (Fixture *f, guint64 messages, guint64 recipients)
{
  g_autofree char *text = cs_settings_write (f->bed.settings, NULL);
  g_autoptr (GVariant) answer = good (f, "PreviewSettings", g_variant_new ("(s)", text));
  guint64 n_messages, n_recipients;

  g_variant_get (answer, "(tt)", &n_messages, &n_recipients);
  g_assert_cmpuint (n_messages, ==, messages);
  g_assert_cmpuint (n_recipients, ==, recipients);
}

/* Two messages, of which other settings would send one another way; nothing is changed by asking.
 */
static void
test_previews (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("*.example.org", -1, NULL));

  fake_server_answer (f->bed.server, FAKE_RCPT, "450 4.2.0 mailbox busy");
  g_free (bed_accept (&f->bed, SENDER, "ann@a.example.org bob@b.example.org carl@example.com"));
  g_free (bed_accept (&f->bed, SENDER, "dora@example.com"));
  bed_run (&f->bed);
  before = bed_rows (&f->bed);
  assert_preview (f, 0, 0);

  domain->route = CS_ROUTE_DNS;
  cs_settings_put_remote_domain (f->bed.settings, domain);
  cs_remote_domain_unref (domain);
  assert_preview (f, 1, 2);

  bed_use_login (&f->bed, BED_UUID);
  assert_preview (f, 2, 4);
  after = bed_rows (&f->bed);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    g_assert_cmpstr (((CsQueueRow *)after->pdata[i])->lane, ==,
                     ((CsQueueRow *)before->pdata[i])->lane);
}

static void
test_preview_of_faulty_settings (Fixture *f, gconstpointer data)
{
  assert_refused (f, "PreviewSettings", g_variant_new ("(s)", "{ \"version\": 2 }"), BAD_ARGUMENT);
  assert_refused (f, "PreviewSettings", g_variant_new ("(s)", ""), BAD_ARGUMENT);
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  g_free (bed_accept (&f->bed, SENDER, "good@example.com"));
  bed_run (&f->bed);
  keep_one_waiting (f);
  while (cs_delivery_get_deferred (f->proxy) != 1 || cs_delivery_get_delivered (f->proxy) != 1
         || cs_delivery_get_connections (f->proxy) == 0 || cs_delivery_get_messages (f->proxy) != 1
         || cs_delivery_get_content_bytes (f->proxy) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (cs_delivery_get_started (f->proxy), ==, BED_START_S);
  g_assert_cmpstr (cs_delivery_get_version (f->proxy), ==, CS_VERSION);
}

static void
test_load_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) bad_answer = NULL;
  const char *in_force, *fault;
  g_autofree char *revision = NULL;

  g_file_set_contents_full (f->settings_path, "{ \"version\": 1 }\n", -1,
                            G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  answer = good (f, "LoadSettings", g_variant_new ("(s)", "whatever"));
  g_variant_get (answer, "(&s&s)", &in_force, &fault);
  revision = g_strdup (in_force);
  g_assert_cmpuint (strlen (in_force), ==, 64);
  g_assert_cmpstr (fault, ==, "");

  g_file_set_contents_full (f->settings_path, "{ \"version\": 2 }\n", -1,
                            G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  bad_answer = good (f, "LoadSettings", g_variant_new ("(s)", "whatever"));
  g_variant_get (bad_answer, "(&s&s)", &in_force, &fault);
  g_assert_cmpstr (in_force, ==, revision);
  g_assert_cmpstr (fault, !=, "");
  while (!g_str_equal (cs_delivery_get_settings_fault (f->proxy), fault)
         || g_variant_n_children (cs_delivery_get_settings_faults (f->proxy)) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_second_is_told (Fixture *f, gconstpointer data)
{
  CsServiceConfig config = service_config (f);
  g_autoptr (CsService) second = cs_service_new (&config);

  while (!f->is_taken)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_dnssec (Fixture *f, const char *what)
{
  return g_strcmp0 (cs_delivery_get_dnssec (f->proxy), what) == 0;
}

/* The zone of the bed is not signed, and there is no trust anchor. */
static void
test_dnssec (Fixture *f, gconstpointer data)
{
  g_assert_true (is_dnssec (f, "unavailable"));
}

/* What the name servers are good for is found out, and told. */
static void
test_dnssec_changes (Fixture *f, gconstpointer data)
{
  g_assert_true (is_dnssec (f, "unknown"));
  cs_resolver_probe (f->bed.resolver);
  while (!is_dnssec (f, "available"))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up_signed (Fixture *f, gconstpointer data)
{
  f->bed.is_signed = TRUE;
  set_up (f, data);
}

/* The bus goes, mail goes on. */
static void
test_bus_lost (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->proxy);
  g_test_dbus_stop (f->bus);
  f->is_bus_gone = TRUE;
  g_free (bed_accept (&f->bed, SENDER, "bob@example.com"));
  bed_run (&f->bed);
  g_assert_cmpuint (fake_server_n_messages (f->bed.server), ==, 1);
}

/* --- who asked is gone --- */

static struct
{
  gboolean (*list) (CsQueue *queue, const CsQueueSelection *selection, guint limit,
                    CsQueueSearch *search, GError **error);
  gint is_searching, has_ended;
} endless;

/* Searches by text for ever. */
static gboolean
list_for_ever (CsQueue *queue, const CsQueueSelection *selection, guint limit,
               CsQueueSearch *search, GError **error)
{
  gboolean is_search = selection != NULL && selection->text != NULL;

  if (is_search)
    g_atomic_int_set (&endless.is_searching, TRUE);
  while (is_search && !cs_queue_is_look_over (queue))
    g_thread_yield ();
  if (is_search)
    g_atomic_int_set (&endless.has_ended, TRUE);
  return endless.list (queue, selection, limit, search, error);
}

static void
wait_for (const gint *what)
{
  while (!g_atomic_int_get (what))
    g_main_context_iteration (NULL, FALSE);
}

/* A search does not go on for somebody who has left. */
static void
test_asker_leaves (Fixture *f, gconstpointer data)
{
  CsQueueClass *class = CS_QUEUE_GET_CLASS (f->bed.queue);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) other = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (f->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  endless.list = class->list;
  class->list = list_for_ever;
  g_dbus_connection_call (other, CS_DELIVERY_BUS_NAME, CS_DELIVERY_OBJECT_PATH,
                          "org.countersign.Delivery", "ListRecipients",
                          g_variant_new_parsed ("({'text': <'ann'>}, '', @u 10)"), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  wait_for (&endless.is_searching);
  g_assert_true (g_dbus_connection_close_sync (other, NULL, &error));
  wait_for (&endless.has_ended);
  class->list = endless.list;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/daemon/service/lists", test_lists },
    { "/daemon/service/filters", test_filters },
    { "/daemon/service/troubles", test_troubles },
    { "/daemon/service/reports", test_reports },
    { "/daemon/service/reports-among-many", test_reports_among_many },
    { "/daemon/service/bad-arguments", test_bad_arguments },
    { "/daemon/service/changes-what-is-listed", test_changes_what_is_listed },
    { "/daemon/service/changes", test_changes },
    { "/daemon/service/retries-in-slices", test_retries_in_slices },
    { "/daemon/service/shows", test_shows },
    { "/daemon/service/shows-attempts", test_shows_attempts },
    { "/daemon/service/destinations", test_destinations },
    { "/daemon/service/previews", test_previews },
    { "/daemon/service/preview-of-faulty-settings", test_preview_of_faulty_settings },
    { "/daemon/service/counts", test_counts },
    { "/daemon/service/dnssec", test_dnssec },
    { "/daemon/service/load-settings", test_load_settings },
    { "/daemon/service/second-is-told", test_second_is_told },
    { "/daemon/service/asker-leaves", test_asker_leaves },
    { "/daemon/service/bus-lost", test_bus_lost },
  };

  bed_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add ("/daemon/service/dnssec-changes", Fixture, NULL, set_up_signed, test_dnssec_changes,
              tear_down);

  return g_test_run ();
}
