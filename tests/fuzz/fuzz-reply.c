/* Lines of a server, cut anywhere, become a reply within its limits or none; the facts of it and
 * what it offers are clean text. */
#include "fuzz.h"

#include <string.h>

#include "smtp/features.h"
#include "smtp/reply-facts.h"

static void
assert_clean (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *c = text; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c));
}

static void
check_reply (const CsReply *reply)
{
  g_autoptr (CsFailure) facts = cs_reply_to_failure (reply, CS_STAGE_MAIL, CS_FAILURE_REPLY);

  g_assert_cmpuint (facts->code, >=, 200);
  g_assert_cmpuint (facts->code, <=, 599);
  g_assert_true (facts->enhanced[0] == 0 || facts->enhanced[0] == facts->code / 100);
  g_assert_cmpuint (strlen (facts->text), <=, 1024);
  assert_clean (facts->text);
}

static void
check_features (const CsReply *reply)
{
  g_autoptr (CsFeatures) features = cs_features_parse (reply);

  assert_clean (features->greeting_name);
  for (char **mechanism = features->mechanisms; *mechanism != NULL; mechanism++)
    {
      g_assert_cmpuint (strlen (*mechanism), <=, 20);
      g_assert_true (cs_features_offers_mechanism (features, *mechanism));
    }
}

/* Returns: whether another line is wanted. */
static gboolean
take_line (CsReply *reply, const char *line, gsize size_bytes)
{
  CsReplyProgress progress = cs_reply_feed (reply, line, size_bytes);

  g_assert_cmpuint (reply->lines->len, <=, CS_REPLY_MAX_LINES);
  if (progress == CS_REPLY_COMPLETE)
    {
      check_reply (reply);
      check_features (reply);
    }
  return progress == CS_REPLY_INCOMPLETE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  const char *next = (const char *)bytes;
  const char *end = next + size_bytes;
  CsReply *reply = cs_reply_new ();

  while (next < end)
    {
      const char *line_end = memchr (next, '\n', (gsize)(end - next));
      gsize length = (gsize)((line_end != NULL ? line_end : end) - next);

      if (!take_line (reply, next, length))
        {
          cs_reply_free (reply);
          reply = cs_reply_new ();
        }
      next += length + 1;
    }
  cs_reply_free (reply);
  return 0;
}
