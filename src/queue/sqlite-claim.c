#include <string.h>

#include "base/when.h"
#include "queue/sqlite-store.h"

#define CLAIM_CONTENT_BYTES                                                                        \
  (2 * 1024 * 1024) /* of small contents in one claim; more are read later */
/* Recipients that a lane may have before other lanes get their turn: one login is to serve them.
 * Less where that would leave few lanes. */
#define BATCH 8
#define FEWEST_BATCHES 32

/* One claim request being answered. */
typedef struct
{
  CsStore *store;
  gint64 now_s;
  GHashTable *skip; /* (nullable) (element-type utf8): lanes */
  GPtrArray *claims; /* (element-type CsClaim) */
  GHashTable *open; /* OpenKey to the CsClaim that takes more recipients */
  GArray *keys; /* (element-type Taken): to be marked as active */
  guint left; /* recipients that may still be claimed */
  guint most_per_lane;
  GHashTable *shares; /* number of a lane to how many were claimed of it */
  gsize content_left_bytes;
} Round;

typedef struct
{
  gint64 key;
  gint64 state;
  gboolean is_unreadable;
} Taken;

/* A place in the order in which lanes are looked at. */
typedef struct
{
  gint64 due_s;
  gint64 number;
} LaneOrder;

typedef struct
{
  gint64 message;
  gint64 lane;
} OpenKey;

static guint
open_hash (gconstpointer data)
{
  const OpenKey *key = data;

  return key->message * 31 + key->lane;
}

static gboolean
open_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (OpenKey)) == 0;
}

static GHashTable *
new_set (const char *const *names)
{
  GHashTable *set;

  if (names == NULL)
    return NULL;

  set = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (set, (gpointer)names[i]);
  return set;
}

/* --- which lanes: in turns --- */

/* The next lane in the order of the bounds; no lane: *lane is NULL. */
static gboolean
next_lane (CsStore *store, gint64 after_due_s, gint64 after_lane, CsLane **lane, GError **error)
{
  static const char sql[]
      = "SELECT number, next_due_s FROM lane WHERE next_due_s = ?1 AND number > ?2"
        "  UNION ALL SELECT number, next_due_s FROM lane WHERE next_due_s > ?1"
        "  ORDER BY next_due_s, number LIMIT 1";
  gint64 number;

  *lane = NULL;
  if (!cs_database_number (store->database, &number, 0, error, sql, "ii", after_due_s, after_lane))
    return FALSE;
  if (number == 0)
    return TRUE;

  *lane = cs_lanes_by_number (store->lanes, number, error);
  return *lane != NULL;
}

static guint
share_left (const Round *round, const CsLane *lane)
{
  guint taken = GPOINTER_TO_UINT (
      g_hash_table_lookup (round->shares, GSIZE_TO_POINTER ((gsize)lane->number)));

  return MIN (round->most_per_lane - taken, round->left);
}

/* Adds @lane if somebody of it is due now; a bound that is too low is mended on the way. */
static gboolean
consider (Round *round, CsLane *lane, GPtrArray *lanes, GError **error)
{
  gint64 next_due_s;

  if (share_left (round, lane) == 0
      || (round->skip != NULL && g_hash_table_contains (round->skip, lane->name)))
    return TRUE;
  if (!cs_lanes_refresh (round->store->lanes, lane, &next_due_s, error))
    return FALSE;

  if (next_due_s <= round->now_s)
    g_ptr_array_add (lanes, lane);
  return TRUE;
}

/* Goes on behind @turn, up to and including @end. */
static gboolean
add_lanes (Round *round, LaneOrder turn, LaneOrder end, guint most, GPtrArray *lanes,
           GError **error)
{
  while (lanes->len < most)
    {
      CsLane *lane;

      if (!next_lane (round->store, turn.due_s, turn.number, &lane, error))
        return FALSE;
      if (lane == NULL || lane->bound_s > end.due_s
          || (lane->bound_s == end.due_s && lane->number > end.number))
        return TRUE;

      turn.due_s = lane->bound_s;
      turn.number = lane->number;
      if (!consider (round, lane, lanes, error))
        return FALSE;
    }

  round->store->turn_due_s = turn.due_s;
  round->store->turn_lane = turn.number;
  return TRUE;
}

/* The lanes behind those of the last claim first, then from the beginning. */
static gboolean
pick_lanes (Round *round, guint most, GPtrArray *lanes, GError **error)
{
  CsStore *store = round->store;
  LaneOrder turn = { store->turn_due_s, store->turn_lane };
  LaneOrder first = { G_MININT64, 0 };
  LaneOrder now = { round->now_s, G_MAXINT64 };

  store->turn_due_s = first.due_s;
  store->turn_lane = first.number;
  return add_lanes (round, turn, now, most, lanes, error)
         && (lanes->len == most || add_lanes (round, first, turn, most, lanes, error));
}

static gboolean
pick_only (Round *round, const char *const *only, GPtrArray *lanes, GError **error)
{
  for (guint i = 0; only[i] != NULL; i++)
    {
      g_autoptr (GError) failure = NULL;
      CsLane *lane = cs_lanes_by_name (round->store->lanes, only[i], FALSE, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (lane != NULL && !consider (round, lane, lanes, error))
        return FALSE;
    }

  return TRUE;
}

/* --- who of a lane --- */

static gboolean
load_content (Round *round, CsClaim *claim, gint64 message, GError **error)
{
  if (claim->size_bytes > MIN (CS_QUEUE_CHUNK_BYTES, round->content_left_bytes))
    return TRUE;

  claim->content = cs_store_load_chunk (round->store, message, 0, error);
  if (claim->content == NULL)
    return FALSE;

  round->content_left_bytes -= claim->size_bytes;
  return TRUE;
}

static CsClaim *
claim_of (Round *round, const CsLane *lane, gint64 message, GError **error)
{
  OpenKey key = { message, lane->number };
  CsClaim *claim = g_hash_table_lookup (round->open, &key);

  if (claim != NULL)
    return claim;

  claim = cs_store_load_message (round->store, message, error);
  if (claim == NULL || !load_content (round, claim, message, error))
    {
      cs_claim_free (claim);
      return NULL;
    }

  claim->lane = g_strdup (lane->name);
  cs_queue_bind_claim (round->store->queue, claim);
  g_hash_table_insert (round->open, g_memdup2 (&key, sizeof key), claim);
  g_ptr_array_add (round->claims, claim);
  return claim;
}

/* Columns 0 to 2 are key, due_s and state. NULL without error: the stored text is no address. */
static CsClaimRecipient *
load_recipient (sqlite3_stmt *statement)
{
  CsAddress *address = cs_address_parse (cs_database_column_text (statement, 3), -1,
                                         CS_ADDRESS_DEFAULT, NULL, NULL);
  CsClaimRecipient *recipient;

  if (address == NULL)
    return NULL;

  recipient = g_new0 (CsClaimRecipient, 1);
  recipient->number = cs_key_part (sqlite3_column_int64 (statement, 0));
  recipient->address = address;
  recipient->attempts = sqlite3_column_int (statement, 4);
  recipient->notify = sqlite3_column_int (statement, 5);
  recipient->original_recipient = cs_database_column_dup (statement, 6);
  recipient->last_cause_count = sqlite3_column_int64 (statement, 7);
  recipient->cause = sqlite3_column_int (statement, 8);
  recipient->text = cs_database_column_dup (statement, 9);
  recipient->delay_noticed = sqlite3_column_int (statement, 10) != 0;
  return recipient;
}

/* Takes the row that @statement stands on. */
static gboolean
take_row (Round *round, CsLane *lane, sqlite3_stmt *statement, GError **error)
{
  Taken taken
      = { .key = sqlite3_column_int64 (statement, 0), .state = sqlite3_column_int (statement, 2) };
  CsClaimRecipient *recipient = load_recipient (statement);
  g_autoptr (GError) failure = NULL;
  CsClaim *claim = NULL;

  if (recipient != NULL)
    claim = claim_of (round, lane, cs_key_message (taken.key), &failure);
  if (claim != NULL)
    g_ptr_array_add (claim->recipients, recipient);
  else
    cs_store_free_recipient (recipient);
  taken.is_unreadable = claim == NULL;

  g_array_append_val (round->keys, taken);
  cs_lane_claimed (lane, sqlite3_column_int64 (statement, 1), taken.key);
  if (failure == NULL || failure->domain != CS_QUEUE_ERROR)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Whoever cannot be read must not stop the others: he waits for a person. */
static gboolean
put_aside (CsStore *store, gint64 key, CsLane *lane, GError **error)
{
  static const char sql[] = "UPDATE recipient SET state = 3, due_s = NULL, cause = ?2,"
                            "  text = 'the queue cannot read the addresses of this message'"
                            "  WHERE key = ?1";

  cs_lane_released (lane);
  cs_store_note_changed (store);
  return cs_database_run (store->database, error, sql, "ii", key, (gint64)CS_CAUSE_PROTOCOL);
}

static gboolean
mark_taken (Round *round, CsLane *lane, GError **error)
{
  static const char sql[] = "INSERT INTO temp.active (recipient, lane, state) VALUES (?1, ?2, ?3)";
  CsStore *store = round->store;

  for (guint i = 0; i < round->keys->len; i++)
    {
      const Taken *taken = &g_array_index (round->keys, Taken, i);

      if (taken->is_unreadable ? !put_aside (store, taken->key, lane, error)
                               : !cs_database_run (store->database, error, sql, "iii", taken->key,
                                                   lane->number, taken->state))
        return FALSE;
      if (taken->is_unreadable)
        continue;
      store->active[taken->state]++;
      cs_common_claim (store->common, taken->key, lane->number, taken->state);
    }

  if (round->keys->len > 0)
    cs_store_note_changed (store);
  return TRUE;
}

/* Behind the cursor in two parts, since only so SQLite goes by the index in both: a lane can have
 * very many who are due in the same second. */
#define COLUMNS                                                                                    \
  "SELECT key, due_s, state, address, attempts, notify, original_recipient, cause_count, cause,"   \
  "  text, delay_noticed FROM recipient"                                                           \
  "  WHERE lane = ?1 AND key NOT IN (SELECT recipient FROM temp.active)"

/* @taken: all of @most, or there are no more. */
static gboolean
take_from_lane (Round *round, CsLane *lane, guint most, guint *taken, GError **error)
{
  gpointer number = GSIZE_TO_POINTER ((gsize)lane->number);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (round->shares, number));
  static const char sql[] = COLUMNS "  AND due_s = ?3 AND ?3 <= ?2 AND key > ?4 UNION ALL " COLUMNS
                                    "  AND due_s > ?3 AND due_s <= ?2"
                                    "  ORDER BY due_s, key LIMIT ?5";
  CsDatabase *database = round->store->database;
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;
  gint64 next_due_s;

  g_array_set_size (round->keys, 0);
  statement = cs_database_query (database, sql, "iiiii", lane->number, round->now_s,
                                 lane->cursor_due_s, lane->cursor_key, (gint64)most);
  while (cs_database_step (database, statement, &failure))
    if (!take_row (round, lane, statement, &failure))
      {
        cs_database_done (statement);
        break;
      }

  *taken = round->keys->len;
  round->left -= MIN (round->left, *taken);
  g_hash_table_insert (round->shares, number, GUINT_TO_POINTER (before + *taken));
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return mark_taken (round, lane, error)
         && (*taken == most || cs_lanes_refresh (round->store->lanes, lane, &next_due_s, error));
}

/* --- the request --- */

/* Each of @lanes gets @share at most. Those that may have more are left in @lanes. */
static gboolean
take_shares (Round *round, GPtrArray *lanes, guint share, GError **error)
{
  guint n_hungry = 0;

  for (guint i = 0; i < lanes->len && round->left > 0; i++)
    {
      CsLane *lane = lanes->pdata[i];
      guint most = MIN (share, share_left (round, lane));
      guint taken;

      if (!take_from_lane (round, lane, most, &taken, error))
        return FALSE;
      if (taken == most && share_left (round, lane) > 0)
        lanes->pdata[n_hungry++] = lane;
    }
  g_ptr_array_set_size (lanes, (gint)n_hungry);
  return TRUE;
}

/* @lanes are all there are: everybody gets a share first, what is left goes to those who have more.
 */
static gboolean
share_out (Round *round, GPtrArray *lanes, GError **error)
{
  return take_shares (round, lanes, MAX (1, round->left / MAX (1, lanes->len)), error)
         && take_shares (round, lanes, round->most_per_lane, error);
}

/* Where there are many lanes some of them have a batch each, and the others their turn later: one
 * message of each would take a login for each message. */
static gboolean
take_batches (Round *round, GPtrArray *lanes, GError **error)
{
  guint batch = CLAMP (round->left / FEWEST_BATCHES, 1, BATCH);

  while (round->left > 0)
    {
      guint left = round->left;
      guint most = MAX (1, left / batch);

      g_ptr_array_set_size (lanes, 0);
      if (!pick_lanes (round, most, lanes, error))
        return FALSE;
      if (lanes->len < most)
        return share_out (round, lanes, error);
      if (!take_shares (round, lanes, batch, error))
        return FALSE;
      if (round->left == left)
        return TRUE;
    }
  return TRUE;
}

GPtrArray *
cs_store_claim (CsStore *store, const CsClaimRequest *request, GError **error)
{
  g_autoptr (GHashTable) skip = new_set (request->skip_lanes);
  g_autoptr (GHashTable) open = g_hash_table_new_full (open_hash, open_equal, g_free, NULL);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Taken));
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_claim_free);
  g_autoptr (GPtrArray) lanes = g_ptr_array_new ();
  g_autoptr (GHashTable) shares = g_hash_table_new (NULL, NULL);
  Round round = { .store = store,
                  .now_s = cs_when_now_s (),
                  .skip = skip,
                  .claims = claims,
                  .open = open,
                  .keys = keys,
                  .left = request->most,
                  .most_per_lane = request->most_per_lane,
                  .shares = shares,
                  .content_left_bytes = CLAIM_CONTENT_BYTES };
  gboolean went_well;

  if (request->only_lanes != NULL)
    went_well
        = pick_only (&round, request->only_lanes, lanes, error) && share_out (&round, lanes, error);
  else
    went_well = take_batches (&round, lanes, error);
  if (!went_well)
    return NULL;

  return g_steal_pointer (&claims);
}

gboolean
cs_store_next_due (CsStore *store, const char *const *skip_lanes, gint64 *due_s, GError **error)
{
  g_autoptr (GHashTable) skip = new_set (skip_lanes);
  gint64 bound_s = G_MININT64, number = 0;
  CsLane *lane;

  *due_s = CS_LANE_NEVER;
  for (;;)
    {
      gint64 next_due_s = CS_LANE_NEVER;

      if (!next_lane (store, bound_s, number, &lane, error))
        return FALSE;
      if (lane == NULL || lane->bound_s >= *due_s)
        return TRUE;

      bound_s = lane->bound_s;
      number = lane->number;
      if ((skip == NULL || !g_hash_table_contains (skip, lane->name))
          && !cs_lanes_refresh (store->lanes, lane, &next_due_s, error))
        return FALSE;
      *due_s = MIN (*due_s, next_due_s);
    }
}
