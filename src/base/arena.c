#include "base/arena.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/log.h"

#ifdef __SANITIZE_ADDRESS__
#  include <sanitizer/asan_interface.h>
#else
#  define ASAN_POISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
#  define ASAN_UNPOISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
#endif

#define UNIT_BYTES 64
#define BLOCK_BYTES (16 * 1024)
#define PAGE_BYTES 4096

typedef struct
{
  guint8 *memory;
  gsize size_bytes;
  guint n_units;
  guint n_free;
  guint8 *used; /* one byte for each unit */
} Block;

static GMutex mutex;
static GPtrArray *blocks; /* of Block */
static gboolean warned;

static gsize
round_up (gsize size_bytes, gsize multiple)
{
  return (size_bytes + multiple - 1) / multiple * multiple;
}

static guint
units_of (gsize size_bytes)
{
  return round_up (MAX (size_bytes, 1), UNIT_BYTES) / UNIT_BYTES;
}

static void
warn_once (int errno_value)
{
  if (warned)
    return;

  warned = TRUE;
  cs_log (G_LOG_LEVEL_WARNING, "secrets can be paged out", "reason", g_strerror (errno_value),
          "advice", "raise the limit of locked memory (ulimit -l)", NULL);
}

static void
protect (guint8 *memory, gsize size_bytes)
{
  /* not mlock (): AddressSanitizer makes that do nothing */
  if (mlock2 (memory, size_bytes, 0) != 0)
    warn_once (errno);
  if (madvise (memory, size_bytes, MADV_DONTDUMP) != 0
      || madvise (memory, size_bytes, MADV_WIPEONFORK) != 0)
    warn_once (errno);
}

static Block *
block_new (gsize size_bytes)
{
  gsize size = round_up (MAX (size_bytes, BLOCK_BYTES), PAGE_BYTES);
  guint8 *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  Block *block;

  if (memory == MAP_FAILED)
    g_error ("cannot get %" G_GSIZE_FORMAT " bytes for a secret: %s", size, g_strerror (errno));

  protect (memory, size);
  ASAN_POISON_MEMORY_REGION (memory, size);

  block = g_new0 (Block, 1);
  block->memory = memory;
  block->size_bytes = size;
  block->n_units = block->n_free = size / UNIT_BYTES;
  block->used = g_new0 (guint8, block->n_units);
  return block;
}

static void
block_free (Block *block)
{
  ASAN_UNPOISON_MEMORY_REGION (block->memory, block->size_bytes);
  munmap (block->memory, block->size_bytes);
  g_free (block->used);
  g_free (block);
}

/* First fit: the unit where @n_wanted free ones begin, or n_units. */
static guint
find_room (const Block *block, guint n_wanted)
{
  guint n_found = 0;

  if (block->n_free < n_wanted)
    return block->n_units;

  for (guint i = 0; i < block->n_units; i++)
    {
      n_found = block->used[i] ? 0 : n_found + 1;
      if (n_found == n_wanted)
        return i + 1 - n_wanted;
    }

  return block->n_units;
}

static gpointer
take_units (Block *block, guint first, guint n_units)
{
  guint8 *memory = block->memory + (gsize)first * UNIT_BYTES;

  memset (block->used + first, 1, n_units);
  block->n_free -= n_units;
  ASAN_UNPOISON_MEMORY_REGION (memory, (gsize)n_units * UNIT_BYTES);
  return memory;
}

gpointer
cs_arena_alloc (gsize size_bytes)
{
  guint n_wanted = units_of (size_bytes);
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Block *block;

  if (blocks == NULL)
    blocks = g_ptr_array_new ();

  for (guint i = 0; i < blocks->len; i++)
    {
      guint first;

      block = g_ptr_array_index (blocks, i);
      first = find_room (block, n_wanted);
      if (first < block->n_units)
        return take_units (block, first, n_wanted);
    }

  block = block_new (size_bytes);
  g_ptr_array_add (blocks, block);
  return take_units (block, 0, n_wanted);
}

static Block *
find_block (const guint8 *memory, guint *index)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      Block *block = g_ptr_array_index (blocks, i);

      if (memory >= block->memory && memory < block->memory + block->size_bytes)
        {
          *index = i;
          return block;
        }
    }

  g_assert_not_reached ();
}

/* One empty block stays, so that a single secret that comes and goes costs no system calls. */
void
cs_arena_free (gpointer memory, gsize size_bytes)
{
  guint n_units = units_of (size_bytes);
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Block *block;
  guint index;

  block = find_block (memory, &index);
  explicit_bzero (memory, (gsize)n_units * UNIT_BYTES);
  ASAN_POISON_MEMORY_REGION (memory, (gsize)n_units * UNIT_BYTES);
  memset (block->used + ((guint8 *)memory - block->memory) / UNIT_BYTES, 0, n_units);
  block->n_free += n_units;

  if (block->n_free == block->n_units && blocks->len > 1)
    {
      g_ptr_array_remove_index_fast (blocks, index);
      block_free (block);
    }
}
