/* settings-option.c - the part of settings.h that gets and sets the site's plain options
 */
#include "base/address.h"
#include "base/domain.h"
#include "base/language.h"
#include "model/option-private.h"
#include "model/settings-private.h"

void
cs_option_value_clear (CsOptionValue *value)
{
  g_clear_pointer (&value->text, g_free);
  g_clear_pointer (&value->intervals, g_array_unref);
  value->integer = 0;
  value->is_set = FALSE;
}

void
cs_option_value_copy (CsOptionValue *copy, const CsOptionValue *value)
{
  copy->is_set = value->is_set;
  copy->integer = value->integer;
  copy->text = g_strdup (value->text);
  copy->intervals = value->intervals != NULL ? g_array_copy (value->intervals) : NULL;
}

gint64
cs_settings_integer (const CsSettings *settings, CsOption option)
{
  const CsOptionValue *value = &settings->options[option];

  return value->is_set ? value->integer : cs_option_info (option)->default_integer;
}

const char *
cs_settings_text (const CsSettings *settings, CsOption option)
{
  return settings->options[option].text;
}

const gint64 *
cs_settings_intervals (const CsSettings *settings, CsOption option, guint *n)
{
  const CsOptionValue *value = &settings->options[option];

  if (!value->is_set)
    return cs_option_default_intervals (n);

  *n = value->intervals->len;
  return (gpointer)value->intervals->data;
}

gboolean
cs_settings_option_is_set (const CsSettings *settings, CsOption option)
{
  return settings->options[option].is_set;
}

void
cs_settings_unset (CsSettings *settings, CsOption option)
{
  cs_option_value_clear (&settings->options[option]);
}

void
cs_settings_take_option (CsSettings *settings, CsOption option, const CsSettings *from)
{
  CsOptionValue taken;

  cs_option_value_copy (&taken, &from->options[option]);
  cs_option_value_clear (&settings->options[option]);
  settings->options[option] = taken;
}

void
cs_settings_set_integer (CsSettings *settings, CsOption option, gint64 integer)
{
  CsOptionValue *value = &settings->options[option];

  value->is_set = TRUE;
  value->integer = integer;
}

/* The one writing of what is right; what is not stays as it is, for the check to name. */
static char *
canonical_text (CsOption option, const char *text)
{
  g_autoptr (CsAddress) address = NULL;
  char *canonical = NULL;

  switch (cs_option_info (option)->type)
    {
    case CS_OPTION_TYPE_DOMAIN:
      canonical = cs_domain_normalize (text, -1, NULL);
      return canonical != NULL ? canonical : g_strdup (text);
    case CS_OPTION_TYPE_LANGUAGE:
      canonical = cs_language_normalize (text);
      return canonical != NULL ? canonical : g_strdup (text);
    case CS_OPTION_TYPE_ADDRESS:
      address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
      return g_strdup (address != NULL ? cs_address_text (address) : text);
    default:
      return g_strdup (text);
    }
}

void
cs_settings_set_text (CsSettings *settings, CsOption option, const char *text)
{
  CsOptionValue *value = &settings->options[option];
  char *copy = text != NULL ? canonical_text (option, text) : NULL;

  cs_option_value_clear (value);
  value->is_set = copy != NULL;
  value->text = copy;
}

void
cs_settings_set_intervals (CsSettings *settings, CsOption option, const gint64 *values, guint n)
{
  CsOptionValue *value = &settings->options[option];
  GArray *copy = NULL;

  if (values != NULL)
    {
      copy = g_array_sized_new (FALSE, FALSE, sizeof *values, n);
      g_array_append_vals (copy, values, n);
    }

  cs_option_value_clear (value);
  value->is_set = copy != NULL;
  value->intervals = copy;
}
