#include "app/retry-fields.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/typing-words.h"

struct _CsRetryFields
{
  CsQuantityField *fields[CS_RETRY_FIELDS];
  CsFieldMessage *messages[CS_RETRY_FIELDS];
  GtkLabel *between;
  CsRetryTimes *times; /* NULL until the first cs_retry_fields_show */
  CsSheet *sheet; /* weak pointer */
};

static gboolean
take_field (CsRetryFields *retry, guint i)
{
  g_autofree char *problem = NULL;
  gint64 seconds;

  if (!cs_quantity_field_get (retry->fields[i], &seconds))
    problem = g_strdup (_ ("Type a whole number."));
  else
    problem = cs_typing_check_integer (CS_OPTION_RETRY_INTERVALS, seconds);

  cs_field_message_set_error (retry->messages[i], cs_quantity_field_get_number (retry->fields[i]),
                              problem);
  if (problem == NULL)
    retry->times->fields_s[i] = seconds;
  return problem == NULL;
}

static void
on_changed (CsRetryFields *retry)
{
  g_autoptr (GArray) intervals = NULL;
  gboolean is_right = TRUE;

  if (retry->sheet == NULL)
    return;

  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    is_right = take_field (retry, i) && is_right;
  if (is_right)
    {
      intervals = cs_retry_times_to_intervals (retry->times);
      cs_settings_set_intervals (cs_sheet_settings (retry->sheet), CS_OPTION_RETRY_INTERVALS,
                                 (const gint64 *)(gpointer)intervals->data, intervals->len);
    }
  cs_sheet_touch (retry->sheet);
}

CsRetryFields *
cs_retry_fields_new (CsQuantityField *const fields[CS_RETRY_FIELDS],
                     CsFieldMessage *const messages[CS_RETRY_FIELDS], GtkLabel *between)
{
  CsRetryFields *retry = g_new0 (CsRetryFields, 1);

  retry->between = between;
  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    {
      retry->fields[i] = fields[i];
      retry->messages[i] = messages[i];
      g_signal_connect_swapped (fields[i], "changed", G_CALLBACK (on_changed), retry);
    }
  return retry;
}

void
cs_retry_fields_free (CsRetryFields *retry)
{
  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    g_signal_handlers_disconnect_by_data (retry->fields[i], retry);
  g_clear_pointer (&retry->times, cs_retry_times_free);
  g_clear_weak_pointer (&retry->sheet);
  g_free (retry);
}

static void
show_between (CsRetryFields *retry)
{
  const GArray *between = retry->times->between_s;
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < between->len; i++)
    {
      g_autofree char *duration = cs_words_duration (g_array_index (between, gint64, i));

      /* Translators: stands between the items of a list */
      g_string_append_printf (list, "%s%s", i > 0 ? _ (", ") : "", duration);
    }
  /* Translators: %s is a list of durations, for example "2 hours, 4 hours" */
  text = g_strdup_printf (_ ("Between the third retry and these, the settings file has %s."),
                          list->str);
  gtk_label_set_text (retry->between, text);
  gtk_widget_set_visible (GTK_WIDGET (retry->between), between->len > 0);
}

void
cs_retry_fields_show (CsRetryFields *retry, CsSheet *sheet)
{
  guint n;
  const gint64 *intervals
      = cs_settings_intervals (cs_sheet_settings (sheet), CS_OPTION_RETRY_INTERVALS, &n);

  g_set_weak_pointer (&retry->sheet, sheet);
  g_clear_pointer (&retry->times, cs_retry_times_free);
  retry->times = cs_retry_times_new (intervals, n);
  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    {
      cs_quantity_field_set (retry->fields[i], retry->times->fields_s[i]);
      cs_field_message_set_error (retry->messages[i],
                                  cs_quantity_field_get_number (retry->fields[i]), NULL);
    }
  show_between (retry);
}

GtkWidget *
cs_retry_fields_error (CsRetryFields *retry)
{
  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    if (cs_field_message_is_error (retry->messages[i]))
      return cs_quantity_field_get_number (retry->fields[i]);
  return NULL;
}
