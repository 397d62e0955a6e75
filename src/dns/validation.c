#include "dns/validation.h"

static CsValidation
value_of (const CsDnsAnswer *answer)
{
  if (answer->kind == CS_DNS_ANSWER_TEMPORARY)
    return CS_VALIDATION_UNKNOWN;
  return answer->is_secure ? CS_VALIDATION_ON : CS_VALIDATION_OFF;
}

/**
 * cs_validation_take_probe:
 * @state: what the probes of these servers have said so far
 * @answer: the answer to the question for the root's keys
 * @now_s: seconds since 1970
 *
 * See RFC 7672 section 2.1 for what a lookup that fails means.
 *
 * Returns: %TRUE when servers that have validated fail for the first time
 */
gboolean
cs_validation_take_probe (CsValidationState *state, const CsDnsAnswer *answer, gint64 now_s)
{
  CsValidation value = value_of (answer);
  gboolean is_first = FALSE;

  if (value != CS_VALIDATION_ON && state->value == CS_VALIDATION_ON)
    {
      is_first = state->failing_since_s == 0;
      if (is_first || now_s < state->failing_since_s)
        state->failing_since_s = now_s;
      if (now_s - state->failing_since_s < CS_VALIDATION_PATIENCE_S)
        return is_first;
    }

  state->failing_since_s = 0;
  state->value = value;
  return FALSE;
}
