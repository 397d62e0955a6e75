#include <string.h>

#include "demo-auth.h"
#include "ntlm-server.h"
#include "user-file.h"

#define LOGIN_USERNAME "VXNlcm5hbWU6" /* "Username:" */
#define LOGIN_PASSWORD "UGFzc3dvcmQ6" /* "Password:" */

static char *
text_of (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static GBytes *
first_answer (const DemoAuth *auth, const char *challenge)
{
  if (auth->initial != NULL)
    return g_bytes_ref (auth->initial);
  return auth->ask (challenge, auth->user_data);
}

static void
check_password (const DemoAuth *auth, const char *password, DemoAuthOutcome *outcome)
{
  g_autofree char *right = user_file_password (auth->config->users_path, outcome->account);

  outcome->accepted = g_strcmp0 (right, password) == 0;
  outcome->why = right == NULL ? "unknown account" : "wrong password";
}

/* RFC 4616: authorisation identity, NUL, account, NUL, password. */
static void
run_plain (const DemoAuth *auth, DemoAuthOutcome *outcome)
{
  g_autoptr (GBytes) answer = first_answer (auth, "");
  const char *data, *account, *password;
  gsize size_bytes;

  if (answer == NULL)
    return;
  data = g_bytes_get_data (answer, &size_bytes);
  account = size_bytes > 0 ? memchr (data, '\0', size_bytes) : NULL;
  password = account != NULL ? memchr (account + 1, '\0', size_bytes - (account + 1 - data)) : NULL;
  if (password == NULL)
    return;

  outcome->cancelled = FALSE;
  outcome->account = g_strdup (account + 1);
  {
    g_autofree char *given = g_strndup (password + 1, size_bytes - (password + 1 - data));

    check_password (auth, given, outcome);
  }
}

static void
run_login (const DemoAuth *auth, DemoAuthOutcome *outcome)
{
  g_autoptr (GBytes) account = first_answer (auth, LOGIN_USERNAME);
  g_autoptr (GBytes) password = NULL;
  g_autofree char *given = NULL;

  if (account == NULL)
    return;
  outcome->account = text_of (account);
  password = auth->ask (LOGIN_PASSWORD, auth->user_data);
  if (password == NULL)
    return;

  outcome->cancelled = FALSE;
  given = text_of (password);
  check_password (auth, given, outcome);
}

static void
run_ntlm (const DemoAuth *auth, DemoAuthOutcome *outcome)
{
  const DemoConfig *config = auth->config;
  g_autoptr (NtlmServerSide) side
      = ntlm_server_side_new (config->ntlm_policy, config->nt_domain, config->users_path, NULL);
  g_autoptr (GBytes) negotiate = first_answer (auth, config->ntlm_text);
  g_autoptr (GBytes) challenge = NULL, authenticate = NULL;
  g_autoptr (NtlmOutcome) judged = NULL;
  g_autofree char *text = NULL;

  if (negotiate == NULL)
    return;
  if (auth->binding != NULL)
    ntlm_server_side_set_binding (side, auth->binding);
  challenge = ntlm_server_side_challenge (side, negotiate);
  if (challenge == NULL)
    return;
  text = g_base64_encode (g_bytes_get_data (challenge, NULL), g_bytes_get_size (challenge));
  authenticate = auth->ask (text, auth->user_data);
  if (authenticate == NULL)
    return;

  judged = ntlm_server_side_judge (side, authenticate);
  outcome->cancelled = FALSE;
  outcome->accepted = judged->verdict == NTLM_ACCEPTED;
  outcome->why = ntlm_verdict_text (judged->verdict);
  outcome->account = g_strdup (judged->account);
  outcome->has_mic = judged->has_mic;
  outcome->has_binding = judged->has_binding;
}

typedef struct
{
  const char *name;
  gboolean clear_text;
  void (*run) (const DemoAuth *auth, DemoAuthOutcome *outcome);
} Mechanism;

static const Mechanism mechanisms[] = {
  { "PLAIN", TRUE, run_plain },
  { "LOGIN", TRUE, run_login },
  { "NTLM", FALSE, run_ntlm },
};

static const Mechanism *
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_ascii_strcasecmp (mechanisms[i].name, name) == 0)
      return &mechanisms[i];
  return NULL;
}

gboolean
demo_auth_is_clear_text (const char *mechanism)
{
  const Mechanism *found = find (mechanism);

  return found != NULL && found->clear_text;
}

/**
 * demo_auth_run:
 * @auth: the connection's side of it
 * @mechanism: as the client named it
 *
 * Returns: (transfer full): how the exchange ended, or NULL if there is no
 *   such mechanism
 */
DemoAuthOutcome *
demo_auth_run (const DemoAuth *auth, const char *mechanism)
{
  const Mechanism *found = find (mechanism);
  DemoAuthOutcome *outcome;

  if (found == NULL)
    return NULL;

  outcome = g_new0 (DemoAuthOutcome, 1);
  outcome->cancelled = TRUE;
  found->run (auth, outcome);
  return outcome;
}

void
demo_auth_outcome_free (DemoAuthOutcome *outcome)
{
  g_free (outcome->account);
  g_free (outcome);
}
