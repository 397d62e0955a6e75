#include "app/option-field.h"

#include <glib/gi18n.h>

#include "app/duration-field.h"
#include "app/typing-words.h"

struct _CsOptionField
{
  GObject parent;
  CsOption option;
  GtkWidget *control; /* owns us */
  CsFieldMessage *message; /* weak: of the same page */
  CsSheet *sheet; /* weak pointer */
  gboolean is_showing;
};

G_DEFINE_TYPE (CsOptionField, cs_option_field, G_TYPE_OBJECT)

static void
cs_option_field_finalize (GObject *object)
{
  g_clear_weak_pointer (&CS_OPTION_FIELD (object)->sheet);
  G_OBJECT_CLASS (cs_option_field_parent_class)->finalize (object);
}

static void
cs_option_field_class_init (CsOptionFieldClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_option_field_finalize;
}

static void
cs_option_field_init (CsOptionField *field)
{
}

/* The part of the control that gets the focus and the error. */
static GtkWidget *
focus_of (CsOptionField *field)
{
  if (CS_IS_DURATION_FIELD (field->control))
    return cs_duration_field_get_number (CS_DURATION_FIELD (field->control));
  return field->control;
}

static void
show_error (CsOptionField *field, const char *problem)
{
  if (field->message != NULL)
    cs_field_message_set_error (field->message, focus_of (field), problem);
}

/* While something wrong stands in the field, what was right a letter ago is not what is meant. */
static void
restore_original (CsOptionField *field)
{
  const CsSettings *original = cs_draft_original (cs_sheet_draft (field->sheet));
  CsSettings *settings = cs_sheet_settings (field->sheet);

  if (!cs_settings_option_is_set (original, field->option))
    cs_settings_unset (settings, field->option);
  else if (cs_settings_text (original, field->option) != NULL)
    cs_settings_set_text (settings, field->option, cs_settings_text (original, field->option));
  else
    cs_settings_set_integer (settings, field->option,
                             cs_settings_integer (original, field->option));
}

static void
take_text (CsOptionField *field, const char *text)
{
  g_autofree char *canonical = NULL;
  g_autofree char *problem = cs_typing_check_option (field->option, text, &canonical);
  CsSettings *settings = cs_sheet_settings (field->sheet);

  show_error (field, problem);
  if (problem != NULL)
    {
      restore_original (field);
      return;
    }

  if (cs_option_info (field->option)->type == CS_OPTION_TYPE_INTEGER)
    cs_settings_set_integer (settings, field->option, g_ascii_strtoll (canonical, NULL, 10));
  else
    cs_settings_set_text (settings, field->option, canonical);
}

static void
take_duration (CsOptionField *field)
{
  g_autofree char *problem = NULL;
  gint64 seconds;

  if (!cs_duration_field_get (CS_DURATION_FIELD (field->control), &seconds))
    problem = g_strdup (_ ("Type a whole number."));
  else
    problem = cs_typing_check_integer (field->option, seconds);

  show_error (field, problem);
  if (problem == NULL)
    cs_settings_set_integer (cs_sheet_settings (field->sheet), field->option, seconds);
  else
    restore_original (field);
}

static void
on_changed (CsOptionField *field)
{
  if (field->is_showing || field->sheet == NULL || cs_sheet_state (field->sheet) != CS_SHEET_READY)
    return;

  if (GTK_IS_TOGGLE_BUTTON (field->control))
    cs_settings_set_integer (cs_sheet_settings (field->sheet), field->option,
                             gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (field->control)));
  else if (CS_IS_DURATION_FIELD (field->control))
    take_duration (field);
  else
    take_text (field, gtk_entry_get_text (GTK_ENTRY (field->control)));
  /* Also when nothing was taken over: an error counts as a change for Apply and for closing. */
  cs_sheet_touch (field->sheet);
}

CsOptionField *
cs_option_field_new (CsOption option, GtkWidget *control, CsFieldMessage *message)
{
  CsOptionField *field = g_object_new (CS_TYPE_OPTION_FIELD, NULL);
  const char *signal = GTK_IS_TOGGLE_BUTTON (control) ? "toggled" : "changed";

  field->option = option;
  field->control = control;
  field->message = message;
  g_signal_connect_object (control, signal, G_CALLBACK (on_changed), field, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (control), "cs-option-field", field, g_object_unref);
  return field;
}

void
cs_option_field_show (CsOptionField *field, CsSheet *sheet)
{
  const CsSettings *settings = cs_sheet_settings (sheet);
  const char *text = NULL;
  gint64 value = 0;

  if (cs_option_info (field->option)->type == CS_OPTION_TYPE_DOMAIN
      || cs_option_info (field->option)->type == CS_OPTION_TYPE_ADDRESS)
    text = cs_settings_text (settings, field->option);
  else
    value = cs_settings_integer (settings, field->option);

  g_set_weak_pointer (&field->sheet, sheet);
  field->is_showing = TRUE;
  if (GTK_IS_TOGGLE_BUTTON (field->control))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (field->control), value != 0);
  else if (CS_IS_DURATION_FIELD (field->control))
    cs_duration_field_set (CS_DURATION_FIELD (field->control), value);
  else if (GTK_IS_SPIN_BUTTON (field->control))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (field->control), value);
  else
    gtk_entry_set_text (GTK_ENTRY (field->control), text != NULL ? text : "");
  show_error (field, NULL);
  field->is_showing = FALSE;
}

GtkWidget *
cs_option_field_error (CsOptionField *field)
{
  if (field->message == NULL || !cs_field_message_is_error (field->message))
    return NULL;
  return focus_of (field);
}
