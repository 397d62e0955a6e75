#include "app/explain-field.h"

#include <glib/gi18n.h>

#include "admin/explain.h"
#include "admin/words.h"
#include "app/typing-words.h"

struct _CsExplainField
{
  GObject parent;
  GtkEntry *entry;
  GtkLabel *result;
  CsSheet *sheet; /* weak pointer */
  GCancellable *cancellable;
  char *problem;
};

G_DEFINE_TYPE (CsExplainField, cs_explain_field, G_TYPE_OBJECT)

static void
show_result (CsExplainField *field, const char *text)
{
  gtk_label_set_text (field->result, text);
  gtk_widget_set_visible (GTK_WIDGET (field->result), *text != '\0');
}

/* (transfer full) */
static char *
with_policy (const char *text, const CsPolicy *policy)
{
  g_autofree char *dane = cs_policy_dane_words (policy);
  g_autofree char *sts = cs_policy_sts_words (policy);

  /* Translators: %1$s is what happens to mail; %2$s and %3$s are phrases that say what the domain
   * asks of TLS by DANE and by MTA-STS */
  return g_strdup_printf (_ ("%1$s\nDANE: %2$s.\nMTA-STS: %3$s."), text, dane, sts);
}

static char *
route_sentences (const CsExplanation *explanation)
{
  g_autofree char *because = cs_words_because (&explanation->route, explanation->address);
  g_autofree char *summary = cs_words_summary (&explanation->route);

  if (explanation->is_direct_first)
    /* Translators: %1$s and %2$s are sentences, %3$s a clause */
    return g_strdup_printf (_ ("%1$s %2$s\nWhy: %3$s."), summary, cs_words_direct_first (),
                            because);
  /* Translators: %1$s is a sentence, %2$s a clause such as "*.example.org is the longest wildcard
   * that matches" */
  return g_strdup_printf (_ ("%1$s\nWhy: %2$s."), summary, because);
}

/* (transfer full) */
static char *
sentences (const CsExplanation *explanation)
{
  g_autofree char *text = route_sentences (explanation);

  return explanation->policy != NULL ? with_policy (text, explanation->policy)
                                     : g_steal_pointer (&text);
}

static void
on_explained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsExplainField) field = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsExplanation) explanation = cs_explain_finish (result, &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || field->entry == NULL)
    return;

  text = explanation != NULL ? sentences (explanation) : g_strdup (error->message);
  show_result (field, text);
}

static void
explain (CsExplainField *field, CsAddress *address)
{
  g_autoptr (CsSettings) settings = cs_settings_copy (cs_sheet_settings (field->sheet));

  cs_explain_async (cs_sheet_instance (field->sheet), settings, address, TRUE, NULL,
                    cs_sheet_own_name (field->sheet), field->cancellable, on_explained,
                    g_object_ref (field));
}

void
cs_explain_field_update (CsExplainField *field)
{
  const char *text = gtk_entry_get_text (field->entry);
  g_autoptr (CsAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  g_cancellable_cancel (field->cancellable);
  g_object_unref (field->cancellable);
  field->cancellable = g_cancellable_new ();
  if (field->sheet == NULL || cs_sheet_state (field->sheet) != CS_SHEET_READY || *text == '\0')
    {
      show_result (field, "");
      return;
    }

  if (field->problem != NULL)
    {
      show_result (field, field->problem);
      return;
    }

  address = cs_address_parse (text, -1, CS_ADDRESS_ALLOW_BARE, cs_sheet_own_name (field->sheet),
                              &error);
  if (address != NULL)
    {
      explain (field, address);
      return;
    }
  problem = cs_typing_words (error);
  show_result (field, problem);
}

void
cs_explain_field_set_problem (CsExplainField *field, const char *problem)
{
  g_free (field->problem);
  field->problem = g_strdup (problem);
  cs_explain_field_update (field);
}

void
cs_explain_field_show (CsExplainField *field, CsSheet *sheet)
{
  g_set_weak_pointer (&field->sheet, sheet);
  cs_explain_field_update (field);
}

static void
cs_explain_field_dispose (GObject *object)
{
  CsExplainField *field = CS_EXPLAIN_FIELD (object);

  g_cancellable_cancel (field->cancellable);
  g_clear_weak_pointer (&field->sheet);
  g_clear_weak_pointer (&field->entry);
  g_clear_weak_pointer (&field->result);
  G_OBJECT_CLASS (cs_explain_field_parent_class)->dispose (object);
}

static void
cs_explain_field_finalize (GObject *object)
{
  g_object_unref (CS_EXPLAIN_FIELD (object)->cancellable);
  g_free (CS_EXPLAIN_FIELD (object)->problem);
  G_OBJECT_CLASS (cs_explain_field_parent_class)->finalize (object);
}

static void
cs_explain_field_class_init (CsExplainFieldClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cs_explain_field_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_explain_field_finalize;
}

static void
cs_explain_field_init (CsExplainField *field)
{
  field->cancellable = g_cancellable_new ();
}

CsExplainField *
cs_explain_field_new (GtkEntry *entry, GtkLabel *result)
{
  CsExplainField *field = g_object_new (CS_TYPE_EXPLAIN_FIELD, NULL);

  g_set_weak_pointer (&field->entry, entry);
  g_set_weak_pointer (&field->result, result);
  return field;
}
