#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sink-session.h"

void
sink_say (Connection *c, const char *text)
{
  size_t size = strlen (text);

  if (c->out_used + size > OUTPUT_BYTES)
    abort ();
  memcpy (c->out + c->out_used, text, size);
  c->out_used += size;
}

void
sink_close (Connection *c, const char *text)
{
  sink_say (c, text);
  c->ending = true;
}

static void
count_message (Connection *c)
{
  sink.messages++;
  sink.last = sink_now_s ();
  sink_ledger_took (&c->envelope);
  if (sink.expect > 0 && sink.messages >= sink.expect && !sink.reported)
    {
      sink.reported = true;
      sink_report ();
    }
}

/* The whole content is there. */
static void
answer_message (Connection *c)
{
  if (c->fault == SINK_FAULT_DOT_LATER)
    sink_say (c, "451 4.3.0 Not now\r\n");
  else if (c->fault == SINK_FAULT_DOT_NEVER)
    {
      sink_ledger_refused (&c->envelope);
      sink_say (c, "554 5.6.0 Not this\r\n");
    }
  else
    {
      count_message (c);
      if (c->fault == SINK_FAULT_DOT_LOST)
        sink_close (c, "");
      else
        sink_say (c, "250 2.0.0 Ok\r\n");
    }
}

static void
say_features (Connection *c)
{
  sink_say (c, "250-sink.example\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n");
  if (sink.pipelining)
    sink_say (c, "250-PIPELINING\r\n");
  if (sink.chunking)
    sink_say (c, "250-CHUNKING\r\n");
  if (sink.auth)
    sink_say (c, "250-AUTH PLAIN\r\n250-AUTH=PLAIN\r\n");
  if (sink.breaks_tls)
    sink_say (c, "250-STARTTLS\r\n");
  sink_say (c, "250 ENHANCEDSTATUSCODES\r\n");
}

static bool
begins (const char *line, const char *verb)
{
  return strncasecmp (line, verb, strlen (verb)) == 0;
}

static void
end_chunk (Connection *c)
{
  if (c->last_chunk)
    answer_message (c);
  else
    sink_say (c, "250 2.0.0 Chunk\r\n");
  c->last_chunk = false;
}

static void
take_chunk (Connection *c, const char *arguments)
{
  char *end;

  c->skip = strtoull (arguments, &end, 10);
  c->last_chunk = strncasecmp (end, " LAST", 5) == 0;
  if (c->skip == 0)
    end_chunk (c);
}

static void
take_mail (Connection *c, const char *line)
{
  bool is_report = strstr (line, "<>") != NULL;

  c->envelope = (SinkEnvelope){ .is_report = is_report, .number = -1 };
  if (sink.fails)
    c->fault = sink_fault_of_transaction (is_report);
  if (sink.auth && !c->authenticated)
    sink_say (c, "530 5.7.0 Authentication required\r\n");
  else if (c->fault == SINK_FAULT_MAIL)
    sink_say (c, "451 4.3.0 Not now\r\n");
  else
    {
      c->envelope.has_sender = true;
      sink_say (c, "250 2.1.0 Ok\r\n");
    }
}

static void
take_recipient (Connection *c, const char *path)
{
  c->envelope.number = sink_ledger_parse (path, strlen (path));
  if (!c->envelope.has_sender)
    sink_say (c, "503 5.5.1 MAIL first\r\n");
  else if (c->fault == SINK_FAULT_RCPT_LATER)
    sink_say (c, "450 4.2.1 Not now\r\n");
  else if (c->fault == SINK_FAULT_RCPT_CLOSE)
    sink_close (c, "421 4.3.2 Going away\r\n");
  else if (c->fault == SINK_FAULT_RCPT_NEVER)
    {
      sink_ledger_refused (&c->envelope);
      sink_say (c, "550 5.1.1 Nobody here\r\n");
    }
  else
    {
      c->envelope.has_recipient = true;
      sink_say (c, "250 2.1.5 Ok\r\n");
    }
}

static void
take_data (Connection *c)
{
  if (!c->envelope.has_recipient)
    sink_say (c, "503 5.5.1 RCPT first\r\n");
  else if (c->fault == SINK_FAULT_DATA)
    sink_say (c, "451 4.3.0 Not now\r\n");
  else
    {
      c->in_data = true;
      sink_say (c, "354 Go on\r\n");
    }
}

static void
take_hello (Connection *c)
{
  if (c->fault == SINK_FAULT_HELLO)
    sink_close (c, "421 4.3.2 Too busy\r\n");
  else
    say_features (c);
}

static void
take_login (Connection *c, bool is_whole)
{
  c->authenticated = true;
  sink.logins++;
  sink_say (c, is_whole ? "235 2.7.0 Ok\r\n" : "334 \r\n");
}

static void
take_command (Connection *c, const char *line)
{
  if (begins (line, "MAIL"))
    take_mail (c, line);
  else if (begins (line, "RCPT TO:"))
    take_recipient (c, line + 8);
  else if (begins (line, "DATA"))
    take_data (c);
  else if (begins (line, "BDAT "))
    take_chunk (c, line + 5);
  else if (begins (line, "EHLO") || begins (line, "HELO"))
    take_hello (c);
  else if (begins (line, "STARTTLS"))
    sink_close (c, "220 2.0.0 Go on\r\n");
  else if (begins (line, "AUTH PLAIN"))
    take_login (c, line[10] != '\0');
  else if (begins (line, "QUIT"))
    sink_close (c, "221 2.0.0 Bye\r\n");
  else if (begins (line, "RSET") || begins (line, "NOOP"))
    sink_say (c, "250 2.0.0 Ok\r\n");
  else if (c->authenticated)
    sink_say (c, "235 2.7.0 Ok\r\n"); /* the answer to a 334 */
  else
    sink_say (c, "502 5.5.1 What?\r\n");
}

/* Returns how many bytes of the content were used up. */
static size_t
take_content (Connection *c, const char *bytes, size_t size)
{
  /* "\r\n.\r\n", or ".\r\n" as the first thing */
  char *end = memmem (bytes, size, "\r\n.\r\n", 5);

  if (c->fault == SINK_FAULT_CUT)
    {
      sink_close (c, "");
      return 0;
    }
  if (end == NULL && c->envelope.is_report)
    return 0; /* read when it is whole */
  if (end == NULL)
    {
      size_t keep = size < 4 ? size : 4;

      sink.bytes += size - keep;
      return size - keep;
    }

  c->in_data = false;
  sink.bytes += (size_t)(end - bytes);
  if (c->envelope.is_report)
    sink_ledger_read_report (bytes, (size_t)(end - bytes));
  answer_message (c);
  return (size_t)(end - bytes) + 5;
}

static size_t
take_chunk_bytes (Connection *c, size_t size)
{
  size_t used = c->skip < size ? c->skip : size;

  c->skip -= used;
  sink.bytes += used;
  if (c->skip == 0)
    end_chunk (c);
  return used;
}

/* Returns 0 if no whole line is there. */
static size_t
take_line (Connection *c, char *bytes, size_t size)
{
  char *end = memchr (bytes, '\n', size);

  if (end == NULL)
    return 0;
  *(end > bytes && end[-1] == '\r' ? end - 1 : end) = '\0';
  take_command (c, bytes);
  return (size_t)(end - bytes) + 1;
}

void
sink_take_input (Connection *c)
{
  size_t used = 0;

  while (used < c->in_used && !c->ending)
    {
      size_t step;

      if (c->skip > 0)
        step = take_chunk_bytes (c, c->in_used - used);
      else if (c->in_data)
        step = take_content (c, c->in + used, c->in_used - used);
      else
        step = take_line (c, c->in + used, c->in_used - used);
      if (step == 0)
        break;
      used += step;
    }
  memmove (c->in, c->in + used, c->in_used - used);
  c->in_used -= used;
}
