#include "queue/sqlite-look.h"

#include "queue/sqlite-salvage.h"

#define STEPS 1000 /* of SQLite's machine, some 50 µs: between questions whether it is over */

static int
on_steps (void *data)
{
  CsLook *look = data;

  return look->queue != NULL && cs_queue_is_look_over (look->queue);
}

CsLook *
cs_look_open (const char *path, CsCommon *common, GError **error)
{
  g_autoptr (CsDatabase) database = cs_database_open_to_look (path, error);
  CsLook *look;

  if (database == NULL || !cs_schema_create_claims (database, error))
    return NULL;

  look = g_new0 (CsLook, 1);
  look->path = g_strdup (path);
  look->common = common;
  look->seen = G_MAXUINT64;
  look->database = g_steal_pointer (&database);
  sqlite3_progress_handler (cs_database_handle (look->database), STEPS, on_steps, look);
  return look;
}

void
cs_look_close (CsLook *look)
{
  if (look == NULL)
    return;

  cs_database_close (look->database);
  g_free (look->path);
  g_free (look);
}

gboolean
cs_look_begin (CsLook *look, GError **error)
{
  return cs_common_begin_look (look->common, look->database, &look->seen, error);
}

void
cs_look_end (CsLook *look)
{
  const char *damage = cs_database_damage (look->database);

  cs_common_end_look (look->common, look->database, &look->seen);
  if (damage != NULL)
    cs_salvage_mark (look->path, damage);
}
