#include "app/delivery-words.h"

#include <glib/gi18n.h>

static guint
number (const CsSettings *settings, CsOption option)
{
  return cs_settings_integer (settings, option);
}

char *
cs_delivery_words_connections (const CsSettings *settings)
{
  guint n = number (settings, CS_OPTION_MAXIMUM_CONNECTIONS);
  guint n_each = number (settings, CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION);

  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   /* Translators: %1$u is the number of all connections, %2$u that of those to one
                    * domain or smart host */
                   "At most %1$u connection at once, and %2$u to one destination.",
                   "At most %1$u connections at once, and %2$u to one destination.", n),
      n, MIN (n, n_each));
}

static char *
masquerade_words (const CsSettings *settings)
{
  const char *domain = cs_settings_text (settings, CS_OPTION_MASQUERADE_DOMAIN);

  if (domain == NULL)
    return g_strdup (_ ("Senders keep the domain of their addresses."));
  /* Translators: %s is a domain */
  return g_strdup_printf (_ ("Senders of this machine appear as senders of %s."), domain);
}

char *
cs_delivery_words_advanced (const CsSettings *settings)
{
  guint n = number (settings, CS_OPTION_MAXIMUM_HOP_COUNT);
  g_autofree char *senders = masquerade_words (settings);
  g_autofree char *hops = NULL;

  if (n == cs_option_info (CS_OPTION_MAXIMUM_HOP_COUNT)->default_integer)
    return g_steal_pointer (&senders);

  hops = g_strdup_printf (
      /* Translators: a hop is a server that mail has passed through */
      g_dngettext (GETTEXT_PACKAGE, "Mail with more than %u hop is returned.",
                   "Mail with more than %u hops is returned.", n),
      n);
  /* Translators: two sentences */
  return g_strdup_printf (_ ("%1$s %2$s"), senders, hops);
}
