/* settings.h - the settings as a value: the site and its remote domains
 *
 * Reading is in reader.h, writing in writer.h, which entry applies in
 * route.h, comparing in change.h. A CsSettings that more than one owner holds
 * is not changed any more: change a copy (cheap, the remote domains are
 * shared) and hand that on. No secret is ever in here.
 */
#pragma once

#include "base/host.h"
#include "base/security.h"
#include "model/option.h"
#include "model/pattern.h"

G_BEGIN_DECLS

#define CS_SETTINGS_MAX_MIB 64
#define CS_SETTINGS_MAX_BYTES (CS_SETTINGS_MAX_MIB * 1024 * 1024)
#define CS_SETTINGS_MODE_USER 0600
#define CS_SETTINGS_MODE_SYSTEM 0640

typedef struct
{
  CsAuthentication authentication;
  char *account; /* NULL with none; at most CS_ACCOUNT_MAX_BYTES */
  char *nt_domain; /* challenge-response only, NULL otherwise; at most CS_NT_DOMAIN_MAX_BYTES */
  char *credential; /* UUID, lower case; NULL: not stored yet */
  CsTlsRule tls;
  gboolean allow_unencrypted_password;
  /*< private >*/
  guint8 key_order[8];
} CsSecurity;

CsSecurity *cs_security_new (void); /* none, when-offered */
CsSecurity *cs_security_copy (const CsSecurity *security);
void cs_security_free (CsSecurity *security);
gboolean cs_security_equal (const CsSecurity *a, const CsSecurity *b); /* both may be NULL */
/* Whether the password may travel where others can read it: clear text, allowed without TLS. */
gboolean cs_security_is_unprotected (const CsSecurity *security);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSecurity, cs_security_free)

typedef enum
{
  CS_ROUTE_SITE, /* as the site */
  CS_ROUTE_DNS,
  CS_ROUTE_SMART_HOST,
} CsRouteChoice;

/* Fill a new one in, then hand it to the settings; never change one that settings hold. */
typedef struct
{
  CsPattern *pattern;
  CsRouteChoice route;
  CsHost *smart_host; /* with CS_ROUTE_SMART_HOST only */
  CsSecurity *security; /* NULL: the site's */
  gboolean helo;
  /*< private >*/
  gint references;
  guint8 key_order[8];
} CsRemoteDomain;

CsRemoteDomain *cs_remote_domain_new (CsPattern *pattern /* (transfer full) */);
CsRemoteDomain *cs_remote_domain_copy (const CsRemoteDomain *domain); /* a deep, unshared one */
CsRemoteDomain *cs_remote_domain_ref (CsRemoteDomain *domain);
void cs_remote_domain_unref (CsRemoteDomain *domain);
gboolean cs_remote_domain_equal (const CsRemoteDomain *a, const CsRemoteDomain *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsRemoteDomain, cs_remote_domain_unref)

typedef struct _CsSettings CsSettings;

CsSettings *cs_settings_new (void); /* the defaults */
CsSettings *cs_settings_copy (const CsSettings *settings);
CsSettings *cs_settings_ref (CsSettings *settings);
void cs_settings_unref (CsSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSettings, cs_settings_unref)

/* The site */
const char *cs_settings_site_name (const CsSettings *settings); /* "Default SMTP Site" */
void cs_settings_set_site_name (CsSettings *settings, const char *name);
const CsHost *cs_settings_smart_host (const CsSettings *settings); /* NULL: the DNS */
void cs_settings_set_smart_host (CsSettings *settings, const CsHost *host);
const CsSecurity *cs_settings_security (const CsSettings *settings); /* never NULL */
void cs_settings_set_security (CsSettings *settings, const CsSecurity *security);

/* Options: get returns the default where none is set. Text options are NULL by default. Set with
 * a NULL text or list returns to the default. Ranges are checked by cs_settings_check. */
gint64 cs_settings_integer (const CsSettings *settings, CsOption option); /* also booleans */
const char *cs_settings_text (const CsSettings *settings, CsOption option);
const gint64 *cs_settings_intervals (const CsSettings *settings, CsOption option, guint *n);
gboolean cs_settings_option_is_set (const CsSettings *settings, CsOption option);
void cs_settings_set_integer (CsSettings *settings, CsOption option, gint64 value);
void cs_settings_set_text (CsSettings *settings, CsOption option, const char *value);
void cs_settings_set_intervals (CsSettings *settings, CsOption option, const gint64 *values,
                                guint n);
void cs_settings_unset (CsSettings *settings, CsOption option);
/* As it is in @from, set or not. */
void cs_settings_take_option (CsSettings *settings, CsOption option, const CsSettings *from);

/* Remote domains, in the file's order; look-up by pattern key is O(1). */
guint cs_settings_n_remote_domains (const CsSettings *settings);
const CsRemoteDomain *cs_settings_remote_domain (const CsSettings *settings, guint index);
const CsRemoteDomain *cs_settings_find_remote_domain (const CsSettings *settings,
                                                      const char *pattern_key,
                                                      guint *index /* (nullable) (out) */);
/* Adds at the end, or replaces the one with the same pattern key in its place. Takes a reference of
 * its own: the caller's stays the caller's. */
void cs_settings_put_remote_domain (CsSettings *settings, CsRemoteDomain *domain);
/* Replaces at @index, also when the pattern changes (not to another entry's). */
void cs_settings_replace_remote_domain (CsSettings *settings, guint index, CsRemoteDomain *domain);
gboolean cs_settings_remove_remote_domain (CsSettings *settings, const char *pattern_key);
/* Removes all whose key is in the set @pattern_keys at once: one by one takes the square of their
 * number. Returns: how many there were. */
guint cs_settings_remove_remote_domains (CsSettings *settings, GHashTable *pattern_keys);

/* Each credential UUID that any entry names, once. (transfer container): const char * keys. */
GHashTable *cs_settings_credentials (const CsSettings *settings);

G_END_DECLS
