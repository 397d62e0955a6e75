#include "app/help.h"

#include <glib/gi18n.h>

#include "app/help-topics.h"
#include "base/log.h"

/* Asking the viewer for help that is not installed would show its error page. */
static gboolean
has_installed_help (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *index
          = g_build_filename (folders[i], "help", "C", "countersign", "index.page", NULL);

      if (g_file_test (index, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static gboolean
show_in_viewer (GtkWindow *parent, const char *topic)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");
  g_autofree char *uri = g_strdup_printf ("help:countersign/%s", topic);
  g_autoptr (GError) error = NULL;

  if (viewer == NULL || !has_installed_help ())
    return FALSE;
  if (gtk_show_uri_on_window (parent, uri, gtk_get_current_event_time (), &error))
    return TRUE;

  cs_log (G_LOG_LEVEL_WARNING, "help-viewer-failed", "why", error->message, NULL);
  return FALSE;
}

static GtkWidget *
paragraph_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static GtkWidget *
text_new (const CsHelpTopic *topic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  g_object_set (box, "margin", 12, NULL);
  for (guint i = 0; i < CS_HELP_MAX_PARAGRAPHS && topic->paragraphs[i] != NULL; i++)
    gtk_container_add (GTK_CONTAINER (box), paragraph_new (_ (topic->paragraphs[i])));
  return box;
}

static void
show_by_ourselves (GtkWindow *parent, const char *name)
{
  const CsHelpTopic *topic = cs_help_topic_find (name);
  GtkWidget *dialog = g_object_new (GTK_TYPE_DIALOG, "use-header-bar", 0, "title", _ (topic->title),
                                    "default-width", 520, "default-height", 360,
                                    "destroy-with-parent", TRUE, "border-width", 6, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_container_add (GTK_CONTAINER (scrolled), text_new (topic));
  gtk_container_add (GTK_CONTAINER (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), scrolled);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  /* A group of its own: it can be read beside any modal dialog. */
  gtk_window_group_add_window (group, GTK_WINDOW (dialog));
  gtk_widget_show_all (dialog);
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE));
}

void
cs_help_show (GtkWindow *parent, const char *topic)
{
  if (!show_in_viewer (parent, topic))
    show_by_ourselves (parent, topic);
}
