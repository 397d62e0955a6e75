#include "admin/words.h"

#include <pwd.h>
#include <string.h>

#include <glib/gi18n-lib.h>

/* (transfer full): "ann (uid 1000)", "uid 1000" */
static char *
user_words (const char *uid)
{
  guint64 number;
  const struct passwd *user;

  if (!g_ascii_string_to_unsigned (uid, 10, 0, G_MAXUINT32, &number, NULL))
    return g_strdup (uid);
  user = getpwuid (number);
  if (user == NULL)
    /* Translators: a user of the machine whose name is not known */
    return g_strdup_printf (_ ("uid %s"), uid);
  /* Translators: a user's name and number */
  return g_strdup_printf (_ ("%s (uid %s)"), user->pw_name, uid);
}

/**
 * cs_words_origin:
 * @origin: (nullable): what the queue has: "socket uid 1000", "pickup uid 0", "port 127.0.0.1",
 *   "report"
 *
 * Says how a message came, and from whom: who it was is the kernel's word, not the program's.
 */
char *
cs_words_origin (const char *origin)
{
  static const char socket[] = "socket uid ", pickup[] = "pickup uid ", port[] = "port ";
  g_autofree char *user = NULL;

  if (origin == NULL)
    return g_strdup ("");
  if (g_str_has_prefix (origin, socket))
    {
      user = user_words (origin + strlen (socket));
      /* Translators: %s is a user of this machine */
      return g_strdup_printf (_ ("local socket, from %s"), user);
    }
  if (g_str_has_prefix (origin, pickup))
    {
      user = user_words (origin + strlen (pickup));
      /* Translators: %s is a user of this machine */
      return g_strdup_printf (_ ("pickup folder, from %s"), user);
    }
  if (g_str_has_prefix (origin, port))
    /* Translators: %s is an address such as 127.0.0.1 */
    return g_strdup_printf (_ ("submission port, from %s"), origin + strlen (port));
  if (strcmp (origin, "report") == 0)
    return g_strdup (_ ("delivery report of Countersign"));
  return g_strdup (origin);
}
