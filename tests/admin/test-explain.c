#include <string.h>

#include "admin/explain.h"
#include "model/reader.h"
#include "secrets/memory.h"

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

static const char json[]
    = "{\"version\":1,\"site\":{\"smart-host\":\"relay.example.net:587\",\"outbound-security\":"
      "{\"authentication\":\"clear-text\",\"account\":\"office\",\"credential\":\"" UUID "\"}},"
      "\"remote-domains\":[{\"domain\":\"none.example\",\"outbound-security\":"
      "{\"authentication\":\"none\",\"tls\":\"from-start\"}},"
      "{\"domain\":\"bare.example\",\"outbound-security\":{\"authentication\":\"clear-text\","
      "\"account\":\"a\"}},{\"domain\":\"dns.example\",\"route\":\"dns\"}]}";

typedef struct
{
  CsSettings *settings;
  CsMemoryStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);

  f->settings = cs_settings_read (json, strlen (json), faults);
  f->store = cs_memory_store_new ();
  f->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_settings_unref (f->settings);
  g_object_unref (f->store);
  g_clear_object (&f->result);
  g_main_loop_unref (f->loop);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_set_object (&f->result, result);
  g_main_loop_quit (f->loop);
}

static CsExplanation *
explain (Fixture *f, const char *text, gboolean offline)
{
  g_autoptr (CsAddress) address = cs_address_parse (text, -1, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;
  CsExplanation *explanation;

  cs_explain_async (NULL, f->settings, address, offline, CS_SECRET_STORE (f->store),
                    "client.example", NULL, on_done, f);
  g_main_loop_run (f->loop);
  explanation = cs_explain_finish (f->result, &error);
  g_assert_no_error (error);
  return explanation;
}

static void
put_secret (Fixture *f)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("secret", 6);

  cs_secret_store_store_async (CS_SECRET_STORE (f->store), UUID, "label", secret, CS_PROMPT_NEVER,
                               NULL, on_done, f);
  g_main_loop_run (f->loop);
}

typedef struct
{
  const char *name;
  const char *address;
  gboolean offline, is_stored;
  guint fail_with; /* code of CS_SECRETS_ERROR and 1 */
  const char *entry, *host;
  guint16 port;
  gboolean known, stored;
} Case;

#define FAIL(code) (CS_SECRETS_ERROR_##code + 1)

/* clang-format off */
static const Case cases[] = {
  { "stored", "a@b.example", FALSE, TRUE, 0, "site", "relay.example.net", 587, TRUE, TRUE },
  { "missing", "a@b.example", FALSE, FALSE, 0, "site", "relay.example.net", 587, TRUE, FALSE },
  { "locked", "a@b.example", FALSE, FALSE, FAIL (LOCKED), "site", "relay.example.net", 587, TRUE, TRUE },
  { "no-keyring", "a@b.example", FALSE, FALSE, FAIL (UNAVAILABLE), "site", "relay.example.net", 587, FALSE, FALSE },
  { "invalid", "a@b.example", FALSE, FALSE, FAIL (INVALID), "site", "relay.example.net", 587, TRUE, FALSE },
  { "offline", "a@b.example", TRUE, TRUE, 0, "site", "relay.example.net", 587, FALSE, FALSE },
  { "none", "a@none.example", FALSE, FALSE, 0, "none.example", "relay.example.net", 587, FALSE, FALSE },
  { "no-credential", "a@bare.example", TRUE, FALSE, 0, "bare.example", "relay.example.net", 587, TRUE, FALSE },
  { "dns-offline", "a@dns.example", TRUE, FALSE, 0, "dns.example", NULL, 0, FALSE, FALSE },
  { "literal", "a@[192.0.2.9]", TRUE, FALSE, 0, "site", "relay.example.net", 587, FALSE, FALSE },
};
/* clang-format on */

static void
assert_only_host (const CsExplanation *explanation, const char *name, guint16 port)
{
  const CsExplainedHost *host = g_ptr_array_index (explanation->hosts, 0);

  g_assert_cmpuint (explanation->hosts->len, ==, 1);
  g_assert_cmpstr (host->name, ==, name);
  g_assert_cmpuint (host->port, ==, port);
  g_assert_false (host->is_direct);
}

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsExplanation) explanation = NULL;

  if (c->is_stored)
    put_secret (f);
  if (c->fail_with > 0)
    cs_memory_store_fail (f->store, 1, c->fail_with - 1);
  explanation = explain (f, c->address, c->offline);

  g_assert_cmpstr (cs_route_entry_name (&explanation->route), ==, c->entry);
  if (c->host == NULL)
    g_assert_null (explanation->hosts);
  else
    assert_only_host (explanation, c->host, c->port);
  g_assert_cmpint (explanation->credential_known, ==, c->known);
  g_assert_cmpint (explanation->credential_stored, ==, c->stored);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/admin/explain/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  return g_test_run ();
}
