#include "smtp/echo.h"

#include <string.h>

#define CODE_BYTES 4 /* of a reply, with what follows it */
#define LEAST_BYTES 4
#define BEGINNING_BYTES 8 /* as much of a secret is recognized */

typedef struct
{
  CsSecret *secret;
  gsize offset, size_bytes;
} Guarded;

struct _CsEcho
{
  GArray *guarded; /* (element-type Guarded) */
};

static void
guarded_clear (gpointer data)
{
  cs_secret_unref (((Guarded *)data)->secret);
}

CsEcho *
cs_echo_new (void)
{
  CsEcho *echo = g_new0 (CsEcho, 1);

  echo->guarded = g_array_new (FALSE, FALSE, sizeof (Guarded));
  g_array_set_clear_func (echo->guarded, guarded_clear);
  return echo;
}

void
cs_echo_free (CsEcho *echo)
{
  g_array_unref (echo->guarded);
  g_free (echo);
}

static void
guard (CsEcho *echo, CsSecret *secret, gsize offset, gsize end)
{
  Guarded guarded = { secret, offset, end - MIN (offset, end) };

  if (guarded.size_bytes < LEAST_BYTES)
    return;
  cs_secret_ref (secret);
  g_array_append_val (echo->guarded, guarded);
}

void
cs_echo_guard (CsEcho *echo, CsSecret *secret, gsize offset)
{
  guard (echo, secret, offset, cs_secret_size (secret));
}

void
cs_echo_guard_line (CsEcho *echo, CsSecret *line)
{
  gsize size_bytes;
  const guint8 *bytes = cs_secret_peek (line, &size_bytes);
  const guint8 *space;

  while (size_bytes > 0 && (bytes[size_bytes - 1] == '\n' || bytes[size_bytes - 1] == '\r'))
    size_bytes--;
  space = memrchr (bytes, ' ', size_bytes);
  guard (echo, line, space != NULL ? (gsize)(space - bytes) + 1 : 0, size_bytes);
}

static void
cover_one (const Guarded *guarded, gsize beginning, char *text, gsize size_bytes)
{
  const char *secret
      = (const char *)cs_secret_peek (guarded->secret, &(gsize){ 0 }) + guarded->offset;
  char *end = text + size_bytes;

  while ((text = memmem (text, end - text, secret, beginning)) != NULL)
    {
      gsize most = MIN (guarded->size_bytes, (gsize)(end - text));
      gsize n = beginning;

      while (n < most && text[n] == secret[n])
        n++;
      memset (text, '*', n);
      text += n;
    }
}

void
cs_echo_cover (const CsEcho *echo, char *line, gsize size_bytes)
{
  /* A challenge may begin as our last response did: NTLM messages all do. */
  gboolean is_challenge = size_bytes > CODE_BYTES && memcmp (line, "334", 3) == 0;

  for (guint i = 0; size_bytes > CODE_BYTES && i < echo->guarded->len; i++)
    {
      const Guarded *guarded = &g_array_index (echo->guarded, Guarded, i);
      gsize beginning
          = is_challenge ? guarded->size_bytes : MIN (guarded->size_bytes, BEGINNING_BYTES);

      cover_one (guarded, beginning, line + CODE_BYTES, size_bytes - CODE_BYTES);
    }
}
