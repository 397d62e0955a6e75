/* sink-fault.h - in which way a session or a transaction of the sink goes wrong
 *
 * With --fail every tenth of each does, in all ways in turn, so that a soak test knows how many of
 * each kind there were. Reports are never refused for good: nobody would hear of them.
 */
#pragma once

#include <stdbool.h>

typedef enum
{
  SINK_FAULT_NONE,

  /* of a session */
  SINK_FAULT_BUSY, /* 421 for a greeting */
  SINK_FAULT_GONE, /* closed without a greeting */
  SINK_FAULT_HELLO, /* 421 for EHLO */

  /* of a transaction */
  SINK_FAULT_MAIL, /* 451 */
  SINK_FAULT_RCPT_LATER, /* 450 */
  SINK_FAULT_RCPT_NEVER, /* 550 */
  SINK_FAULT_RCPT_CLOSE, /* 421, and closed */
  SINK_FAULT_DATA, /* 451 for DATA */
  SINK_FAULT_CUT, /* closed in the middle of the content */
  SINK_FAULT_DOT_LATER, /* 451 for the final dot */
  SINK_FAULT_DOT_NEVER, /* 554 */
  SINK_FAULT_DOT_LOST, /* taken, and closed without a word */
  SINK_FAULT_SLOW, /* taken, and said so a second later */
  SINK_N_FAULTS,
} SinkFault;

SinkFault sink_fault_of_session (void);
SinkFault sink_fault_of_transaction (bool is_report);
/* As a member of a JSON object, with a comma in front: how many there were of each. */
void sink_fault_print (void);
