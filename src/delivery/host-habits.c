#include "delivery/host-habits.h"

#include "base/when.h"

#define HOSTS_MAX                                                                                  \
  10000 /* beyond that all are forgotten: what they put up with is soon learnt again */

/* Each habit, and for how long it is remembered. */
static const struct
{
  CsHabits habit;
  gint64 memory_s;
} habits[] = {
  { CS_HABIT_NO_GROUPS, CS_HOST_HABITS_DAY_S },   { CS_HABIT_NO_AHEAD, CS_HOST_HABITS_HOUR_S },
  { CS_HABIT_NO_CHUNKS, CS_HOST_HABITS_HOUR_S },  { CS_HABIT_CHUNKS, CS_HOST_HABITS_DAY_S },
  { CS_HABIT_HELLO_AGAIN, CS_HOST_HABITS_DAY_S },
};

typedef struct
{
  gint64 seen_s[G_N_ELEMENTS (habits)]; /* 0: never */
} Host;

struct _CsHostHabits
{
  GHashTable *hosts; /* (element-type utf8 Host): "HOST:PORT" */
};

CsHostHabits *
cs_host_habits_new (void)
{
  CsHostHabits *hosts = g_new0 (CsHostHabits, 1);

  hosts->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return hosts;
}

void
cs_host_habits_free (CsHostHabits *hosts)
{
  g_hash_table_unref (hosts->hosts);
  g_free (hosts);
}

static char *
key_of (const char *host, guint16 port)
{
  return g_strdup_printf ("%s:%u", host, port);
}

static Host *
find_or_add (CsHostHabits *hosts, const char *name, guint16 port)
{
  g_autofree char *key = key_of (name, port);
  Host *host = g_hash_table_lookup (hosts->hosts, key);

  if (host != NULL)
    return host;

  if (g_hash_table_size (hosts->hosts) >= HOSTS_MAX)
    g_hash_table_remove_all (hosts->hosts);
  host = g_new0 (Host, 1);
  g_hash_table_insert (hosts->hosts, g_steal_pointer (&key), host);
  return host;
}

static void
forget (Host *host, CsHabits habit)
{
  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    if (habits[i].habit == habit)
      host->seen_s[i] = 0;
}

void
cs_host_habits_note (CsHostHabits *hosts, const char *name, guint16 port, CsHabits learnt)
{
  Host *host = find_or_add (hosts, name, port);

  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    if (learnt & habits[i].habit)
      host->seen_s[i] = cs_when_now_s ();
  /* It is asked again. */
  if (learnt & CS_HABIT_NO_CHUNKS)
    forget (host, CS_HABIT_CHUNKS);
  if (learnt & CS_HABIT_NO_AHEAD)
    forget (host, CS_HABIT_HELLO_AGAIN);
}

CsHabits
cs_host_habits_get (CsHostHabits *hosts, const char *name, guint16 port)
{
  g_autofree char *key = key_of (name, port);
  const Host *host = g_hash_table_lookup (hosts->hosts, key);
  CsHabits found = 0;

  for (guint i = 0; host != NULL && i < G_N_ELEMENTS (habits); i++)
    if (host->seen_s[i] != 0 && host->seen_s[i] + habits[i].memory_s > cs_when_now_s ())
      found |= habits[i].habit;
  return found;
}
