/* sink-ledger.h - what became of each numbered recipient (mN@…), as the sink saw it
 *
 * How often it was taken, whether it was refused for good, whether a report about it came. Numbers
 * are small and dense: they are indices.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  bool has_sender; /* MAIL was accepted */
  bool is_report; /* from the null sender */
  bool has_recipient; /* RCPT was accepted */
  long number; /* of the recipient; -1: it has none */
} SinkEnvelope;

/* N of "mN@…" in a path such as <m12@example.com>; -1. */
long sink_ledger_parse (const char *path, size_t size);

void sink_ledger_took (const SinkEnvelope *envelope);
void sink_ledger_refused (const SinkEnvelope *envelope);
/* A report: whom it says to have failed. */
void sink_ledger_read_report (const char *content, size_t size);
/* As members of a JSON object, with a comma in front. */
void sink_ledger_print (void);
