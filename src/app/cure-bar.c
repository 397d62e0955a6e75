#include "app/cure-bar.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/shortcuts.h"

struct _CsCureBar
{
  GtkInfoBar parent;
  GtkLabel *label;
  GtkLabel *more_label;
  GtkWidget *next_button;
  GtkButton *cure_button;

  CsTroubleWatch *watch;
  char *shown_key; /* of the trouble that is shown; NULL: none */
  guint shown;
  gboolean is_quiet;
};

G_DEFINE_TYPE (CsCureBar, cs_cure_bar, GTK_TYPE_INFO_BAR)

static guint cure_signal;

static guint
n_troubles (CsCureBar *bar)
{
  return bar->watch != NULL ? cs_trouble_watch_list (bar->watch)->len : 0;
}

const CsTrouble *
cs_cure_bar_get_trouble (CsCureBar *bar)
{
  return bar->shown < n_troubles (bar) ? cs_trouble_watch_list (bar->watch)->pdata[bar->shown]
                                       : NULL;
}

/* Another account or password, or another authentication altogether? */
static gboolean
is_about_account (const CsTrouble *trouble)
{
  return trouble->cause == CS_CAUSE_AUTHENTICATION_REFUSED
         || trouble->cause == CS_CAUSE_CREDENTIAL_MISSING
         || trouble->cause == CS_CAUSE_CREDENTIAL_INVALID;
}

/* Servers of several destinations may say the same. */
static void
show_more (CsCureBar *bar, const CsTrouble *trouble)
{
  guint n_more = n_troubles (bar) - 1;
  const char *destination
      = trouble->destination != NULL ? trouble->destination : trouble->recipient;
  g_autofree char *more = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   /* Translators: of several places where mail waits: the one that is spoken of, a
                      domain or a host, and how many others there are */
                   "Mail to %1$s, and %2$u more.", "Mail to %1$s, and %2$u more.", n_more),
      destination, n_more);

  gtk_label_set_text (bar->more_label, more);
  gtk_widget_set_visible (GTK_WIDGET (bar->more_label), n_more > 0);
  gtk_widget_set_visible (bar->next_button, n_more > 0);
}

static void
show_button (CsCureBar *bar, const CsTrouble *trouble)
{
  /* Translators: buttons: change an account that was refused; set up one that is missing */
  const char *label = is_about_account (trouble) ? _ ("Change…") : _ ("Set Up…");

  gtk_button_set_label (bar->cure_button, label);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (bar->cure_button)), label);
}

static void
show (CsCureBar *bar)
{
  const CsTrouble *trouble = cs_cure_bar_get_trouble (bar);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (GTK_WIDGET (bar), trouble != NULL && !bar->is_quiet);
  g_clear_pointer (&bar->shown_key, g_free);
  if (trouble == NULL)
    return;

  bar->shown_key = cs_trouble_key (trouble);
  words = cs_trouble_words_in_full (trouble);
  gtk_label_set_text (bar->label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (bar->label), trouble->text);
  show_button (bar, trouble);
  show_more (bar, trouble);
}

/* The one that is being read stays, wherever it stands now. */
static void
on_changed (CsCureBar *bar)
{
  GPtrArray *troubles = cs_trouble_watch_list (bar->watch);
  guint found = 0;

  for (guint i = 0; i < troubles->len; i++)
    {
      g_autofree char *key = cs_trouble_key (troubles->pdata[i]);

      if (g_strcmp0 (key, bar->shown_key) == 0)
        found = i;
    }
  bar->shown = found;
  show (bar);
}

void
cs_cure_bar_follow (CsCureBar *bar, CsTroubleWatch *watch)
{
  bar->watch = g_object_ref (watch);
  g_signal_connect_object (watch, "changed", G_CALLBACK (on_changed), bar, G_CONNECT_SWAPPED);
  show (bar);
}

void
cs_cure_bar_set_quiet (CsCureBar *bar, gboolean is_quiet)
{
  bar->is_quiet = is_quiet;
  gtk_widget_set_visible (GTK_WIDGET (bar), cs_cure_bar_get_trouble (bar) != NULL && !is_quiet);
}

void
cs_cure_bar_next (CsCureBar *bar)
{
  guint n = n_troubles (bar);

  bar->shown = n > 0 ? (bar->shown + 1) % n : 0;
  show (bar);
}

void
cs_cure_bar_cure (CsCureBar *bar)
{
  if (cs_cure_bar_get_trouble (bar) != NULL)
    g_signal_emit (bar, cure_signal, 0);
}

static void
cs_cure_bar_dispose (GObject *object)
{
  g_clear_object (&CS_CURE_BAR (object)->watch);
  g_clear_pointer (&CS_CURE_BAR (object)->shown_key, g_free);
  G_OBJECT_CLASS (cs_cure_bar_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsCureBar, name)

static void
cs_cure_bar_class_init (CsCureBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_cure_bar_dispose;
  cure_signal = g_signal_new ("cure", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/cure-bar.ui");
  BIND (label);
  BIND (more_label);
  BIND (next_button);
  BIND (cure_button);
  gtk_widget_class_bind_template_callback (widget_class, cs_cure_bar_next);
  gtk_widget_class_bind_template_callback (widget_class, cs_cure_bar_cure);
}

/* The letters that Alt goes with are taken by the page below. */
static void
show_key (GtkWidget *button, const char *action)
{
  g_autofree char *key = cs_shortcuts_label (action);

  cs_widget_describe (button, key);
}

static void
cs_cure_bar_init (CsCureBar *bar)
{
  gtk_widget_init_template (GTK_WIDGET (bar));
  show_key (bar->next_button, "win.next-trouble");
  show_key (GTK_WIDGET (bar->cure_button), "win.cure");
}

CsCureBar *
cs_cure_bar_new (void)
{
  return g_object_new (CS_TYPE_CURE_BAR, NULL);
}
