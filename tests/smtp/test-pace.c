#include "smtp/pace.h"

#define MINUTES(N) ((N)*60)
#define KIB (1024)

typedef struct
{
  const char *name;
  CsPace pace;
  CsSessionState state; /* CS_STATE_CONTENT: of content */
  guint64 size_bytes;
  guint since_s;
  guint limit_s;
} Case;

static const Case cases[] = {
  /* RFC 5321 section 4.5.3.2 */
  { "mail", { 0 }, CS_STATE_MAIL, 0, 0, MINUTES (5) },
  { "recipient", { 0 }, CS_STATE_RECIPIENT, 0, MINUTES (10), MINUTES (5) },
  { "data", { 0 }, CS_STATE_DATA, 0, 0, MINUTES (2) },
  { "probe", { 0 }, CS_STATE_PROBE, 0, 0, MINUTES (2) },
  { "block", { 0 }, CS_STATE_CONTENT, 0, 0, MINUTES (3) },
  { "end", { 0 }, CS_STATE_END, 0, MINUTES (1000), MINUTES (10) },
  /* in all */
  { "envelope-nearly-over", { 0 }, CS_STATE_RECIPIENT, 0, MINUTES (29), MINUTES (1) },
  { "envelope-over", { 0 }, CS_STATE_RECIPIENT, 0, MINUTES (31), 1 },
  { "content-in-time", { 0 }, CS_STATE_CONTENT, 1024 * KIB, 1024, MINUTES (3) },
  { "content-late", { 0 }, CS_STATE_CONTENT, 1024 * KIB, 1024 + 170, 10 },
  { "content-too-slow", { 0 }, CS_STATE_CONTENT, 1024 * KIB, 1024 + 181, 1 },
  { "drip", { 0 }, CS_STATE_CONTENT, 10, MINUTES (3), 1 },
  /* of tests */
  { "short-steps", { .step_s = 1 }, CS_STATE_END, 0, 5, 1 },
  { "other-rate", { .step_s = 10, .lowest_bytes_per_s = 100 }, CS_STATE_CONTENT, 1000, 12, 8 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gint64 since_us = (gint64)c->since_s * G_TIME_SPAN_SECOND;
  guint limit_s = c->state == CS_STATE_CONTENT
                      ? cs_pace_content_s (&c->pace, c->size_bytes, since_us)
                      : cs_pace_reply_s (&c->pace, c->state, since_us);

  g_assert_cmpuint (limit_s, ==, c->limit_s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/pace/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
