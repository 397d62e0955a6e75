#include "model/keys.h"

#include <string.h>

#define NAME_MAX_BYTES 64

static const char *const root_names[CS_N_ROOT_KEYS] = {
  [CS_ROOT_VERSION] = "version",
  [CS_ROOT_SITE] = "site",
  [CS_ROOT_REMOTE_DOMAINS] = "remote-domains",
};

static const char *const site_names[CS_SITE_FIRST_OPTION] = {
  [CS_SITE_NAME] = "name",
  [CS_SITE_SMART_HOST] = "smart-host",
  [CS_SITE_SECURITY] = "outbound-security",
};

static const char *const security_names[CS_N_SECURITY_KEYS] = {
  [CS_SECURITY_AUTHENTICATION] = "authentication",
  [CS_SECURITY_NT_DOMAIN] = "nt-domain",
  [CS_SECURITY_ACCOUNT] = "account",
  [CS_SECURITY_CREDENTIAL] = "credential",
  [CS_SECURITY_TLS] = "tls",
  [CS_SECURITY_ALLOW_UNENCRYPTED] = "allow-unencrypted-password",
};

static const char *const domain_names[CS_N_DOMAIN_KEYS] = {
  [CS_DOMAIN_DOMAIN] = "domain",
  [CS_DOMAIN_ROUTE] = "route",
  [CS_DOMAIN_SMART_HOST] = "smart-host",
  [CS_DOMAIN_HELO] = "helo",
  [CS_DOMAIN_SECURITY] = "outbound-security",
};

static const char *const presets_names[CS_N_PRESETS_KEYS] = {
  [CS_PRESETS_VERSION] = "version",
  [CS_PRESETS_LIST] = "presets",
};

static const char *const preset_names[CS_N_PRESET_KEYS] = {
  [CS_PRESET_NAME] = "name",
  [CS_PRESET_DOMAINS] = "domains",
  [CS_PRESET_HOST] = "host",
  [CS_PRESET_PORT] = "port",
  [CS_PRESET_TLS] = "tls",
  [CS_PRESET_AUTHENTICATION] = "authentication",
  [CS_PRESET_ACCOUNT_IS] = "account-is",
  [CS_PRESET_ACCOUNT] = "account",
  [CS_PRESET_NEEDS] = "needs",
  [CS_PRESET_MESSAGE_SIZE] = "maximum-message-size",
  [CS_PRESET_RECIPIENTS] = "maximum-recipients",
  [CS_PRESET_PER_DAY] = "messages-per-day",
  [CS_PRESET_NOTE] = "note",
};

G_STATIC_ASSERT ((int)CS_N_PRESET_KEYS <= (int)CS_KEYS_MAX);
G_STATIC_ASSERT (CS_N_SITE_KEYS <= 32); /* a set of keys is a guint32 */

guint
cs_keys_count (CsObjectKind kind)
{
  static const guint counts[] = {
    [CS_OBJECT_ROOT] = CS_N_ROOT_KEYS,         [CS_OBJECT_SITE] = CS_N_SITE_KEYS,
    [CS_OBJECT_SECURITY] = CS_N_SECURITY_KEYS, [CS_OBJECT_DOMAIN] = CS_N_DOMAIN_KEYS,
    [CS_OBJECT_PRESETS] = CS_N_PRESETS_KEYS,   [CS_OBJECT_PRESET] = CS_N_PRESET_KEYS,
  };

  return counts[kind];
}

const char *
cs_keys_name (CsObjectKind kind, guint key)
{
  switch (kind)
    {
    case CS_OBJECT_ROOT:
      return root_names[key];
    case CS_OBJECT_SECURITY:
      return security_names[key];
    case CS_OBJECT_DOMAIN:
      return domain_names[key];
    case CS_OBJECT_PRESETS:
      return presets_names[key];
    case CS_OBJECT_PRESET:
      return preset_names[key];
    case CS_OBJECT_SITE:
    default:
      return key < CS_SITE_FIRST_OPTION ? site_names[key]
                                        : cs_option_info (key - CS_SITE_FIRST_OPTION)->name;
    }
}

int
cs_keys_find (CsObjectKind kind, const char *name)
{
  guint n = cs_keys_count (kind);

  for (guint i = 0; i < n; i++)
    if (strcmp (cs_keys_name (kind, i), name) == 0)
      return i;

  return -1;
}

/* Letters of either case and both kinds of dashes count as equal. */
static char
fold (char c)
{
  return c == '_' ? '-' : g_ascii_tolower (c);
}

/* Levenshtein's distance, with neighbours that changed places counted once. Both short. */
static guint
distance (const char *a, const char *b)
{
  guint rows[3][NAME_MAX_BYTES + 1];
  guint *before = rows[0], *last = rows[1], *current = rows[2];
  gsize a_size = strlen (a), b_size = strlen (b);

  for (guint j = 0; j <= b_size; j++)
    last[j] = j;

  for (guint i = 1; i <= a_size; i++)
    {
      guint *spare = before;

      current[0] = i;
      for (guint j = 1; j <= b_size; j++)
        {
          guint cost = fold (a[i - 1]) != fold (b[j - 1]);

          current[j] = MIN (MIN (last[j] + 1, current[j - 1] + 1), last[j - 1] + cost);
          if (i > 1 && j > 1 && fold (a[i - 1]) == fold (b[j - 2])
              && fold (a[i - 2]) == fold (b[j - 1]))
            current[j] = MIN (current[j], before[j - 2] + 1);
        }

      before = last;
      last = current;
      current = spare;
    }

  return last[b_size];
}

const char *
cs_keys_nearest (CsObjectKind kind, const char *name)
{
  gsize size = strlen (name);
  guint n = cs_keys_count (kind);
  guint least = G_MAXUINT;
  const char *nearest = NULL;

  if (size > NAME_MAX_BYTES)
    return NULL;

  for (guint i = 0; i < n; i++)
    {
      const char *known = cs_keys_name (kind, i);
      guint d = distance (name, known);

      if (d < least && d <= MAX (1, strlen (known) / 3))
        {
          least = d;
          nearest = known;
        }
    }

  return nearest;
}

gboolean
cs_keys_is_secret_like (const char *name)
{
  static const char *const words[]
      = { "pass", "pasw", "pwd", "secret", "token", "apikey", "privatekey" };
  g_autoptr (GString) letters = g_string_new (NULL);

  for (const char *c = name; *c != '\0' && letters->len < NAME_MAX_BYTES; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (letters, g_ascii_tolower (*c));

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (letters->str, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

gboolean
cs_key_order_has (const guint8 *order, guint key)
{
  for (; *order != 0; order++)
    if (*order == key + 1)
      return TRUE;

  return FALSE;
}

/* Behind the nearest key that precedes it in the schema, else in front. */
static guint
place_for (const guint8 *merged, guint n, guint key)
{
  guint place = 0;
  guint8 nearest = 0;

  for (guint i = 0; i < n; i++)
    if (merged[i] < key + 1 && merged[i] > nearest)
      {
        nearest = merged[i];
        place = i + 1;
      }

  return place;
}

void
cs_key_order_merge (const guint8 *order, guint32 wanted, guint8 *merged)
{
  guint n = 0;

  for (; *order != 0; order++)
    if (wanted & (1u << (*order - 1)))
      {
        merged[n++] = *order;
        wanted &= ~(1u << (*order - 1));
      }

  for (guint key = 0; wanted != 0; key++, wanted >>= 1)
    if (wanted & 1)
      {
        guint place = place_for (merged, n, key);

        memmove (merged + place + 1, merged + place, n - place);
        merged[place] = key + 1;
        n++;
      }

  merged[n] = 0;
}
