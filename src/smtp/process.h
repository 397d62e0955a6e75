/* process.h - what a program must do before it authenticates anywhere
 *
 * The NTLM library reads the environment: a variable can weaken it to NTLM
 * version 1, and without two others it puts this machine's name into every
 * message and asks a local service for it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Call at the start of every program that uses smtp/, before any thread. */
void cs_smtp_prepare_process (void);

G_END_DECLS
