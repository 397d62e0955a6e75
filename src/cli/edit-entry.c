#include "cli/edit-entry.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "model/reader.h"

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE, message);
  return FALSE;
}

static void
set_text (char **target, const char *value)
{
  g_free (*target);
  *target = *value != '\0' ? g_strdup (value) : NULL;
}

/* --- outbound security --------------------------------------------------------------------- */

/* Another option takes what it cannot use away; what is named in the same command stays, and the
 * rules will say that it does not fit. */
static void
drop_unfitting (CsSecurity *security, const CsArguments *arguments)
{
  if (security->authentication == CS_AUTHENTICATION_NONE)
    {
      g_clear_pointer (&security->account, g_free);
      g_clear_pointer (&security->credential, g_free);
    }
  if (security->authentication != CS_AUTHENTICATION_CHALLENGE_RESPONSE)
    g_clear_pointer (&security->nt_domain, g_free);
  if (security->authentication != CS_AUTHENTICATION_CLEAR_TEXT)
    security->allow_unencrypted_password = FALSE;
}

static gboolean
edit_authentication (CsSecurity *security, const CsArguments *arguments, GError **error)
{
  const char *name = cs_arguments_get (arguments, "authentication");

  if (name == NULL)
    return TRUE;
  if (!cs_authentication_from_name (name, &security->authentication))
    return fail (error,
                 _ ("--authentication: “%s” is not one of none, clear-text, "
                    "challenge-response"),
                 name);
  drop_unfitting (security, arguments);
  return TRUE;
}

static gboolean
edit_tls (CsSecurity *security, const CsArguments *arguments, GError **error)
{
  const char *name = cs_arguments_get (arguments, "tls");
  const char *allow = cs_arguments_get (arguments, "allow-unencrypted-password");

  if (name != NULL && !cs_tls_rule_from_name (name, &security->tls))
    return fail (error, _ ("--tls: “%s” is not one of when-offered, required, from-start, never"),
                 name);
  if (allow != NULL)
    security->allow_unencrypted_password = strcmp (allow, "yes") == 0;
  return TRUE;
}

/* "CORP\mailer" is how people write such an account. */
static void
split_account (CsSecurity *security)
{
  g_autofree char *nt_domain = NULL;
  g_autofree char *account = NULL;

  if (security->authentication != CS_AUTHENTICATION_CHALLENGE_RESPONSE || security->account == NULL
      || !cs_security_split_account (security->account, &nt_domain, &account))
    return;
  if (security->nt_domain != NULL && g_ascii_strcasecmp (security->nt_domain, nt_domain) != 0)
    return; /* the rules report the conflict */
  set_text (&security->account, account);
  set_text (&security->nt_domain, nt_domain);
}

static void
edit_account (CsSecurity *security, const CsArguments *arguments)
{
  const char *account = cs_arguments_get (arguments, "account");
  const char *nt_domain = cs_arguments_get (arguments, "nt-domain");

  if (account != NULL)
    {
      set_text (&security->account, account);
      if (strchr (account, '\\') != NULL)
        g_clear_pointer (&security->nt_domain, g_free);
    }
  if (nt_domain != NULL)
    set_text (&security->nt_domain, nt_domain);
  split_account (security);
}

static gboolean
edit_credential (CsSecurity *security, const CsArguments *arguments, GError **error)
{
  const char *uuid = cs_arguments_get (arguments, "credential");

  if (uuid == NULL)
    return TRUE;
  if (cs_arguments_has (arguments, "password-stdin"))
    return fail (error, _ ("--credential and --password-stdin exclude each other"));
  if (*uuid != '\0' && !g_uuid_string_is_valid (uuid))
    return fail (error, _ ("--credential: this is not a UUID; “countersign show” has them"));
  g_free (security->credential);
  security->credential = *uuid != '\0' ? g_ascii_strdown (uuid, -1) : NULL;
  return TRUE;
}

gboolean
cs_edit_security (CsSecurity *security, const CsArguments *arguments, gboolean *needs_password,
                  GError **error)
{
  g_autoptr (CsSecurity) before = cs_security_copy (security);
  gboolean is_other_account;

  if (!edit_authentication (security, arguments, error) || !edit_tls (security, arguments, error))
    return FALSE;
  edit_account (security, arguments);
  if (!edit_credential (security, arguments, error))
    return FALSE;

  is_other_account = g_strcmp0 (before->account, security->account) != 0
                     || g_strcmp0 (before->nt_domain, security->nt_domain) != 0;
  *needs_password = security->authentication != CS_AUTHENTICATION_NONE && security->account != NULL
                    && is_other_account && !cs_arguments_has (arguments, "credential");
  return TRUE;
}

/* --- route --------------------------------------------------------------------------------- */

gboolean
cs_edit_smart_host (const CsArguments *arguments, CsHost **host, GError **error)
{
  const char *text = cs_arguments_get (arguments, "smart-host");
  g_autoptr (GError) why = NULL;

  *host = NULL;
  if (text == NULL)
    return FALSE;
  if (*text == '\0')
    return TRUE;
  *host = cs_host_parse (text, -1, &why);
  if (*host == NULL)
    {
      g_autofree char *reason = cs_words_reason (why->message);

      return fail (error, _ ("--smart-host: “%s”: %s"), text, reason);
    }
  return TRUE;
}

static gboolean
check_one_route (const CsArguments *arguments, GError **error)
{
  const char *host = cs_arguments_get (arguments, "smart-host");
  guint n = cs_arguments_has (arguments, "dns") + cs_arguments_has (arguments, "use-site-route")
            + (host != NULL && *host != '\0');

  return n <= 1 || fail (error, _ ("--smart-host, --dns and --use-site-route exclude each other"));
}

static void
set_route (CsRemoteDomain *domain, CsRouteChoice route, CsHost *host)
{
  g_clear_pointer (&domain->smart_host, cs_host_free);
  domain->route = route;
  domain->smart_host = host;
}

gboolean
cs_edit_route (CsRemoteDomain *domain, const CsArguments *arguments, GError **error)
{
  const char *helo = cs_arguments_get (arguments, "helo");
  GError *local_error = NULL;
  CsHost *host;

  if (!check_one_route (arguments, error))
    return FALSE;
  if (cs_edit_smart_host (arguments, &host, &local_error))
    {
      if (host != NULL)
        set_route (domain, CS_ROUTE_SMART_HOST, host);
      else if (domain->route == CS_ROUTE_SMART_HOST)
        set_route (domain, CS_ROUTE_SITE, NULL);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (cs_arguments_has (arguments, "dns"))
    set_route (domain, CS_ROUTE_DNS, NULL);
  if (cs_arguments_has (arguments, "use-site-route"))
    set_route (domain, CS_ROUTE_SITE, NULL);
  if (helo != NULL)
    domain->helo = strcmp (helo, "yes") == 0;
  return TRUE;
}

/* --- the site's options -------------------------------------------------------------------- */

static gboolean
parse_integer (const char *name, CsUnit unit, const char *text, gint64 *value, GError **error)
{
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL))
    return TRUE;

  switch (unit)
    {
    case CS_UNIT_SECONDS:
      return fail (error, _ ("--%s: “%s” is not a whole number of seconds, such as 3600"), name,
                   text);
    case CS_UNIT_BYTES:
      return fail (error, _ ("--%s: “%s” is not a whole number of bytes, such as 33554432"), name,
                   text);
    default:
      return fail (error, _ ("--%s: “%s” is not a whole number"), name, text);
    }
}

static gboolean
edit_intervals (CsSettings *settings, CsOption option, const char *text, GError **error)
{
  const CsOptionInfo *info = cs_option_info (option);
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = g_strv_length (parts);
  g_autofree gint64 *values = g_new (gint64, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    if (!parse_integer (info->name, info->unit, g_strstrip (parts[i]), &values[i], error))
      return FALSE;
  cs_settings_set_intervals (settings, option, values, n);
  return TRUE;
}

/* An empty value returns to the default, whatever the type. */
static gboolean
edit_option (CsSettings *settings, CsOption option, const char *text, GError **error)
{
  const CsOptionInfo *info = cs_option_info (option);
  gint64 integer = 0;

  if (*text == '\0')
    {
      cs_settings_unset (settings, option);
      return TRUE;
    }
  switch (info->type)
    {
    case CS_OPTION_TYPE_BOOLEAN:
      cs_settings_set_integer (settings, option, strcmp (text, "yes") == 0);
      return TRUE;
    case CS_OPTION_TYPE_INTERVALS:
      return edit_intervals (settings, option, text, error);
    case CS_OPTION_TYPE_INTEGER:
      if (!parse_integer (info->name, info->unit, text, &integer, error))
        return FALSE;
      cs_settings_set_integer (settings, option, integer);
      return TRUE;
    case CS_OPTION_TYPE_DOMAIN:
    case CS_OPTION_TYPE_ADDRESS:
    case CS_OPTION_TYPE_LANGUAGE:
    default:
      cs_settings_set_text (settings, option, text);
      return TRUE;
    }
}

gboolean
cs_edit_site_options (CsSettings *settings, const CsArguments *arguments, GError **error)
{
  const char *name = cs_arguments_get (arguments, "name");

  if (name != NULL)
    cs_settings_set_site_name (settings, name);
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    {
      const char *text = cs_arguments_get (arguments, cs_option_info (i)->name);

      if (text != NULL && !edit_option (settings, i, text, error))
        return FALSE;
    }
  return TRUE;
}
