#include <string.h>

#include "model/change.h"
#include "model/reader.h"

#define UUID_A "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define UUID_B "0d2c6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

#define SITE(members) "{\"version\": 1, \"site\": {" members "}}"
#define DOMAINS(members) "{\"version\": 1, \"remote-domains\": [" members "]}"
#define SECURITY(members) "\"outbound-security\": {" members "}"

typedef struct
{
  const char *name;
  const char *before, *after;
  const char *changes; /* a line each */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "nothing", SITE (""), "{\"version\": 1}", "" },
  { "defaults written out", SITE ("\"expire-after\": 432000, \"name\": \"Default SMTP Site\""), SITE (""), "" },
  { "order", DOMAINS ("{\"domain\": \"a.de\"}, {\"helo\": false, \"domain\": \"b.de\"}"),
    DOMAINS ("{\"domain\": \"b.de\"}, {\"domain\": \"a.de\"}"), "" },
  { "site values",
    SITE ("\"name\": \"A\", \"smart-host\": \"old:25\", \"mail-domain\": \"a.de\""),
    SITE ("\"name\": \"B\", \"expire-after\": 60, \"retry-intervals\": [1, 2],"
          "\"try-direct-delivery-first\": true"),
    "site name: A -> B\n"
    "site smart-host: old:25 -> (null)\n"
    "site retry-intervals: 900, 1800, 3600, 14400 -> 1, 2\n"
    "site expire-after: 432000 -> 60\n"
    "site mail-domain: a.de -> (null)\n"
    "site try-direct-delivery-first: false -> true\n" },
  { "site security", SITE (""),
    SITE (SECURITY ("\"authentication\": \"clear-text\", \"account\": \"office\", \"tls\": \"never\","
                    "\"credential\": \"" UUID_A "\", \"allow-unencrypted-password\": true")),
    "site authentication: none -> clear-text\n"
    "site account: (null) -> office\n"
    "site credential: (null) -> stored\n"
    "site tls: when-offered -> never\n"
    "site allow-unencrypted-password: false -> true\n" },
  { "another password",
    SITE (SECURITY ("\"authentication\": \"clear-text\", \"account\": \"office\", \"credential\": \"" UUID_A "\"")),
    SITE (SECURITY ("\"authentication\": \"clear-text\", \"account\": \"office\", \"credential\": \"" UUID_B "\"")),
    "site credential: stored -> stored\n" },
  { "added and removed", DOMAINS ("{\"domain\": \"a.de\"}, {\"domain\": \"b.de\"}"),
    DOMAINS ("{\"domain\": \"*.c.de\"}, {\"domain\": \"b.de\"}"),
    "*.c.de added\na.de removed\n" },
  { "route", DOMAINS ("{\"domain\": \"a.de\", \"smart-host\": \"relay\"}, {\"domain\": \"b.de\"}"),
    DOMAINS ("{\"domain\": \"a.de\", \"route\": \"dns\"}, {\"domain\": \"b.de\", \"smart-host\": \"[::1]\", \"helo\": true}"),
    "a.de route: (null) -> dns\n"
    "a.de smart-host: relay -> (null)\n"
    "b.de smart-host: (null) -> [::1]\n"
    "b.de helo: false -> true\n" },
  { "own security", DOMAINS ("{\"domain\": \"a.de\"}"),
    DOMAINS ("{\"domain\": \"a.de\", " SECURITY ("\"authentication\": \"challenge-response\","
             "\"account\": \"mailer\", \"nt-domain\": \"CORP\"") "}"),
    "a.de outbound-security: site -> own\n"
    "a.de authentication: none -> challenge-response\n"
    "a.de nt-domain: (null) -> CORP\n"
    "a.de account: (null) -> mailer\n" },
  { "own security that is like a new one", DOMAINS ("{\"domain\": \"a.de\", " SECURITY ("") "}"),
    DOMAINS ("{\"domain\": \"a.de\"}"),
    "a.de outbound-security: own -> site\n" },
  { "writing of an address", DOMAINS ("{\"domain\": \"Ann@a.de\"}"), DOMAINS ("{\"domain\": \"ANN@a.de\"}"),
    "ann@a.de domain: Ann -> ANN\n" },
};
/* clang-format on */

static CsSettings *
read_text (const char *text)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  CsSettings *settings = cs_settings_read (text, strlen (text), faults);

  g_assert_nonnull (settings);
  return settings;
}

static void
append (GString *text, const CsChange *change)
{
  switch (change->kind)
    {
    case CS_CHANGE_DOMAIN_ADDED:
      g_string_append_printf (text, "%s added\n", change->entry);
      break;
    case CS_CHANGE_DOMAIN_REMOVED:
      g_string_append_printf (text, "%s removed\n", change->entry);
      break;
    case CS_CHANGE_VALUE:
    default:
      g_string_append_printf (text, "%s %s: %s -> %s\n", change->entry, change->key,
                              change->before != NULL ? change->before : "(null)",
                              change->after != NULL ? change->after : "(null)");
    }
}

static void
test_compare (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSettings) before = read_text (c->before);
  g_autoptr (CsSettings) after = read_text (c->after);
  g_autoptr (GPtrArray) changes = cs_settings_compare (before, after);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    append (text, g_ptr_array_index (changes, i));
  g_assert_cmpstr (text->str, ==, c->changes);
  g_assert_null (strstr (text->str, UUID_A));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/model/change/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_compare);
    }

  return g_test_run ();
}
