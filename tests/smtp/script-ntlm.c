#include "script-ntlm.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ntlm-server.h"

static char *
write_users (void)
{
  static const char users[] = SCRIPT_NT_DOMAIN "\\" SCRIPT_NT_USER ":" SCRIPT_NT_PASSWORD "\n"
                                               "ann@corp.example:" SCRIPT_NT_PASSWORD "\n";
  char *path = NULL;
  int fd = g_file_open_tmp ("countersign-users-XXXXXX", &path, NULL);

  g_close (fd, NULL);
  g_file_set_contents (path, users, -1, NULL);
  return path;
}

static gboolean
send_line (ScriptWire *wire, const char *line)
{
  g_autofree char *ended = g_strconcat (line, "\r\n", NULL);

  return script_wire_write (wire, ended, strlen (ended));
}

static GBytes *
take_token (ScriptWire *wire)
{
  g_autofree char *line = script_wire_take_line (wire, FALSE);
  guchar *bytes;
  gsize size_bytes;

  if (line == NULL || *line == '*')
    return NULL;

  bytes = g_base64_decode (line, &size_bytes);
  return g_bytes_new_take (bytes, size_bytes);
}

static gboolean
send_challenge (ScriptWire *wire, GBytes *challenge)
{
  g_autofree char *text
      = g_base64_encode (g_bytes_get_data (challenge, NULL), g_bytes_get_size (challenge));
  g_autofree char *line = g_strconcat ("334 ", text, NULL);

  return send_line (wire, line);
}

/* Words that this step understands itself are taken out. */
static gboolean
take_word (char **policy, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (*policy, word, 2);

  if (parts[0] == NULL || parts[1] == NULL)
    return FALSE;

  g_free (*policy);
  *policy = g_strconcat (parts[0], parts[1], NULL);
  return TRUE;
}

static NtlmServerSide *
new_side (ScriptWire *wire, char *policy, const char *users)
{
  gboolean checks_name = take_word (&policy, "spn");
  g_autoptr (GError) error = NULL;
  NtlmServerSide *side = ntlm_server_side_new (policy, SCRIPT_NT_DOMAIN, users, &error);

  g_assert_no_error (error);
  g_free (policy);
  if (checks_name)
    ntlm_server_side_set_target_name (side, "SMTPSVC/" TEST_HOST_NAME);
  if (wire->credentials != NULL)
    {
      g_autoptr (GBytes) binding = test_certificate_binding (wire->credentials);

      ntlm_server_side_set_binding (side, binding);
    }
  return side;
}

static char *
exchange (ScriptWire *wire, NtlmServerSide *side)
{
  g_autoptr (GBytes) negotiate = take_token (wire);
  g_autoptr (GBytes) challenge
      = negotiate != NULL ? ntlm_server_side_challenge (side, negotiate) : NULL;
  g_autoptr (GBytes) authenticate = NULL;
  g_autoptr (NtlmOutcome) outcome = NULL;

  if (challenge == NULL)
    return g_strdup ("no negotiate message");

  send_challenge (wire, challenge);
  authenticate = take_token (wire);
  if (authenticate == NULL) /* the client gives up, as it may */
    {
      send_line (wire, "501 cancelled");
      return NULL;
    }

  outcome = ntlm_server_side_judge (side, authenticate);
  if (outcome->verdict == NTLM_ACCEPTED)
    send_line (wire, "235 2.7.0 welcome");
  else
    send_line (wire, "535 5.7.3 no");
  if (outcome->verdict == NTLM_ACCEPTED || outcome->verdict == NTLM_WRONG_PASSWORD
      || outcome->verdict == NTLM_UNKNOWN_ACCOUNT)
    return NULL;
  return g_strdup (ntlm_verdict_text (outcome->verdict));
}

char *
script_ntlm (ScriptWire *wire, const char *policy)
{
  g_autofree char *users = write_users ();
  char *words = g_strdup (policy);
  gboolean answers_in_words = take_word (&words, "text");
  g_autoptr (NtlmServerSide) side = new_side (wire, words, users);
  g_autofree char *line = script_wire_take_line (wire, FALSE);
  char *fault;

  if (g_strcmp0 (line, "AUTH NTLM") != 0)
    fault = g_strdup_printf ("expected AUTH NTLM, got %s", line);
  else
    {
      send_line (wire, answers_in_words ? "334 NTLM supported" : "334 ");
      fault = exchange (wire, side);
    }
  g_unlink (users);
  return fault;
}
