#include "app/option-field.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/quantity-field.h"
#include "app/typing-words.h"

struct _CsOptionField
{
  GObject parent;
  CsOption option;
  GtkWidget *control; /* owns us */
  CsFieldMessage *message; /* weak: of the same page */
  GtkToggleButton *check; /* weak: of the same page; NULL: there always is a value */
  gint64 suggestion;
  char *why;
  CsSheet *sheet; /* weak pointer; NULL: settings of a dialog */
  CsSettings *settings, *original; /* of a dialog */
  gboolean is_showing;
};

G_DEFINE_TYPE (CsOptionField, cs_option_field, G_TYPE_OBJECT)

static guint edited_signal;

static void
cs_option_field_finalize (GObject *object)
{
  CsOptionField *field = CS_OPTION_FIELD (object);

  g_clear_weak_pointer (&field->sheet);
  g_clear_pointer (&field->settings, cs_settings_unref);
  g_clear_pointer (&field->original, cs_settings_unref);
  g_free (field->why);
  G_OBJECT_CLASS (cs_option_field_parent_class)->finalize (object);
}

static void
cs_option_field_class_init (CsOptionFieldClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_option_field_finalize;
  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
}

static void
cs_option_field_init (CsOptionField *field)
{
}

/* --- the settings behind it --------------------------------------------------------------- */

static CsSettings *
settings_of (CsOptionField *field)
{
  if (field->settings != NULL)
    return field->settings;
  if (field->sheet == NULL || cs_sheet_state (field->sheet) != CS_SHEET_READY)
    return NULL;
  return cs_sheet_settings (field->sheet);
}

static const CsSettings *
original_of (CsOptionField *field)
{
  return field->original != NULL ? field->original
                                 : cs_draft_original (cs_sheet_draft (field->sheet));
}

/* --- what stands in the control ----------------------------------------------------------- */

/* The part of the control that gets the focus and the error. */
static GtkWidget *
focus_of (CsOptionField *field)
{
  if (CS_IS_QUANTITY_FIELD (field->control))
    return cs_quantity_field_get_number (CS_QUANTITY_FIELD (field->control));
  return field->control;
}

static void
show_error (CsOptionField *field, const char *problem)
{
  if (field->message != NULL)
    cs_field_message_set_error (field->message, focus_of (field), problem);
}

static const char *
text_in (CsOptionField *field)
{
  if (GTK_IS_COMBO_BOX (field->control))
    return gtk_combo_box_get_active_id (GTK_COMBO_BOX (field->control));
  return gtk_entry_get_text (GTK_ENTRY (field->control));
}

/* Returns: what is wrong, or NULL; then *@value is a number, or *@text a text or none. */
static char *
read_control (CsOptionField *field, gint64 *value, char **text)
{
  char *problem;

  if (CS_IS_QUANTITY_FIELD (field->control))
    {
      if (!cs_quantity_field_get (CS_QUANTITY_FIELD (field->control), value))
        return g_strdup (_ ("Type a whole number."));
      return cs_typing_check_integer (field->option, *value);
    }

  problem = cs_typing_check_option (field->option, text_in (field), text);
  if (problem == NULL && !cs_option_is_text (field->option))
    *value = g_ascii_strtoll (*text, NULL, 10);
  return problem;
}

/* None at all is what the box is for. */
static char *
check_none (CsOptionField *field, gint64 value)
{
  if (field->check == NULL || value != 0)
    return NULL;
  return g_strdup (_ ("This must be at least 1."));
}

static void
take_control (CsOptionField *field, CsSettings *settings)
{
  g_autofree char *text = NULL;
  gint64 value = 0;
  g_autofree char *problem = read_control (field, &value, &text);

  if (problem == NULL)
    problem = check_none (field, value);
  show_error (field, problem);
  /* While something wrong stands in the field, what was right a letter ago is not what is meant. */
  if (problem != NULL)
    cs_settings_take_option (settings, field->option, original_of (field));
  else if (cs_option_is_text (field->option))
    cs_settings_set_text (settings, field->option, text);
  else
    cs_settings_set_integer (settings, field->option, value);
}

static gboolean
is_ticked (CsOptionField *field)
{
  return field->check == NULL || gtk_toggle_button_get_active (field->check);
}

static void
on_changed (CsOptionField *field)
{
  CsSettings *settings = settings_of (field);

  if (field->is_showing || settings == NULL)
    return;

  if (GTK_IS_TOGGLE_BUTTON (field->control))
    cs_settings_set_integer (settings, field->option,
                             gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (field->control)));
  else if (is_ticked (field))
    take_control (field, settings);
  g_signal_emit (field, edited_signal, 0);
  /* Also when nothing was taken over: an error counts as a change for Apply and for closing. */
  if (field->settings == NULL)
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

CsOption
cs_option_field_get_option (CsOptionField *field)
{
  return field->option;
}

/* --- with a check button in front --------------------------------------------------------- */

static void
show_value (CsOptionField *field, gint64 value)
{
  if (CS_IS_QUANTITY_FIELD (field->control))
    cs_quantity_field_set (CS_QUANTITY_FIELD (field->control), value);
  else
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (field->control), value);
}

/* After an error has been shown or taken away: both stand in the description. */
static void
follow_check (CsOptionField *field)
{
  cs_widget_set_sensitive_because (field->control, is_ticked (field), field->why);
  if (focus_of (field) != field->control && !is_ticked (field))
    atk_object_set_description (gtk_widget_get_accessible (focus_of (field)), field->why);
  if (CS_IS_QUANTITY_FIELD (field->control))
    cs_quantity_field_describe_unit (CS_QUANTITY_FIELD (field->control),
                                     is_ticked (field) ? "" : field->why);
}

static void
on_check_toggled (CsOptionField *field)
{
  CsSettings *settings = settings_of (field);

  if (field->is_showing || settings == NULL)
    return;

  if (is_ticked (field))
    {
      field->is_showing = TRUE;
      show_value (field, field->suggestion);
      field->is_showing = FALSE;
    }
  else
    {
      cs_settings_set_integer (settings, field->option, 0);
      show_error (field, NULL);
    }
  follow_check (field);
  on_changed (field);
}

void
cs_option_field_set_check (CsOptionField *field, GtkToggleButton *check, gint64 suggestion,
                           const char *why)
{
  GtkWidget *label = gtk_bin_get_child (GTK_BIN (check));

  field->check = check;
  field->suggestion = suggestion;
  field->why = g_strdup (why);
  if (CS_IS_QUANTITY_FIELD (field->control))
    cs_quantity_field_set_name (CS_QUANTITY_FIELD (field->control),
                                gtk_label_get_text (GTK_LABEL (label)));
  else
    atk_object_set_name (gtk_widget_get_accessible (field->control),
                         gtk_label_get_text (GTK_LABEL (label)));
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_check_toggled), field,
                           G_CONNECT_SWAPPED);
}

/* --- showing ------------------------------------------------------------------------------ */

static void
show_integer (CsOptionField *field, gint64 value)
{
  if (field->check != NULL)
    gtk_toggle_button_set_active (field->check, value != 0);
  if (GTK_IS_TOGGLE_BUTTON (field->control))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (field->control), value != 0);
  else
    show_value (field, value != 0 || field->check == NULL ? value : field->suggestion);
}

static void
show_text (CsOptionField *field, const char *text)
{
  if (!GTK_IS_COMBO_BOX (field->control))
    gtk_entry_set_text (GTK_ENTRY (field->control), text);
  else if (!gtk_combo_box_set_active_id (GTK_COMBO_BOX (field->control), text))
    {
      /* Whoever wrote the file knows why. */
      gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (field->control), text, text);
      gtk_combo_box_set_active_id (GTK_COMBO_BOX (field->control), text);
    }
}

static void
show (CsOptionField *field, const CsSettings *settings)
{
  const char *text;

  field->is_showing = TRUE;
  if (cs_option_is_text (field->option))
    {
      text = cs_settings_text (settings, field->option);
      show_text (field, text != NULL ? text : "");
    }
  else
    show_integer (field, cs_settings_integer (settings, field->option));
  show_error (field, NULL);
  if (field->check != NULL)
    follow_check (field);
  field->is_showing = FALSE;
}

void
cs_option_field_show (CsOptionField *field, CsSheet *sheet)
{
  g_set_weak_pointer (&field->sheet, sheet);
  show (field, cs_sheet_settings (sheet));
}

void
cs_option_field_show_settings (CsOptionField *field, CsSettings *settings, CsSettings *original)
{
  g_clear_pointer (&field->settings, cs_settings_unref);
  g_clear_pointer (&field->original, cs_settings_unref);
  field->settings = cs_settings_ref (settings);
  field->original = cs_settings_ref (original);
  show (field, settings);
}

GtkWidget *
cs_option_field_error (CsOptionField *field)
{
  if (field->message == NULL || !cs_field_message_is_error (field->message))
    return NULL;
  return focus_of (field);
}
