/* keys.h - the keys of each object of the settings file, in the schema's order
 *
 * A key has a number within its object. The order in which an object's keys
 * were read is kept as a list of these numbers plus one, ended by 0.
 */
#pragma once

#include "model/option.h"

G_BEGIN_DECLS

typedef enum
{
  CS_OBJECT_ROOT,
  CS_OBJECT_SITE,
  CS_OBJECT_SECURITY,
  CS_OBJECT_DOMAIN,
  CS_OBJECT_PRESETS, /* of a file of presets (preset.h): the whole, and each one */
  CS_OBJECT_PRESET,
} CsObjectKind;

enum
{
  CS_ROOT_VERSION,
  CS_ROOT_SITE,
  CS_ROOT_REMOTE_DOMAINS,
  CS_N_ROOT_KEYS,
};

enum
{
  CS_SITE_NAME,
  CS_SITE_SMART_HOST,
  CS_SITE_SECURITY,
  CS_SITE_FIRST_OPTION,
  CS_N_SITE_KEYS = CS_SITE_FIRST_OPTION + CS_N_OPTIONS,
};

enum
{
  CS_SECURITY_AUTHENTICATION,
  CS_SECURITY_NT_DOMAIN,
  CS_SECURITY_ACCOUNT,
  CS_SECURITY_CREDENTIAL,
  CS_SECURITY_TLS,
  CS_SECURITY_ALLOW_UNENCRYPTED,
  CS_N_SECURITY_KEYS,
};

enum
{
  CS_DOMAIN_DOMAIN,
  CS_DOMAIN_ROUTE,
  CS_DOMAIN_SMART_HOST,
  CS_DOMAIN_HELO,
  CS_DOMAIN_SECURITY,
  CS_N_DOMAIN_KEYS,
};

enum
{
  CS_PRESETS_VERSION,
  CS_PRESETS_LIST,
  CS_N_PRESETS_KEYS,
};

enum
{
  CS_PRESET_NAME,
  CS_PRESET_DOMAINS,
  CS_PRESET_HOST,
  CS_PRESET_PORT,
  CS_PRESET_TLS,
  CS_PRESET_AUTHENTICATION,
  CS_PRESET_ACCOUNT_IS,
  CS_PRESET_ACCOUNT,
  CS_PRESET_NEEDS,
  CS_PRESET_MESSAGE_SIZE,
  CS_PRESET_RECIPIENTS,
  CS_PRESET_PER_DAY,
  CS_PRESET_NOTE,
  CS_N_PRESET_KEYS,
};

#define CS_KEYS_MAX CS_N_SITE_KEYS
#define CS_KEY_ORDER_BYTES (CS_KEYS_MAX + 1)

guint cs_keys_count (CsObjectKind kind);
const char *cs_keys_name (CsObjectKind kind, guint key);
/* The key's number, or -1. */
int cs_keys_find (CsObjectKind kind, const char *name);
/* The known key that @name was probably meant to be; NULL if none is near. */
const char *cs_keys_nearest (CsObjectKind kind, const char *name);
/* Whether a secret would stand behind a key of this name ("password", "api-token", …). */
gboolean cs_keys_is_secret_like (const char *name);

gboolean cs_key_order_has (const guint8 *order, guint key);
/* The keys of @wanted (bit @key set), those of @order first come as there; each other one behind
 * the key that comes before it in the schema. @merged: CS_KEY_ORDER_BYTES. */
void cs_key_order_merge (const guint8 *order, guint32 wanted, guint8 *merged);

G_END_DECLS
