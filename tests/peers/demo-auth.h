/* demo-auth.h - the demo server's half of PLAIN, LOGIN and NTLM
 *
 * Knows nothing of SMTP: it asks, and is answered with decoded bytes.
 */
#pragma once

#include "demo-config.h"

G_BEGIN_DECLS

/* Sends @challenge (already what stands after "334 ") and returns the decoded answer, or NULL if
 * the client gave up. */
typedef GBytes *(*DemoAsk) (const char *challenge, gpointer user_data);

typedef struct
{
  const DemoConfig *config;
  GBytes *binding; /* tls-server-end-point of this connection; NULL: no TLS */
  GBytes *initial; /* initial response; NULL: none */
  DemoAsk ask;
  gpointer user_data;
} DemoAuth;

typedef struct
{
  gboolean cancelled; /* the client gave up, or sent what cannot be read */
  gboolean accepted;
  char *account; /* as the client gave it; NULL if it never came so far */
  const char *why; /* of a refusal */
  gboolean has_mic;
  gboolean has_binding;
} DemoAuthOutcome;

gboolean demo_auth_is_clear_text (const char *mechanism);
DemoAuthOutcome *demo_auth_run (const DemoAuth *auth, const char *mechanism);
void demo_auth_outcome_free (DemoAuthOutcome *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoAuthOutcome, demo_auth_outcome_free)

G_END_DECLS
