/* ntlm-helper.c - lets Dovecot accept NTLM without Samba
 *
 * Speaks the line protocol of ntlm_auth's --helper-protocol=squid-2.5-ntlmssp:
 * "YR token" is answered by "TT challenge", "KK token" by "AF account" or
 * "NA reason", and what makes no sense by "BH reason". Every exchange is also
 * told to the log file, so that a test sees whether MIC, binding and target
 * name were there.
 */
#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "certificate-binding.h"
#include "ntlm-server.h"

static char *option_protocol = NULL;
static char *option_users = NULL;
static char *option_domain = NULL;
static char *option_policy = NULL;
static char *option_certificate = NULL;
static char *option_target_name = NULL;
static char *option_log = NULL;

static const GOptionEntry options[] = {
  { "helper-protocol", 0, 0, G_OPTION_ARG_STRING, &option_protocol, "squid-2.5-ntlmssp", "NAME" },
  { "users", 0, 0, G_OPTION_ARG_FILENAME, &option_users, "Accounts", "FILE" },
  { "domain", 0, 0, G_OPTION_ARG_STRING, &option_domain, "NT domain of the server", "NAME" },
  { "policy", 0, 0, G_OPTION_ARG_STRING, &option_policy, NTLM_POLICY_WORDS, "WORDS" },
  { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &option_certificate,
    "The TLS server's certificate, for the channel binding", "FILE" },
  { "target-name", 0, 0, G_OPTION_ARG_STRING, &option_target_name, "The only SPN to accept",
    "SPN" },
  { "log", 0, 0, G_OPTION_ARG_FILENAME, &option_log, "Append one line for each exchange", "FILE" },
  { NULL },
};

static void
log_outcome (const NtlmOutcome *outcome)
{
  FILE *file = option_log != NULL ? fopen (option_log, "a") : NULL;

  if (file == NULL)
    return;
  fprintf (file, "%s account=%s mic=%d binding=%d target=%s\n",
           ntlm_verdict_text (outcome->verdict), outcome->account ? outcome->account : "-",
           outcome->has_mic, outcome->has_binding,
           outcome->target_name ? outcome->target_name : "-");
  fclose (file);
}

static GBytes *
token_of (const char *line)
{
  gsize size_bytes = 0;
  guchar *data = g_base64_decode (line + MIN (strlen (line), 3), &size_bytes);

  return g_bytes_new_take (data, size_bytes);
}

static void
answer_negotiate (NtlmServerSide *side, GBytes *token)
{
  g_autoptr (GBytes) challenge = ntlm_server_side_challenge (side, token);
  g_autofree char *text = NULL;

  if (challenge == NULL)
    {
      puts ("BH not a NEGOTIATE message");
      return;
    }
  text = g_base64_encode (g_bytes_get_data (challenge, NULL), g_bytes_get_size (challenge));
  printf ("TT %s\n", text);
}

static void
answer_authenticate (NtlmServerSide *side, GBytes *token)
{
  g_autoptr (NtlmOutcome) outcome = ntlm_server_side_judge (side, token);

  log_outcome (outcome);
  if (outcome->verdict == NTLM_ACCEPTED)
    printf ("AF %s\n", outcome->account);
  else
    printf ("NA %s\n", ntlm_verdict_text (outcome->verdict));
}

static void
answer (NtlmServerSide *side, const char *line)
{
  g_autoptr (GBytes) token = token_of (line);

  if (g_str_has_prefix (line, "YR"))
    answer_negotiate (side, token);
  else if (g_str_has_prefix (line, "KK"))
    answer_authenticate (side, token);
  else
    puts ("BH unknown request");
  fflush (stdout);
}

static void
serve (NtlmServerSide *side)
{
  g_autofree char *line = NULL;
  size_t allocated = 0;

  while (getline (&line, &allocated, stdin) > 0)
    answer (side, g_strchomp (line));
}

static NtlmServerSide *
make_side (GError **error)
{
  g_autoptr (NtlmServerSide) side = NULL;
  g_autoptr (GBytes) binding = NULL;

  side = ntlm_server_side_new (option_policy ? option_policy : "",
                               option_domain ? option_domain : "CORP", option_users, error);
  if (side == NULL)
    return NULL;
  if (option_target_name != NULL)
    ntlm_server_side_set_target_name (side, option_target_name);
  if (option_certificate == NULL)
    return g_steal_pointer (&side);

  binding = certificate_binding (option_certificate, error);
  if (binding == NULL)
    return NULL;
  ntlm_server_side_set_binding (side, binding);
  return g_steal_pointer (&side);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NtlmServerSide) side = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || g_strcmp0 (option_protocol, "squid-2.5-ntlmssp") != 0 || option_users == NULL
      || (side = make_side (&error)) == NULL)
    {
      g_printerr ("ntlm-helper: %s\n", error ? error->message : "--helper-protocol and --users?");
      return 64;
    }
  serve (side);
  return 0;
}
