#include "queue/sqlite-database.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct _CsDatabase
{
  sqlite3 *handle;
  char *path;
  char *damage;
  GHashTable *statements; /* const char * (by address) to sqlite3_stmt */
  gboolean is_transient; /* commits do not wait for the disk */
};

static CsQueueError
error_code (sqlite3 *handle)
{
  int system_error = sqlite3_system_errno (handle);

  switch (sqlite3_errcode (handle) & 0xff)
    {
    case SQLITE_FULL:
      return CS_QUEUE_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return CS_QUEUE_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return CS_QUEUE_ERROR_IN_USE;
    case SQLITE_IOERR:
      return system_error == ENOSPC || system_error == EDQUOT ? CS_QUEUE_ERROR_FULL
                                                              : CS_QUEUE_ERROR_IO;
    default:
      return CS_QUEUE_ERROR_IO;
    }
}

gboolean
cs_database_fail (CsDatabase *database, GError **error)
{
  sqlite3 *handle = database->handle;
  CsQueueError code = error_code (handle);

  if (code == CS_QUEUE_ERROR_DAMAGED && database->damage == NULL)
    database->damage = g_strdup (sqlite3_errmsg (handle));

  g_set_error (error, CS_QUEUE_ERROR, code, "%s: %s (SQLite %d)", database->path,
               sqlite3_errmsg (handle), sqlite3_extended_errcode (handle));
  return FALSE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* SQLite would make it readable for others; what belongs to it gets the mode of the file. */
static gboolean
create_private (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  int open_errno = errno;

  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }

  g_set_error (error, CS_QUEUE_ERROR,
               open_errno == ENOSPC || open_errno == EDQUOT ? CS_QUEUE_ERROR_FULL
                                                            : CS_QUEUE_ERROR_IO,
               "%s: cannot open: %s", path, g_strerror (open_errno));
  return FALSE;
}

static CsDatabase *
open_with (const char *path, int flags, GError **error)
{
  g_autoptr (CsDatabase) database = g_new0 (CsDatabase, 1);

  database->path = g_strdup (path);
  database->statements
      = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement);
  if (sqlite3_open_v2 (path, &database->handle,
                       flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
                       NULL)
      != SQLITE_OK)
    {
      cs_database_fail (database, error);
      return NULL;
    }

  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  return g_steal_pointer (&database);
}

static CsDatabase *
open_file (const char *path, GError **error)
{
  return create_private (path, error)
             ? open_with (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error)
             : NULL;
}

/* What a pragma says now; distributions compile other defaults, and a refused one is silent. */
static gboolean
pragma_is (CsDatabase *database, const char *name, const char *wanted, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", name);
  sqlite3_stmt *statement = NULL;
  gboolean is_wanted = FALSE;

  if (sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return cs_database_fail (database, error);

  if (sqlite3_step (statement) == SQLITE_ROW)
    is_wanted = g_strcmp0 (cs_database_column_text (statement, 0), wanted) == 0;
  sqlite3_finalize (statement);

  if (!is_wanted)
    g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IO,
                 "%s: SQLite does not do %s=%s here, so nothing would be safe; is the folder on a "
                 "network file system?",
                 database->path, name, wanted);
  return is_wanted;
}

/* Not EXCLUSIVE: a second connection looks (sqlite-look.h). That nobody else opens the file is for
 * a lock of ours (sqlite-queue.c); should somebody, with a tool, he is waited for. */
static const char set_up[] = "PRAGMA busy_timeout = 10000;"
                             "PRAGMA journal_mode = WAL;"
                             "PRAGMA synchronous = FULL;"
                             "PRAGMA temp_store = MEMORY;"
                             "PRAGMA secure_delete = FAST;"
                             "PRAGMA cell_size_check = ON;"
                             "PRAGMA cache_size = -4000;"
                             "PRAGMA wal_autocheckpoint = 2000;";

/* Not prepared once as other statements are: SQLite obeys this one while it is prepared. */
gboolean
cs_database_set_lasting (CsDatabase *database, gboolean is_lasting, GError **error)
{
  if (database->is_transient != !is_lasting
      && !cs_database_script (
          database, is_lasting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
          error))
    return FALSE;

  database->is_transient = !is_lasting;
  return TRUE;
}

CsDatabase *
cs_database_open (const char *path, GError **error)
{
  g_autoptr (CsDatabase) database = open_file (path, error);

  if (database == NULL || !cs_database_script (database, set_up, error)
      || !pragma_is (database, "journal_mode", "wal", error)
      || !pragma_is (database, "synchronous", "2", error)
      || !pragma_is (database, "trusted_schema", "0", error))
    return NULL;

  return g_steal_pointer (&database);
}

static const char set_up_to_look[] = "PRAGMA temp_store = MEMORY;"
                                     "PRAGMA cell_size_check = ON;"
                                     "PRAGMA cache_size = -2000;";

/* Without a descriptor of our own: the locks of this process would go when it is closed. */
CsDatabase *
cs_database_open_to_look (const char *path, GError **error)
{
  g_autoptr (CsDatabase) database = open_with (path, SQLITE_OPEN_READONLY, error);

  return database != NULL && cs_database_script (database, set_up_to_look, error)
             ? g_steal_pointer (&database)
             : NULL;
}

CsDatabase *
cs_database_open_damaged (const char *path, GError **error)
{
  g_autoptr (CsDatabase) database = open_file (path, error);

  if (database == NULL)
    return NULL;

  /* Only so does SQLite look into a file that is shorter than its header says. */
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  if (!cs_database_script (database, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA writable_schema = ON",
                           error))
    return NULL;

  return g_steal_pointer (&database);
}

void
cs_database_close (CsDatabase *database)
{
  if (database == NULL)
    return;

  g_hash_table_unref (database->statements);
  sqlite3_close (database->handle);
  g_free (database->path);
  g_free (database->damage);
  g_free (database);
}

sqlite3 *
cs_database_handle (CsDatabase *database)
{
  return database->handle;
}

const char *
cs_database_damage (CsDatabase *database)
{
  return database->damage;
}

gboolean
cs_database_script (CsDatabase *database, const char *sql, GError **error)
{
  return sqlite3_exec (database->handle, sql, NULL, NULL, NULL) == SQLITE_OK
         || cs_database_fail (database, error);
}

/* --- statements --- */

static sqlite3_stmt *
prepared (CsDatabase *database, const char *sql)
{
  sqlite3_stmt *statement = g_hash_table_lookup (database->statements, sql);

  if (statement == NULL
      && sqlite3_prepare_v3 (database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
             == SQLITE_OK)
    g_hash_table_insert (database->statements, (gpointer)sql, statement);

  return statement;
}

static void
bind_one (sqlite3_stmt *statement, int index, char type, va_list *values)
{
  gint64 number;
  const char *text;
  GBytes *bytes;

  switch (type)
    {
    case 'i':
      sqlite3_bind_int64 (statement, index, va_arg (*values, gint64));
      break;
    case 'n':
      number = va_arg (*values, gint64);
      if (number == G_MININT64)
        sqlite3_bind_null (statement, index);
      else
        sqlite3_bind_int64 (statement, index, number);
      break;
    case 't':
      text = va_arg (*values, const char *);
      sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
      break;
    case 'b':
      bytes = va_arg (*values, GBytes *);
      sqlite3_bind_blob64 (statement, index,
                           g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "",
                           g_bytes_get_size (bytes), SQLITE_STATIC);
      break;
    default:
      g_assert_not_reached ();
    }
}

static sqlite3_stmt *
query_va (CsDatabase *database, const char *sql, const char *types, va_list *values)
{
  sqlite3_stmt *statement = prepared (database, sql);

  for (int i = 0; statement != NULL && types[i] != '\0'; i++)
    bind_one (statement, i + 1, types[i], values);

  return statement;
}

sqlite3_stmt *
cs_database_query (CsDatabase *database, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query_va (database, sql, types, &values);
  va_end (values);
  return statement;
}

gboolean
cs_database_step (CsDatabase *database, sqlite3_stmt *statement, GError **error)
{
  int code;

  if (statement == NULL)
    return cs_database_fail (database, error);

  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    return TRUE;

  if (code != SQLITE_DONE)
    cs_database_fail (database, error);
  cs_database_done (statement);
  return FALSE;
}

void
cs_database_done (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
}

static gboolean
finish_run (CsDatabase *database, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (cs_database_step (database, statement, &failure))
    cs_database_done (statement);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
cs_database_run (CsDatabase *database, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query_va (database, sql, types, &values);
  va_end (values);

  if (statement == NULL)
    return cs_database_fail (database, error);

  return finish_run (database, statement, error);
}

gboolean
cs_database_number (CsDatabase *database, gint64 *number, gint64 otherwise, GError **error,
                    const char *sql, const char *types, ...)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query_va (database, sql, types, &values);
  va_end (values);

  *number = otherwise;
  if (cs_database_step (database, statement, &failure))
    {
      *number = cs_database_column_number (statement, 0, otherwise);
      cs_database_done (statement);
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* --- columns --- */

const char *
cs_database_column_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *)sqlite3_column_text (statement, column);

  return text != NULL ? text : "";
}

char *
cs_database_column_dup (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (statement, column));
}

gint64
cs_database_column_number (sqlite3_stmt *statement, int column, gint64 if_null)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL
             ? if_null
             : sqlite3_column_int64 (statement, column);
}
