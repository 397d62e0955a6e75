#include <string.h>

#include "delivery-interface.h"

/* The worker's interface is a promise to other programs: what is here may be added to, not changed.
 * Nothing in it may carry a secret. */

typedef struct
{
  const char *name, *in, *out;
} MethodCase;

static const MethodCase methods[] = {
  { "LoadSettings", "s", "ss" },         { "ListRecipients", "a{sv}su", "aa{sv}" },
  { "ShowMessage", "s", "a{sv}" },       { "Change", "sas", "t" },
  { "ListDestinations", "u", "aa{sv}" }, { "ListTroubles", "u", "aa{sv}" },
  { "CountRecipients", "a{sv}", "t" },   { "ChangeListed", "sa{sv}su", "ts" },
  { "PreviewSettings", "s", "tt" },      { "ListCredentials", "", "aa{sv}" },
  { "ShowPolicy", "s", "a{sv}" },
};

typedef struct
{
  const char *name, *type;
} PropertyCase;

static const PropertyCase properties[] = {
  { "Revision", "s" },
  { "SettingsFault", "s" },
  { "Queued", "t" },
  { "Active", "t" },
  { "Deferred", "t" },
  { "Held", "t" },
  { "Delivered", "t" },
  { "Rejected", "t" },
  { "SuspendedCredentials", "as" },
  { "Dnssec", "s" },
  { "SettingsFaults", "a(uuussss)" },
  { "Messages", "t" },
  { "ContentBytes", "t" },
  { "PossibleDuplicates", "t" },
  { "OpenConnections", "t" },
  { "Connections", "t" },
  { "FailedConnections", "t" },
  { "Logins", "t" },
  { "RefusedLogins", "t" },
  { "Started", "x" },
  { "Version", "s" },
};

static GDBusInterfaceInfo *
interface (void)
{
  return cs_delivery_interface_info ();
}

static char *
types_of (GDBusArgInfo **arguments)
{
  GString *types = g_string_new (NULL);

  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_string_append (types, arguments[i]->signature);
  return g_string_free (types, FALSE);
}

static void
test_name (void)
{
  g_assert_cmpstr (interface ()->name, ==, "org.countersign.Delivery");
}

static void
test_methods (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      GDBusMethodInfo *info = g_dbus_interface_info_lookup_method (interface (), methods[i].name);
      g_autofree char *in = NULL;
      g_autofree char *out = NULL;

      g_assert_nonnull (info);
      in = types_of (info->in_args);
      out = types_of (info->out_args);
      g_assert_cmpstr (in, ==, methods[i].in);
      g_assert_cmpstr (out, ==, methods[i].out);
    }
}

static void
test_properties (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      GDBusPropertyInfo *info
          = g_dbus_interface_info_lookup_property (interface (), properties[i].name);

      g_assert_nonnull (info);
      g_assert_cmpstr (info->signature, ==, properties[i].type);
      g_assert_cmpint (info->flags, ==, G_DBUS_PROPERTY_INFO_FLAGS_READABLE);
    }
}

static void
test_signal (void)
{
  GDBusSignalInfo *info = g_dbus_interface_info_lookup_signal (interface (), "QueueChanged");

  g_assert_nonnull (info);
  g_assert_true (info->args == NULL || info->args[0] == NULL);
}

static void
assert_no_secret (const char *name)
{
  static const char *const words[] = { "password", "secret", "token", "key" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (strstr (lower, words[i]));
}

static void
test_no_secrets (void)
{
  GDBusInterfaceInfo *info = interface ();

  for (guint i = 0; info->properties[i] != NULL; i++)
    assert_no_secret (info->properties[i]->name);
  for (guint i = 0; info->methods[i] != NULL; i++)
    {
      GDBusMethodInfo *method = info->methods[i];

      assert_no_secret (method->name);
      for (guint j = 0; method->in_args != NULL && method->in_args[j] != NULL; j++)
        assert_no_secret (method->in_args[j]->name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ipc/interface/name", test_name);
  g_test_add_func ("/ipc/interface/methods", test_methods);
  g_test_add_func ("/ipc/interface/properties", test_properties);
  g_test_add_func ("/ipc/interface/signal", test_signal);
  g_test_add_func ("/ipc/interface/no-secrets", test_no_secrets);

  return g_test_run ();
}
