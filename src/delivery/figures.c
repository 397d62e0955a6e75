#include "delivery/figures.h"

void
cs_figures_note_opening (CsFigures *figures, gboolean has_session, gboolean has_login,
                         gboolean was_connected, const CsFailure *failure)
{
  if (has_session)
    {
      figures->connections++;
      figures->logins += has_login;
    }
  else if (was_connected && failure->kind != CS_FAILURE_CANCELLED)
    {
      figures->failed_connections++;
      figures->refused_logins
          += failure->stage == CS_STAGE_AUTHENTICATE && failure->kind == CS_FAILURE_REPLY;
    }
}

/* The final dot has gone, and no answer to it has come. */
static gboolean
is_open_question (const CsFailure *failure)
{
  return failure->stage == CS_STAGE_END && failure->kind != CS_FAILURE_NONE
         && failure->kind != CS_FAILURE_REPLY;
}

void
cs_figures_note_outcome (CsFigures *figures, const CsFailure *failure)
{
  figures->possible_duplicates += is_open_question (failure);
}
