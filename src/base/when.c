#include "base/when.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#define ZONE_KEPT_US (60 * G_TIME_SPAN_SECOND)
#define RANDOM_BYTES 10 /* 80 bits */
#define ID_CHARACTERS 26
/* What GDateTime can show: the years 1 to 9999. */
#define EARLIEST_S G_GINT64_CONSTANT (-62135596800)
#define LATEST_S G_GINT64_CONSTANT (253402300799)

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static atomic_llong fake_now_s = -1;

static GMutex zone_mutex;
static GTimeZone *zone;
static char *zone_name; /* what the environment said then */
static gint64 zone_read_us;

static GMutex id_mutex;
static guint64 last_ms;
static guint8 last_random[RANDOM_BYTES];

gint64
cs_when_now_s (void)
{
  gint64 fake = atomic_load (&fake_now_s);

  return fake >= 0 ? fake : g_get_real_time () / G_USEC_PER_SEC;
}

void
cs_when_set_now_s (gint64 now_s)
{
  atomic_store (&fake_now_s, now_s);
}

char *
cs_when_to_rfc3339 (gint64 when_s)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (CLAMP (when_s, EARLIEST_S, LATEST_S));

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year (when),
                          g_date_time_get_month (when), g_date_time_get_day_of_month (when),
                          g_date_time_get_hour (when), g_date_time_get_minute (when),
                          g_date_time_get_second (when));
}

/* GLib looks its files up again for each time that it shows; here a new zone of the machine is seen
 * within a minute. Returns: (transfer full): the zone. */
static GTimeZone *
local_zone (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&zone_mutex);
  gint64 now_us = g_get_monotonic_time ();

  if (zone != NULL && now_us - zone_read_us < ZONE_KEPT_US
      && g_strcmp0 (zone_name, g_getenv ("TZ")) == 0)
    return g_time_zone_ref (zone);

  g_clear_pointer (&zone, g_time_zone_unref);
  g_free (zone_name);
  zone_name = g_strdup (g_getenv ("TZ"));
  zone = g_time_zone_new_local ();
  zone_read_us = now_us;
  return g_time_zone_ref (zone);
}

/* g_date_time_format () would name day and month in the user's language. */
char *
cs_when_to_rfc5322 (gint64 when_s)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GTimeZone) here = local_zone ();
  g_autoptr (GDateTime) utc
      = g_date_time_new_from_unix_utc (CLAMP (when_s, EARLIEST_S + 86400, LATEST_S - 86400));
  g_autoptr (GDateTime) when = g_date_time_to_timezone (utc, here);
  int offset_min = g_date_time_get_utc_offset (when) / G_TIME_SPAN_MINUTE;

  return g_strdup_printf (
      "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d", days[g_date_time_get_day_of_week (when) - 1],
      g_date_time_get_day_of_month (when), months[g_date_time_get_month (when) - 1],
      g_date_time_get_year (when), g_date_time_get_hour (when), g_date_time_get_minute (when),
      g_date_time_get_second (when), offset_min < 0 ? '-' : '+', ABS (offset_min) / 60,
      ABS (offset_min) % 60);
}

static guint64
now_ms (void)
{
  gint64 fake = atomic_load (&fake_now_s);

  return fake >= 0 ? (guint64)fake * 1000 : (guint64)g_get_real_time () / 1000;
}

static void
fill_random (guint8 *bytes, gsize size_bytes)
{
  if (getrandom (bytes, size_bytes, 0) == (gssize)size_bytes)
    return;

  for (gsize i = 0; i < size_bytes; i++)
    bytes[i] = g_random_int_range (0, 256);
}

static void
increment (guint8 *bytes, gsize size_bytes)
{
  for (gsize i = size_bytes; i > 0; i--)
    if (++bytes[i - 1] != 0)
      return;
}

/* 128 bits, most significant first, in 26 digits of 5 bits: the first digit carries only 3. */
static char *
encode (const guint8 bits[16])
{
  char id[ID_CHARACTERS + 1];

  for (int i = 0; i < ID_CHARACTERS; i++)
    {
      int first = i * 5 - 2;
      guint value = 0;

      for (int bit = first; bit < first + 5; bit++)
        value = value << 1 | (bit < 0 ? 0 : bits[bit / 8] >> (7 - bit % 8) & 1);
      id[i] = crockford[value];
    }

  id[ID_CHARACTERS] = '\0';
  return g_strdup (id);
}

/**
 * cs_when_new_id:
 *
 * Within one millisecond, and after a clock that was set back, the random part
 * counts up from the last one, so that identifiers of a process always sort in
 * the order in which they were made.
 *
 * Returns: (transfer full): 26 characters
 */
char *
cs_when_new_id (void)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&id_mutex);
  guint64 ms = now_ms ();
  guint8 bits[16];

  if (ms > last_ms)
    {
      last_ms = ms;
      fill_random (last_random, sizeof last_random);
      last_random[0] &= 0x7f; /* room to count up */
    }
  else
    increment (last_random, sizeof last_random);

  for (int i = 0; i < 6; i++)
    bits[i] = last_ms >> (8 * (5 - i));
  memcpy (bits + 6, last_random, sizeof last_random);

  return encode (bits);
}
