#include "model/preset.h"

static const char *const need_names[CS_N_PRESET_NEEDS] = {
  [CS_PRESET_APP_PASSWORD] = "app-password",
  [CS_PRESET_API_KEY] = "api-key",
  [CS_PRESET_TOKEN] = "token",
  [CS_PRESET_SWITCH_ON] = "switch-on",
  [CS_PRESET_VERIFIED_SENDER] = "verified-sender",
  [CS_PRESET_PAID_PLAN] = "paid-plan",
  [CS_PRESET_ENDS_2026] = "ends-2026",
  [CS_PRESET_NO_PASSWORDS] = "no-passwords",
};

const char *
cs_preset_need_name (CsPresetNeed need)
{
  return need_names[need];
}

const char *
cs_preset_account_name (CsPresetAccount account)
{
  switch (account)
    {
    case CS_PRESET_ACCOUNT_NAME:
      return "name";
    case CS_PRESET_ACCOUNT_KEY:
      return "key";
    case CS_PRESET_ACCOUNT_ADDRESS:
    default:
      return "address";
    }
}

void
cs_preset_free (CsPreset *preset)
{
  g_free (preset->name);
  g_strfreev (preset->domains);
  g_clear_pointer (&preset->host, cs_host_free);
  g_free (preset->account);
  g_free (preset->note);
  g_free (preset);
}

static gboolean
find_name (GPtrArray *presets, const char *name, guint *index)
{
  g_autofree char *wanted = g_utf8_casefold (name, -1);

  for (guint i = 0; i < presets->len; i++)
    {
      const CsPreset *preset = g_ptr_array_index (presets, i);
      g_autofree char *folded = g_utf8_casefold (preset->name, -1);

      if (!g_str_equal (folded, wanted))
        continue;
      *index = i;
      return TRUE;
    }
  return FALSE;
}

void
cs_presets_merge (GPtrArray *presets, GPtrArray *more)
{
  while (more->len > 0)
    {
      CsPreset *preset = g_ptr_array_steal_index (more, 0);
      guint index;

      if (!find_name (presets, preset->name, &index))
        {
          g_ptr_array_add (presets, preset);
          continue;
        }
      cs_preset_free (g_ptr_array_index (presets, index));
      g_ptr_array_index (presets, index) = preset;
    }
  g_ptr_array_unref (more);
}

const CsPreset *
cs_presets_find (GPtrArray *presets, const char *name)
{
  guint index;

  return find_name (presets, name, &index) ? g_ptr_array_index (presets, index) : NULL;
}

const CsPreset *
cs_presets_of_domain (GPtrArray *presets, const char *domain)
{
  for (guint i = 0; i < presets->len; i++)
    {
      const CsPreset *preset = g_ptr_array_index (presets, i);

      for (guint j = 0; preset->domains[j] != NULL; j++)
        if (g_ascii_strcasecmp (preset->domains[j], domain) == 0)
          return preset;
    }
  return NULL;
}

const CsPreset *
cs_presets_of_host (GPtrArray *presets, const CsHost *host)
{
  for (guint i = 0; i < presets->len; i++)
    {
      const CsPreset *preset = g_ptr_array_index (presets, i);

      if (g_ascii_strcasecmp (preset->host->name, host->name) == 0)
        return preset;
    }
  return NULL;
}
