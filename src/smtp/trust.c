#include "smtp/trust.h"

struct _CsTrust
{
  GTlsDatabase parent_instance;
  GTlsDatabase *database;
};

G_DEFINE_TYPE (CsTrust, cs_trust, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
verify_chain (GTlsDatabase *database, GTlsCertificate *chain, const char *purpose,
              GSocketConnectable *identity, GTlsInteraction *interaction,
              GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  CsTrust *self = CS_TRUST (database);

  if (self->database == NULL)
    return G_TLS_CERTIFICATE_UNKNOWN_CA;

  return g_tls_database_verify_chain (self->database, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static void
cs_trust_finalize (GObject *object)
{
  g_clear_object (&CS_TRUST (object)->database);
  G_OBJECT_CLASS (cs_trust_parent_class)->finalize (object);
}

static void
cs_trust_class_init (CsTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_trust_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = verify_chain;
}

static void
cs_trust_init (CsTrust *self)
{
}

GTlsDatabase *
cs_trust_new (GTlsDatabase *database)
{
  CsTrust *self = g_object_new (CS_TYPE_TRUST, NULL);

  self->database = database != NULL
                       ? g_object_ref (database)
                       : g_tls_backend_get_default_database (g_tls_backend_get_default ());
  return G_TLS_DATABASE (self);
}
