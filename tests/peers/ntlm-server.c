#include <gio/gio.h>

#include "ntlm-server.h"
#include "user-file.h"

#define COMPUTER_NAME "COUNTERSIGN-PEER"
#define UNIX_EPOCH_IN_1601 G_GUINT64_CONSTANT (116444736000000000)
#define TWO_DAYS_S (2 * 24 * 60 * 60)

struct NtlmServerSide
{
  NtlmServer server;
  NtlmDemands demands;
  gboolean no_time;
  gboolean old_time;
  char *domain;
  char *users_path;
  char *target_name;
  NtlmExchange exchange;
};

typedef struct
{
  const char *word;
  gsize offset; /* of the switch in NtlmServerSide */
} PolicyWord;

static const PolicyWord policy_words[] = {
  { "mic", G_STRUCT_OFFSET (NtlmServerSide, demands.require_mic) },
  { "binding", G_STRUCT_OFFSET (NtlmServerSide, demands.require_binding) },
  { "no-sign", G_STRUCT_OFFSET (NtlmServerSide, server.no_sign) },
  { "no-extended-security", G_STRUCT_OFFSET (NtlmServerSide, server.no_extended_security) },
  { "no-target-info", G_STRUCT_OFFSET (NtlmServerSide, server.no_target_info) },
  { "no-time", G_STRUCT_OFFSET (NtlmServerSide, no_time) },
  { "old-time", G_STRUCT_OFFSET (NtlmServerSide, old_time) },
};

static gboolean
apply_word (NtlmServerSide *side, const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (policy_words); i++)
    if (g_str_equal (policy_words[i].word, word))
      {
        G_STRUCT_MEMBER (gboolean, side, policy_words[i].offset) = TRUE;
        return TRUE;
      }
  return *word == '\0';
}

/**
 * ntlm_server_side_new:
 * @policy: words of NTLM_POLICY_WORDS
 * @domain: the NT domain that the server says it is in
 * @users_path: the accounts, user-file.h
 *
 * Returns: (transfer full): a server's side, or NULL with
 *   G_IO_ERROR_INVALID_ARGUMENT for an unknown word
 */
NtlmServerSide *
ntlm_server_side_new (const char *policy, const char *domain, const char *users_path,
                      GError **error)
{
  g_autoptr (NtlmServerSide) side = g_new0 (NtlmServerSide, 1);
  g_auto (GStrv) words = g_strsplit_set (policy, ", ", -1);

  for (char **word = words; *word != NULL; word++)
    if (!apply_word (side, *word))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "NTLM policy '%s' is none of: " NTLM_POLICY_WORDS, *word);
        return NULL;
      }

  side->domain = g_strdup (domain);
  side->users_path = g_strdup (users_path);
  side->server.domain = side->domain;
  side->server.computer = COMPUTER_NAME;
  return g_steal_pointer (&side);
}

static void
forget_exchange (NtlmExchange *exchange)
{
  g_clear_pointer (&exchange->negotiate, g_bytes_unref);
  g_clear_pointer (&exchange->challenge, g_bytes_unref);
  g_clear_pointer (&exchange->authenticate, g_bytes_unref);
}

void
ntlm_server_side_free (NtlmServerSide *side)
{
  forget_exchange (&side->exchange);
  g_clear_pointer (&side->demands.binding, g_bytes_unref);
  g_free (side->domain);
  g_free (side->users_path);
  g_free (side->target_name);
  g_free (side);
}

void
ntlm_server_side_set_binding (NtlmServerSide *side, GBytes *binding)
{
  side->demands.binding = g_bytes_ref (binding);
}

void
ntlm_server_side_set_target_name (NtlmServerSide *side, const char *target_name)
{
  side->target_name = g_strdup (target_name);
  side->demands.target_name = side->target_name;
}

static guint64
file_time (const NtlmServerSide *side)
{
  guint64 now_us = g_get_real_time ();

  if (side->no_time)
    return 0;
  if (side->old_time)
    now_us -= (guint64)TWO_DAYS_S * G_USEC_PER_SEC;
  return UNIX_EPOCH_IN_1601 + now_us * 10;
}

GBytes *
ntlm_server_side_challenge (NtlmServerSide *side, GBytes *negotiate)
{
  guint8 nonce[NTLM_CHALLENGE_SIZE];

  forget_exchange (&side->exchange);
  if (!ntlm_is_negotiate (negotiate))
    return NULL;

  for (gsize i = 0; i < sizeof nonce; i++)
    nonce[i] = g_random_int_range (0, 256);
  side->server.timestamp = file_time (side);
  side->exchange.negotiate = g_bytes_ref (negotiate);
  side->exchange.challenge
      = ntlm_challenge_new (&side->server, ntlm_negotiate_flags (negotiate), nonce);
  return g_bytes_ref (side->exchange.challenge);
}

NtlmOutcome *
ntlm_server_side_judge (NtlmServerSide *side, GBytes *message)
{
  NtlmOutcome *outcome = g_new0 (NtlmOutcome, 1);
  g_autoptr (NtlmAuthenticate) authenticate = ntlm_authenticate_parse (message, NULL);

  outcome->verdict = NTLM_MALFORMED;
  if (authenticate == NULL || side->exchange.challenge == NULL)
    return outcome;

  side->exchange.authenticate = g_bytes_ref (message);
  outcome->verdict = ntlm_verify (&side->exchange, authenticate, &side->demands,
                                  user_file_nt_password, side->users_path);
  outcome->account = g_strconcat (authenticate->domain, "\\", authenticate->user, NULL);
  outcome->has_mic = authenticate->has_mic;
  outcome->has_binding = authenticate->bindings.size_bytes > 0;
  outcome->target_name = g_strdup (authenticate->target_name);
  forget_exchange (&side->exchange);
  return outcome;
}

void
ntlm_outcome_free (NtlmOutcome *outcome)
{
  g_free (outcome->account);
  g_free (outcome->target_name);
  g_free (outcome);
}
