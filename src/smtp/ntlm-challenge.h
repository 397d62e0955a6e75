/* ntlm-challenge.h - is this CHALLENGE_MESSAGE fit for the library? MS-NLMP section 2.2.1.2
 *
 * gss-ntlmssp 1.2.0 writes through NULL on some challenges, and other
 * implementations read and wrote beyond their buffers (CVE-2023-42114 to
 * 42116, CVE-2026-40687): so nothing reaches it that did not pass here.
 * Strict and pure; a fuzz target. Private to the layer.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_NTLM_CHALLENGE_FIT,
  CS_NTLM_CHALLENGE_VERSION_1, /* no target information: only NTLM version 1 could answer it */
  CS_NTLM_CHALLENGE_MALFORMED,
} CsNtlmChallenge;

/* @reason: (out) (nullable): static, what is malformed */
CsNtlmChallenge cs_ntlm_challenge_check (const guint8 *message, gsize size_bytes,
                                         const char **reason);

/* (transfer full) (nullable): the NetBIOS domain that the server names as its own; NULL of a
 * message that is not fit, or names none. */
char *cs_ntlm_challenge_domain (const guint8 *message, gsize size_bytes);

G_END_DECLS
