#include "daemon/dnssec-memory.h"

#include "base/file.h"
#include "base/when.h"
#include "delivery/kept-text.h"

#define FILE_MAX_BYTES 256
#define RESOLV_CONF_MAX_BYTES (64 * 1024)
#define NOTE_AGAIN_S (24 * 3600) /* nobody tells that it is still so */

struct _CsDnssecMemory
{
  CsResolver *resolver;
  CsKeptText *file;
  char *resolv_conf;
  char *servers; /* digest of it when this was so */
  gint64 seen_s; /* 0: nothing to remember */
  gint64 failing_since_s; /* 0: they do not fail */
  guint again; /* source */
};

/* (transfer full): of the servers in use */
static char *
digest (const CsDnssecMemory *memory)
{
  g_autoptr (GBytes) bytes = cs_file_read (memory->resolv_conf, RESOLV_CONF_MAX_BYTES, TRUE, NULL);

  return bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : g_strdup ("-");
}

/* --- the file: "SEEN FAILING-SINCE DIGEST", or nothing -------------------------------------- */

static char *
to_text (gpointer user_data)
{
  const CsDnssecMemory *memory = user_data;

  if (memory->seen_s == 0)
    return g_strdup ("");
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n", memory->seen_s,
                          memory->failing_since_s, memory->servers);
}

static gboolean
read_time (const char *word, gint64 *time_s)
{
  return g_ascii_string_to_signed (word, 10, 0, cs_when_now_s (), time_s, NULL);
}

/* Returns: whether there is something to believe */
static gboolean
read_text (CsDnssecMemory *memory, char *text)
{
  g_auto (GStrv) words = g_strsplit (g_strchomp (text), " ", 4);
  gint64 seen_s, failing_since_s;

  if (g_strv_length (words) != 3 || !read_time (words[0], &seen_s)
      || !read_time (words[1], &failing_since_s) || !g_str_equal (words[2], memory->servers)
      || cs_when_now_s () - seen_s >= CS_DNSSEC_MEMORY_S)
    return FALSE;
  memory->seen_s = seen_s;
  memory->failing_since_s = failing_since_s;
  return TRUE;
}

/* --- what becomes of it ------------------------------------------------------------------- */

/* Not known is no news: the network may be away. */
static void
note (CsDnssecMemory *memory)
{
  CsValidation validation = cs_resolver_validation (memory->resolver);
  gint64 validated_s = cs_resolver_validated_s (memory->resolver);

  if (validation == CS_VALIDATION_UNKNOWN)
    return;
  g_free (memory->servers);
  memory->servers = digest (memory);
  if (validation == CS_VALIDATION_OFF)
    memory->seen_s = 0;
  else if (validated_s != 0)
    memory->seen_s = validated_s;
  memory->failing_since_s = cs_resolver_failing_since_s (memory->resolver);
  cs_kept_text_note_change (memory->file);
}

static gboolean
on_again (gpointer user_data)
{
  note (user_data);
  return G_SOURCE_CONTINUE;
}

CsDnssecMemory *
cs_dnssec_memory_new (CsResolver *resolver, const char *path, const char *resolv_conf)
{
  CsDnssecMemory *memory = g_new0 (CsDnssecMemory, 1);
  g_autofree char *text = NULL;

  memory->resolver = g_object_ref (resolver);
  memory->resolv_conf = g_strdup (resolv_conf);
  memory->servers = digest (memory);
  memory->file = cs_kept_text_new (path, "DNSSEC", to_text, memory);
  text = cs_kept_text_load (memory->file, FILE_MAX_BYTES);
  if (text != NULL && read_text (memory, text))
    cs_resolver_expect_validation (resolver, memory->failing_since_s);
  g_signal_connect_swapped (resolver, "changed", G_CALLBACK (note), memory);
  memory->again = g_timeout_add_seconds (NOTE_AGAIN_S, on_again, memory);
  return memory;
}

void
cs_dnssec_memory_free (CsDnssecMemory *memory)
{
  g_signal_handlers_disconnect_by_data (memory->resolver, memory);
  g_source_remove (memory->again);
  note (memory);
  cs_kept_text_free (memory->file);
  g_object_unref (memory->resolver);
  g_free (memory->resolv_conf);
  g_free (memory->servers);
  g_free (memory);
}
