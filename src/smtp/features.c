#include "smtp/features.h"

#include <string.h>

#define MAX_MECHANISMS 64
#define MAX_MECHANISM_BYTES 20 /* RFC 4422 section 3.1 */
#define MAX_LIMIT 999999 /* RFC 9422 section 4: at most six digits */

typedef struct
{
  CsFeatures *features;
  GPtrArray *mechanisms; /* (element-type utf8) */
} Parse;

static gboolean
is_mechanism (const char *word)
{
  gsize size_bytes = strlen (word);

  return size_bytes > 0 && size_bytes <= MAX_MECHANISM_BYTES
         && strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == size_bytes;
}

static void
take_auth (Parse *parse, char **words)
{
  parse->features->flags |= CS_FEATURE_AUTH;

  for (; *words != NULL && parse->mechanisms->len < MAX_MECHANISMS; words++)
    if (is_mechanism (*words)
        && !g_ptr_array_find_with_equal_func (parse->mechanisms, *words, g_str_equal, NULL))
      g_ptr_array_add (parse->mechanisms, g_strdup (*words));
}

/* RFC 1870 section 3: no number or zero is no fixed limit; anything but digits is no SIZE at all.
 */
static void
take_size (Parse *parse, char **words)
{
  guint64 limit_bytes = 0;

  if (words[0] != NULL && words[0][0] != '\0'
      && !g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXUINT64, &limit_bytes, NULL))
    return;

  parse->features->flags |= CS_FEATURE_SIZE;
  parse->features->size_limit_bytes = limit_bytes;
}

static void
take_limit (const char *word, const char *name, guint *limit)
{
  guint64 number;

  if (g_str_has_prefix (word, name)
      && g_ascii_string_to_unsigned (word + strlen (name), 10, 1, MAX_LIMIT, &number, NULL))
    *limit = (guint)number;
}

static void
take_limits (Parse *parse, char **words)
{
  parse->features->flags |= CS_FEATURE_LIMITS;

  for (; *words != NULL; words++)
    {
      take_limit (*words, "RCPTMAX=", &parse->features->limit_rcptmax);
      take_limit (*words, "MAILMAX=", &parse->features->limit_mailmax);
    }
}

static const struct
{
  const char *keyword;
  CsFeatureFlags flag;
  void (*take) (Parse *parse, char **words);
} keywords[] = {
  { "STARTTLS", CS_FEATURE_STARTTLS, NULL },
  { "AUTH", CS_FEATURE_AUTH, take_auth },
  { "PIPELINING", CS_FEATURE_PIPELINING, NULL },
  { "SIZE", CS_FEATURE_SIZE, take_size },
  { "8BITMIME", CS_FEATURE_8BITMIME, NULL },
  { "SMTPUTF8", CS_FEATURE_SMTPUTF8, NULL },
  { "DSN", CS_FEATURE_DSN, NULL },
  { "CHUNKING", CS_FEATURE_CHUNKING, NULL },
  { "ENHANCEDSTATUSCODES", CS_FEATURE_ENHANCEDSTATUSCODES, NULL },
  { "LIMITS", CS_FEATURE_LIMITS, take_limits },
};

static void
take_line (Parse *parse, const char *line)
{
  g_autofree char *upper = g_ascii_strup (line, -1);
  g_auto (GStrv) words = NULL;

  /* "AUTH=LOGIN": the form of a draft that Exchange 5.5 and its time used. */
  if (g_str_has_prefix (upper, "AUTH="))
    upper[strlen ("AUTH")] = ' ';
  words = g_strsplit_set (g_strstrip (upper), " \t", -1);
  if (words[0] == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strcmp (words[0], keywords[i].keyword) == 0)
      {
        if (keywords[i].take != NULL)
          keywords[i].take (parse, words + 1);
        else
          parse->features->flags |= keywords[i].flag;
      }
}

static char *
first_word (const CsReply *reply)
{
  const char *line = reply->lines->len > 0 ? reply->lines->pdata[0] : "";

  return g_strndup (line, strcspn (line, " "));
}

CsFeatures *
cs_features_new (void)
{
  CsFeatures *features = g_new0 (CsFeatures, 1);

  features->mechanisms = g_new0 (char *, 1);
  features->greeting_name = g_strdup ("");
  return features;
}

/**
 * cs_features_parse:
 * @ehlo_reply: a complete reply with code 250
 *
 * Returns: (transfer full): what it offers; what is malformed is not offered
 */
CsFeatures *
cs_features_parse (const CsReply *ehlo_reply)
{
  Parse parse = { cs_features_new (), g_ptr_array_new () };

  g_free (parse.features->greeting_name);
  parse.features->greeting_name = first_word (ehlo_reply);

  for (guint i = 1; i < ehlo_reply->lines->len; i++)
    take_line (&parse, ehlo_reply->lines->pdata[i]);

  g_ptr_array_add (parse.mechanisms, NULL);
  g_strfreev (parse.features->mechanisms);
  parse.features->mechanisms = (GStrv)g_ptr_array_free (parse.mechanisms, FALSE);
  return parse.features;
}

CsFeatures *
cs_features_copy (const CsFeatures *features)
{
  CsFeatures *copy = g_memdup2 (features, sizeof *features);

  copy->mechanisms = g_strdupv (features->mechanisms);
  copy->greeting_name = g_strdup (features->greeting_name);
  return copy;
}

void
cs_features_free (CsFeatures *features)
{
  if (features == NULL)
    return;

  g_strfreev (features->mechanisms);
  g_free (features->greeting_name);
  g_free (features);
}

gboolean
cs_features_offers_mechanism (const CsFeatures *features, const char *mechanism)
{
  return g_strv_contains ((const char *const *)features->mechanisms, mechanism);
}
