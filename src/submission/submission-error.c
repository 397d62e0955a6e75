#include "submission/submission-error.h"

#include "queue/queue.h"

G_DEFINE_QUARK (cs_submission_error, cs_submission_error)

typedef struct
{
  const char *reply;
  gboolean is_temporary;
} Row;

/* RFC 5321 section 4.2.3 and RFC 3463 section 3. */
static const Row rows[] = {
  [CS_SUBMISSION_ERROR_SENDER] = { "553 5.1.7", FALSE },
  [CS_SUBMISSION_ERROR_RECIPIENT] = { "553 5.1.3", FALSE },
  [CS_SUBMISSION_ERROR_LOCAL] = { "550 5.1.1", FALSE },
  [CS_SUBMISSION_ERROR_NO_RECIPIENTS] = { "554 5.5.1", FALSE },
  [CS_SUBMISSION_ERROR_TOO_MANY_RECIPIENTS] = { "452 4.5.3", FALSE }, /* the rest may come apart */
  [CS_SUBMISSION_ERROR_EMPTY] = { "554 5.6.0", FALSE },
  [CS_SUBMISSION_ERROR_ENVELOPE] = { "554 5.5.4", FALSE },
  [CS_SUBMISSION_ERROR_HEADER_TOO_LARGE] = { "552 5.3.4", FALSE },
  [CS_SUBMISSION_ERROR_TOO_LARGE] = { "552 5.3.4", FALSE },
  [CS_SUBMISSION_ERROR_LOOP] = { "554 5.4.6", FALSE },
  [CS_SUBMISSION_ERROR_OWNER] = { "451 4.3.0", TRUE },
  [CS_SUBMISSION_ERROR_FULL] = { "452 4.3.1", TRUE },
  [CS_SUBMISSION_ERROR_FAILED] = { "451 4.3.0", TRUE },
};

static const Row *
row_of (const GError *error)
{
  if (error->domain == CS_SUBMISSION_ERROR && (guint)error->code < G_N_ELEMENTS (rows))
    return &rows[error->code];

  return &rows[CS_SUBMISSION_ERROR_FAILED];
}

GError *
cs_submission_error_from_queue (const GError *error)
{
  CsSubmissionError code = CS_SUBMISSION_ERROR_FAILED;

  if (g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL))
    code = CS_SUBMISSION_ERROR_FULL;
  else if (g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_TOO_LARGE))
    code = CS_SUBMISSION_ERROR_TOO_LARGE;

  return g_error_new_literal (CS_SUBMISSION_ERROR, code, error->message);
}

const char *
cs_submission_error_reply (const GError *error)
{
  return row_of (error)->reply;
}

gboolean
cs_submission_error_is_temporary (const GError *error)
{
  return row_of (error)->is_temporary;
}
