/* transcript.h - the dialogue of a session, from which secrets are absent by construction
 *
 * Only the line codec (connection.h) writes here. A line that carries part of
 * a credential is written as a CsSecret and recorded as "C: <credentials>";
 * nothing searches for secrets afterwards. Bounded: beyond
 * CS_TRANSCRIPT_MAX_BYTES the middle is left out and says so.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_TRANSCRIPT_MAX_BYTES (16 * 1024)

typedef struct _CsTranscript CsTranscript;

CsTranscript *cs_transcript_new (void);
CsTranscript *cs_transcript_ref (CsTranscript *transcript);
void cs_transcript_unref (CsTranscript *transcript);
void cs_transcript_client (CsTranscript *transcript, const char *line, gsize size_bytes);
void cs_transcript_server (CsTranscript *transcript, const char *line, gsize size_bytes);
/* "-- connected to 192.0.2.7 port 587", "-- TLS 1.3, certificate for …" */
void cs_transcript_note (CsTranscript *transcript, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* (transfer full): lines "C: …", "S: …", "-- …", LF at the end of each; valid UTF-8 */
char *cs_transcript_text (const CsTranscript *transcript);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTranscript, cs_transcript_unref)

G_END_DECLS
