#include "daemon/reporter.h"

#include "daemon/trouble-variant.h"

#define SETTLE_MS 2000 /* what is over by then need not be told */
#define SETTINGS_NAME "org.countersign.Settings"
#define SETTINGS_PATH "/org/countersign/Settings"
#define APPLICATION_INTERFACE "org.freedesktop.Application"

struct _CsReporter
{
  GDBusConnection *bus;
  CsQueue *queue;
  CsEngine *engine;
  CsSettingsFile *settings_file;
  GCancellable *cancellable;
  GHashTable *open; /* (element-type utf8): keys of what has been told, and is not over */
  guint look_source;
  gboolean is_looking;
  gboolean is_old; /* the queue has changed since */
};

/* An action of the settings application, whether it runs or not. */
static void
activate (CsReporter *reporter, const char *action, GVariant *parameter)
{
  GVariantBuilder parameters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  g_variant_builder_add (&parameters, "v", parameter);
  g_dbus_connection_call (
      reporter->bus, SETTINGS_NAME, SETTINGS_PATH, APPLICATION_INTERFACE, "ActivateAction",
      g_variant_new ("(sav@a{sv})", action, &parameters, g_variant_new_parsed ("@a{sv} {}")), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
report (CsReporter *reporter, const char *key, GVariant *trouble)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, trouble);
  g_variant_dict_insert (&dict, "key", "s", key);
  g_hash_table_add (reporter->open, g_strdup (key));
  activate (reporter, "report-trouble", g_variant_dict_end (&dict));
}

static void
withdraw_ended (CsReporter *reporter, GHashTable *keys)
{
  GHashTableIter iter;
  const char *key;

  g_hash_table_iter_init (&iter, reporter->open);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, NULL))
    {
      if (g_hash_table_contains (keys, key))
        continue;
      activate (reporter, "withdraw-trouble", g_variant_new_string (key));
      g_hash_table_iter_remove (&iter);
    }
}

/* What is not among so many that there may be more is not over for that. */
static void
compare (CsReporter *reporter, GVariant *troubles)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < g_variant_n_children (troubles); i++)
    {
      g_autoptr (GVariant) trouble = g_variant_get_child_value (troubles, i);

      g_hash_table_add (keys, cs_trouble_key (trouble));
    }
  if (g_variant_n_children (troubles) < CS_QUEUE_MOST_TROUBLES)
    withdraw_ended (reporter, keys);
  for (gsize i = 0; i < g_variant_n_children (troubles); i++)
    {
      g_autoptr (GVariant) trouble = g_variant_get_child_value (troubles, i);
      g_autofree char *key = cs_trouble_key (trouble);

      if (g_hash_table_size (reporter->open) < CS_REPORTS_MOST
          && !g_hash_table_contains (reporter->open, key))
        report (reporter, key, trouble);
    }
}

static gboolean on_look (gpointer user_data);

static void
look_soon (CsReporter *reporter)
{
  reporter->is_old = reporter->is_looking;
  if (reporter->look_source == 0 && !reporter->is_looking)
    reporter->look_source = g_timeout_add (SETTLE_MS, on_look, reporter);
}

static void
on_troubles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsReporter *reporter;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) troubles = cs_queue_troubles_finish (CS_QUEUE (source), result, &error);
  g_autoptr (GVariant) list = NULL;

  /* Without a check of its own an answer may come to somebody who is gone. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  reporter = user_data;
  reporter->is_looking = FALSE;
  if (reporter->is_old)
    look_soon (reporter);
  if (troubles == NULL)
    return;
  list = g_variant_ref_sink (cs_troubles_to_variant (
      troubles, reporter->engine, cs_settings_file_settings (reporter->settings_file)));
  compare (reporter, list);
}

static gboolean
on_look (gpointer user_data)
{
  CsReporter *reporter = user_data;

  reporter->look_source = 0;
  reporter->is_looking = TRUE;
  cs_queue_troubles_async (reporter->queue, CS_QUEUE_MOST_TROUBLES, reporter->cancellable,
                           on_troubles, reporter);
  return G_SOURCE_REMOVE;
}

/* Nothing waits, and nothing has been told: there is nothing to look for. */
static void
on_queue_changed (CsReporter *reporter)
{
  CsQueueCounts counts;

  cs_queue_get_counts (reporter->queue, &counts);
  if (counts.held + counts.deferred == 0 && g_hash_table_size (reporter->open) == 0)
    return;
  look_soon (reporter);
}

CsReporter *
cs_reporter_new (GDBusConnection *bus, CsQueue *queue, CsEngine *engine,
                 CsSettingsFile *settings_file)
{
  CsReporter *reporter = g_new0 (CsReporter, 1);

  reporter->bus = g_object_ref (bus);
  reporter->queue = g_object_ref (queue);
  reporter->engine = g_object_ref (engine);
  reporter->settings_file = g_object_ref (settings_file);
  reporter->cancellable = g_cancellable_new ();
  reporter->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_swapped (queue, "changed", G_CALLBACK (on_queue_changed), reporter);
  on_queue_changed (reporter);
  return reporter;
}

void
cs_reporter_free (CsReporter *reporter)
{
  g_cancellable_cancel (reporter->cancellable);
  g_clear_handle_id (&reporter->look_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (reporter->queue, reporter);
  g_hash_table_unref (reporter->open);
  g_object_unref (reporter->cancellable);
  g_object_unref (reporter->settings_file);
  g_object_unref (reporter->engine);
  g_object_unref (reporter->queue);
  g_object_unref (reporter->bus);
  g_free (reporter);
}
