#include "app/reports.h"

#include <glib/gi18n.h>

#include "admin/trouble.h"

#define STAY_S 600

struct _CsReports
{
  GApplication *application;
  GHashTable *open; /* (element-type utf8 Report): by key */
};

typedef struct
{
  GApplication *application; /* held */
  guint leave_source;
} Report;

static gboolean
on_leave (gpointer user_data)
{
  Report *report = user_data;

  report->leave_source = 0;
  g_application_release (report->application);
  return G_SOURCE_REMOVE;
}

static void
report_free (Report *report)
{
  if (report->leave_source != 0)
    g_application_release (report->application);
  g_clear_handle_id (&report->leave_source, g_source_remove);
  g_free (report);
}

static Report *
report_new (GApplication *application)
{
  Report *report = g_new0 (Report, 1);

  report->application = application;
  g_application_hold (application);
  report->leave_source = g_timeout_add_seconds (STAY_S, on_leave, report);
  return report;
}

CsReports *
cs_reports_new (GApplication *application)
{
  CsReports *reports = g_new0 (CsReports, 1);

  reports->application = application;
  reports->open
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)report_free);
  return reports;
}

void
cs_reports_free (CsReports *reports)
{
  g_hash_table_unref (reports->open);
  g_free (reports);
}

/* Names of notifications are paths on some desktops. */
static char *
id_of (const char *key)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);

  return g_strdup_printf ("trouble-%.16s", digest);
}

static GNotification *
new_notification (GApplication *application, const CsTrouble *trouble, GVariant *dictionary)
{
  GNotification *notification = g_notification_new (_ ("Mail Is Waiting"));
  g_autofree char *words = cs_trouble_words_in_full (trouble);
  g_autoptr (GIcon) icon = g_themed_icon_new (g_application_get_application_id (application));
  gboolean is_about_account = trouble->cause == CS_CAUSE_AUTHENTICATION_REFUSED
                              || trouble->cause == CS_CAUSE_CREDENTIAL_MISSING
                              || trouble->cause == CS_CAUSE_CREDENTIAL_INVALID;

  g_notification_set_body (notification, words);
  g_notification_set_icon (notification, icon);
  g_notification_set_default_action_and_target_value (notification, "app.set-up", dictionary);
  g_notification_add_button_with_target_value (
      notification, is_about_account ? _ ("Change…") : _ ("Set Up…"), "app.set-up", dictionary);
  return notification;
}

void
cs_reports_show (CsReports *reports, GVariant *dictionary)
{
  g_autoptr (CsTrouble) trouble = cs_trouble_from_variant (dictionary);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;
  const char *key;

  if (trouble == NULL || !g_variant_lookup (dictionary, "key", "&s", &key))
    return;

  id = id_of (key);
  notification = new_notification (reports->application, trouble, dictionary);
  g_application_send_notification (reports->application, id, notification);
  g_hash_table_replace (reports->open, g_strdup (key), report_new (reports->application));
}

/* Also what an earlier process has shown. */
void
cs_reports_withdraw (CsReports *reports, const char *key)
{
  g_autofree char *id = id_of (key);

  g_application_withdraw_notification (reports->application, id);
  g_hash_table_remove (reports->open, key);
}

void
cs_reports_leave (CsReports *reports)
{
  g_hash_table_remove_all (reports->open);
}
