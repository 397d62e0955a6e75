#include "model/writer.h"

#include <string.h>

#include "model/json-text.h"
#include "model/option-private.h"
#include "model/settings-private.h"

typedef struct
{
  CsJsonText json;
  const CsSettings *settings;
  gboolean is_full; /* defaults too */
} Writer;

static guint32
bit (gboolean is_wanted, guint key)
{
  return is_wanted ? 1u << key : 0;
}

/* Whether a value at its default is written: when all are, or when the file had the key. */
static gboolean
keeps_default (const Writer *writer, const guint8 *order, guint key)
{
  return writer->is_full || cs_key_order_has (order, key);
}

static guint32
wanted_security (const Writer *writer, const CsSecurity *security)
{
  const guint8 *order = security->key_order;

  return bit (TRUE, CS_SECURITY_AUTHENTICATION)
         | bit (security->nt_domain != NULL, CS_SECURITY_NT_DOMAIN)
         | bit (security->account != NULL, CS_SECURITY_ACCOUNT)
         | bit (security->credential != NULL, CS_SECURITY_CREDENTIAL)
         | bit (security->tls != CS_TLS_WHEN_OFFERED
                    || keeps_default (writer, order, CS_SECURITY_TLS),
                CS_SECURITY_TLS)
         | bit (security->allow_unencrypted_password
                    || keeps_default (writer, order, CS_SECURITY_ALLOW_UNENCRYPTED),
                CS_SECURITY_ALLOW_UNENCRYPTED);
}

static void
write_security_key (Writer *writer, const CsSecurity *security, guint key)
{
  const char *name = cs_keys_name (CS_OBJECT_SECURITY, key);
  CsJsonText *json = &writer->json;

  switch (key)
    {
    case CS_SECURITY_AUTHENTICATION:
      cs_json_text_string (json, name, cs_authentication_name (security->authentication));
      break;
    case CS_SECURITY_NT_DOMAIN:
      cs_json_text_string (json, name, security->nt_domain);
      break;
    case CS_SECURITY_ACCOUNT:
      cs_json_text_string (json, name, security->account);
      break;
    case CS_SECURITY_CREDENTIAL:
      cs_json_text_string (json, name, security->credential);
      break;
    case CS_SECURITY_TLS:
      cs_json_text_string (json, name, cs_tls_rule_name (security->tls));
      break;
    case CS_SECURITY_ALLOW_UNENCRYPTED:
    default:
      cs_json_text_boolean (json, name, security->allow_unencrypted_password);
    }
}

static void
write_security (Writer *writer, const CsSecurity *security)
{
  guint8 keys[CS_KEY_ORDER_BYTES];

  cs_key_order_merge (security->key_order, wanted_security (writer, security), keys);
  cs_json_text_begin (&writer->json, "outbound-security", '{');
  for (const guint8 *key = keys; *key != 0; key++)
    write_security_key (writer, security, *key - 1);
  cs_json_text_end (&writer->json, '}');
}

static void
write_host (Writer *writer, const CsHost *host)
{
  g_autofree char *text = cs_host_to_string (host);

  cs_json_text_string (&writer->json, "smart-host", text);
}

static gboolean
is_default (const CsSettings *settings, CsOption option)
{
  const CsOptionInfo *info = cs_option_info (option);
  const gint64 *defaults, *values;
  guint n_defaults, n_values;

  if (!cs_settings_option_is_set (settings, option))
    return TRUE;
  if (cs_option_is_text (option))
    return FALSE;
  if (info->type != CS_OPTION_TYPE_INTERVALS)
    return cs_settings_integer (settings, option) == info->default_integer;

  defaults = cs_option_default_intervals (&n_defaults);
  values = cs_settings_intervals (settings, option, &n_values);
  return n_defaults == n_values && memcmp (defaults, values, n_values * sizeof *values) == 0;
}

/* A text without a value has no writing, however full. */
static gboolean
wants_option (const Writer *writer, CsOption option)
{
  const CsSettings *settings = writer->settings;

  if (!is_default (settings, option))
    return TRUE;
  if (cs_option_is_text (option))
    return FALSE;

  return writer->is_full
         || (cs_settings_option_is_set (settings, option)
             && cs_key_order_has (settings->site_order, CS_SITE_FIRST_OPTION + option));
}

static void
write_option (Writer *writer, CsOption option)
{
  const CsOptionInfo *info = cs_option_info (option);
  const CsSettings *settings = writer->settings;
  const gint64 *intervals;
  guint n;

  switch (info->type)
    {
    case CS_OPTION_TYPE_INTEGER:
      cs_json_text_integer (&writer->json, info->name, cs_settings_integer (settings, option));
      break;
    case CS_OPTION_TYPE_BOOLEAN:
      cs_json_text_boolean (&writer->json, info->name, cs_settings_integer (settings, option) != 0);
      break;
    case CS_OPTION_TYPE_INTERVALS:
      intervals = cs_settings_intervals (settings, option, &n);
      cs_json_text_integers (&writer->json, info->name, intervals, n);
      break;
    case CS_OPTION_TYPE_DOMAIN:
    case CS_OPTION_TYPE_ADDRESS:
    case CS_OPTION_TYPE_LANGUAGE:
    default:
      cs_json_text_string (&writer->json, info->name, cs_settings_text (settings, option));
    }
}

static guint32
wanted_site (const Writer *writer)
{
  static const CsSecurity plain = { 0 };
  const CsSettings *settings = writer->settings;
  const guint8 *order = settings->site_order;
  guint32 wanted = bit (settings->site_name != NULL || keeps_default (writer, order, CS_SITE_NAME),
                        CS_SITE_NAME)
                   | bit (settings->smart_host != NULL, CS_SITE_SMART_HOST)
                   | bit (!cs_security_equal (settings->security, &plain)
                              || keeps_default (writer, order, CS_SITE_SECURITY),
                          CS_SITE_SECURITY);

  for (guint i = 0; i < CS_N_OPTIONS; i++)
    wanted |= bit (wants_option (writer, i), CS_SITE_FIRST_OPTION + i);
  return wanted;
}

static void
write_site (Writer *writer)
{
  guint8 keys[CS_KEY_ORDER_BYTES];

  cs_key_order_merge (writer->settings->site_order, wanted_site (writer), keys);
  cs_json_text_begin (&writer->json, "site", '{');
  for (const guint8 *key = keys; *key != 0; key++)
    switch (*key - 1)
      {
      case CS_SITE_NAME:
        cs_json_text_string (&writer->json, "name", cs_settings_site_name (writer->settings));
        break;
      case CS_SITE_SMART_HOST:
        write_host (writer, writer->settings->smart_host);
        break;
      case CS_SITE_SECURITY:
        write_security (writer, writer->settings->security);
        break;
      default:
        write_option (writer, *key - 1 - CS_SITE_FIRST_OPTION);
      }
  cs_json_text_end (&writer->json, '}');
}

static guint32
wanted_domain (const Writer *writer, const CsRemoteDomain *domain)
{
  return bit (TRUE, CS_DOMAIN_DOMAIN) | bit (domain->route == CS_ROUTE_DNS, CS_DOMAIN_ROUTE)
         | bit (domain->route == CS_ROUTE_SMART_HOST && domain->smart_host != NULL,
                CS_DOMAIN_SMART_HOST)
         | bit (domain->helo || keeps_default (writer, domain->key_order, CS_DOMAIN_HELO),
                CS_DOMAIN_HELO)
         | bit (domain->security != NULL, CS_DOMAIN_SECURITY);
}

static void
write_domain_key (Writer *writer, const CsRemoteDomain *domain, guint key)
{
  g_autofree char *pattern = NULL;

  switch (key)
    {
    case CS_DOMAIN_DOMAIN:
      pattern = cs_pattern_to_string (domain->pattern);
      cs_json_text_string (&writer->json, "domain", pattern);
      break;
    case CS_DOMAIN_ROUTE:
      cs_json_text_string (&writer->json, "route", "dns");
      break;
    case CS_DOMAIN_SMART_HOST:
      write_host (writer, domain->smart_host);
      break;
    case CS_DOMAIN_HELO:
      cs_json_text_boolean (&writer->json, "helo", domain->helo);
      break;
    case CS_DOMAIN_SECURITY:
    default:
      write_security (writer, domain->security);
    }
}

static void
write_domain (Writer *writer, const CsRemoteDomain *domain)
{
  guint8 keys[CS_KEY_ORDER_BYTES];

  cs_key_order_merge (domain->key_order, wanted_domain (writer, domain), keys);
  cs_json_text_begin (&writer->json, NULL, '{');
  for (const guint8 *key = keys; *key != 0; key++)
    write_domain_key (writer, domain, *key - 1);
  cs_json_text_end (&writer->json, '}');
}

static void
write_remote_domains (Writer *writer)
{
  guint n = cs_settings_n_remote_domains (writer->settings);

  cs_json_text_begin (&writer->json, "remote-domains", '[');
  for (guint i = 0; i < n; i++)
    write_domain (writer, cs_settings_remote_domain (writer->settings, i));
  cs_json_text_end (&writer->json, ']');
}

static guint32
wanted_root (const Writer *writer)
{
  const CsSettings *settings = writer->settings;

  return bit (TRUE, CS_ROOT_VERSION)
         | bit (wanted_site (writer) != 0
                    || keeps_default (writer, settings->root_order, CS_ROOT_SITE),
                CS_ROOT_SITE)
         | bit (cs_settings_n_remote_domains (settings) > 0
                    || keeps_default (writer, settings->root_order, CS_ROOT_REMOTE_DOMAINS),
                CS_ROOT_REMOTE_DOMAINS);
}

static void
write_root (Writer *writer)
{
  guint8 keys[CS_KEY_ORDER_BYTES];

  cs_key_order_merge (writer->settings->root_order, wanted_root (writer), keys);
  cs_json_text_begin (&writer->json, NULL, '{');
  for (const guint8 *key = keys; *key != 0; key++)
    switch (*key - 1)
      {
      case CS_ROOT_VERSION:
        cs_json_text_integer (&writer->json, "version", 1);
        break;
      case CS_ROOT_SITE:
        write_site (writer);
        break;
      case CS_ROOT_REMOTE_DOMAINS:
      default:
        write_remote_domains (writer);
      }
  cs_json_text_end (&writer->json, '}');
}

static char *
write_settings (const CsSettings *settings, gboolean is_full, gsize *size_bytes)
{
  Writer writer = { .settings = settings, .is_full = is_full };

  writer.json.text = g_string_new (NULL);
  writer.json.is_first = TRUE;
  write_root (&writer);
  g_string_append_c (writer.json.text, '\n');

  if (size_bytes != NULL)
    *size_bytes = writer.json.text->len;
  return g_string_free (writer.json.text, FALSE);
}

char *
cs_settings_write (const CsSettings *settings, gsize *size_bytes)
{
  return write_settings (settings, FALSE, size_bytes);
}

char *
cs_settings_write_full (const CsSettings *settings, gsize *size_bytes)
{
  return write_settings (settings, TRUE, size_bytes);
}

char *
cs_settings_revision (const void *bytes, gsize size_bytes)
{
  if (bytes == NULL)
    return g_strdup ("");

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size_bytes);
}
