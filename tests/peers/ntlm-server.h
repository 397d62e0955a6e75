/* ntlm-server.h - the server's side of one NTLM exchange, for the helper and the demo server
 *
 * Joins the messages (ntlm-message.h), the judgement (ntlm-verify.h) and the
 * accounts (user-file.h). A policy is a list of words, by which a test makes
 * the server strict or odd.
 */
#pragma once

#include "ntlm-verify.h"

G_BEGIN_DECLS

/* Words of a policy, separated by commas or blanks:
 * mic, binding: demanded; no-sign, no-extended-security, no-target-info, no-time: not granted or
 * not said; old-time: a clock that is two days slow. */
#define NTLM_POLICY_WORDS "mic binding no-sign no-extended-security no-target-info no-time old-time"

typedef struct NtlmServerSide NtlmServerSide;

typedef struct
{
  NtlmVerdict verdict;
  char *account; /* DOMAIN\user; NULL for a message that could not be read */
  gboolean has_mic;
  gboolean has_binding;
  char *target_name;
} NtlmOutcome;

NtlmServerSide *ntlm_server_side_new (const char *policy, const char *domain,
                                      const char *users_path, GError **error);
void ntlm_server_side_free (NtlmServerSide *side);
void ntlm_server_side_set_binding (NtlmServerSide *side, GBytes *binding);
void ntlm_server_side_set_target_name (NtlmServerSide *side, const char *target_name);

/* The challenge to send, or NULL if @negotiate is not one. Starts over. */
GBytes *ntlm_server_side_challenge (NtlmServerSide *side, GBytes *negotiate);
NtlmOutcome *ntlm_server_side_judge (NtlmServerSide *side, GBytes *authenticate);
void ntlm_outcome_free (NtlmOutcome *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NtlmServerSide, ntlm_server_side_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NtlmOutcome, ntlm_outcome_free)

G_END_DECLS
