#include "smtp/command.h"

#include <string.h>

#define MAX_ENVELOPE_ID_BYTES 100 /* RFC 3461 section 4.4 */
#define MAX_ORIGINAL_RECIPIENT_BYTES 500 /* RFC 3461 section 4.2 */

static gboolean
is_one_line (const char *line, gsize size_bytes)
{
  return memchr (line, '\r', size_bytes) == NULL && memchr (line, '\n', size_bytes) == NULL
         && memchr (line, '\0', size_bytes) == NULL;
}

gboolean
cs_command_append (GByteArray *out, const char *line, gsize size_bytes, gsize max_bytes)
{
  if (size_bytes + 2 > max_bytes || !is_one_line (line, size_bytes))
    return FALSE;

  g_byte_array_append (out, (const guint8 *)line, (guint)size_bytes);
  g_byte_array_append (out, (const guint8 *)"\r\n", 2);
  return TRUE;
}

CsSecret *
cs_command_secret (const char *prefix, const CsSecret *secret, gsize max_bytes)
{
  g_autoptr (CsSecret) encoded = cs_secret_to_base64 (secret);
  const guint8 *payload = cs_secret_peek (encoded, NULL);
  gsize prefix_bytes = strlen (prefix);
  gsize payload_bytes = cs_secret_size (encoded);
  CsSecret *line;
  guint8 *bytes;

  if (payload_bytes == 0 && prefix_bytes > 0)
    {
      payload = (const guint8 *)"=";
      payload_bytes = 1;
    }
  if (prefix_bytes + payload_bytes + 2 > max_bytes || !is_one_line (prefix, prefix_bytes))
    return NULL;

  line = cs_secret_new_sized (prefix_bytes + payload_bytes + 2, &bytes);
  memcpy (bytes, prefix, prefix_bytes);
  memcpy (bytes + prefix_bytes, payload, payload_bytes);
  memcpy (bytes + prefix_bytes + payload_bytes, "\r\n", 2);
  return line;
}

/* A value that was received in a parameter may go into one again: RFC 3461 section 4, xtext. */
static gboolean
is_parameter_value (const char *value, gsize max_bytes)
{
  gsize size_bytes;

  if (value == NULL)
    return FALSE;

  size_bytes = strlen (value);
  if (size_bytes == 0 || size_bytes > max_bytes)
    return FALSE;

  for (gsize i = 0; i < size_bytes; i++)
    if (value[i] <= ' ' || value[i] > '~' || value[i] == '=')
      return FALSE;

  return TRUE;
}

static gboolean
has (const CsMailParameters *parameters, CsFeatureFlags feature)
{
  return (parameters->features & feature) != 0;
}

static gboolean
has_optional (const CsMailParameters *parameters, CsFeatureFlags feature)
{
  return !parameters->bare && has (parameters, feature);
}

static void
append_dsn_of_mail (GString *line, const CsSendRequest *request)
{
  if (g_strcmp0 (request->dsn_return, "FULL") == 0 || g_strcmp0 (request->dsn_return, "HDRS") == 0)
    g_string_append_printf (line, " RET=%s", request->dsn_return);
  if (is_parameter_value (request->envelope_id, MAX_ENVELOPE_ID_BYTES))
    g_string_append_printf (line, " ENVID=%s", request->envelope_id);
}

char *
cs_command_mail (const CsSendRequest *request, const CsMailParameters *parameters)
{
  GString *line = g_string_new ("MAIL FROM:<");

  g_string_append (line, cs_address_text (request->sender));
  g_string_append_c (line, '>');

  if (has_optional (parameters, CS_FEATURE_SIZE))
    g_string_append_printf (line, " SIZE=%" G_GUINT64_FORMAT, parameters->size_bytes);
  if (parameters->is_8bit && has (parameters, CS_FEATURE_8BITMIME))
    g_string_append (line, " BODY=8BITMIME");
  if (parameters->needs_smtputf8)
    g_string_append (line, " SMTPUTF8");
  if (has_optional (parameters, CS_FEATURE_DSN))
    append_dsn_of_mail (line, request);

  return g_string_free (line, FALSE);
}

static void
append_notify (GString *line, CsNotify notify)
{
  static const struct
  {
    CsNotify flag;
    const char *word;
  } words[] = {
    { CS_NOTIFY_SUCCESS, "SUCCESS" },
    { CS_NOTIFY_FAILURE, "FAILURE" },
    { CS_NOTIFY_DELAY, "DELAY" },
  };
  const char *separator = " NOTIFY=";

  if (notify & CS_NOTIFY_NEVER) /* alone or not at all, RFC 3461 section 4.1 */
    {
      g_string_append (line, " NOTIFY=NEVER");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (notify & words[i].flag)
      {
        g_string_append (line, separator);
        g_string_append (line, words[i].word);
        separator = ",";
      }
}

char *
cs_command_recipient (const CsSendRecipient *recipient, const CsMailParameters *parameters)
{
  GString *line = g_string_new ("RCPT TO:<");

  g_string_append (line, cs_address_text (recipient->address));
  g_string_append_c (line, '>');

  if (has_optional (parameters, CS_FEATURE_DSN))
    {
      append_notify (line, recipient->notify);
      if (is_parameter_value (recipient->original_recipient, MAX_ORIGINAL_RECIPIENT_BYTES))
        g_string_append_printf (line, " ORCPT=%s", recipient->original_recipient);
    }

  return g_string_free (line, FALSE);
}

gboolean
cs_command_mail_has_optional (const CsSendRequest *request, const CsMailParameters *parameters)
{
  return has_optional (parameters, CS_FEATURE_SIZE)
         || (has_optional (parameters, CS_FEATURE_DSN)
             && (request->dsn_return != NULL || request->envelope_id != NULL));
}

gboolean
cs_command_recipient_has_optional (const CsSendRecipient *recipient,
                                   const CsMailParameters *parameters)
{
  return has_optional (parameters, CS_FEATURE_DSN)
         && (recipient->notify != CS_NOTIFY_DEFAULT || recipient->original_recipient != NULL);
}
