#include "submission/addressing.h"

static gboolean
set_sender_by_owner (CsSubmission *submission, const char *owner, GError **error)
{
  if (owner != NULL)
    return cs_submission_set_sender (submission, owner, error);

  g_set_error_literal (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_OWNER,
                       "it names no sender, and whose file it is is not known");
  return FALSE;
}

static gboolean
set_sender (CsSubmission *submission, const CsPickupEnvelope *envelope, const char *owner,
            GError **error)
{
  if (envelope->names_sender)
    return cs_submission_set_sender (submission, envelope->sender, error);
  if (envelope->sender != NULL && cs_submission_set_sender (submission, envelope->sender, NULL))
    return TRUE;

  return set_sender_by_owner (submission, owner, error);
}

static void
note_refused (GString *refused, const char *who, const GError *failure)
{
  g_string_append_printf (refused, "%s%s %s: %s", refused->len > 0 ? "\n" : "",
                          cs_submission_error_reply (failure), who, failure->message);
}

static gboolean
is_about_recipient (const GError *failure)
{
  return g_error_matches (failure, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_RECIPIENT)
         || g_error_matches (failure, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_LOCAL);
}

static gboolean
add_recipients (CsSubmission *submission, const CsPickupEnvelope *envelope, GString *refused,
                GError **error)
{
  g_autoptr (GError) first = NULL;

  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      const CsPickupRecipient *recipient = envelope->recipients->pdata[i];
      g_autoptr (GError) failure = NULL;

      if (cs_submission_add_recipient (submission, recipient->address, recipient->notify,
                                       recipient->original_recipient, &failure))
        continue;
      if (!is_about_recipient (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      note_refused (refused, recipient->address, failure);
      if (first == NULL)
        first = g_steal_pointer (&failure);
    }

  if (first == NULL || cs_submission_n_recipients (submission) > 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

gboolean
cs_addressing_apply (CsSubmission *submission, const CsPickupEnvelope *envelope, const char *owner,
                     char **refused, GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (!set_sender (submission, envelope, owner, error))
    return FALSE;
  for (guint i = 0; i < envelope->refused->len; i++)
    {
      const CsPickupRefusal *refusal = envelope->refused->pdata[i];

      note_refused (lines, refusal->place, refusal->error);
    }
  if (!add_recipients (submission, envelope, lines, error))
    return FALSE;

  cs_submission_set_dsn (submission, envelope->envelope_id, envelope->dsn_return);
  *refused = lines->len > 0 ? g_strdup (lines->str) : NULL;
  return TRUE;
}
