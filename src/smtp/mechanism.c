#include "smtp/mechanism.h"

#include "smtp/failure.h"

G_DEFINE_ABSTRACT_TYPE (CsMechanism, cs_mechanism, G_TYPE_OBJECT)

/* clang-format off */
static const CsMechanismKind kinds[] = {
  /* name    option                                sends    opens  text    made by */
  { "PLAIN", CS_AUTHENTICATION_CLEAR_TEXT,         TRUE,    TRUE,  FALSE,  cs_mechanism_plain_new },
  { "LOGIN", CS_AUTHENTICATION_CLEAR_TEXT,         TRUE,    FALSE, FALSE,  cs_mechanism_login_new },
  { "NTLM",  CS_AUTHENTICATION_CHALLENGE_RESPONSE, FALSE,   FALSE, TRUE,   cs_mechanism_ntlm_new },
};
/* clang-format on */

static gboolean
cannot_begin_anew (CsMechanism *mechanism)
{
  return FALSE;
}

static void
cs_mechanism_class_init (CsMechanismClass *klass)
{
  klass->may_begin_anew = cannot_begin_anew;
}

static void
cs_mechanism_init (CsMechanism *self)
{
}

const CsMechanismKind *
cs_mechanism_choose (CsAuthentication option, const CsFeatures *features,
                     const CsMechanismKind *after)
{
  gsize first = after != NULL ? (gsize)(after - kinds) + 1 : 0;

  for (gsize i = first; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].option == option && cs_features_offers_mechanism (features, kinds[i].name))
      return &kinds[i];

  return NULL;
}

void
cs_mechanism_respond_async (CsMechanism *mechanism, GBytes *challenge, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  CS_MECHANISM_GET_CLASS (mechanism)->respond_async (mechanism, challenge, cancellable, callback,
                                                     user_data);
}

CsSecret *
cs_mechanism_respond_finish (CsMechanism *mechanism, GAsyncResult *result, GError **error)
{
  return CS_MECHANISM_GET_CLASS (mechanism)->respond_finish (mechanism, result, error);
}

gboolean
cs_mechanism_may_begin_anew (CsMechanism *mechanism)
{
  return CS_MECHANISM_GET_CLASS (mechanism)->may_begin_anew (mechanism);
}

GError *
cs_mechanism_error (int kind, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return cs_failure_to_error (cs_failure_new (CS_STAGE_AUTHENTICATE, (CsFailureKind)kind, text));
}
