#include "delivery/offers.h"

#include <string.h>

#include "delivery/kept-text.h"

#define FILE_MAX_BYTES (1024 * 1024)
#define MECHANISMS_MOST 32 /* of one server */
#define NONE "-"

typedef struct
{
  CsOffer offer; /* first */
  guint64 noted; /* rises with each note */
} Host;

struct _CsOffers
{
  CsKeptText *file;
  GHashTable *hosts; /* (element-type utf8 Host): "HOST:PORT" */
  guint64 n_notes;
};

static void
host_free (Host *host)
{
  g_strfreev (host->offer.mechanisms);
  g_free (host);
}

static void
make_room (CsOffers *offers)
{
  const char *oldest = NULL;
  guint64 noted = G_MAXUINT64;
  GHashTableIter iter;
  const char *key;
  const Host *host;

  if (g_hash_table_size (offers->hosts) < CS_OFFERS_MOST)
    return;
  g_hash_table_iter_init (&iter, offers->hosts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&host))
    {
      if (host->noted >= noted)
        continue;
      oldest = key;
      noted = host->noted;
    }
  g_hash_table_remove (offers->hosts, oldest);
}

/* Takes @mechanisms. */
static void
put (CsOffers *offers, const char *key, GStrv mechanisms, gboolean is_encrypted,
     gboolean is_verified)
{
  Host *host = g_new0 (Host, 1);

  make_room (offers);
  host->offer.mechanisms = mechanisms;
  host->offer.is_encrypted = is_encrypted;
  host->offer.is_verified = is_verified;
  host->noted = ++offers->n_notes;
  g_hash_table_replace (offers->hosts, g_strdup (key), host);
}

/* --- the file: lines of "HOST:PORT ENCRYPTED VERIFIED MECHANISM,MECHANISM" ------------------- */

static void
read_line (CsOffers *offers, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) != 4 || *words[0] == '\0')
    return;
  put (offers, words[0],
       g_str_equal (words[3], NONE) ? g_new0 (char *, 1)
                                    : g_strsplit (words[3], ",", MECHANISMS_MOST),
       g_str_equal (words[1], "1"), g_str_equal (words[2], "1"));
}

static void
load (CsOffers *offers)
{
  g_autofree char *text = cs_kept_text_load (offers->file, FILE_MAX_BYTES);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    read_line (offers, lines[i]);
}

static char *
to_text (gpointer user_data)
{
  const CsOffers *offers = user_data;
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  const char *key;
  const Host *host;

  g_hash_table_iter_init (&iter, offers->hosts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&host))
    {
      g_autofree char *mechanisms = g_strjoinv (",", host->offer.mechanisms);

      g_string_append_printf (text, "%s %d %d %s\n", key, host->offer.is_encrypted ? 1 : 0,
                              host->offer.is_verified ? 1 : 0,
                              *mechanisms != '\0' ? mechanisms : NONE);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the interface ------------------------------------------------------------------------ */

CsOffers *
cs_offers_new (const char *path)
{
  CsOffers *offers = g_new0 (CsOffers, 1);

  offers->hosts
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)host_free);
  offers->file = cs_kept_text_new (path, "offers", to_text, offers);
  load (offers);
  return offers;
}

void
cs_offers_free (CsOffers *offers)
{
  cs_kept_text_free (offers->file);
  g_hash_table_unref (offers->hosts);
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
  Host *host = g_hash_table_lookup (offers->hosts, key);
  g_auto (GStrv) copy = copy_mechanisms (mechanisms);

  if (host != NULL && host->offer.is_encrypted == is_encrypted
      && host->offer.is_verified == is_verified
      && g_strv_equal ((const char *const *)host->offer.mechanisms, (const char *const *)copy))
    {
      host->noted = ++offers->n_notes;
      return;
    }
  put (offers, key, g_steal_pointer (&copy), is_encrypted, is_verified);
  cs_kept_text_note_change (offers->file);
}

const CsOffer *
cs_offers_get (CsOffers *offers, const char *name, guint16 port)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);
  const Host *host = g_hash_table_lookup (offers->hosts, key);

  return host != NULL ? &host->offer : NULL;
}
