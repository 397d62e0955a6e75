#include "submission/command-parameter.h"

#include <string.h>

#include "smtp/send-request.h"

#define ENVELOPE_ID_MAX_BYTES 100 /* RFC 3461 section 4.4 */
#define ORIGINAL_RECIPIENT_MAX_BYTES 500 /* RFC 3461 section 4.2 */

typedef const char *(*ReadFunc) (CsCommandLine *command, const char *value, gsize size_bytes);

static gboolean
is_word (const char *value, gsize size_bytes, const char *word)
{
  return strlen (word) == size_bytes && g_ascii_strncasecmp (value, word, size_bytes) == 0;
}

/* RFC 3461 section 4: printable ASCII, with "+" only in front of two upper-case hex digits. */
static gboolean
is_xtext (const char *value, gsize size_bytes)
{
  static const char hex[] = "0123456789ABCDEF";

  for (gsize i = 0; i < size_bytes; i++)
    {
      if (value[i] < 33 || value[i] > 126 || value[i] == '=')
        return FALSE;
      if (value[i] != '+')
        continue;
      if (i + 2 >= size_bytes || strchr (hex, value[i + 1]) == NULL
          || strchr (hex, value[i + 2]) == NULL)
        return FALSE;
      i += 2;
    }

  return size_bytes > 0;
}

/* --- MAIL --- */

static const char *
read_size (CsCommandLine *command, const char *value, gsize size_bytes)
{
  g_autofree char *digits = g_strndup (value, size_bytes);

  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &command->size_bytes, NULL))
    return "501 5.5.4 SIZE is a number of bytes";
  return NULL;
}

static const char *
read_body (CsCommandLine *command, const char *value, gsize size_bytes)
{
  if (!is_word (value, size_bytes, "7BIT") && !is_word (value, size_bytes, "8BITMIME"))
    return "501 5.5.4 BODY is 7BIT or 8BITMIME";
  return NULL;
}

static const char *
read_smtputf8 (CsCommandLine *command, const char *value, gsize size_bytes)
{
  if (size_bytes > 0)
    return "501 5.5.4 SMTPUTF8 has no value";
  command->smtputf8 = TRUE;
  return NULL;
}

static const char *
read_return (CsCommandLine *command, const char *value, gsize size_bytes)
{
  if (!is_word (value, size_bytes, "FULL") && !is_word (value, size_bytes, "HDRS"))
    return "501 5.5.4 RET is FULL or HDRS";
  g_free (command->dsn_return);
  command->dsn_return = g_ascii_strup (value, size_bytes);
  return NULL;
}

static const char *
read_envelope_id (CsCommandLine *command, const char *value, gsize size_bytes)
{
  if (size_bytes > ENVELOPE_ID_MAX_BYTES || !is_xtext (value, size_bytes))
    return "501 5.5.4 ENVID is xtext of at most 100 bytes";
  g_free (command->envelope_id);
  command->envelope_id = g_strndup (value, size_bytes);
  return NULL;
}

/* RFC 4954 section 5: who submitted it is for relays that trust each other. */
static const char *
read_auth (CsCommandLine *command, const char *value, gsize size_bytes)
{
  return NULL;
}

/* --- RCPT --- */

static guint
notify_bit (const char *word, gsize size_bytes)
{
  if (is_word (word, size_bytes, "SUCCESS"))
    return CS_NOTIFY_SUCCESS;
  if (is_word (word, size_bytes, "FAILURE"))
    return CS_NOTIFY_FAILURE;
  if (is_word (word, size_bytes, "DELAY"))
    return CS_NOTIFY_DELAY;
  return 0;
}

static const char *
read_notify (CsCommandLine *command, const char *value, gsize size_bytes)
{
  static const char problem[] = "501 5.5.4 NOTIFY is NEVER, or of SUCCESS, FAILURE and DELAY";
  const char *end = value + size_bytes;

  if (is_word (value, size_bytes, "NEVER"))
    {
      command->notify = CS_NOTIFY_NEVER;
      return NULL;
    }

  for (command->notify = 0; value <= end;)
    {
      const char *comma = memchr (value, ',', end - value);
      const char *word_end = comma != NULL ? comma : end;
      guint bit = notify_bit (value, word_end - value);

      if (bit == 0)
        return problem;
      command->notify |= bit;
      value = word_end + 1;
    }

  return NULL;
}

static const char *
read_original_recipient (CsCommandLine *command, const char *value, gsize size_bytes)
{
  const char *semicolon = memchr (value, ';', size_bytes);

  if (size_bytes > ORIGINAL_RECIPIENT_MAX_BYTES || semicolon == NULL || semicolon == value
      || !is_xtext (value, size_bytes) || semicolon == value + size_bytes - 1)
    return "501 5.5.4 ORCPT is a type, a semicolon and xtext";
  g_free (command->original_recipient);
  command->original_recipient = g_strndup (value, size_bytes);
  return NULL;
}

static const struct
{
  CsVerb verb;
  const char *name;
  ReadFunc read;
  gboolean has_value;
} parameters[] = {
  { CS_VERB_MAIL, "SIZE", read_size, TRUE },
  { CS_VERB_MAIL, "BODY", read_body, TRUE },
  { CS_VERB_MAIL, "SMTPUTF8", read_smtputf8, FALSE },
  { CS_VERB_MAIL, "RET", read_return, TRUE },
  { CS_VERB_MAIL, "ENVID", read_envelope_id, TRUE },
  { CS_VERB_MAIL, "AUTH", read_auth, TRUE },
  { CS_VERB_RCPT, "NOTIFY", read_notify, TRUE },
  { CS_VERB_RCPT, "ORCPT", read_original_recipient, TRUE },
};

const char *
cs_command_parameter_read (CsCommandLine *command, const char *word, gsize size_bytes)
{
  const char *equals = memchr (word, '=', size_bytes);
  gsize name_bytes = equals != NULL ? (gsize)(equals - word) : size_bytes;
  const char *value = equals != NULL ? equals + 1 : word + size_bytes;

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      if (parameters[i].verb != command->verb || !is_word (word, name_bytes, parameters[i].name))
        continue;
      if (parameters[i].has_value && equals == NULL)
        return "501 5.5.4 This parameter needs a value";
      return parameters[i].read (command, value, word + size_bytes - value);
    }

  return "555 5.5.4 This parameter is not known here";
}
