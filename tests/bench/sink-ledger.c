#include "sink-ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP 65536
#define LONGEST 10 /* digits of a number */

typedef struct
{
  unsigned taken, reported;
  bool is_refused;
} Entry;

static struct
{
  Entry *entries;
  long size;
} ledger;

static Entry *
entry_of (long number)
{
  if (number >= ledger.size)
    {
      long size = (number / STEP + 1) * STEP;

      ledger.entries = realloc (ledger.entries, (size_t)size * sizeof (Entry));
      memset (ledger.entries + ledger.size, 0, (size_t)(size - ledger.size) * sizeof (Entry));
      ledger.size = size;
    }
  return &ledger.entries[number];
}

long
sink_ledger_parse (const char *path, size_t size)
{
  long number = 0;
  size_t i = 0;

  if (i < size && path[i] == '<')
    i++;
  if (i == size || path[i] != 'm')
    return -1;
  for (size_t first = ++i; i < size && i < first + LONGEST && path[i] >= '0' && path[i] <= '9'; i++)
    number = number * 10 + (path[i] - '0');
  return i < size && path[i] == '@' && path[i - 1] != 'm' ? number : -1;
}

void
sink_ledger_took (const SinkEnvelope *envelope)
{
  if (envelope->number >= 0)
    entry_of (envelope->number)->taken++;
}

void
sink_ledger_refused (const SinkEnvelope *envelope)
{
  if (envelope->number >= 0)
    entry_of (envelope->number)->is_refused = true;
}

void
sink_ledger_read_report (const char *content, size_t size)
{
  static const char field[] = "Final-Recipient: rfc822;";
  const char *end = content + size;
  const char *at = content;

  while ((at = memmem (at, (size_t)(end - at), field, strlen (field))) != NULL)
    {
      long number;

      for (at += strlen (field); at < end && *at == ' ';)
        at++;
      number = sink_ledger_parse (at, (size_t)(end - at));
      if (number >= 0)
        entry_of (number)->reported++;
    }
}

void
sink_ledger_print (void)
{
  unsigned long long taken = 0, again = 0, refused = 0, reported = 0, reported_again = 0;
  unsigned long long wrong = 0, both = 0;

  for (long i = 0; i < ledger.size; i++)
    {
      const Entry *entry = &ledger.entries[i];

      taken += entry->taken > 0;
      again += entry->taken > 1 ? entry->taken - 1 : 0;
      refused += entry->is_refused;
      reported += entry->is_refused && entry->reported > 0;
      reported_again += entry->reported > 1 ? entry->reported - 1 : 0;
      wrong += !entry->is_refused && entry->reported > 0;
      both += entry->is_refused && entry->taken > 0;
    }
  printf (", \"taken\": %llu, \"taken-again\": %llu, \"refused\": %llu, \"reported\": %llu, "
          "\"reported-again\": %llu, \"wrong-reports\": %llu, \"taken-and-refused\": %llu",
          taken, again, refused, reported, reported_again, wrong, both);
}
