#include "delivery/offers.h"

#include <string.h>

#include "delivery/remembered.h"

#define MECHANISMS_MOST 32 /* of one server */

typedef struct
{
  CsOffer offer; /* first */
  gint64 noted_us; /* 0: before the start */
} Host;

struct _CsOffers
{
  CsRemembered *hosts; /* of Host, by "HOST:PORT" */
};

/* --- what is kept: lines of "HOST:PORT ENCRYPTED VERIFIED MECHANISM,MECHANISM" --------------- */

static void
host_free (gpointer fact)
{
  Host *host = fact;

  g_strfreev (host->offer.mechanisms);
  g_free (host);
}

static gint64
when_noted (gconstpointer fact)
{
  return ((const Host *)fact)->noted_us;
}

static gboolean
read_host (gpointer fact, const char *key, char **words, guint n_words)
{
  CsOffer *offer = &((Host *)fact)->offer;

  if (n_words != 3)
    return FALSE;
  offer->is_encrypted = g_str_equal (words[0], "1");
  offer->is_verified = g_str_equal (words[1], "1");
  offer->mechanisms = cs_remembered_word_to_list (words[2], MECHANISMS_MOST);
  return TRUE;
}

static gboolean
write_host (gconstpointer fact, GString *line)
{
  const CsOffer *offer = &((const Host *)fact)->offer;
  g_autofree char *mechanisms = cs_remembered_list_to_word (offer->mechanisms);

  g_string_append_printf (line, " %d %d %s", offer->is_encrypted ? 1 : 0,
                          offer->is_verified ? 1 : 0, mechanisms);
  return TRUE;
}

static const CsRememberedKind kind = {
  .what = "offers",
  .most = CS_OFFERS_MOST,
  .file_max_bytes = 1024 * 1024,
  .key_words = 1,
  .size_bytes = sizeof (Host),
  .free = host_free,
  .rank = when_noted,
  .read = read_host,
  .write = write_host,
};

/* --- the interface ------------------------------------------------------------------------ */

CsOffers *
cs_offers_new (const char *path)
{
  CsOffers *offers = g_new0 (CsOffers, 1);

  offers->hosts = cs_remembered_new (path, &kind);
  return offers;
}

void
cs_offers_free (CsOffers *offers)
{
  cs_remembered_free (offers->hosts);
  g_free (offers);
}

/* A name with anything else in it would be another list in the file. */
static gboolean
is_mechanism (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      return FALSE;
  return *name != '\0' && strlen (name) <= 32;
}

static GStrv
copy_mechanisms (const char *const *mechanisms)
{
  g_autoptr (GStrvBuilder) copy = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; mechanisms != NULL && mechanisms[i] != NULL && n < MECHANISMS_MOST; i++)
    {
      if (!is_mechanism (mechanisms[i]))
        continue;
      g_strv_builder_add (copy, mechanisms[i]);
      n++;
    }
  return g_strv_builder_end (copy);
}

void
cs_offers_note (CsOffers *offers, const char *name, guint16 port, const char *const *mechanisms,
                gboolean is_encrypted, gboolean is_verified)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);
  Host *host = cs_remembered_find_or_add (offers->hosts, key);
  CsOffer *offer = &host->offer;
  g_auto (GStrv) copy = copy_mechanisms (mechanisms);

  host->noted_us = g_get_monotonic_time ();
  if (offer->mechanisms != NULL && offer->is_encrypted == is_encrypted
      && offer->is_verified == is_verified
      && g_strv_equal ((const char *const *)offer->mechanisms, (const char *const *)copy))
    return;
  g_strfreev (offer->mechanisms);
  *offer = (CsOffer){ g_steal_pointer (&copy), is_encrypted, is_verified };
  cs_remembered_note_change (offers->hosts);
}

const CsOffer *
cs_offers_get (CsOffers *offers, const char *name, guint16 port)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);
  const Host *host = cs_remembered_find (offers->hosts, key);

  return host != NULL ? &host->offer : NULL;
}
