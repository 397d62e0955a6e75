/* sqlite-lane.h - lanes, when each has somebody due, and how many it has
 *
 * The table has a lower bound for each lane, in an index, so that a claim
 * looks at lanes that may be due and never at messages. What is claimed is
 * still in the lane's index until it is settled; a cursor in memory passes
 * over it. Memory holds the lanes with active recipients and a bounded cache.
 */
#pragma once

#include "queue/sqlite-database.h"

G_BEGIN_DECLS

#define CS_LANE_NEVER G_MAXINT64
#define CS_LANE_UNKNOWN G_MININT64

typedef struct
{
  gint64 number;
  char *name;
  gint64 bound_s; /* as in the table; CS_LANE_NEVER for NULL */
  gint64 next_due_s; /* nobody unclaimed is due before; CS_LANE_UNKNOWN: ask */
  guint active; /* claimed recipients */
  gint64 cursor_due_s; /* up to here all are claimed */
  gint64 cursor_key;
} CsLane;

typedef struct _CsLanes CsLanes;

CsLanes *cs_lanes_new (CsDatabase *database);
void cs_lanes_free (CsLanes *lanes);

/* A lane stays valid until the next trim or reload. With @create a missing one is made; else
 * NULL without error. */
CsLane *cs_lanes_by_name (CsLanes *lanes, const char *name, gboolean create, GError **error);
CsLane *cs_lanes_by_number (CsLanes *lanes, gint64 number, GError **error);

/* Somebody of the lane is due at @due_s and not claimed. */
gboolean cs_lanes_touch (CsLanes *lanes, CsLane *lane, gint64 due_s, gint64 key, GError **error);
/* Asks the table who is next; mends the bound, and forgets a lane that has nobody left. Then
 * @lane is no longer valid. */
gboolean cs_lanes_refresh (CsLanes *lanes, CsLane *lane, gint64 *next_due_s, GError **error);
/* The lane has lost a recipient that was not due: it may be empty now. */
gboolean cs_lanes_suspect (CsLanes *lanes, CsLane *lane, GError **error);

void cs_lane_claimed (CsLane *lane, gint64 due_s, gint64 key);
void cs_lane_released (CsLane *lane);

/* Before a commit: writes how many recipients the lanes have now. Triggers tell of each that comes,
 * goes or changes (sqlite-schema.c), and here they are added up, so that a lane costs one update
 * for a whole group. */
gboolean cs_lanes_write_counts (CsLanes *lanes, GError **error);
/* Between transactions: keeps memory bounded. */
void cs_lanes_trim (CsLanes *lanes);
/* After a rollback: what memory says may not be so. */
gboolean cs_lanes_reload (CsLanes *lanes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsLanes, cs_lanes_free)

G_END_DECLS
