/* properties-window-private.h - the property sheet's parts: what it shows, and how it applies
 */
#pragma once

#include "app/cure-bar.h"
#include "app/fault-view.h"
#include "app/notice-bar.h"
#include "app/page-slot.h"
#include "app/properties-window.h"
#include "app/remote-domains-page.h"

G_BEGIN_DECLS

struct _CsPropertiesWindow
{
  GtkApplicationWindow parent;
  CsNoticeBar *notice_bar;
  GtkStack *stack;
  GtkNotebook *notebook;
  CsCureBar *cure_bar;
  CsPageSlot *delivery_slot;
  CsPageSlot *remote_domains_slot;
  CsPageSlot *queue_slot;
  CsCureBar *queue_cure_bar; /* on the page Queue; NULL: nobody has looked at it yet */
  CsFaultView *fault_view; /* NULL: no fault yet */
  GtkWidget *busy_box;
  GtkWidget *review_button;
  GtkWidget *apply_button;
  GtkWidget *ok_button;

  CsSheet *sheet;
  char *domain_to_open;
  CsTroubleWatch *troubles; /* NULL: not yet */
  CsTrouble *trouble_to_cure; /* as soon as the settings have been read */
  GCancellable *applying; /* NULL: nothing is being applied */
  gboolean closes_after_apply;
  GtkWidget *focus_before_apply; /* weak pointer */
  guint busy_source;
  guint update_source;
  guint build_source;
};

/* properties-window-show.c */

CsPage *cs_properties_window_current_page (CsPropertiesWindow *window);
/* The first error on any page; *@page is where. */
GtkWidget *cs_properties_window_first_error (CsPropertiesWindow *window, int *page);
gboolean cs_properties_window_has_changes (CsPropertiesWindow *window);
/* Title and sensitivity, now or when the keys rest. */
void cs_properties_window_update (CsPropertiesWindow *window);
void cs_properties_window_queue_update (CsPropertiesWindow *window);
/* What waits until the window is on the screen: pages, and reading the settings. */
void cs_properties_window_fill (CsPropertiesWindow *window);
/* Says that something is going on, once it takes long. */
void cs_properties_window_start_busy (CsPropertiesWindow *window);
void cs_properties_window_stop_busy (CsPropertiesWindow *window);
/* Handler of the sheet's "loaded". */
void cs_properties_window_show_sheet (CsPropertiesWindow *window);

/* properties-window-actions.c */

void cs_properties_window_add_actions (CsPropertiesWindow *window);
/* Handler of the button. */
void cs_properties_window_show_help (CsPropertiesWindow *window);
CsRemoteDomainsPage *cs_properties_window_remote_domains (CsPropertiesWindow *window);

/* properties-window-apply.c */

void cs_properties_window_apply (CsPropertiesWindow *window, CsApplyFlags flags,
                                 gboolean close_after);
/* What would be applied, in words. */
void cs_properties_window_review (CsPropertiesWindow *window);
/* Handler of the notice bar's buttons. */
void cs_properties_window_answer_notice (CsPropertiesWindow *window, int response);

/* properties-window-cure.c */

/* Once the window is there: says what mail waits for. */
void cs_properties_window_watch_troubles (CsPropertiesWindow *window);
void cs_properties_window_forget_troubles (CsPropertiesWindow *window);
/* Another page is shown: the bar stands in its place there. */
void cs_properties_window_show_cure (CsPropertiesWindow *window);
/* (transfer none): the one that is in sight, or would be */
CsCureBar *cs_properties_window_cure_bar (CsPropertiesWindow *window);

G_END_DECLS
