#include "app/notices.h"

#include <glib/gi18n.h>

#include "admin/words.h"

#define MAX_WARNINGS 3 /* more would hide the pages */

static void
append_warning (GString *text, const CsFault *fault, const char *file)
{
  g_autofree char *line = cs_words_fault_line (fault, file);

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

void
cs_notices_show_warnings (CsNoticeBar *bar, CsSheet *sheet)
{
  GPtrArray *faults = cs_sheet_faults (sheet);
  g_autofree char *file = g_path_get_basename (cs_sheet_instance (sheet)->settings_file);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (faults->len, MAX_WARNINGS); i++)
    append_warning (text, g_ptr_array_index (faults, i), file);
  if (faults->len > MAX_WARNINGS)
    /* Translators: follows a few lines of a longer list; %s is a command */
    g_string_append_printf (text, _ ("\n…and more: “%s” lists all."), "countersign check");
  if (text->len > 0)
    cs_notice_bar_show (bar, GTK_MESSAGE_WARNING, text->str, NULL);
}

void
cs_notices_show_changed_on_disk (CsNoticeBar *bar)
{
  cs_notice_bar_show (bar, GTK_MESSAGE_WARNING,
                      _ ("Somebody else has changed the settings while you were editing them. "
                         "Reload shows theirs and drops your changes; Overwrite keeps yours and "
                         "drops theirs."),
                      _ ("Reload"), CS_NOTICE_RELOAD, _ ("Overwrite"), CS_NOTICE_OVERWRITE, NULL);
}

static void
show_not_applied (CsNoticeBar *bar, const char *text)
{
  cs_notice_bar_show (bar, GTK_MESSAGE_ERROR, text, _ ("Try Again"), CS_NOTICE_AGAIN, NULL);
}

static void
show_reason (CsNoticeBar *bar, const char *reason)
{
  g_autofree char *text
      /* Translators: %s is a sentence that says what has gone wrong, without a full stop */
      = g_strdup_printf (_ ("%s. Nothing has been changed, and what you typed is still here."),
                         reason);

  show_not_applied (bar, text);
}

static void
show_secret_error (CsNoticeBar *bar, const GError *error)
{
  CsSecretsError cause = CS_SECRETS_ERROR_FAILED;

  cs_apply_error_secret_cause (error, &cause);
  if (cause == CS_SECRETS_ERROR_DISMISSED)
    show_not_applied (bar, _ ("The keyring stayed locked, so the password could not be stored. "
                              "Nothing has been changed, and what you typed is still here."));
  else
    show_reason (bar, error->message);
}

void
cs_notices_show_apply_error (CsNoticeBar *bar, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      cs_notice_bar_show (bar, GTK_MESSAGE_INFO, _ ("Cancelled. Nothing has been changed."), NULL);
      return;
    }
  if (error->domain != CS_APPLY_ERROR)
    {
      show_not_applied (bar, error->message);
      return;
    }

  switch (error->code)
    {
    case CS_APPLY_ERROR_CHANGED_ON_DISK:
      cs_notices_show_changed_on_disk (bar);
      break;
    case CS_APPLY_ERROR_NEWER_FILE:
      cs_notice_bar_show (bar, GTK_MESSAGE_ERROR, error->message, _ ("Reload"), CS_NOTICE_RELOAD,
                          NULL);
      break;
    case CS_APPLY_ERROR_SECRET:
      show_secret_error (bar, error);
      break;
    case CS_APPLY_ERROR_FILE:
      show_reason (bar, error->message);
      break;
    case CS_APPLY_ERROR_NOT_IN_FORCE:
      cs_notice_bar_show (bar, GTK_MESSAGE_WARNING, error->message, NULL);
      break;
    default:
      show_not_applied (bar, error->message);
      break;
    }
}
