#include "daemon/filter.h"

void
cs_filter_free (CsFilter *filter)
{
  g_strfreev (filter->ids);
  g_free (filter->lane);
  g_free (filter->domain);
  g_free (filter->text);
  g_free (filter);
}

static gboolean
state_from_name (const char *name, guint *bit)
{
  for (guint state = CS_RECIPIENT_QUEUED; state <= CS_RECIPIENT_HELD; state++)
    {
      if (g_str_equal (name, cs_recipient_state_name (state)))
        {
          *bit = 1 << state;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
cause_from_name (const char *name, guint *bit)
{
  CsCause cause;

  if (!cs_cause_from_name (name, &cause) || cause == CS_CAUSE_NONE)
    return FALSE;
  *bit = 1 << cause;
  return TRUE;
}

static gboolean
read_set (const char *key, GVariant *value, gboolean (*from_name) (const char *, guint *),
          guint *set, GError **error)
{
  g_autofree const char **names = g_variant_get_strv (value, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint bit;

      if (!from_name (names[i], &bit))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: '%s' is none of them",
                       key, names[i]);
          return FALSE;
        }
      *set |= bit;
    }
  return TRUE;
}

static gboolean
has_type (const char *key, GVariant *value, const GVariantType *type, GError **error)
{
  if (g_variant_is_of_type (value, type))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: a value of type %s is wanted",
               key, g_variant_type_peek_string (type));
  return FALSE;
}

static gboolean
read_key (CsFilter *filter, const char *key, GVariant *value, GError **error)
{
  gboolean is_text
      = g_str_equal (key, "lane") || g_str_equal (key, "domain") || g_str_equal (key, "text");

  if (!has_type (key, value, is_text ? G_VARIANT_TYPE_STRING : G_VARIANT_TYPE_STRING_ARRAY, error))
    return FALSE;

  if (g_str_equal (key, "states"))
    return read_set (key, value, state_from_name, &filter->selection.states, error);
  if (g_str_equal (key, "causes"))
    return read_set (key, value, cause_from_name, &filter->selection.causes, error);
  if (g_str_equal (key, "ids"))
    filter->ids = g_variant_dup_strv (value, NULL);
  else if (g_str_equal (key, "lane"))
    filter->lane = g_variant_dup_string (value, NULL);
  else if (g_str_equal (key, "domain"))
    filter->domain = g_variant_dup_string (value, NULL);
  else if (g_str_equal (key, "text"))
    filter->text = g_variant_dup_string (value, NULL);
  else
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "'%s' is no filter", key);
      return FALSE;
    }
  return TRUE;
}

CsFilter *
cs_filter_new (GVariant *variant, GError **error)
{
  g_autoptr (CsFilter) filter = g_new0 (CsFilter, 1);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      gboolean is_good = read_key (filter, key, value, error);

      g_variant_unref (value);
      if (!is_good)
        return NULL;
    }
  filter->selection.ids = (const char *const *)filter->ids;
  filter->selection.lane = filter->lane;
  filter->selection.domain = filter->domain;
  filter->selection.text = filter->text;
  return g_steal_pointer (&filter);
}
