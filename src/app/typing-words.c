#include "app/typing-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "admin/words.h"
#include "base/address.h"
#include "base/domain.h"
#include "base/language.h"

typedef struct
{
  GQuark (*domain) (void);
  int code;
  const char *sentence;
} Row;

/* Whatever has no row keeps the parser's own message, which is more precise than a general one. */
static const Row rows[] = {
  { cs_domain_error_quark, CS_DOMAIN_ERROR_EMPTY, N_ ("Type a domain, for example example.com.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_EMPTY_LABEL,
    N_ ("Something is missing before, after or between the dots.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_LABEL_TOO_LONG,
    N_ ("A part between two dots can have 63 characters at most.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_TOO_LONG,
    N_ ("A domain can have 253 characters at most.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_CHARACTER,
    N_ ("A domain has only letters, digits, hyphens and dots, and no hyphen at the end of a "
        "part.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_NOT_UTF8, N_ ("This is not readable text.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_IDNA,
    N_ ("This is not a valid internationalised domain name.") },
  { cs_domain_error_quark, CS_DOMAIN_ERROR_ADDRESS,
    N_ ("This is an IP address; a domain name belongs here.") },
  { cs_host_error_quark, CS_HOST_ERROR_EMPTY,
    N_ ("Type a host, for example relay.example.net or relay.example.net:587.") },
  { cs_host_error_quark, CS_HOST_ERROR_NAME,
    N_ ("This is neither a host name nor an address, such as relay.example.net or [192.0.2.7].") },
  { cs_host_error_quark, CS_HOST_ERROR_PORT, N_ ("The port is a number from 1 to 65535.") },
  { cs_host_error_quark, CS_HOST_ERROR_BRACKETS,
    N_ ("An IPv6 address stands in brackets: [2001:db8::7] or [2001:db8::7]:587.") },
  { cs_host_error_quark, CS_HOST_ERROR_URL,
    N_ ("Only the host belongs here, without “smtp://” and without an account.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_EMPTY,
    N_ ("Type an address, for example ann@example.com.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_LOCAL,
    N_ ("What stands before the @ is not the name of a mailbox.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_LOCAL_TOO_LONG,
    N_ ("What stands before the @ can have 64 characters at most.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_DOMAIN,
    N_ ("What stands after the @ is not a domain.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_NO_DOMAIN,
    N_ ("An address has an @ and a domain: ann@example.com.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_CHARACTER,
    N_ ("There is a character that no address can have.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_TOO_LONG,
    N_ ("An address can have 254 characters at most.") },
  { cs_address_error_quark, CS_ADDRESS_ERROR_TRAILING,
    N_ ("Only one address belongs here, without a name.") },
  { cs_pattern_error_quark, CS_PATTERN_ERROR_WILDCARD,
    N_ ("An asterisk can only stand in front: *.example.com is everything below example.com.") },
  { cs_pattern_error_quark, CS_PATTERN_ERROR_INVALID,
    N_ ("Type a domain (example.com), everything below one (*.example.com) or an address "
        "(ann@example.com).") },
};

char *
cs_typing_words (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (error->domain == rows[i].domain () && error->code == rows[i].code)
      return g_strdup (_ (rows[i].sentence));
  return g_strdup (error->message);
}

static char *
in_unit (CsUnit unit, gint64 value)
{
  switch (unit)
    {
    case CS_UNIT_SECONDS:
      return cs_words_duration (value);
    case CS_UNIT_BYTES:
      return cs_words_size (value);
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value);
    }
}

char *
cs_typing_check_integer (CsOption option, gint64 value)
{
  const CsOptionInfo *info = cs_option_info (option);
  g_autofree char *minimum = NULL;
  g_autofree char *maximum = NULL;

  if (value >= info->minimum && value <= info->maximum)
    return NULL;

  minimum = in_unit (info->unit, info->minimum);
  maximum = in_unit (info->unit, info->maximum);
  /* Translators: two numbers or durations, for example "1" and "1000", "1 min" and "30 days" */
  return g_strdup_printf (_ ("This must be at least %1$s and at most %2$s."), minimum, maximum);
}

static char *
check_number (CsOption option, const char *text, char **canonical)
{
  gint64 value;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return g_strdup (_ ("Type a whole number."));

  if (canonical != NULL)
    *canonical = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  return cs_typing_check_integer (option, value);
}

static char *
language_text (const char *text, GError **error)
{
  char *language = cs_language_normalize (text);

  if (language == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("This is not the name of a language, such as de or pt_BR."));
  return language;
}

static char *
canonical_text (CsOptionType type, const char *text, GError **error)
{
  g_autoptr (CsAddress) address = NULL;

  if (type == CS_OPTION_TYPE_DOMAIN)
    return cs_domain_normalize (text, -1, error);
  if (type == CS_OPTION_TYPE_LANGUAGE)
    return language_text (text, error);

  address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, error);
  return address != NULL ? g_strdup (cs_address_text (address)) : NULL;
}

char *
cs_typing_check_option (CsOption option, const char *text, char **canonical)
{
  const CsOptionInfo *info = cs_option_info (option);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  if (canonical != NULL)
    *canonical = NULL;
  if (info->type == CS_OPTION_TYPE_INTEGER)
    return check_number (option, stripped, canonical);
  if (*stripped == '\0')
    return NULL;

  value = canonical_text (info->type, stripped, &error);
  if (value == NULL)
    return cs_typing_words (error);
  if (canonical != NULL)
    *canonical = g_steal_pointer (&value);
  return NULL;
}

char *
cs_typing_check_host (const char *text, CsHost **host)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GError) error = NULL;

  *host = NULL;
  if (*stripped == '\0')
    return NULL;

  *host = cs_host_parse (stripped, -1, &error);
  return *host == NULL ? cs_typing_words (error) : NULL;
}

/* A pattern's error does not say which part is wrong; the part's own parser does. */
static GError *
error_of_part (const char *text)
{
  g_autoptr (CsAddress) address = NULL;
  g_autofree char *domain = NULL;
  GError *error = NULL;

  if (strchr (text, '@') != NULL)
    address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, &error);
  else
    domain = cs_domain_normalize (g_str_has_prefix (text, "*.") ? text + 2 : text, -1, &error);
  return error;
}

char *
cs_typing_check_pattern (const char *text, CsPattern **pattern)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) part_error = NULL;

  *pattern = cs_pattern_parse (stripped, -1, &error);
  if (*pattern != NULL)
    return NULL;

  if (g_error_matches (error, CS_PATTERN_ERROR, CS_PATTERN_ERROR_INVALID) && *stripped != '\0')
    part_error = error_of_part (stripped);
  return cs_typing_words (part_error != NULL ? part_error : error);
}
