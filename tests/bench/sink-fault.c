#include <stdio.h>

#include "sink-fault.h"

#define EVERY 10

static const char *const names[SINK_N_FAULTS] = {
  [SINK_FAULT_BUSY] = "busy",
  [SINK_FAULT_GONE] = "gone",
  [SINK_FAULT_HELLO] = "hello",
  [SINK_FAULT_MAIL] = "mail",
  [SINK_FAULT_RCPT_LATER] = "rcpt-later",
  [SINK_FAULT_RCPT_NEVER] = "rcpt-never",
  [SINK_FAULT_RCPT_CLOSE] = "rcpt-close",
  [SINK_FAULT_DATA] = "data",
  [SINK_FAULT_CUT] = "cut",
  [SINK_FAULT_DOT_LATER] = "dot-later",
  [SINK_FAULT_DOT_NEVER] = "dot-never",
  [SINK_FAULT_DOT_LOST] = "dot-lost",
  [SINK_FAULT_SLOW] = "slow",
};

static unsigned long long counts[SINK_N_FAULTS];

typedef struct
{
  SinkFault first, last;
  unsigned long n; /* sessions or transactions so far */
} Turns;

static SinkFault
take_turn (Turns *turns)
{
  unsigned long n_kinds = turns->last - turns->first + 1;

  if (++turns->n % EVERY != 0)
    return SINK_FAULT_NONE;
  return turns->first + turns->n / EVERY % n_kinds;
}

SinkFault
sink_fault_of_session (void)
{
  static Turns turns = { SINK_FAULT_BUSY, SINK_FAULT_HELLO, 0 };
  SinkFault fault = take_turn (&turns);

  counts[fault]++;
  return fault;
}

SinkFault
sink_fault_of_transaction (bool is_report)
{
  static Turns turns = { SINK_FAULT_MAIL, SINK_FAULT_SLOW, 0 };
  SinkFault fault = take_turn (&turns);

  if (is_report && (fault == SINK_FAULT_RCPT_NEVER || fault == SINK_FAULT_DOT_NEVER))
    fault = SINK_FAULT_NONE;
  counts[fault]++;
  return fault;
}

void
sink_fault_print (void)
{
  printf (", \"faults\": {");
  for (int i = SINK_FAULT_BUSY; i < SINK_N_FAULTS; i++)
    printf ("%s\"%s\": %llu", i > SINK_FAULT_BUSY ? ", " : "", names[i], counts[i]);
  printf ("}");
}
