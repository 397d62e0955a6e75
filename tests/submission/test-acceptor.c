#include <glib/gstdio.h>
#include <string.h>

#include "submission-helper.h"

typedef struct
{
  const char *name;
  const char *mail_domain, *local_recipients, *masquerade_domain;
  gboolean is_sender;
  const char *text;
  const char *addresses; /* "a|b"; NULL: an error */
  int error;
} Case;

#define SENDER TRUE
#define RECIPIENT FALSE

static const Case cases[] = {
  { "sender", NULL, NULL, NULL, SENDER, "ann@else.example", "ann@else.example", 0 },
  { "sender-null", NULL, NULL, NULL, SENDER, "", "", 0 },
  { "sender-brackets", NULL, NULL, NULL, SENDER, "<>", "", 0 },
  { "sender-bare", NULL, NULL, NULL, SENDER, "root", "root@host.example", 0 },
  { "sender-mail-domain", "corp.example", NULL, NULL, SENDER, "root", "root@corp.example", 0 },
  { "sender-bad", NULL, NULL, NULL, SENDER, "a b", NULL, CS_SUBMISSION_ERROR_SENDER },
  { "masquerade", NULL, NULL, "m.example", SENDER, "ann@host.example", "ann@m.example", 0 },
  { "masquerade-bare", NULL, NULL, "m.example", SENDER, "ann", "ann@m.example", 0 },
  { "masquerade-localhost", NULL, NULL, "m.example", SENDER, "ann@localhost", "ann@m.example", 0 },
  { "masquerade-others", NULL, NULL, "m.example", SENDER, "a@else.example", "a@else.example", 0 },
  { "masquerade-null", NULL, NULL, "m.example", SENDER, "", "", 0 },
  { "recipient", NULL, NULL, NULL, RECIPIENT, "Ann@Else.Example", "Ann@else.example", 0 },
  { "recipient-bad", NULL, NULL, NULL, RECIPIENT, "a@b@c", NULL, CS_SUBMISSION_ERROR_RECIPIENT },
  { "recipient-empty", NULL, NULL, NULL, RECIPIENT, "", NULL, CS_SUBMISSION_ERROR_RECIPIENT },
  { "bare-unknown", NULL, NULL, NULL, RECIPIENT, "nobody", NULL, CS_SUBMISSION_ERROR_LOCAL },
  { "localhost-unknown", NULL, NULL, NULL, RECIPIENT, "nobody@localhost", NULL,
    CS_SUBMISSION_ERROR_LOCAL },
  { "machine-unknown", NULL, NULL, NULL, RECIPIENT, "nobody@host.example", NULL,
    CS_SUBMISSION_ERROR_LOCAL },
  { "bare-mail-domain", "corp.example", NULL, NULL, RECIPIENT, "nobody", "nobody@corp.example", 0 },
  { "bare-local-recipients", "corp.example", "admin@else.example", NULL, RECIPIENT, "nobody",
    "admin@else.example", 0 },
  { "machine-local-recipients", NULL, "admin@else.example", NULL, RECIPIENT, "x@host.example",
    "admin@else.example", 0 },
  { "others-not-local-recipients", NULL, "admin@else.example", NULL, RECIPIENT, "x@y.example",
    "x@y.example", 0 },
  { "alias", NULL, NULL, NULL, RECIPIENT, "root", "ann@else.example", 0 },
  { "alias-at-machine", NULL, NULL, NULL, RECIPIENT, "Root@HOST.example", "ann@else.example", 0 },
  { "alias-chain", NULL, NULL, NULL, RECIPIENT, "postmaster", "ann@else.example", 0 },
  { "alias-several", NULL, NULL, NULL, RECIPIENT, "team", "ann@else.example|bob@else.example", 0 },
  { "alias-loop", NULL, NULL, NULL, RECIPIENT, "loop", NULL, CS_SUBMISSION_ERROR_LOCAL },
  { "alias-to-nobody", NULL, NULL, NULL, RECIPIENT, "dead", NULL, CS_SUBMISSION_ERROR_LOCAL },
  { "alias-after-local-recipients", NULL, "admin@else.example", NULL, RECIPIENT, "root",
    "admin@else.example", 0 },
};

static const char aliases[] = "root: ann@else.example\npostmaster: root\n"
                              "team: root, bob@else.example\nloop: loop2\nloop2: loop\n"
                              "dead: nobody\n";

static char *
resolve (CsAcceptor *acceptor, const Case *c, GError **error)
{
  g_autoptr (GPtrArray) addresses = NULL;
  GString *joined;

  if (c->is_sender)
    {
      g_autoptr (CsAddress) sender = cs_acceptor_sender (acceptor, c->text, error);

      return sender != NULL ? g_strdup (cs_address_text (sender)) : NULL;
    }

  addresses = cs_acceptor_recipients (acceptor, c->text, error);
  if (addresses == NULL)
    return NULL;

  joined = g_string_new (NULL);
  for (guint i = 0; i < addresses->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "|" : "",
                            cs_address_text (addresses->pdata[i]));
  return g_string_free (joined, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  TestAcceptance acceptance;
  CsAcceptorConfig config = test_acceptance_config ();
  g_autofree char *file = NULL;
  g_autofree char *addresses = NULL;
  g_autoptr (GError) error = NULL;

  test_acceptance_set_up (&acceptance, NULL);
  file = g_build_filename (acceptance.folder, "aliases", NULL);
  g_assert_true (g_file_set_contents (file, aliases, -1, NULL));
  config.aliases_file = file;
  config.mail_domain = c->mail_domain;
  config.local_recipients = c->local_recipients;
  config.masquerade_domain = c->masquerade_domain;
  cs_acceptor_set_config (acceptance.acceptor, &config);

  addresses = resolve (acceptance.acceptor, c, &error);
  g_assert_cmpstr (addresses, ==, c->addresses);
  if (c->addresses == NULL)
    g_assert_error (error, CS_SUBMISSION_ERROR, c->error);
  test_acceptance_tear_down (&acceptance);
}

static void
await_aliases (CsAcceptor *acceptor, guint n_times)
{
  GAsyncResult *results[4] = { NULL };

  for (guint i = 0; i < n_times; i++)
    cs_acceptor_read_aliases_async (acceptor, test_keep_result, &results[i]);
  for (guint i = 0; i < n_times; i++)
    {
      cs_acceptor_read_aliases_finish (test_wait_result (&results[i]));
      g_object_unref (results[i]);
    }
}

static void
assert_root (CsAcceptor *acceptor, const char *expected)
{
  static const Case root = { .text = "root" };
  g_autofree char *addresses = resolve (acceptor, &root, NULL);

  g_assert_cmpstr (addresses, ==, expected);
}

/* The file is read again when somebody says that it has changed. */
static void
test_aliases_change (void)
{
  TestAcceptance acceptance;
  CsAcceptorConfig config = test_acceptance_config ();
  g_autofree char *file = NULL;

  test_acceptance_set_up (&acceptance, NULL);
  file = g_build_filename (acceptance.folder, "aliases", NULL);
  config.aliases_file = file;
  cs_acceptor_set_config (acceptance.acceptor, &config);
  assert_root (acceptance.acceptor, NULL);

  g_assert_true (g_file_set_contents (file, "root: x@else.example\n", -1, NULL));
  assert_root (acceptance.acceptor, NULL);
  await_aliases (acceptance.acceptor, 1);
  assert_root (acceptance.acceptor, "x@else.example");

  g_unlink (file);
  await_aliases (acceptance.acceptor, 4);
  assert_root (acceptance.acceptor, NULL);
  test_acceptance_tear_down (&acceptance);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/acceptor/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/submission/acceptor/aliases-change", test_aliases_change);

  return g_test_run ();
}
