/* echo.h - a server that says a secret back does not make us show it
 *
 * One that is out of step answers a response of RFC 4954 with "command not
 * recognized: …" and all of it. What it says is stored and shown in many
 * places, so it is covered as it comes in, before anybody sees it. Against a
 * server that hides what it has heard there is no help.
 */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

typedef struct _CsEcho CsEcho;

CsEcho *cs_echo_new (void);
void cs_echo_free (CsEcho *echo);

/* From now on, @secret from @offset on is covered; anything shorter than 4 bytes is not. */
void cs_echo_guard (CsEcho *echo, CsSecret *secret, gsize offset);
/* The same with a command line: its last word, without the line's end. */
void cs_echo_guard_line (CsEcho *echo, CsSecret *line);

/* Writes "*" over every guarded secret in a line, also where its end is cut off; the code of the
 * reply stays. */
void cs_echo_cover (const CsEcho *echo, char *line, gsize size_bytes);

G_END_DECLS
