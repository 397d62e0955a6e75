#include "app/preset-hint.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"

struct _CsPresetHint
{
  GtkLabel parent;
  GPtrArray *presets; /* NULL until they are read */
  const CsPreset *preset; /* one of them; NULL: none */
  CsHost *host;
  char *domain;
  GCancellable *cancellable; /* NULL: nobody has looked for anything yet */
};

G_DEFINE_TYPE (CsPresetHint, cs_preset_hint, GTK_TYPE_LABEL)

static guint fill_in_signal;

static const CsPreset *
find (CsPresetHint *hint)
{
  const CsPreset *preset = NULL;

  if (hint->presets != NULL && hint->host != NULL)
    preset = cs_presets_of_host (hint->presets, hint->host);
  if (hint->presets != NULL && preset == NULL && hint->domain != NULL)
    preset = cs_presets_of_domain (hint->presets, hint->domain);
  return preset;
}

static void
show (CsPresetHint *hint)
{
  const CsPreset *preset = find (hint);
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (hint));
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (preset == hint->preset)
    return;

  hint->preset = preset;
  gtk_widget_set_visible (GTK_WIDGET (hint), preset != NULL);
  if (preset == NULL)
    return;
  name = g_markup_escape_text (preset->name, -1);
  /* Translators: %s is a company, such as "Gmail". What stands between <a> and </a> can be clicked
   */
  text = g_strdup_printf (_ ("%s is a known provider. <a href=\"\">Fill In Its Settings…</a>"),
                          name);
  gtk_label_set_markup (GTK_LABEL (hint), text);
  if (GTK_IS_DIALOG (window))
    cs_dialog_fit (GTK_DIALOG (window));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsPresetHint) hint = user_data;
  GPtrArray *presets = cs_presets_load_finish (result, NULL);

  if (presets == NULL)
    return; /* the line has gone */
  hint->presets = presets;
  show (hint);
}

void
cs_preset_hint_look (CsPresetHint *hint, const CsInstance *instance, const CsHost *host,
                     const char *domain)
{
  g_clear_pointer (&hint->host, cs_host_free);
  g_free (hint->domain);
  hint->host = cs_host_copy (host);
  hint->domain = g_strdup (domain);
  if (hint->cancellable == NULL && (host != NULL || domain != NULL))
    {
      hint->cancellable = g_cancellable_new ();
      cs_presets_load_async (instance, hint->cancellable, on_loaded, g_object_ref (hint));
    }
  show (hint);
}

const CsPreset *
cs_preset_hint_get (CsPresetHint *hint)
{
  return hint->preset;
}

static gboolean
cs_preset_hint_activate_link (GtkLabel *label, const char *uri)
{
  if (CS_PRESET_HINT (label)->preset != NULL)
    g_signal_emit (label, fill_in_signal, 0);
  return TRUE;
}

static void
cs_preset_hint_dispose (GObject *object)
{
  CsPresetHint *hint = CS_PRESET_HINT (object);

  g_cancellable_cancel (hint->cancellable);
  g_clear_object (&hint->cancellable);
  hint->preset = NULL;
  g_clear_pointer (&hint->presets, g_ptr_array_unref);
  g_clear_pointer (&hint->host, cs_host_free);
  g_clear_pointer (&hint->domain, g_free);
  G_OBJECT_CLASS (cs_preset_hint_parent_class)->dispose (object);
}

static void
cs_preset_hint_class_init (CsPresetHintClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cs_preset_hint_dispose;
  GTK_LABEL_CLASS (class)->activate_link = cs_preset_hint_activate_link;
  fill_in_signal = g_signal_new ("fill-in", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
cs_preset_hint_init (CsPresetHint *hint)
{
  gtk_label_set_line_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 44);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_label_set_track_visited_links (GTK_LABEL (hint), FALSE);
  gtk_widget_set_no_show_all (GTK_WIDGET (hint), TRUE);
}
