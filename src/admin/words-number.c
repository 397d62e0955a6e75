#include "admin/words.h"

#include <glib/gi18n-lib.h>

#define MINUTE_S 60
#define HOUR_S 3600
#define DAY_S 86400

/**
 * cs_words_duration:
 * @seconds: from 0
 *
 * In the largest unit that says it exactly: 5400 is 90 min, 86400 is 1 day.
 */
char *
cs_words_duration (gint64 seconds)
{
  if (seconds >= DAY_S && seconds % DAY_S == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", seconds / DAY_S),
                            (int)(seconds / DAY_S));
  if (seconds >= HOUR_S && seconds % HOUR_S == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d hour", "%d hours", seconds / HOUR_S),
                            (int)(seconds / HOUR_S));
  if (seconds >= MINUTE_S && seconds % MINUTE_S == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d min", "%d min", seconds / MINUTE_S),
                            (int)(seconds / MINUTE_S));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d s", "%d s", seconds), (int)seconds);
}

char *
cs_words_size (guint64 size_bytes)
{
  return g_format_size_full (size_bytes, G_FORMAT_SIZE_IEC_UNITS);
}

static int
days_between (GDateTime *now, GDateTime *when)
{
  g_autoptr (GDateTime) today
      = g_date_time_new_utc (g_date_time_get_year (now), g_date_time_get_month (now),
                             g_date_time_get_day_of_month (now), 0, 0, 0);
  g_autoptr (GDateTime) that_day
      = g_date_time_new_utc (g_date_time_get_year (when), g_date_time_get_month (when),
                             g_date_time_get_day_of_month (when), 0, 0, 0);

  return g_date_time_difference (that_day, today) / G_TIME_SPAN_DAY;
}

static char *
date_words (GDateTime *now, GDateTime *when)
{
  switch (days_between (now, when))
    {
    case 0:
      /* Translators: a time of today, for g_date_time_format () */
      return g_date_time_format (when, _ ("today %H:%M"));
    case 1:
      /* Translators: a time of tomorrow, for g_date_time_format () */
      return g_date_time_format (when, _ ("tomorrow %H:%M"));
    case -1:
      /* Translators: a time of yesterday, for g_date_time_format () */
      return g_date_time_format (when, _ ("yesterday %H:%M"));
    default:
      /* Translators: day and time, for g_date_time_format () */
      return g_date_time_format (when, _ ("%-e %b %Y %H:%M"));
    }
}

/**
 * cs_words_when:
 * @when_s: a point in time
 * @now_s: the present
 *
 * Within the next hour what matters is how long it takes, later the time of day.
 */
char *
cs_words_when (gint64 when_s, gint64 now_s)
{
  gint64 distance_s = when_s - now_s;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (when_s);

  if (now == NULL || when == NULL)
    return g_strdup (_ ("at an unknown time"));
  if (distance_s >= 0 && distance_s < MINUTE_S)
    return g_strdup (_ ("in a moment"));
  if (distance_s > 0 && distance_s < HOUR_S)
    {
      int minutes = (distance_s + MINUTE_S / 2) / MINUTE_S;

      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "in %d min", "in %d min", minutes),
                              minutes);
    }
  return date_words (now, when);
}
