#include "fault-vfs.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR_BYTES 512

typedef struct
{
  sqlite3_file base; /* first */
  char *path;
  sqlite3_file *real; /* behind this */
} File;

/* A write since the last sync: what was there, and what should be. */
typedef struct
{
  char *path;
  gint64 offset;
  gint64 old_size; /* of the file */
  GBytes *before;
  GBytes *after;
} Write;

static struct
{
  GMutex mutex;
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  guint syncs, operations;
  guint fail_at, kill_at, cut_at; /* counted in operations */
  int fail_code;
  gboolean fails_for_ever, is_cut;
  GPtrArray *writes; /* (element-type Write) */
} self;

static void
write_free (gpointer data)
{
  Write *write = data;

  g_free (write->path);
  g_bytes_unref (write->before);
  g_bytes_unref (write->after);
  g_free (write);
}

/* --- faults --- */

static int
before_operation (int io_error)
{
  int code = SQLITE_OK;

  g_mutex_lock (&self.mutex);
  self.operations++;
  if (self.operations == self.kill_at)
    kill (getpid (), SIGKILL);
  if (self.cut_at != 0 && self.operations >= self.cut_at)
    self.is_cut = TRUE;

  if (self.is_cut)
    code = io_error;
  else if (self.fail_at != 0
           && (self.operations == self.fail_at
               || (self.fails_for_ever && self.operations > self.fail_at)))
    code = self.fail_code != 0 ? self.fail_code : io_error;
  g_mutex_unlock (&self.mutex);
  return code;
}

static void
forget_writes (const char *path)
{
  g_mutex_lock (&self.mutex);
  for (guint i = self.writes->len; i > 0; i--)
    if (g_str_equal (((Write *)self.writes->pdata[i - 1])->path, path))
      g_ptr_array_remove_index (self.writes, i - 1);
  g_mutex_unlock (&self.mutex);
}

static void
log_write (File *file, const void *bytes, int size, gint64 offset)
{
  Write *write = g_new0 (Write, 1);
  g_autofree char *before = g_malloc0 (size);
  sqlite3_int64 file_size = 0;

  file->real->pMethods->xFileSize (file->real, &file_size);
  file->real->pMethods->xRead (file->real, before, size, offset);
  write->path = g_strdup (file->path);
  write->offset = offset;
  write->old_size = file_size;
  write->before = g_bytes_new (before, size);
  write->after = g_bytes_new (bytes, size);

  g_mutex_lock (&self.mutex);
  g_ptr_array_add (self.writes, write);
  g_mutex_unlock (&self.mutex);
}

/* --- the methods --- */

static File *
file_of (sqlite3_file *base)
{
  return (File *)base;
}

static int
file_close (sqlite3_file *base)
{
  File *file = file_of (base);
  int code = file->real->pMethods->xClose (file->real);

  g_clear_pointer (&file->path, g_free);
  return code;
}

static int
file_read (sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xRead (real, bytes, size, offset);
}

static int
file_write (sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset)
{
  File *file = file_of (base);
  int code = before_operation (SQLITE_IOERR_WRITE);

  if (code != SQLITE_OK)
    return code;

  log_write (file, bytes, size, offset);
  return file->real->pMethods->xWrite (file->real, bytes, size, offset);
}

static int
file_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  sqlite3_file *real = file_of (base)->real;
  int code = before_operation (SQLITE_IOERR_TRUNCATE);

  return code != SQLITE_OK ? code : real->pMethods->xTruncate (real, size);
}

static int
file_sync (sqlite3_file *base, int flags)
{
  File *file = file_of (base);
  int code = before_operation (SQLITE_IOERR_FSYNC);

  if (code != SQLITE_OK)
    return code;

  g_mutex_lock (&self.mutex);
  self.syncs++;
  g_mutex_unlock (&self.mutex);
  forget_writes (file->path);
  return file->real->pMethods->xSync (file->real, flags);
}

static int
file_size (sqlite3_file *base, sqlite3_int64 *size)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xFileSize (real, size);
}

static int
file_lock (sqlite3_file *base, int level)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xLock (real, level);
}

static int
file_unlock (sqlite3_file *base, int level)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xUnlock (real, level);
}

static int
file_check_lock (sqlite3_file *base, int *is_reserved)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xCheckReservedLock (real, is_reserved);
}

static int
file_control (sqlite3_file *base, int operation, void *argument)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xFileControl (real, operation, argument);
}

/* No promise of the disk is passed on: not that sectors are safe, nor that writes are atomic. */
static int
file_sector_size (sqlite3_file *base)
{
  return SECTOR_BYTES;
}

static int
file_characteristics (sqlite3_file *base)
{
  return 0;
}

/* The index of a WAL is memory: what is in it is made anew from the WAL. */
static int
file_shm_map (sqlite3_file *base, int region, int size, int extend, void volatile **memory)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xShmMap (real, region, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xShmLock (real, offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *base)
{
  sqlite3_file *real = file_of (base)->real;

  real->pMethods->xShmBarrier (real);
}

static int
file_shm_unmap (sqlite3_file *base, int delete_it)
{
  sqlite3_file *real = file_of (base)->real;

  return real->pMethods->xShmUnmap (real, delete_it);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
  File *file = file_of (base);
  int code;

  file->real = (sqlite3_file *)(file + 1);
  code = self.is_cut ? SQLITE_CANTOPEN
                     : self.real->xOpen (self.real, name, file->real, flags, out_flags);
  file->base.pMethods = code == SQLITE_OK ? &methods : NULL;
  file->path = code == SQLITE_OK ? g_strdup (name != NULL ? name : "") : NULL;
  return code;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  int code = before_operation (SQLITE_IOERR_DELETE);

  return code != SQLITE_OK ? code : self.real->xDelete (self.real, name, sync_folder);
}

/* --- control --- */

void
fault_vfs_install (void)
{
  if (self.real != NULL)
    return;

  self.real = sqlite3_vfs_find (NULL);
  self.vfs = *self.real;
  self.vfs.zName = "fault";
  self.vfs.szOsFile = sizeof (File) + self.real->szOsFile;
  self.vfs.xOpen = vfs_open;
  self.vfs.xDelete = vfs_delete;
  self.vfs.pNext = NULL;
  self.writes = g_ptr_array_new_with_free_func (write_free);
  g_assert_cmpint (sqlite3_vfs_register (&self.vfs, 1), ==, SQLITE_OK);
}

void
fault_vfs_reset (void)
{
  g_mutex_lock (&self.mutex);
  self.syncs = self.operations = 0;
  self.fail_at = self.kill_at = self.cut_at = 0;
  self.is_cut = FALSE;
  g_ptr_array_set_size (self.writes, 0);
  g_mutex_unlock (&self.mutex);
}

guint
fault_vfs_syncs (void)
{
  guint syncs;

  g_mutex_lock (&self.mutex);
  syncs = self.syncs;
  g_mutex_unlock (&self.mutex);
  return syncs;
}

guint
fault_vfs_operations (void)
{
  guint operations;

  g_mutex_lock (&self.mutex);
  operations = self.operations;
  g_mutex_unlock (&self.mutex);
  return operations;
}

void
fault_vfs_fail_at (guint nth, int code, gboolean for_ever)
{
  g_mutex_lock (&self.mutex);
  self.fail_at = nth != 0 ? self.operations + nth : 0;
  self.fail_code = code;
  self.fails_for_ever = for_ever;
  g_mutex_unlock (&self.mutex);
}

void
fault_vfs_kill_at (guint nth)
{
  g_mutex_lock (&self.mutex);
  self.kill_at = self.operations + nth;
  g_mutex_unlock (&self.mutex);
}

void
fault_vfs_cut_at (guint nth)
{
  g_mutex_lock (&self.mutex);
  self.cut_at = self.operations + nth;
  g_mutex_unlock (&self.mutex);
}

gboolean
fault_vfs_is_cut (void)
{
  gboolean is_cut;

  g_mutex_lock (&self.mutex);
  is_cut = self.is_cut;
  g_mutex_unlock (&self.mutex);
  return is_cut;
}

/* --- what a power cut leaves --- */

static void
undo (const Write *write)
{
  int fd = open (write->path, O_WRONLY);
  gsize size;
  const char *before = g_bytes_get_data (write->before, &size);

  if (fd < 0)
    return;
  g_assert_cmpint (pwrite (fd, before, size, write->offset), ==, (gssize)size);
  g_assert_cmpint (ftruncate (fd, write->old_size), ==, 0);
  close (fd);
}

static void
redo_some_sectors (const Write *write, GRand *random)
{
  int fd = open (write->path, O_WRONLY);
  gsize size;
  const char *after = g_bytes_get_data (write->after, &size);

  if (fd < 0)
    return;
  for (gsize at = 0; at < size; at += SECTOR_BYTES)
    {
      gsize part = MIN (SECTOR_BYTES, size - at);

      if (g_rand_boolean (random))
        g_assert_cmpint (pwrite (fd, after + at, part, write->offset + at), ==, (gssize)part);
    }
  close (fd);
}

void
fault_vfs_lose (guint32 seed)
{
  GRand *random = g_rand_new_with_seed (seed);

  for (guint i = self.writes->len; i > 0; i--)
    undo (self.writes->pdata[i - 1]);
  for (guint i = 0; i < self.writes->len; i++)
    redo_some_sectors (self.writes->pdata[i], random);

  g_rand_free (random);
  fault_vfs_reset ();
}
