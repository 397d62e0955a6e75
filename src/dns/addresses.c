#include "dns/addresses.h"

#include <string.h>

static gboolean
ipv4_is_public_enough (const guint8 *bytes)
{
  gboolean is_this_network = bytes[0] == 0;
  gboolean is_loopback = bytes[0] == 127;
  gboolean is_link_local = bytes[0] == 169 && bytes[1] == 254;
  gboolean is_multicast_or_reserved = bytes[0] >= 224; /* with 255.255.255.255 */

  return !is_this_network && !is_loopback && !is_link_local && !is_multicast_or_reserved;
}

gboolean
cs_inet_address_is_public_enough (GInetAddress *address)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return ipv4_is_public_enough (bytes);
  if (memcmp (bytes, mapped, sizeof mapped) == 0)
    return ipv4_is_public_enough (bytes + sizeof mapped);

  return !g_inet_address_get_is_any (address) && !g_inet_address_get_is_loopback (address)
         && !g_inet_address_get_is_link_local (address)
         && !g_inet_address_get_is_multicast (address);
}

GList *
cs_addresses_interleave (GList *addresses)
{
  GQueue six = G_QUEUE_INIT;
  GQueue four = G_QUEUE_INIT;
  GQueue mixed = G_QUEUE_INIT;

  for (GList *l = addresses; l != NULL; l = l->next)
    {
      gboolean is_six = g_inet_address_get_family (l->data) == G_SOCKET_FAMILY_IPV6;

      g_queue_push_tail (is_six ? &six : &four, l->data);
    }
  g_list_free (addresses);

  while (!g_queue_is_empty (&six) || !g_queue_is_empty (&four))
    {
      if (!g_queue_is_empty (&six))
        g_queue_push_tail (&mixed, g_queue_pop_head (&six));
      if (!g_queue_is_empty (&four))
        g_queue_push_tail (&mixed, g_queue_pop_head (&four));
    }
  return mixed.head;
}
