#include "admin/presets.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"

static const char *
need_words (CsPresetNeed need)
{
  switch (need)
    {
    case CS_PRESET_APP_PASSWORD:
      return _ ("It wants an app password, which is made in the account’s security settings.");
    case CS_PRESET_API_KEY:
      return _ ("The password is a key that is made on the provider’s pages.");
    case CS_PRESET_TOKEN:
      return _ ("The password is a token that is made on the provider’s pages.");
    case CS_PRESET_SWITCH_ON:
      return _ ("Sending by SMTP must be switched on in the account’s settings first.");
    case CS_PRESET_VERIFIED_SENDER:
      return _ ("Only senders that were confirmed on the provider’s pages may send.");
    case CS_PRESET_PAID_PLAN:
      return _ ("It is part of paid plans only.");
    case CS_PRESET_ENDS_2026:
      return _ ("From the end of December 2026, signing in with a password is off by default.");
    case CS_PRESET_NO_PASSWORDS:
      return _ ("It takes no passwords any more, only OAuth 2: Countersign cannot sign in there.");
    default:
      return "";
    }
}

char *
cs_preset_host_words (const CsPreset *preset)
{
  return cs_host_to_string (preset->host);
}

char *
cs_preset_account_words (const CsPreset *preset)
{
  if (preset->account != NULL)
    return g_strdup_printf (_ ("The account is always %s."), preset->account);
  switch (preset->account_is)
    {
    case CS_PRESET_ACCOUNT_NAME:
      return g_strdup (_ ("The account is a name from the provider’s pages."));
    case CS_PRESET_ACCOUNT_KEY:
      return g_strdup (_ ("The account is a key from the provider’s pages."));
    case CS_PRESET_ACCOUNT_ADDRESS:
    default:
      return g_strdup (_ ("The account is the whole mail address."));
    }
}

static void
add_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

char *
cs_preset_advice (const CsPreset *preset)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < CS_N_PRESET_NEEDS; i++)
    if (preset->needs & (1u << i))
      add_line (text, need_words (i));
  if (preset->note != NULL)
    add_line (text, preset->note);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_number (GString *text, const char *format, gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_auto (GStrv) parts = g_strsplit (format, "{n}", 2);
  g_autofree char *line = g_strjoinv (digits, parts);

  if (number > 0)
    add_line (text, line);
}

char *
cs_preset_limit_words (const CsPreset *preset)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *size = cs_words_size (preset->maximum_message_size);
  g_autofree char *size_line = g_strdup_printf (_ ("Size of a message at most: %s."), size);

  if (preset->maximum_message_size > 0)
    add_line (text, size_line);
  /* Translators: keep {n}, a number */
  add_number (text, _ ("Recipients of one message at most: {n}."), preset->maximum_recipients);
  add_number (text, _ ("Messages a day at most: {n}."), preset->messages_per_day);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
