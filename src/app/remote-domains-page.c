#include "app/remote-domains-page.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/accounts-dialog.h"
#include "app/dialogs.h"
#include "app/domain-edit.h"
#include "app/domain-rows.h"
#include "app/field-message.h"
#include "app/outbound-security-dialog.h"
#include "app/remote-domain-dialog.h"
#include "app/security-several.h"
#include "model/route.h"

struct _CsRemoteDomainsPage
{
  GtkBox parent;
  GtkEntry *search_entry;
  GtkTreeView *tree;
  GtkTreeSelection *selection;
  GtkLabel *empty_label;
  GtkLabel *count_label;
  GtkWidget *summary_box;
  GtkLabel *summary_label;
  CsFieldMessage *risk_message;
  GtkWidget *undo_bar;
  GtkLabel *undo_label;
  GtkWidget *security_button;
  GtkWidget *properties_button;
  GtkWidget *remove_button;

  CsDomainRows *rows;
  CsDomainEdit *edit; /* (nullable): the last one of several at once, to be undone */
  const CsSettings *edit_original; /* in force then; may be gone */
  CsSecurity *shown_site_security;
  CsSheet *sheet; /* weak pointer */
};

static void page_init (CsPageInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsRemoteDomainsPage, cs_remote_domains_page, GTK_TYPE_BOX,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_PAGE, page_init))

static guint
n_selected (CsRemoteDomainsPage *page)
{
  return gtk_tree_selection_count_selected_rows (page->selection);
}

/* (transfer none) (nullable): the remote domain that is selected, if it is a single one */
static const CsRemoteDomain *
single_selected (CsRemoteDomainsPage *page)
{
  GList *paths;
  GtkTreeIter iter;
  const CsRemoteDomain *domain = NULL;

  if (n_selected (page) != 1)
    return NULL;

  paths = gtk_tree_selection_get_selected_rows (page->selection, NULL);
  if (gtk_tree_model_get_iter (GTK_TREE_MODEL (page->rows), &iter, paths->data))
    domain = cs_domain_rows_get (page->rows, &iter);
  g_list_free_full (paths, (GDestroyNotify)gtk_tree_path_free);
  return domain;
}

/* What is in force for the selected entry, in a sentence. */
static void
show_summary (CsRemoteDomainsPage *page, guint n)
{
  const CsRemoteDomain *domain = single_selected (page);
  g_autofree char *text = NULL;
  const char *risk = NULL;
  CsRoute route;

  if (domain != NULL)
    {
      cs_route_of_entry (cs_sheet_settings (page->sheet), domain, &route);
      text = cs_words_in_force (&route);
      risk = cs_words_risk (route.security);
    }
  else if (n > 1)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u remote domain is selected.",
                                         "%u remote domains are selected.", n),
                            n);
  gtk_label_set_text (page->summary_label, text != NULL ? text : "");
  cs_field_message_set_warning (page->risk_message, GTK_WIDGET (page->tree), risk);
  /* Its place is kept, so that the list stays as high as it is; unless the bar takes it. */
  gtk_widget_set_visible (page->summary_box, n > 0 || page->edit == NULL);
}

static void
on_selection_changed (CsRemoteDomainsPage *page)
{
  guint n;

  if (page->rows == NULL)
    return; /* the page is going */

  n = n_selected (page);
  show_summary (page, n);
  cs_widget_set_sensitive_because (page->security_button, n > 0,
                                   _ ("Select one remote domain or several first."));
  cs_widget_set_sensitive_because (page->properties_button, n == 1,
                                   n == 0 ? _ ("Select a remote domain first.")
                                          : _ ("Select only one remote domain."));
  cs_widget_set_sensitive_because (page->remove_button, n > 0, _ ("Select a remote domain first."));
}

static void
show_counts (CsRemoteDomainsPage *page)
{
  guint n = cs_domain_rows_n (page->rows);
  guint n_matching = cs_domain_rows_n_matching (page->rows);
  g_autofree char *count = NULL;

  if (n_matching == n)
    count = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u remote domain", "%u remote domains", n), n);
  else
    /* Translators: how many of all remote domains a search has found */
    count = g_strdup_printf (_ ("%1$u of %2$u remote domains"), n_matching, n);

  gtk_label_set_text (page->count_label, n > 0 ? count : "");
  gtk_label_set_text (page->empty_label,
                      n > 0 ? _ ("No remote domain matches.")
                            : _ ("The site’s settings hold for all mail. Add a remote domain for "
                                 "a domain that wants another account or route."));
  gtk_widget_set_visible (GTK_WIDGET (page->empty_label), n_matching == 0);
}

static void
show_undo (CsRemoteDomainsPage *page)
{
  g_autofree char *words = page->edit != NULL ? cs_domain_edit_to_words (page->edit) : NULL;

  gtk_label_set_text (page->undo_label, words != NULL ? words : "");
  gtk_widget_set_visible (page->undo_bar, words != NULL);
  gtk_widget_set_visible (page->summary_box, n_selected (page) > 0 || page->edit == NULL);
}

static void
take_edit (CsRemoteDomainsPage *page, CsDomainEdit *edit)
{
  if (edit != NULL && cs_domain_edit_is_empty (edit))
    {
      cs_domain_edit_free (edit);
      return;
    }
  g_clear_pointer (&page->edit, cs_domain_edit_free);
  page->edit = edit;
  page->edit_original = cs_draft_original (cs_sheet_draft (page->sheet));
  show_undo (page);
}

/* (transfer full) (element-type CsRemoteDomain) */
static GPtrArray *
selected_domains (CsRemoteDomainsPage *page)
{
  GPtrArray *domains = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_remote_domain_unref);
  GList *paths = gtk_tree_selection_get_selected_rows (page->selection, NULL);

  for (GList *item = paths; item != NULL; item = item->next)
    {
      GtkTreeIter iter;

      if (gtk_tree_model_get_iter (GTK_TREE_MODEL (page->rows), &iter, item->data))
        g_ptr_array_add (domains, cs_remote_domain_ref (
                                      (CsRemoteDomain *)cs_domain_rows_get (page->rows, &iter)));
    }
  g_list_free_full (paths, (GDestroyNotify)gtk_tree_path_free);
  return domains;
}

/* (transfer full) (element-type utf8) */
static GPtrArray *
selected_keys (CsRemoteDomainsPage *page)
{
  g_autoptr (GPtrArray) domains = selected_domains (page);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < domains->len; i++)
    g_ptr_array_add (keys,
                     g_strdup (((CsRemoteDomain *)g_ptr_array_index (domains, i))->pattern->key));
  return keys;
}

static void
select_key (CsRemoteDomainsPage *page, const char *key)
{
  g_autoptr (GtkTreePath) path = NULL;
  GtkTreeIter iter;

  if (!cs_domain_rows_find (page->rows, key, &iter))
    return;

  path = gtk_tree_model_get_path (GTK_TREE_MODEL (page->rows), &iter);
  gtk_tree_view_set_cursor (page->tree, path, NULL, FALSE);
  gtk_tree_view_scroll_to_cell (page->tree, path, NULL, FALSE, 0, 0);
}

static void
on_rows_resetting (CsRemoteDomainsPage *page)
{
  gtk_tree_view_set_model (page->tree, NULL);
}

static void
on_rows_reset (CsRemoteDomainsPage *page)
{
  gtk_tree_view_set_model (page->tree, GTK_TREE_MODEL (page->rows));
  show_counts (page);
  on_selection_changed (page);
}

static void
reload (CsRemoteDomainsPage *page)
{
  const CsSettings *settings = cs_sheet_settings (page->sheet);

  g_clear_pointer (&page->shown_site_security, cs_security_free);
  page->shown_site_security = cs_security_copy (cs_settings_security (settings));
  cs_domain_rows_set (page->rows, settings);
}

static void
on_search_changed (CsRemoteDomainsPage *page)
{
  cs_domain_rows_filter (page->rows, gtk_entry_get_text (page->search_entry));
}

static void
on_search_stopped (CsRemoteDomainsPage *page)
{
  gtk_entry_set_text (page->search_entry, "");
}

static void
on_search_activated (CsRemoteDomainsPage *page)
{
  cs_tree_view_enter (page->tree);
}

static void
on_committed (CsRemoteDomainDialog *dialog, CsRemoteDomainsPage *page)
{
  reload (page);
  select_key (page, cs_remote_domain_dialog_get_key (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (page->tree));
}

static CsRemoteDomainDialog *
open_dialog (CsRemoteDomainsPage *page, const char *name)
{
  CsRemoteDomainDialog *dialog = cs_remote_domain_dialog_new (
      GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), page->sheet, name);

  g_signal_connect_object (dialog, "committed", G_CALLBACK (on_committed), page, 0);
  cs_dialog_present (GTK_DIALOG (dialog));
  return dialog;
}

void
cs_remote_domains_page_open (CsRemoteDomainsPage *page, const char *name)
{
  open_dialog (page, name);
}

void
cs_remote_domains_page_cure (CsRemoteDomainsPage *page, const CsCure *cure)
{
  g_autofree char *name = cs_pattern_to_display (cure->pattern);

  cs_remote_domain_dialog_cure (open_dialog (page, name), cure);
}

static void
cs_remote_domains_page_search (CsPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (CS_REMOTE_DOMAINS_PAGE (page)->search_entry));
}

static void
on_add_clicked (CsRemoteDomainsPage *page)
{
  cs_remote_domains_page_open (page, NULL);
}

static void
on_accounts_clicked (CsRemoteDomainsPage *page)
{
  CsAccountsDialog *dialog = cs_accounts_dialog_new (
      GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), page->sheet);

  cs_dialog_present (GTK_DIALOG (dialog));
}

static void
on_properties_clicked (CsRemoteDomainsPage *page)
{
  g_autoptr (GPtrArray) keys = selected_keys (page);

  if (keys->len == 1)
    cs_remote_domains_page_open (page, g_ptr_array_index (keys, 0));
}

static void
on_row_activated (CsRemoteDomainsPage *page)
{
  on_properties_clicked (page);
}

static void
select_keys (CsRemoteDomainsPage *page, GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    {
      GtkTreeIter iter;

      if (cs_domain_rows_find (page->rows, g_ptr_array_index (keys, i), &iter))
        gtk_tree_selection_select_iter (page->selection, &iter);
    }
}

static void
on_security_committed (CsOutboundSecurityDialog *dialog, CsRemoteDomainsPage *page)
{
  g_autoptr (CsSecurityForm) form = cs_outbound_security_dialog_get_form (dialog);
  g_autoptr (CsSecurity) security = cs_security_form_commit (form, cs_sheet_draft (page->sheet));
  GPtrArray *keys = g_object_get_data (G_OBJECT (dialog), "meant-keys");

  take_edit (page, cs_domain_edit_secure (cs_sheet_settings (page->sheet), keys, form));
  reload (page);
  select_keys (page, keys);
  cs_sheet_touch (page->sheet);
}

/* Of one, or of several at once. */
static void
on_security_clicked (CsRemoteDomainsPage *page)
{
  g_autoptr (GPtrArray) domains = selected_domains (page);
  CsOutboundSecurityEntry entry = { .several = domains };
  g_autoptr (CsSecurityForm) form = NULL;
  CsOutboundSecurityDialog *dialog;

  if (domains->len == 0)
    return;

  form = cs_security_several_form (domains);
  dialog = cs_outbound_security_dialog_new (
      GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), page->sheet, form, &entry);
  /* The selection is gone when the file has been changed by somebody else meanwhile. */
  g_object_set_data_full (G_OBJECT (dialog), "meant-keys", selected_keys (page),
                          (GDestroyNotify)g_ptr_array_unref);
  g_signal_connect_object (dialog, "committed", G_CALLBACK (on_security_committed), page, 0);
  cs_dialog_present (GTK_DIALOG (dialog));
}

static void
on_remove_clicked (CsRemoteDomainsPage *page)
{
  g_autoptr (GPtrArray) keys = selected_keys (page);

  if (keys->len == 0)
    return;

  take_edit (page, cs_domain_edit_remove (cs_sheet_settings (page->sheet), keys));
  gtk_widget_grab_focus (GTK_WIDGET (page->tree)); /* not where nothing can be pressed any more */
  reload (page);
  cs_sheet_touch (page->sheet);
}

gboolean
cs_remote_domains_page_undo (CsRemoteDomainsPage *page)
{
  if (page->edit == NULL)
    return FALSE;

  cs_domain_edit_undo (page->edit, cs_sheet_settings (page->sheet));
  take_edit (page, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (page->tree));
  reload (page);
  cs_sheet_touch (page->sheet);
  return TRUE;
}

static gboolean
on_tree_key_pressed (CsRemoteDomainsPage *page, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_Delete && event->keyval != GDK_KEY_KP_Delete)
    return GDK_EVENT_PROPAGATE;

  on_remove_clicked (page);
  return GDK_EVENT_STOP;
}

/* Entries may show the site's account; what was applied is not undone: its passwords are gone. */
static void
on_sheet_changed (CsRemoteDomainsPage *page)
{
  const CsSecurity *site;

  if (cs_sheet_state (page->sheet) != CS_SHEET_READY)
    return;

  if (page->edit_original != cs_draft_original (cs_sheet_draft (page->sheet)))
    take_edit (page, NULL);
  site = cs_settings_security (cs_sheet_settings (page->sheet));
  if (!cs_security_equal (site, page->shown_site_security))
    reload (page);
}

static void
cs_remote_domains_page_show (CsPage *base, CsSheet *sheet)
{
  CsRemoteDomainsPage *page = CS_REMOTE_DOMAINS_PAGE (base);

  if (page->sheet == NULL)
    g_signal_connect_object (sheet, "changed", G_CALLBACK (on_sheet_changed), page,
                             G_CONNECT_SWAPPED);
  g_set_weak_pointer (&page->sheet, sheet);
  take_edit (page, NULL);
  reload (page);
}

static void
page_init (CsPageInterface *iface)
{
  iface->help_topic = "remote-domains";
  iface->show = cs_remote_domains_page_show;
  iface->search = cs_remote_domains_page_search;
}

static void
cs_remote_domains_page_dispose (GObject *object)
{
  CsRemoteDomainsPage *page = CS_REMOTE_DOMAINS_PAGE (object);

  g_clear_weak_pointer (&page->sheet);
  g_clear_object (&page->rows);
  g_clear_pointer (&page->edit, cs_domain_edit_free);
  g_clear_pointer (&page->shown_site_security, cs_security_free);
  G_OBJECT_CLASS (cs_remote_domains_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsRemoteDomainsPage, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
cs_remote_domains_page_class_init (CsRemoteDomainsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_remote_domains_page_dispose;
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/countersign/Settings/ui/remote-domains-page.ui");
  BIND (search_entry);
  BIND (tree);
  BIND (selection);
  BIND (empty_label);
  BIND (count_label);
  BIND (summary_box);
  BIND (summary_label);
  BIND (risk_message);
  BIND (undo_bar);
  BIND (undo_label);
  BIND (security_button);
  BIND (properties_button);
  BIND (remove_button);
  CALLBACK (on_search_changed);
  CALLBACK (on_search_stopped);
  CALLBACK (on_search_activated);
  CALLBACK (on_selection_changed);
  CALLBACK (on_row_activated);
  CALLBACK (on_tree_key_pressed);
  CALLBACK (on_security_clicked);
  CALLBACK (on_add_clicked);
  CALLBACK (on_accounts_clicked);
  CALLBACK (cs_remote_domains_page_undo);
  CALLBACK (on_properties_clicked);
  CALLBACK (on_remove_clicked);
}

static void
cs_remote_domains_page_init (CsRemoteDomainsPage *page)
{
  page->rows = cs_domain_rows_new ();
  gtk_widget_init_template (GTK_WIDGET (page));
  cs_widget_name_by_labels (GTK_WIDGET (page));
  cs_tree_view_scale_columns (page->tree);
  gtk_tree_view_set_model (page->tree, GTK_TREE_MODEL (page->rows));
  g_signal_connect_object (page->rows, "resetting", G_CALLBACK (on_rows_resetting), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page->rows, "reset", G_CALLBACK (on_rows_reset), page,
                           G_CONNECT_SWAPPED);
}
