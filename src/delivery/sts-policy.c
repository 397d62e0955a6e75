#include "delivery/sts-policy.h"

#include <string.h>

#include "base/domain.h"

#define VERSION "STSv1"
#define RECORD_START "v=STSv1;"
#define ID_MAX_BYTES 32
#define AGE_MAX_DIGITS 10
#define RECORD_MAX_BYTES 4096

static const char *const mode_names[] = {
  [CS_STS_NONE] = "none",
  [CS_STS_TESTING] = "testing",
  [CS_STS_ENFORCE] = "enforce",
};

const char *
cs_sts_mode_name (CsStsMode mode)
{
  g_return_val_if_fail ((guint)mode < G_N_ELEMENTS (mode_names), "");
  return mode_names[mode];
}

gboolean
cs_sts_mode_parse (const char *text, CsStsMode *mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++)
    {
      if (!g_str_equal (text, mode_names[i]))
        continue;
      *mode = i;
      return TRUE;
    }
  return FALSE;
}

/* --- a policy ----------------------------------------------------------------------------- */

CsStsPolicy *
cs_sts_policy_new (CsStsMode mode, guint max_age_s)
{
  CsStsPolicy *policy = g_new0 (CsStsPolicy, 1);

  g_ref_count_init (&policy->references);
  policy->mode = mode;
  policy->max_age_s = MIN (max_age_s, CS_STS_MAX_AGE_S);
  policy->patterns = g_ptr_array_new_with_free_func (g_free);
  return policy;
}

CsStsPolicy *
cs_sts_policy_ref (CsStsPolicy *policy)
{
  g_ref_count_inc (&policy->references);
  return policy;
}

void
cs_sts_policy_unref (CsStsPolicy *policy)
{
  if (!g_ref_count_dec (&policy->references))
    return;
  g_ptr_array_unref (policy->patterns);
  g_free (policy);
}

gboolean
cs_sts_policy_add (CsStsPolicy *policy, const char *pattern)
{
  gboolean is_wild = g_str_has_prefix (pattern, "*.");
  g_autofree char *domain = cs_domain_normalize (is_wild ? pattern + 2 : pattern, -1, NULL);

  if (domain == NULL || policy->patterns->len == CS_STS_MAX_PATTERNS)
    return FALSE;
  g_ptr_array_add (policy->patterns, g_strconcat (is_wild ? "*." : "", domain, NULL));
  return TRUE;
}

static gboolean
pattern_matches (const char *pattern, const char *host)
{
  const char *dot = strchr (host, '.');

  if (!g_str_has_prefix (pattern, "*."))
    return g_str_equal (pattern, host);
  return dot != NULL && dot > host && g_str_equal (pattern + 1, dot);
}

gboolean
cs_sts_policy_allows (const CsStsPolicy *policy, const char *host)
{
  for (guint i = 0; i < policy->patterns->len; i++)
    {
      if (pattern_matches (policy->patterns->pdata[i], host))
        return TRUE;
    }
  return FALSE;
}

/* --- its text ----------------------------------------------------------------------------- */

/* What was read of a policy so far: the first of each counts, but of "mx" all. */
typedef struct
{
  char *version;
  char *mode;
  char *max_age;
  GPtrArray *hosts; /* (element-type utf8) */
} Fields;

static void
fields_clear (Fields *fields)
{
  g_free (fields->version);
  g_free (fields->mode);
  g_free (fields->max_age);
  g_ptr_array_unref (fields->hosts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, fields_clear)

static void
take_field (Fields *fields, const char *key, const char *value)
{
  char **place = NULL;

  if (g_str_equal (key, "version"))
    place = &fields->version;
  else if (g_str_equal (key, "mode"))
    place = &fields->mode;
  else if (g_str_equal (key, "max_age"))
    place = &fields->max_age;
  else if (g_str_equal (key, "mx"))
    g_ptr_array_add (fields->hosts, g_strdup (value));

  if (place != NULL && *place == NULL)
    *place = g_strdup (value);
}

static gboolean
read_line (Fields *fields, char *line)
{
  char *colon = strchr (line, ':');

  if (colon == NULL)
    return *g_strstrip (line) == '\0';
  *colon = '\0';
  take_field (fields, g_strchomp (line), g_strstrip (colon + 1));
  return TRUE;
}

static gboolean
parse_age (const char *text, guint *age_s)
{
  guint64 number;

  if (text == NULL || strlen (text) > AGE_MAX_DIGITS
      || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &number, NULL))
    return FALSE;
  *age_s = (guint)MIN (number, CS_STS_MAX_AGE_S);
  return TRUE;
}

static CsStsPolicy *
to_policy (const Fields *fields)
{
  g_autoptr (CsStsPolicy) policy = NULL;
  CsStsMode mode;
  guint age_s;

  if (g_strcmp0 (fields->version, VERSION) != 0 || fields->mode == NULL
      || !cs_sts_mode_parse (fields->mode, &mode) || !parse_age (fields->max_age, &age_s)
      || fields->hosts->len > CS_STS_MAX_PATTERNS)
    return NULL;

  /* What no host can be called allows none. */
  policy = cs_sts_policy_new (mode, age_s);
  for (guint i = 0; i < fields->hosts->len; i++)
    cs_sts_policy_add (policy, fields->hosts->pdata[i]);
  if (policy->patterns->len == 0 && mode != CS_STS_NONE)
    return NULL;
  return g_steal_pointer (&policy);
}

CsStsPolicy *
cs_sts_policy_parse (const char *text, gsize size_bytes)
{
  g_auto (Fields) fields = { .hosts = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;

  if (size_bytes > CS_STS_MAX_BYTES || memchr (text, '\0', size_bytes) != NULL)
    return NULL;
  copy = g_strndup (text, size_bytes);
  lines = g_strsplit (copy, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!read_line (&fields, lines[i]))
        return NULL;
    }
  return to_policy (&fields);
}

/* --- the record --------------------------------------------------------------------------- */

gboolean
cs_sts_is_id (const char *text)
{
  gsize size_bytes
      = strspn (text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

  return size_bytes >= 1 && size_bytes <= ID_MAX_BYTES && text[size_bytes] == '\0';
}

/* (transfer full) (nullable): the one record that counts */
static char *
only_record (GPtrArray *texts)
{
  g_autofree char *only = NULL;

  for (guint i = 0; i < texts->len; i++)
    {
      gsize size_bytes;
      const char *bytes = g_bytes_get_data (texts->pdata[i], &size_bytes);

      if (size_bytes < strlen (RECORD_START) || size_bytes > RECORD_MAX_BYTES
          || memcmp (bytes, RECORD_START, strlen (RECORD_START)) != 0)
        continue;
      if (only != NULL || memchr (bytes, '\0', size_bytes) != NULL)
        return NULL;
      only = g_strndup (bytes, size_bytes);
    }
  return g_steal_pointer (&only);
}

char *
cs_sts_record_id (GPtrArray *texts)
{
  g_autofree char *record = only_record (texts);
  g_auto (GStrv) fields = record != NULL ? g_strsplit (record, ";", -1) : NULL;
  const char *id = NULL;

  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    {
      const char *field = g_strstrip (fields[i]);

      if (*field == '\0' && fields[i + 1] == NULL)
        break;
      if (strchr (field, '=') == NULL)
        return NULL;
      if (id == NULL && g_str_has_prefix (field, "id="))
        id = field + strlen ("id=");
    }
  return id != NULL && cs_sts_is_id (id) ? g_strdup (id) : NULL;
}
