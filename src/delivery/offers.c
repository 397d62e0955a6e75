#include "delivery/offers.h"

#include <gio/gio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

#define FILE_MAX_BYTES (1024 * 1024)
#define FILE_MODE 0600
#define SAVE_AFTER_S 5
#define MECHANISMS_MOST 32 /* of one server */
#define NONE "-"

typedef struct
{
  CsOffer offer; /* first */
  guint64 noted; /* rises with each note */
} Host;

struct _CsOffers
{
  char *path;
  GHashTable *hosts; /* (element-type utf8 Host): "HOST:PORT" */
  guint64 n_notes;
  guint save_timer;
  gboolean is_dirty;
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
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cs_file_read (offers->path, FILE_MAX_BYTES, TRUE, &error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    {
      if (!g_error_matches (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
        cs_log (G_LOG_LEVEL_WARNING, "offers not remembered", "error", error->message, NULL);
      return;
    }
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (offers, lines[i]);
}

static char *
to_text (CsOffers *offers)
{
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

static void
save (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!cs_file_replace (path, text, strlen (text), FILE_MODE, &error))
    cs_log (G_LOG_LEVEL_WARNING, "offers not remembered", "error", error->message, NULL);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *const *saving = data;

  save (saving[0], saving[1]);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_save (gpointer user_data)
{
  CsOffers *offers = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  char **saving = g_new0 (char *, 3);

  offers->save_timer = 0;
  offers->is_dirty = FALSE;
  saving[0] = g_strdup (offers->path);
  saving[1] = to_text (offers);
  g_task_set_task_data (task, saving, (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (task, work);
  return G_SOURCE_REMOVE;
}

static void
save_soon (CsOffers *offers)
{
  offers->is_dirty = TRUE;
  if (offers->save_timer == 0 && offers->path != NULL)
    offers->save_timer = g_timeout_add_seconds (SAVE_AFTER_S, on_save, offers);
}

/* --- the interface ------------------------------------------------------------------------ */

CsOffers *
cs_offers_new (const char *path)
{
  CsOffers *offers = g_new0 (CsOffers, 1);

  offers->path = g_strdup (path);
  offers->hosts
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)host_free);
  if (path != NULL)
    load (offers);
  return offers;
}

void
cs_offers_free (CsOffers *offers)
{
  g_clear_handle_id (&offers->save_timer, g_source_remove);
  if (offers->is_dirty && offers->path != NULL)
    {
      g_autofree char *text = to_text (offers);

      save (offers->path, text);
    }
  g_hash_table_unref (offers->hosts);
  g_free (offers->path);
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
  save_soon (offers);
}

const CsOffer *
cs_offers_get (CsOffers *offers, const char *name, guint16 port)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);
  const Host *host = g_hash_table_lookup (offers->hosts, key);

  return host != NULL ? &host->offer : NULL;
}
