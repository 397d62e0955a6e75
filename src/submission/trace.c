#include "submission/trace.h"

#include <string.h>

#include "base/when.h"

#define HELO_MAX_BYTES 255

char *
cs_trace_origin (const CsOrigin *origin)
{
  switch (origin->kind)
    {
    case CS_ORIGIN_PICKUP:
      return g_strdup_printf ("pickup uid %u", (guint)origin->uid);
    case CS_ORIGIN_SOCKET:
      return g_strdup_printf ("socket uid %u", (guint)origin->uid);
    case CS_ORIGIN_PORT:
      return g_strdup_printf ("port %s", origin->address);
    default:
      g_assert_not_reached ();
    }
}

/* What a program calls itself is shown only where it looks like a name. */
static const char *
shown_name (const char *helo)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._:[]";
  gsize size = helo != NULL ? strlen (helo) : 0;

  return size > 0 && size <= HELO_MAX_BYTES && strspn (helo, allowed) == size ? helo : "unknown";
}

static char *
from_clause (const CsOrigin *origin)
{
  switch (origin->kind)
    {
    case CS_ORIGIN_PICKUP:
      return g_strdup ("");
    case CS_ORIGIN_SOCKET:
      return g_strdup_printf ("from %s (local socket, uid %u)\n\t", shown_name (origin->helo),
                              (guint)origin->uid);
    case CS_ORIGIN_PORT:
      return g_strdup_printf ("from %s ([%s%s])\n\t", shown_name (origin->helo),
                              strchr (origin->address, ':') != NULL ? "IPv6:" : "",
                              origin->address);
    default:
      g_assert_not_reached ();
    }
}

char *
cs_trace_received (const CsOrigin *origin, const char *machine_name, const char *id, gint64 now_s)
{
  g_autofree char *from = from_clause (origin);
  g_autofree char *date = cs_when_to_rfc5322 (now_s);
  g_autofree char *pickup = origin->kind == CS_ORIGIN_PICKUP
                                ? g_strdup_printf (" pickup, uid %u", (guint)origin->uid)
                                : g_strdup ("");

  return g_strdup_printf ("%sby %s (Countersign%s)%s%s\n\tid %s; %s", from, machine_name, pickup,
                          origin->protocol != NULL ? " with " : "",
                          origin->protocol != NULL ? origin->protocol : "", id, date);
}
