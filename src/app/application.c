#include "app/application.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "app/properties-window.h"
#include "app/reports.h"
#include "app/shortcuts.h"
#include "base/instance.h"

struct _CsApplication
{
  GtkApplication parent;
  CsReports *reports;
};

G_DEFINE_TYPE (CsApplication, cs_application, GTK_TYPE_APPLICATION)

static CsPropertiesWindow *
find_window (CsApplication *application, gboolean is_system)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));

  for (GList *item = windows; item != NULL; item = item->next)
    if (CS_IS_PROPERTIES_WINDOW (item->data)
        && cs_sheet_instance (cs_properties_window_get_sheet (item->data))->is_system == is_system)
      return item->data;
  return NULL;
}

static CsPropertiesWindow *
present_window (CsApplication *application, gboolean is_system)
{
  CsPropertiesWindow *window = find_window (application, is_system);

  if (window == NULL)
    {
      CsInstance *instance = cs_instance_new (is_system);
      g_autoptr (CsSecretStore) store = cs_apply_store_for (instance);
      g_autoptr (CsSheet) sheet = cs_sheet_new (instance, store);

      window = cs_properties_window_new (GTK_APPLICATION (application), sheet);
    }
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
cs_application_activate (GApplication *application)
{
  present_window (CS_APPLICATION (application), FALSE);
}

static int
cs_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  CsPropertiesWindow *window
      = present_window (CS_APPLICATION (application), g_variant_dict_contains (options, "system"));
  const char *domain;
  const char *page;

  if (g_variant_dict_lookup (options, "page", "&s", &page))
    cs_properties_window_show_page (window, page);
  if (g_variant_dict_lookup (options, "domain", "&s", &domain))
    cs_properties_window_open_domain (window, domain);
  return 0;
}

static int
cs_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  printf ("countersign-settings %s\n", CS_VERSION);
  return 0;
}

static void
on_open_domain (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CsPropertiesWindow *window = present_window (user_data, FALSE);

  cs_properties_window_open_domain (window, g_variant_get_string (parameter, NULL));
}

/* Whoever looks at the window sees it there. */
static gboolean
is_window_active (CsApplication *application)
{
  CsPropertiesWindow *window = find_window (application, FALSE);

  return window != NULL && cs_properties_window_is_looked_at (window);
}

static void
on_report_trouble (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CsApplication *application = user_data;

  if (!is_window_active (application))
    cs_reports_show (application->reports, parameter);
}

static void
on_withdraw_trouble (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CsApplication *application = user_data;

  cs_reports_withdraw (application->reports, g_variant_get_string (parameter, NULL));
}

static void
on_set_up (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (CsTrouble) trouble = cs_trouble_from_variant (parameter);
  CsPropertiesWindow *window = present_window (user_data, FALSE);

  if (trouble != NULL)
    cs_properties_window_set_up (window, trouble);
}

static void
on_new_remote_domain (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cs_properties_window_open_domain (present_window (user_data, FALSE), "");
}

static void
on_queue (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cs_properties_window_show_page (present_window (user_data, FALSE), "queue");
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *item = windows; item != NULL; item = item->next)
    gtk_window_close (item->data);
  cs_reports_leave (CS_APPLICATION (user_data)->reports);
}

static void
add_actions (CsApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "open-domain", .activate = on_open_domain, .parameter_type = "s" },
    /* Those of the desktop entry */
    { .name = "new-remote-domain", .activate = on_new_remote_domain },
    { .name = "queue", .activate = on_queue },
    { .name = "quit", .activate = on_quit },
    { .name = "report-trouble", .activate = on_report_trouble, .parameter_type = "a{sv}" },
    { .name = "set-up", .activate = on_set_up, .parameter_type = "a{sv}" },
    { .name = "withdraw-trouble", .activate = on_withdraw_trouble, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  cs_shortcuts_use (GTK_APPLICATION (application));
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/countersign/Settings/ui/style.css");
  gtk_style_context_add_provider_for_screen (gdk_screen_get_default (),
                                             GTK_STYLE_PROVIDER (provider),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
cs_application_startup (GApplication *application)
{
  /* Desktops match windows to the desktop entry by this name. Not earlier, since --help says it. */
  g_set_prgname (CS_SETTINGS_APPLICATION_ID);
  pango_cairo_font_map_get_default (); /* fonts are looked for in a thread, while GTK starts */
  G_APPLICATION_CLASS (cs_application_parent_class)->startup (application);
  gdk_set_program_class (CS_SETTINGS_APPLICATION_ID);
  CS_APPLICATION (application)->reports = cs_reports_new (application);
  add_actions (CS_APPLICATION (application));
  load_style ();
}

static void
cs_application_shutdown (GApplication *application)
{
  g_clear_pointer (&CS_APPLICATION (application)->reports, cs_reports_free);
  G_APPLICATION_CLASS (cs_application_parent_class)->shutdown (application);
}

static void
cs_application_class_init (CsApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  application_class->startup = cs_application_startup;
  application_class->shutdown = cs_application_shutdown;
  application_class->activate = cs_application_activate;
  application_class->command_line = cs_application_command_line;
  application_class->handle_local_options = cs_application_handle_local_options;
}

static void
cs_application_init (CsApplication *application)
{
  static const GOptionEntry options[] = {
    { "domain", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open the dialog of this remote domain"),
      N_ ("DOMAIN") },
    { "page", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("Show a page: general, messages, delivery, remote-domains or queue"), N_ ("PAGE") },
    { "system", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Edit the settings of the whole machine"),
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (application), options);
}

CsApplication *
cs_application_new (void)
{
  return g_object_new (CS_TYPE_APPLICATION, "application-id", CS_SETTINGS_APPLICATION_ID,
                       "resource-base-path", "/org/countersign/Settings", "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}
