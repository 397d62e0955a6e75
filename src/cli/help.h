/* help.h - what --help prints
 */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

void cs_help_print_all (void);
/* @name: a command or the first word of several ("queue") */
void cs_help_print (const char *name);
void cs_help_print_command (const CsCommand *command);

G_END_DECLS
