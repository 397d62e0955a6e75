/* sqlite-database.h - an SQLite connection with what every statement of the store needs
 *
 * Statements are prepared once, each from the one literal that stands where it
 * is used; parameters are bound by a format; SQLite's result codes become
 * CS_QUEUE_ERROR. Used by one thread at a time.
 */
#pragma once

#include <sqlite3.h>

#include "queue/queue.h"

G_BEGIN_DECLS

#define CS_DATABASE_APPLICATION_ID 0x43735131 /* "CsQ1" */

typedef struct _CsDatabase CsDatabase;

/* Opens or creates @path and makes it durable: WAL, synchronous=FULL, read back and verified. */
CsDatabase *cs_database_open (const char *path, GError **error);
/* Another connection to one that is open, which cannot change it. */
CsDatabase *cs_database_open_to_look (const char *path, GError **error);
/* Only for looking at a damaged one. */
CsDatabase *cs_database_open_damaged (const char *path, GError **error);
void cs_database_close (CsDatabase *database);
/* Between transactions: whether commits wait for the disk. If not, a crash of the machine may take
 * back those that no later lasting one followed; it is never half of one. */
gboolean cs_database_set_lasting (CsDatabase *database, gboolean is_lasting, GError **error);
sqlite3 *cs_database_handle (CsDatabase *database);
/* What SQLite said when it first met damage; NULL: it has not. */
const char *cs_database_damage (CsDatabase *database);

/* One or more statements without parameters. */
gboolean cs_database_script (CsDatabase *database, const char *sql, GError **error);

/* @types has a letter for each parameter that follows: 'i' gint64, 't' const char * (NULL is
 * NULL), 'b' GBytes *, 'n' gint64 of which G_MININT64 is NULL. Values must live until the statement
 * is done. @sql must be a literal (static const char []). NULL: it could not be prepared. */
sqlite3_stmt *cs_database_query (CsDatabase *database, const char *sql, const char *types, ...);
/* TRUE: there is a row. FALSE: no more, or an error; the statement is reset. */
gboolean cs_database_step (CsDatabase *database, sqlite3_stmt *statement, GError **error);
/* When no more rows are wanted. */
void cs_database_done (sqlite3_stmt *statement);
/* A statement that returns nothing. */
gboolean cs_database_run (CsDatabase *database, GError **error, const char *sql, const char *types,
                          ...);
/* The first column of the first row; @otherwise if there is none. */
gboolean cs_database_number (CsDatabase *database, gint64 *number, gint64 otherwise, GError **error,
                             const char *sql, const char *types, ...);

const char *cs_database_column_text (sqlite3_stmt *statement, int column); /* "" for NULL */
char *cs_database_column_dup (sqlite3_stmt *statement, int column); /* NULL for NULL */
gint64 cs_database_column_number (sqlite3_stmt *statement, int column, gint64 if_null);

/* CS_QUEUE_ERROR from what the connection failed with last; returns FALSE. */
gboolean cs_database_fail (CsDatabase *database, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDatabase, cs_database_close)

G_END_DECLS
