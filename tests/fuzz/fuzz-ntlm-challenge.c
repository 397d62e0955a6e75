/* A server's NTLM challenge: what passes our check goes on into the library, which must survive. */
#include "fuzz.h"

#include <string.h>

#include "smtp/failure.h"
#include "smtp/mechanism.h"
#include "smtp/ntlm-challenge.h"
#include "smtp/process.h"

typedef struct
{
  gboolean is_done;
  CsSecret *response;
  GError *error;
} Step;

static void
on_response (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Step *step = user_data;

  step->response = cs_mechanism_respond_finish (CS_MECHANISM (source), result, &step->error);
  step->is_done = TRUE;
}

/* (transfer full) (nullable) */
static CsSecret *
respond (CsMechanism *mechanism, GBytes *challenge)
{
  Step step = { 0 };

  cs_mechanism_respond_async (mechanism, challenge, NULL, on_response, &step);
  while (!step.is_done)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true ((step.response == NULL) == (step.error != NULL));
  if (step.error != NULL)
    g_assert_true (step.error->domain == CS_SMTP_ERROR);
  g_clear_error (&step.error);
  return step.response;
}

/* Whatever the server says, no answer of version 1: the response is longer than its 24 bytes. */
static void
assert_version_2 (const CsSecret *response)
{
  const guint8 *message = cs_secret_peek (response, NULL);

  g_assert_cmpuint (cs_secret_size (response), >, 64);
  g_assert_cmpuint (message[20] | message[21] << 8, >, 24);
}

static void
answer (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (CsSecret) password = cs_secret_new ("password", 8);
  g_autoptr (GBytes) binding = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GBytes) challenge = g_bytes_new (bytes, size_bytes);
  CsMechanismConfig config = {
    .account = "ann",
    .nt_domain = "CORP",
    .host_name = "relay.example.net",
    .secret = password,
    .channel_binding = binding,
  };
  g_autoptr (CsMechanism) mechanism = cs_mechanism_ntlm_new (&config);
  g_autoptr (CsSecret) first = respond (mechanism, NULL);
  g_autoptr (CsSecret) second = NULL;

  g_assert_nonnull (first);
  second = respond (mechanism, challenge);
  if (second != NULL)
    assert_version_2 (second);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  const char *reason = NULL;
  CsNtlmChallenge verdict = cs_ntlm_challenge_check (bytes, size_bytes, &reason);

  g_assert_true ((reason != NULL) == (verdict == CS_NTLM_CHALLENGE_MALFORMED));
  if (verdict != CS_NTLM_CHALLENGE_FIT)
    return 0;

  cs_smtp_prepare_process ();
  answer (bytes, size_bytes);
  return 0;
}
