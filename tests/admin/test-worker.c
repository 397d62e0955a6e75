#include <string.h>

#include "admin/worker.h"
#include "apply-fixture.h"

/* A worker that answers LoadSettings as each test wants, on a private bus. */

typedef struct
{
  Fixture apply;
  GDBusConnection *bus;
  CsDelivery *skeleton;
  guint name;
  char *asked_for; /* revision of the last LoadSettings */
  const char *in_force; /* NULL: the one that was asked for */
  const char *fault;
  const char *error; /* D-Bus error name instead of an answer */
  const char *watched; /* UUID; NULL: none */
  gboolean was_stored; /* the watched one, at the last LoadSettings */
} WorkerFixture;

static void
on_watched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WorkerFixture *f = user_data;
  g_autoptr (CsSecret) secret
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, NULL);

  f->was_stored = secret != NULL;
}

static gboolean
on_load (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *revision,
         gpointer user_data)
{
  WorkerFixture *f = user_data;

  g_free (f->asked_for);
  f->asked_for = g_strdup (revision);
  if (f->watched != NULL) /* looked at now, whenever that is told */
    cs_secret_store_lookup_async (f->apply.store, f->watched, CS_PROMPT_NEVER, NULL, on_watched, f);
  if (f->error != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, f->error, "in the worker's words");
  else
    cs_delivery_complete_load_settings (skeleton, invocation,
                                        f->in_force != NULL ? f->in_force : revision,
                                        f->fault != NULL ? f->fault : "");
  return TRUE;
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_main_loop_quit (((WorkerFixture *)user_data)->apply.loop);
}

static void
start_worker (WorkerFixture *f)
{
  f->skeleton = cs_delivery_skeleton_new ();
  g_signal_connect (f->skeleton, "handle-load-settings", G_CALLBACK (on_load), f);
  g_assert_true (g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (f->skeleton), f->bus,
                                                   CS_DELIVERY_OBJECT_PATH, NULL));
  f->name = g_bus_own_name_on_connection (f->bus, CS_DELIVERY_BUS_NAME, 0, on_name, NULL, f, NULL);
  g_main_loop_run (f->apply.loop);
}

static void
stop_worker (WorkerFixture *f)
{
  if (f->skeleton == NULL)
    return;
  g_bus_unown_name (f->name);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (f->skeleton));
  g_clear_object (&f->skeleton);
}

static void
set_up (WorkerFixture *f, gconstpointer data)
{
  apply_fixture_set_up (&f->apply, NULL);
  f->bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  start_worker (f);
}

static void
tear_down (WorkerFixture *f, gconstpointer data)
{
  stop_worker (f);
  g_dbus_connection_close_sync (f->bus, NULL, NULL);
  g_object_unref (f->bus);
  g_free (f->asked_for);
  apply_fixture_tear_down (&f->apply, NULL);
}

static gboolean
load (WorkerFixture *f, const char *revision, gboolean *running, GError **error)
{
  cs_worker_load_settings_async (&f->apply.instance, revision, NULL, apply_fixture_done, &f->apply);
  return cs_worker_load_settings_finish (apply_fixture_wait (&f->apply), running, error);
}

static void
test_in_force (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean running;

  g_assert_true (load (f, "abc", &running, &error));
  g_assert_no_error (error);
  g_assert_true (running);
  g_assert_cmpstr (f->asked_for, ==, "abc");
}

static void
test_not_running (WorkerFixture *f, gconstpointer data)
{
  gboolean running;

  stop_worker (f);
  g_assert_true (load (f, "abc", &running, NULL));
  g_assert_false (running);
}

typedef struct
{
  const char *name;
  const char *in_force, *fault, *error;
  const char *faults; /* GVariant text; NULL: none */
  int code;
  const char *words; /* in the message */
} RefusalCase;

static const RefusalCase refusals[] = {
  { "refused", "old", "delivery.json:3:4: error: it is bad", NULL, NULL, CS_WORKER_ERROR_REFUSED,
    "it is bad" },
  { "refused-in-words", "old", "in codes", NULL,
    "[(3, 4, 0, 'site.smart-hots', 'unknown-key', 'smart-hots', 'smart-host')]",
    CS_WORKER_ERROR_REFUSED,
    "delivery.json:3:4: error: site.smart-hots: there is no key “smart-hots”; did you mean "
    "“smart-host”?" },
  { "refused-without-value", "old", "in codes", NULL,
    "[(1, 2, 0, '', 'version', '', '1'), (3, 4, 0, 'site.name', 'string', 'x', '')]",
    CS_WORKER_ERROR_REFUSED, "delivery.json:1:2: error: the version is missing" },
  { "refused-for-many", "old", "in codes", NULL,
    "[(1, 1, 0, '', 'empty', '', ''), (2, 1, 0, '', 'empty', '', ''), (3, 1, 0, '', 'empty', '', "
    "''), (4, 1, 0, '', 'empty', '', ''), (5, 1, 0, '', 'empty', '', ''), (6, 1, 0, '', 'empty', "
    "'', '')]",
    CS_WORKER_ERROR_REFUSED, "and more: “countersign check” lists all" },
  { "refused-in-unknown-codes", "old", "in its own words", NULL,
    "[(3, 4, 0, 'site.moon', 'of-the-future', '', '')]", CS_WORKER_ERROR_REFUSED,
    "in its own words" },
  { "overtaken", "newer", NULL, NULL, NULL, CS_WORKER_ERROR_REFUSED, "changed again" },
  { "not-ready", NULL, NULL, "org.countersign.Delivery.Error.NotReady", NULL,
    CS_WORKER_ERROR_REFUSED, "in the worker's words" },
  { "no-answer", NULL, NULL, "org.freedesktop.DBus.Error.NoReply", NULL, CS_WORKER_ERROR_NO_ANSWER,
    "does not answer" },
  { "unknown-id", NULL, NULL, "org.countersign.Delivery.Error.UnknownId", NULL,
    CS_WORKER_ERROR_UNKNOWN_ID, "in the worker's words" },
};

static void
answer_with (WorkerFixture *f, const RefusalCase *c)
{
  f->in_force = c->in_force;
  f->fault = c->fault;
  f->error = c->error;
  if (c->faults != NULL)
    {
      g_autoptr (GVariant) faults
          = g_variant_parse (G_VARIANT_TYPE ("a(uuussss)"), c->faults, NULL, NULL, NULL);

      cs_delivery_set_settings_faults (f->skeleton, faults);
    }
}

static void
test_refusal (WorkerFixture *f, gconstpointer data)
{
  const RefusalCase *c = data;
  g_autoptr (GError) error = NULL;
  gboolean running;

  answer_with (f, c);
  g_assert_false (load (f, "abc", &running, &error));
  g_assert_true (running);
  g_assert_error (error, CS_WORKER_ERROR, c->code);
  g_assert_nonnull (strstr (error->message, c->words));
}

/* --- as part of an apply ------------------------------------------------------------------- */

static void
test_apply_in_force (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (&f->apply);
  g_autoptr (GError) error = NULL;

  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  g_assert_true (apply_fixture_apply (&f->apply, draft, 0, &error));
  g_assert_no_error (error);
  g_assert_true (cs_draft_is_in_force (draft));
  g_assert_cmpstr (f->asked_for, ==, cs_draft_revision (draft));
}

static void
test_apply_refused (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (&f->apply);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  f->in_force = "old";
  f->fault = "it is bad";
  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  g_assert_false (apply_fixture_apply (&f->apply, draft, 0, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_NOT_IN_FORCE);
  g_assert_nonnull (strstr (error->message, "it is bad"));
  g_assert_false (cs_draft_is_in_force (draft));
  g_assert_false (cs_draft_is_changed (draft)); /* written all the same */
  text = apply_fixture_read (&f->apply);
  g_assert_nonnull (strstr (text, "\"x\""));
}

/* Applied with one password, and another one typed. (transfer full): the UUID of the first. */
static char *
change_password (WorkerFixture *f, CsDraft *draft)
{
  char *old = g_strdup (apply_fixture_type (draft, "office", "one"));

  g_assert_true (apply_fixture_apply (&f->apply, draft, 0, NULL));
  apply_fixture_type (draft, "office", "two");
  return old;
}

static void
test_old_secret_until_answer (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (&f->apply);
  g_autofree char *old = change_password (f, draft);

  f->watched = old;
  g_assert_true (apply_fixture_apply (&f->apply, draft, 0, NULL));
  g_assert_true (f->was_stored);
  g_assert_false (apply_fixture_is_stored (&f->apply, old));
  g_assert_cmpuint (apply_fixture_count (&f->apply), ==, 1);
  g_assert_false (apply_fixture_has_journal (&f->apply));
}

static void
test_old_secret_stays (WorkerFixture *f, gconstpointer data)
{
  const RefusalCase *c = data;
  g_autoptr (CsDraft) draft = apply_fixture_load (&f->apply);
  g_autofree char *old = change_password (f, draft);
  g_autoptr (GError) error = NULL;

  answer_with (f, c);
  g_assert_false (apply_fixture_apply (&f->apply, draft, 0, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_NOT_IN_FORCE);
  g_assert_true (apply_fixture_recover (&f->apply, NULL));
  g_assert_true (apply_fixture_is_stored (&f->apply, old));
  g_assert_true (apply_fixture_has_journal (&f->apply));

  f->in_force = NULL;
  f->fault = NULL;
  f->error = NULL;
  g_assert_true (apply_fixture_recover (&f->apply, NULL));
  g_assert_cmpstr (f->asked_for, ==, cs_draft_revision (draft));
  g_assert_false (apply_fixture_is_stored (&f->apply, old));
  g_assert_cmpuint (apply_fixture_count (&f->apply), ==, 1);
  g_assert_false (apply_fixture_has_journal (&f->apply));
}

/* What a refused apply left is collected by the next one, when the worker has taken that. */
static void
test_old_secret_by_next_apply (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (&f->apply);
  g_autofree char *old = change_password (f, draft);

  f->in_force = "old";
  g_assert_false (apply_fixture_apply (&f->apply, draft, 0, NULL));
  f->in_force = NULL;
  g_assert_true (apply_fixture_apply (&f->apply, draft, 0, NULL));
  g_assert_false (apply_fixture_is_stored (&f->apply, old));
  g_assert_false (apply_fixture_has_journal (&f->apply));
}

/* --- connecting ---------------------------------------------------------------------------- */

static CsDelivery *
connect_worker (WorkerFixture *f, GError **error)
{
  cs_worker_connect_async (&f->apply.instance, FALSE, NULL, apply_fixture_done, &f->apply);
  return cs_worker_connect_finish (apply_fixture_wait (&f->apply), error);
}

static void
test_connect (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDelivery) worker = NULL;

  cs_delivery_set_held (f->skeleton, 14);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (f->skeleton));
  worker = connect_worker (f, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cs_delivery_get_held (worker), ==, 14);
}

static void
test_connect_not_running (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  stop_worker (f);
  g_assert_null (connect_worker (f, &error));
  g_assert_error (error, CS_WORKER_ERROR, CS_WORKER_ERROR_NOT_RUNNING);
}

static void
test_cancelled (WorkerFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  cs_worker_connect_async (&f->apply.instance, FALSE, cancellable, apply_fixture_done, &f->apply);
  g_assert_null (cs_worker_connect_finish (apply_fixture_wait (&f->apply), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

#define ADD_DATA(name, data, func) g_test_add (name, WorkerFixture, data, set_up, func, tear_down)
#define ADD(name, func) ADD_DATA ("/admin/worker/" name, NULL, func)
  ADD ("in-force", test_in_force);
  ADD ("not-running", test_not_running);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/admin/worker/%s", refusals[i].name);

      ADD_DATA (path, &refusals[i], test_refusal);
    }
  ADD ("apply-in-force", test_apply_in_force);
  ADD ("apply-refused", test_apply_refused);
  ADD ("old-secret-until-answer", test_old_secret_until_answer);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/admin/worker/old-secret-%s", refusals[i].name);

      ADD_DATA (path, &refusals[i], test_old_secret_stays);
    }
  ADD ("old-secret-by-next-apply", test_old_secret_by_next_apply);
  ADD ("connect", test_connect);
  ADD ("connect-not-running", test_connect_not_running);
  ADD ("cancelled", test_cancelled);

  status = g_test_run ();
  g_test_dbus_down (bus);
  return status;
}
