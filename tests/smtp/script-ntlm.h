/* script-ntlm.h - the NTLM step of a script */
#pragma once

#include "script-wire.h"

G_BEGIN_DECLS

#define SCRIPT_NT_DOMAIN "CORP"
#define SCRIPT_NT_USER "ann"
#define SCRIPT_NT_PASSWORD "pässword"

/* @policy: words of ntlm-server.h; "binding" checks the binding to the certificate of the wire,
 * "spn" the target name SMTPSVC/relay.example.net, "text" answers AUTH NTLM with words.
 * (transfer full) (nullable): what the client did wrong; a refusal is no fault of its own. */
char *script_ntlm (ScriptWire *wire, const char *policy);

G_END_DECLS
