/* A line from a mail program: what is taken from it has no control characters, and a bad one has a
 * whole answer. */
#include <string.h>

#include "fuzz.h"

#include "submission/command-line.h"

static void
check_text (const char *text)
{
  if (text == NULL)
    return;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text++)
    g_assert_true ((guchar)*text >= 32 || *text == '\t');
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_auto (CsCommandLine) command = { 0 };

  cs_command_line_parse ((const char *)bytes, size_bytes, &command);
  check_text (command.text);
  check_text (command.envelope_id);
  check_text (command.dsn_return);
  check_text (command.original_recipient);
  if (command.problem != NULL)
    g_assert_true (command.problem[0] == '5' && command.problem[3] == ' ');
  else if (command.verb == CS_VERB_MAIL || command.verb == CS_VERB_RCPT)
    g_assert_nonnull (command.text);
  return 0;
}
