#include "app/change-list.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "model/change.h"

char *
cs_change_list (CsSheet *sheet, guint most)
{
  g_autoptr (GPtrArray) changes
      = cs_settings_compare (cs_draft_original (cs_sheet_draft (sheet)), cs_sheet_settings (sheet));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (changes->len, most); i++)
    {
      g_autofree char *change = cs_words_change (g_ptr_array_index (changes, i));

      g_string_append_printf (text, "%s• %s", i > 0 ? "\n" : "", change);
    }
  if (changes->len > most)
    /* Translators: follows the first lines of a longer list */
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "\n…and %u more change",
                                         "\n…and %u more changes", changes->len - most),
                            changes->len - most);
  return changes->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
