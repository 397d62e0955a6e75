#include "dns/addresses.h"

typedef struct
{
  const char *name;
  const char *address;
  gboolean expected;
} Case;

static const Case cases[] = {
  { "/dns/addresses/public", "192.0.2.1", TRUE },
  { "/dns/addresses/public-6", "2001:db8::1", TRUE },
  { "/dns/addresses/private", "10.0.0.1", TRUE },
  { "/dns/addresses/private-6", "fd00::1", TRUE },
  { "/dns/addresses/loopback", "127.0.0.1", FALSE },
  { "/dns/addresses/loopback-other", "127.8.9.1", FALSE },
  { "/dns/addresses/loopback-6", "::1", FALSE },
  { "/dns/addresses/loopback-mapped", "::ffff:127.0.0.1", FALSE },
  { "/dns/addresses/public-mapped", "::ffff:192.0.2.1", TRUE },
  { "/dns/addresses/unspecified", "0.0.0.0", FALSE },
  { "/dns/addresses/this-network", "0.1.2.3", FALSE },
  { "/dns/addresses/unspecified-6", "::", FALSE },
  { "/dns/addresses/unspecified-mapped", "::ffff:0.0.0.0", FALSE },
  { "/dns/addresses/multicast", "224.0.0.1", FALSE },
  { "/dns/addresses/multicast-6", "ff02::1", FALSE },
  { "/dns/addresses/broadcast", "255.255.255.255", FALSE },
  { "/dns/addresses/link-local", "169.254.169.254", FALSE },
  { "/dns/addresses/link-local-6", "fe80::1", FALSE },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (c->address);

  g_assert_cmpint (cs_inet_address_is_public_enough (address), ==, c->expected);
}

typedef struct
{
  const char *name;
  const char *in, *out;
} Order;

static const Order orders[] = {
  { "/dns/addresses/order/none", "", "" },
  { "/dns/addresses/order/one-family", "192.0.2.1 192.0.2.2", "192.0.2.1 192.0.2.2" },
  { "/dns/addresses/order/turns", "192.0.2.1 192.0.2.2 2001:db8::1 2001:db8::2",
    "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2" },
  { "/dns/addresses/order/more-of-one", "2001:db8::1 2001:db8::2 2001:db8::3 192.0.2.1",
    "2001:db8::1 192.0.2.1 2001:db8::2 2001:db8::3" },
};

static void
test_order (gconstpointer data)
{
  const Order *o = data;
  g_auto (GStrv) in = g_strsplit (o->in, " ", -1);
  g_autoptr (GString) out = g_string_new (NULL);
  GList *addresses = NULL;

  for (guint i = 0; in[i] != NULL; i++)
    addresses = g_list_append (addresses, g_inet_address_new_from_string (in[i]));
  addresses = cs_addresses_interleave (addresses);
  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_autofree char *text = g_inet_address_to_string (l->data);

      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", text);
    }
  g_list_free_full (addresses, g_object_unref);
  g_assert_cmpstr (out->str, ==, o->out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_test_add_data_func (orders[i].name, &orders[i], test_order);

  return g_test_run ();
}
