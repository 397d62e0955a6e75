#include "admin/trouble.h"

#include <string.h>

static char *
dup_text (GVariant *dictionary, const char *key)
{
  const char *text = NULL;

  g_variant_lookup (dictionary, key, "&s", &text);
  return g_strdup (text);
}

static void
read_server (CsTrouble *trouble, GVariant *dictionary)
{
  guint32 port = 0;

  trouble->host = dup_text (dictionary, "host");
  g_variant_lookup (dictionary, "port", "u", &port);
  trouble->port = port <= G_MAXUINT16 ? port : 0;
  g_variant_lookup (dictionary, "offered", "^as", &trouble->offered);
  g_variant_lookup (dictionary, "encrypted", "b", &trouble->is_encrypted);
  g_variant_lookup (dictionary, "verified", "b", &trouble->is_verified);
}

CsTrouble *
cs_trouble_from_variant (GVariant *dictionary)
{
  g_autoptr (CsTrouble) trouble = g_new0 (CsTrouble, 1);
  g_autofree char *cause = dup_text (dictionary, "cause");

  trouble->recipient = dup_text (dictionary, "recipient");
  if (cause == NULL || trouble->recipient == NULL || !cs_cause_from_name (cause, &trouble->cause))
    return NULL;

  trouble->entry = dup_text (dictionary, "entry");
  trouble->destination = dup_text (dictionary, "name");
  trouble->text = dup_text (dictionary, "text");
  trouble->account = dup_text (dictionary, "account");
  trouble->nt_domain = dup_text (dictionary, "nt-domain");
  trouble->credential = dup_text (dictionary, "credential");
  g_variant_lookup (dictionary, "messages", "t", &trouble->messages);
  g_variant_lookup (dictionary, "recipients", "t", &trouble->recipients);
  g_variant_lookup (dictionary, "more", "b", &trouble->is_more);
  read_server (trouble, dictionary);
  return g_steal_pointer (&trouble);
}

GPtrArray *
cs_troubles_from_variant (GVariant *list)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_trouble_free);
  GVariantIter iter;
  GVariant *dictionary;

  g_variant_iter_init (&iter, list);
  while ((dictionary = g_variant_iter_next_value (&iter)) != NULL)
    {
      CsTrouble *trouble = cs_trouble_from_variant (dictionary);

      if (trouble != NULL)
        g_ptr_array_add (troubles, trouble);
      g_variant_unref (dictionary);
    }
  return troubles;
}

CsTrouble *
cs_trouble_copy (const CsTrouble *trouble)
{
  CsTrouble *copy = g_new (CsTrouble, 1);

  *copy = *trouble;
  copy->recipient = g_strdup (trouble->recipient);
  copy->entry = g_strdup (trouble->entry);
  copy->destination = g_strdup (trouble->destination);
  copy->host = g_strdup (trouble->host);
  copy->text = g_strdup (trouble->text);
  copy->account = g_strdup (trouble->account);
  copy->nt_domain = g_strdup (trouble->nt_domain);
  copy->credential = g_strdup (trouble->credential);
  copy->offered = g_strdupv (trouble->offered);
  return copy;
}

void
cs_trouble_free (CsTrouble *trouble)
{
  g_free (trouble->recipient);
  g_free (trouble->entry);
  g_free (trouble->destination);
  g_free (trouble->host);
  g_free (trouble->text);
  g_free (trouble->account);
  g_free (trouble->nt_domain);
  g_free (trouble->credential);
  g_strfreev (trouble->offered);
  g_free (trouble);
}

static gboolean
offers_equal (const CsTrouble *a, const CsTrouble *b)
{
  if (a->offered == NULL || b->offered == NULL)
    return a->offered == b->offered;
  return a->is_encrypted == b->is_encrypted && a->is_verified == b->is_verified
         && g_strv_equal ((const char *const *)a->offered, (const char *const *)b->offered);
}

gboolean
cs_trouble_equal (const CsTrouble *a, const CsTrouble *b)
{
  g_autofree char *key_a = cs_trouble_key (a);
  g_autofree char *key_b = cs_trouble_key (b);

  return g_str_equal (key_a, key_b) && g_str_equal (a->recipient, b->recipient)
         && a->messages == b->messages && a->is_more == b->is_more
         && g_strcmp0 (a->account, b->account) == 0 && offers_equal (a, b);
}

/* What has no credential yet waits for an entry: for the site's, of the recipient's domain. */
char *
cs_trouble_key (const CsTrouble *trouble)
{
  const char *at = strrchr (trouble->recipient, '@');
  const char *what = trouble->credential;

  if (what == NULL)
    what = at != NULL ? at + 1 : trouble->recipient;
  return g_strdup_printf ("%s %s:%u %s", cs_cause_name (trouble->cause),
                          trouble->host != NULL ? trouble->host : "-", trouble->port, what);
}
