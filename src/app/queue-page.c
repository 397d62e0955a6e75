#include "app/queue-page.h"

#include "app/dialogs.h"
#include "app/queue-watch.h"
#include "app/queue-words.h"

struct _CsQueuePage
{
  GtkBox parent;
  GtkWidget *notices; /* for what other parts have to say about the queue */
  GtkLabel *totals_label;

  CsQueueWatch *watch; /* NULL: nobody has looked at the page yet */
};

static void page_init (CsPageInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsQueuePage, cs_queue_page, GTK_TYPE_BOX,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_PAGE, page_init))

static void
show_totals (CsQueuePage *page)
{
  CsQueueTotals totals;
  g_autofree char *text = NULL;

  cs_queue_watch_get_totals (page->watch, &totals);
  text = cs_queue_words_totals (&totals);
  gtk_label_set_text (page->totals_label, text);
}

static void
cs_queue_page_show (CsPage *base, CsSheet *sheet)
{
  CsQueuePage *page = CS_QUEUE_PAGE (base);

  if (page->watch != NULL)
    return;
  page->watch = cs_queue_watch_new (cs_sheet_instance (sheet));
  g_signal_connect_object (page->watch, "counted", G_CALLBACK (show_totals), page,
                           G_CONNECT_SWAPPED);
}

static void
page_init (CsPageInterface *iface)
{
  iface->help_topic = "queue";
  iface->show = cs_queue_page_show;
}

static void
cs_queue_page_dispose (GObject *object)
{
  CsQueuePage *page = CS_QUEUE_PAGE (object);

  if (page->watch != NULL)
    g_object_run_dispose (G_OBJECT (page->watch));
  g_clear_object (&page->watch);
  G_OBJECT_CLASS (cs_queue_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsQueuePage, name)

static void
cs_queue_page_class_init (CsQueuePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_queue_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/queue-page.ui");
  BIND (notices);
  BIND (totals_label);
}

static void
cs_queue_page_init (CsQueuePage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  cs_widget_name_by_labels (GTK_WIDGET (page));
}
