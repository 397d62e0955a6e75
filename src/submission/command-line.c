#include "submission/command-line.h"

#include <string.h>

#include "smtp/send-request.h"
#include "submission/command-parameter.h"

typedef struct
{
  const char *name;
  CsVerb verb;
} Verb;

static const Verb verbs[] = {
  { "HELO", CS_VERB_HELO },        { "EHLO", CS_VERB_EHLO },
  { "MAIL", CS_VERB_MAIL },        { "RCPT", CS_VERB_RCPT },
  { "DATA", CS_VERB_DATA },        { "RSET", CS_VERB_RSET },
  { "NOOP", CS_VERB_NOOP },        { "VRFY", CS_VERB_VRFY },
  { "HELP", CS_VERB_HELP },        { "QUIT", CS_VERB_QUIT },
  { "EXPN", CS_VERB_NOT_OFFERED }, { "STARTTLS", CS_VERB_NOT_OFFERED },
  { "AUTH", CS_VERB_NOT_OFFERED }, { "BDAT", CS_VERB_NOT_OFFERED },
  { "ETRN", CS_VERB_NOT_OFFERED }, { "TURN", CS_VERB_NOT_OFFERED },
  { "SEND", CS_VERB_NOT_OFFERED }, { "SOML", CS_VERB_NOT_OFFERED },
  { "SAML", CS_VERB_NOT_OFFERED },
};

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
fail (CsCommandLine *command, const char *problem)
{
  command->problem = problem;
  return FALSE;
}

static CsVerb
find_verb (const char *line, gsize size_bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strlen (verbs[i].name) == size_bytes
        && g_ascii_strncasecmp (line, verbs[i].name, size_bytes) == 0)
      return verbs[i].verb;

  return CS_VERB_UNKNOWN;
}

/* --- paths --- */

/* Behind the path, past its ">": quoted strings may contain one. NULL: it does not end. */
static const char *
find_path_end (const char *at, const char *end)
{
  gboolean is_quoted = FALSE;

  for (; at < end; at++)
    {
      if (*at == '\\' && is_quoted && at + 1 < end)
        at++;
      else if (*at == '"')
        is_quoted = !is_quoted;
      else if (*at == '>' && !is_quoted)
        return at;
    }

  return NULL;
}

/* "FROM:<path>" or "TO:<path>"; white space behind the colon is what many programs write. */
static const char *
read_path (CsCommandLine *command, const char *keyword, const char *at, const char *end)
{
  gsize size = strlen (keyword);
  const char *close;

  if ((gsize)(end - at) < size || g_ascii_strncasecmp (at, keyword, size) != 0)
    return NULL;

  for (at += size; at < end && is_blank (*at); at++)
    ;
  if (at == end || *at != '<' || (close = find_path_end (at + 1, end)) == NULL)
    return NULL;

  command->text = g_strndup (at + 1, close - (at + 1));
  return close + 1;
}

static gboolean
read_parameters (CsCommandLine *command, const char *at, const char *end)
{
  while (at < end)
    {
      const char *word;

      if (!is_blank (*at))
        return fail (command, "501 5.5.4 A space is missing behind the address");
      while (at < end && is_blank (*at))
        at++;
      for (word = at; at < end && !is_blank (*at); at++)
        ;
      if (at > word && (command->problem = cs_command_parameter_read (command, word, at - word)))
        return FALSE;
    }

  return TRUE;
}

static void
read_mail (CsCommandLine *command, const char *at, const char *end)
{
  const char *parameters = read_path (command, "FROM:", at, end);

  if (parameters == NULL)
    fail (command, "501 5.5.4 Write MAIL FROM:<address>");
  else if (read_parameters (command, parameters, end) && !command->smtputf8
           && !g_str_is_ascii (command->text))
    fail (command, "553 5.6.7 This address needs the parameter SMTPUTF8");
}

static void
read_rcpt (CsCommandLine *command, const char *at, const char *end)
{
  const char *parameters = read_path (command, "TO:", at, end);

  if (parameters == NULL)
    fail (command, "501 5.5.4 Write RCPT TO:<address>");
  else
    read_parameters (command, parameters, end);
}

/* --- lines --- */

static gboolean
is_text (const char *line, gsize size_bytes)
{
  if (!g_utf8_validate_len (line, size_bytes, NULL))
    return FALSE;

  for (gsize i = 0; i < size_bytes; i++)
    if ((guchar)line[i] < 32 && line[i] != '\t')
      return FALSE;

  return TRUE;
}

static void
read_greeting (CsCommandLine *command, const char *at, const char *end)
{
  if (at == end)
    fail (command, "501 5.5.4 Say who you are: EHLO name");
  else
    command->text = g_strndup (at, end - at);
}

void
cs_command_line_parse (const char *line, gsize size_bytes, CsCommandLine *command)
{
  const char *end = line + size_bytes;
  const char *at = line;

  memset (command, 0, sizeof *command);
  if (!is_text (line, size_bytes))
    {
      fail (command, "500 5.5.2 That is not a line of text");
      return;
    }

  while (end > at && is_blank (end[-1]))
    end--;
  while (at < end && !is_blank (*at))
    at++;
  command->verb = find_verb (line, at - line);
  while (at < end && is_blank (*at))
    at++;

  if (command->verb == CS_VERB_HELO || command->verb == CS_VERB_EHLO)
    read_greeting (command, at, end);
  else if (command->verb == CS_VERB_MAIL)
    read_mail (command, at, end);
  else if (command->verb == CS_VERB_RCPT)
    read_rcpt (command, at, end);
  else if (at < end && (command->verb == CS_VERB_DATA || command->verb == CS_VERB_RSET))
    fail (command, "501 5.5.4 This command stands alone");
}

void
cs_command_line_clear (CsCommandLine *command)
{
  g_clear_pointer (&command->text, g_free);
  g_clear_pointer (&command->envelope_id, g_free);
  g_clear_pointer (&command->dsn_return, g_free);
  g_clear_pointer (&command->original_recipient, g_free);
}
