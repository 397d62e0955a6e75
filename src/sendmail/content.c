#include "sendmail/content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_BYTES (1024 * 1024)
#define READ_BYTES (64 * 1024)

struct _CsContent
{
  GByteArray *memory; /* what is not in the file yet */
  int spill; /* an unlinked file, or -1 */
  char *mapped;
  gsize size_bytes;
};

static gboolean
write_all (int fd, const guint8 *bytes, gsize size_bytes)
{
  while (size_bytes > 0)
    {
      ssize_t n = write (fd, bytes, size_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      size_bytes -= (gsize)n;
    }
  return TRUE;
}

static int
open_spill (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "countersign-sendmail-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  if (fd >= 0)
    unlink (path);
  return fd;
}

static gboolean
spill_over (CsContent *content)
{
  if (content->spill < 0)
    content->spill = open_spill ();
  if (content->spill < 0
      || !write_all (content->spill, content->memory->data, content->memory->len))
    return FALSE;

  g_byte_array_set_size (content->memory, 0);
  return TRUE;
}

/* The bytes up to and without a line that is a dot alone; @state: how the last piece ended. */
typedef enum
{
  LINE_START,
  AFTER_DOT,
  AFTER_DOT_CR,
  INSIDE,
} DotState;

static gboolean
find_end (const guint8 *bytes, gsize size_bytes, DotState *state, gsize *used)
{
  for (gsize i = 0; i < size_bytes; i++)
    {
      guint8 c = bytes[i];

      if (c == '\n' && (*state == AFTER_DOT || *state == AFTER_DOT_CR))
        {
          *used = i + 1;
          return TRUE;
        }
      if (c == '\n')
        *state = LINE_START;
      else if (c == '.' && *state == LINE_START)
        *state = AFTER_DOT;
      else if (c == '\r' && *state == AFTER_DOT)
        *state = AFTER_DOT_CR;
      else
        *state = INSIDE;
    }
  *used = size_bytes;
  return FALSE;
}

/* Takes the dot line, which was appended with the rest, away again. */
static void
drop_dot_line (CsContent *content)
{
  guint n = content->memory->len;

  n -= n >= 2 && content->memory->data[n - 2] == '\r' ? 3 : 2;
  g_byte_array_set_size (content->memory, n);
}

static gboolean
read_into (CsContent *content, int fd, gboolean ignore_dots)
{
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  DotState state = LINE_START;

  for (;;)
    {
      ssize_t n = read (fd, buffer, READ_BYTES);
      gsize used = (gsize)n;
      gboolean ended;

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n == 0;

      ended = !ignore_dots && find_end (buffer, (gsize)n, &state, &used);
      g_byte_array_append (content->memory, buffer, used);
      if (ended)
        {
          drop_dot_line (content);
          return TRUE;
        }
      /* a few bytes stay, so that a dot line that began in the last piece can be dropped */
      if (content->memory->len > MEMORY_BYTES && state != AFTER_DOT && state != AFTER_DOT_CR
          && !spill_over (content))
        return FALSE;
    }
}

static gboolean
map_spill (CsContent *content)
{
  off_t size;

  if (!spill_over (content))
    return FALSE;

  size = lseek (content->spill, 0, SEEK_END);
  content->mapped = mmap (NULL, (gsize)size, PROT_READ, MAP_PRIVATE, content->spill, 0);
  content->size_bytes = (gsize)size;
  if (content->mapped != MAP_FAILED)
    return TRUE;

  content->mapped = NULL;
  return FALSE;
}

CsContent *
cs_content_read (int fd, gboolean ignore_dots, int *error_number)
{
  g_autoptr (CsContent) content = g_new0 (CsContent, 1);

  content->memory = g_byte_array_new ();
  content->spill = -1;
  if (read_into (content, fd, ignore_dots) && (content->spill < 0 || map_spill (content)))
    return g_steal_pointer (&content);

  *error_number = errno;
  return NULL;
}

const char *
cs_content_bytes (const CsContent *content, gsize *size_bytes)
{
  if (content->mapped != NULL)
    {
      *size_bytes = content->size_bytes;
      return content->mapped;
    }

  *size_bytes = content->memory->len;
  return content->memory->len > 0 ? (const char *)content->memory->data : "";
}

void
cs_content_free (CsContent *content)
{
  if (content->mapped != NULL)
    munmap (content->mapped, content->size_bytes);
  if (content->spill >= 0)
    close (content->spill);
  g_byte_array_unref (content->memory);
  g_free (content);
}
