#include "smtp/reply-facts.h"

#include <string.h>

#include "base/text.h"
#include "smtp/line.h"

#define MAX_SUBJECT 999

/* One number of an enhanced code; moves @text behind it. */
static gboolean
take_number (const char **text, guint *number)
{
  const char *digit = *text;

  *number = 0;
  while (g_ascii_isdigit (*digit) && *number <= MAX_SUBJECT)
    *number = *number * 10 + (guint)(*digit++ - '0');

  if (digit == *text || *number > MAX_SUBJECT)
    return FALSE;

  *text = digit;
  return TRUE;
}

/* Returns: what follows the code and its blank, or @text itself if there is none. */
static const char *
take_enhanced (const char *text, guint code, guint enhanced[3])
{
  const char *next = text;
  guint parts[3];

  for (guint i = 0; i < 3; i++)
    {
      if (i > 0 && *next++ != '.')
        return text;
      if (!take_number (&next, &parts[i]))
        return text;
    }
  if ((*next != ' ' && *next != '\0') || parts[0] != code / 100)
    return text;

  for (guint i = 0; i < 3; i++)
    enhanced[i] = parts[i];
  return *next == ' ' ? next + 1 : next;
}

guint
cs_reply_subject (const CsReply *reply)
{
  guint enhanced[3] = { 0 };

  take_enhanced (reply->lines->pdata[0], reply->code, enhanced);
  return enhanced[0] != 0 ? enhanced[1] : CS_REPLY_SUBJECT_NONE;
}

char *
cs_reply_text (const CsReply *reply)
{
  GString *text;
  guint ignored[3];
  char *cleaned;

  if (reply->lines->len == 1)
    return cs_line_clean (reply->lines->pdata[0], strlen (reply->lines->pdata[0]),
                          CS_TEXT_REPLY_MAX_BYTES);

  text = g_string_new (NULL);
  for (guint i = 0; i < reply->lines->len; i++)
    {
      const char *line = reply->lines->pdata[i];

      if (i > 0)
        line = take_enhanced (line, reply->code, ignored);
      if (text->len > 0 && *line != '\0')
        g_string_append_c (text, ' ');
      g_string_append (text, line);
    }

  cleaned = cs_line_clean (text->str, text->len, CS_TEXT_REPLY_MAX_BYTES);
  g_string_free (text, TRUE);
  return cleaned;
}

CsFailure *
cs_reply_to_failure (const CsReply *reply, CsStage stage, CsFailureKind kind)
{
  CsFailure *failure = cs_failure_new (stage, kind, NULL);

  failure->code = reply->code;
  failure->text = cs_reply_text (reply);
  take_enhanced (reply->lines->pdata[0], reply->code, failure->enhanced);
  return failure;
}
