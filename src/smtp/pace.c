#include "smtp/pace.h"

/* Seconds, RFC 5321 sections 4.5.3.2.2 to 4.5.3.2.6; RSET is as MAIL. A block is what one write to
 * the connection takes. */
#define RESET_LIMIT_S 300
#define MAIL_LIMIT_S 300
#define RECIPIENT_LIMIT_S 300
#define DATA_LIMIT_S 120
#define BLOCK_LIMIT_S 180
#define END_LIMIT_S 600

#define ENVELOPE_STEPS 6 /* as many slow ones are put up with */

static guint
standard_s (CsSessionState state)
{
  switch (state)
    {
    case CS_STATE_RESETTING:
      return RESET_LIMIT_S;
    case CS_STATE_MAIL:
      return MAIL_LIMIT_S;
    case CS_STATE_RECIPIENT:
      return RECIPIENT_LIMIT_S;
    case CS_STATE_DATA:
    case CS_STATE_PROBE:
      return DATA_LIMIT_S;
    case CS_STATE_END:
      return END_LIMIT_S;
    default:
      return BLOCK_LIMIT_S;
    }
}

static guint
step_s (const CsPace *pace, CsSessionState state)
{
  return pace->step_s != 0 ? pace->step_s : standard_s (state);
}

/* Of @step_s, but not beyond @all_s since the beginning. */
static guint
left_s (guint step_s, guint64 all_s, gint64 since_us)
{
  guint64 used_s = (guint64)(MAX (since_us, 0) / G_TIME_SPAN_SECOND);

  return used_s >= all_s ? 1 : (guint)MIN (step_s, all_s - used_s);
}

guint
cs_pace_reply_s (const CsPace *pace, CsSessionState state, gint64 since_us)
{
  guint all_s = ENVELOPE_STEPS * step_s (pace, CS_STATE_RECIPIENT);

  if (state == CS_STATE_END || state == CS_STATE_CHUNK)
    return step_s (pace, state);

  return left_s (step_s (pace, state), all_s, since_us);
}

guint
cs_pace_content_s (const CsPace *pace, guint64 size_bytes, gint64 since_us)
{
  guint lowest
      = pace->lowest_bytes_per_s != 0 ? pace->lowest_bytes_per_s : CS_PACE_LOWEST_BYTES_PER_S;
  guint block_s = step_s (pace, CS_STATE_CONTENT);

  return left_s (block_s, block_s + size_bytes / lowest, since_us);
}
