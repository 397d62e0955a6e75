/* demo-fault.h - how the demo server misbehaves on demand
 *
 * A fault is "STAGE=ACTION" or "STAGE/COUNT=ACTION"; without a count it holds
 * for ever. The action is a reply ("535 5.7.8 no"; "\n" separates lines),
 * "drop" (close the connection) or "silence" (never answer). A 421 closes too.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* auth: the outcome of an exchange; auth-command: the AUTH command itself; dot: after the message
 * was read (drop: it is kept, and the client does not learn it); rcpt:ADDRESS: that recipient. */
#define DEMO_FAULT_STAGES                                                                          \
  "connect ehlo helo starttls auth-command auth mail rcpt rcpt:ADDRESS data dot rset quit"

typedef enum
{
  DEMO_ACTION_NONE,
  DEMO_ACTION_REPLY,
  DEMO_ACTION_DROP,
  DEMO_ACTION_SILENCE,
} DemoAction;

typedef struct DemoFaults DemoFaults;

DemoFaults *demo_faults_new (const char *const *specifications, GError **error);
void demo_faults_free (DemoFaults *faults);

/* Uses one up. @reply: lines to send, with CRLF, for DEMO_ACTION_REPLY. From any thread. */
DemoAction demo_faults_take (DemoFaults *faults, const char *stage, char **reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoFaults, demo_faults_free)

G_END_DECLS
