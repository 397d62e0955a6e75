/* mechanism.h - a way to authenticate, RFC 4954 and RFC 4422, as a plug-in
 *
 * A mechanism turns challenges into responses; it never sees the connection.
 * The table in mechanism.c says which serves which authentication option, in
 * the order of preference. Private to the layer.
 */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"
#include "base/security.h"
#include "smtp/features.h"

G_BEGIN_DECLS

typedef struct
{
  const char *account; /* UTF-8 */
  const char *nt_domain; /* (nullable) */
  const char *host_name; /* of the server, as the administrator wrote it */
  CsSecret *secret; /* the password, UTF-8 */
  GBytes *channel_binding; /* (nullable): tls-server-end-point, the hash alone */
} CsMechanismConfig; /* copied, secret and binding referenced */

#define CS_TYPE_MECHANISM (cs_mechanism_get_type ())
G_DECLARE_DERIVABLE_TYPE (CsMechanism, cs_mechanism, CS, MECHANISM, GObject)

struct _CsMechanismClass
{
  GObjectClass parent_class;
  /* @challenge: NULL asks for the response to no challenge at all, which comes first. */
  void (*respond_async) (CsMechanism *mechanism, GBytes *challenge, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  CsSecret *(*respond_finish) (CsMechanism *mechanism, GAsyncResult *result, GError **error);
  /* After a failed response: whether beginning anew, in another way, may succeed. */
  gboolean (*may_begin_anew) (CsMechanism *mechanism);
};

typedef struct
{
  const char *name; /* in EHLO and AUTH */
  CsAuthentication option;
  gboolean sends_password; /* in clear text: rule 5 of the design */
  gboolean opens_with_response; /* the first response goes with AUTH where it fits */
  gboolean first_challenge_is_text; /* "334 ntlm supported": only the code counts */
  CsMechanism *(*new_mechanism) (const CsMechanismConfig *config);
} CsMechanismKind;

/* The next kind for @option that @features offer, behind @after (NULL: the first). NULL: none. */
const CsMechanismKind *cs_mechanism_choose (CsAuthentication option, const CsFeatures *features,
                                            const CsMechanismKind *after);

/* The response in raw bytes (not base64). Errors are of CS_SMTP_ERROR with the failure attached:
 * AUTH_CHALLENGE, AUTH_NTLM_V1_ONLY, AUTH_UNAVAILABLE, CREDENTIAL_INVALID. */
void cs_mechanism_respond_async (CsMechanism *mechanism, GBytes *challenge,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
CsSecret *cs_mechanism_respond_finish (CsMechanism *mechanism, GAsyncResult *result,
                                       GError **error);
gboolean cs_mechanism_may_begin_anew (CsMechanism *mechanism);

/* For implementations. */
CsMechanism *cs_mechanism_plain_new (const CsMechanismConfig *config);
CsMechanism *cs_mechanism_login_new (const CsMechanismConfig *config);
CsMechanism *cs_mechanism_ntlm_new (const CsMechanismConfig *config);
/* A failure at CS_STAGE_AUTHENTICATE. */
GError *cs_mechanism_error (int kind, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
