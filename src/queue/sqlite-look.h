/* sqlite-look.h - the connection that looks, and what is looked at, each in its own file
 *
 * Read-only, beside the one that writes, in the thread that looks
 * (look-thread.h). Nothing here takes a lock that a writer waits for.
 */
#pragma once

#include "queue/queue-class.h"
#include "queue/sqlite-common.h"
#include "queue/sqlite-schema.h"

G_BEGIN_DECLS

typedef struct
{
  CsQueue *queue; /* (nullable): asked whether it is over */
  char *path;
  CsDatabase *database;
  CsCommon *common; /* the store's */
  guint64 seen; /* whose claims are in temp.active */
} CsLook;

/* sqlite-look.c. The file must be open for writing already, and stay so until this is closed. */
CsLook *cs_look_open (const char *path, CsCommon *common, GError **error);
void cs_look_close (CsLook *look);
gboolean cs_look_begin (CsLook *look, GError **error);
void cs_look_end (CsLook *look);

/* sqlite-list.c */
GPtrArray *cs_look_addresses (CsLook *look, const char *after, guint limit, GError **error);
gboolean cs_look_list (CsLook *look, const CsQueueSelection *selection, guint limit,
                       CsQueueSearch *search, GError **error);

/* sqlite-count.c */
gboolean cs_look_count (CsLook *look, const CsQueueSelection *selection, CsQueueSearch *search,
                        GError **error);

/* sqlite-busiest.c */
GPtrArray *cs_look_busiest (CsLook *look, guint limit, GError **error);

/* sqlite-troubles.c */
GPtrArray *cs_look_troubles (CsLook *look, guint limit, GError **error);

/* sqlite-story.c */
CsQueueStory *cs_look_show (CsLook *look, const char *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsLook, cs_look_close)

G_END_DECLS
