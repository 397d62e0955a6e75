/* sink-session.h - what the sink hears and says on one connection; sink.c has the sockets
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sink-fault.h"
#include "sink-ledger.h"

#define INPUT_BYTES (256 * 1024)
#define OUTPUT_BYTES (64 * 1024)

typedef struct
{
  int fd;
  size_t in_used, out_used;
  unsigned long long skip; /* bytes of a BDAT chunk still to come */
  bool last_chunk, in_data, authenticated, ending;
  SinkFault fault; /* of the session or of this transaction */
  SinkEnvelope envelope;
  unsigned n_delayed; /* segments of it in the delay queue */
  char in[INPUT_BYTES];
  char out[OUTPUT_BYTES];
} Connection;

typedef struct Segment Segment;

extern struct Sink
{
  int epoll;
  double delay_s;
  bool pipelining, chunking, auth, fails, breaks_tls;
  unsigned long long expect;
  unsigned long long connections, logins, messages, bytes, now_open, peak_open;
  double first, last;
  bool reported;
  Segment *head, *tail; /* in the order of their time */
  int timer; /* when the first of them is due */
} sink;

/* What has come in is taken as far as it is whole; what is to be said goes to the output buffer. */
void sink_take_input (Connection *c);
void sink_say (Connection *c, const char *text);
/* Says it, and then the connection ends. */
void sink_close (Connection *c, const char *text);

/* sink.c */
double sink_now_s (void);
void sink_report (void);
