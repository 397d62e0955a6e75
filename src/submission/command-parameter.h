/* command-parameter.h - the parameters of MAIL and RCPT, RFC 5321 section 4.1.2, RFC 3461
 */
#pragma once

#include "submission/command-line.h"

G_BEGIN_DECLS

/* One parameter ("SIZE=1000") into @command. Returns: NULL, or the answer to a bad one. */
const char *cs_command_parameter_read (CsCommandLine *command, const char *word, gsize size_bytes);

G_END_DECLS
