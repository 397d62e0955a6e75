/* sink.c - the receiving server of the benchmarks, as light as can be
 *
 * One epoll loop that understands just enough SMTP: EHLO, AUTH PLAIN (any password), MAIL, RCPT,
 * DATA, BDAT, RSET, NOOP, QUIT. Messages are counted and thrown away. Delayed acknowledgement is
 * left on, as Linux does it, so that a client with Nagle's algorithm shows. It is never a judge of
 * right or wrong: tests/peers is.
 *
 * Prints {"port": N} when ready, {"messages": …} when --expect messages have come, and again at
 * SIGTERM.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define INPUT_BYTES (256 * 1024)
#define OUTPUT_BYTES (64 * 1024)
#define MAX_ADDRESSES 2048

typedef struct
{
  int fd;
  size_t in_used, out_used;
  unsigned long long skip; /* bytes of a BDAT chunk still to come */
  bool last_chunk, in_data, authenticated, ending;
  unsigned n_delayed; /* segments of it in the delay queue */
  char in[INPUT_BYTES];
  char out[OUTPUT_BYTES];
} Connection;

/* Replies on their way: what a client sent ahead does not make earlier replies come earlier. */
typedef struct Segment Segment;
struct Segment
{
  Segment *next;
  Connection *connection;
  double due;
  size_t size;
  char bytes[];
};

static struct
{
  int epoll;
  double delay_s;
  bool pipelining, chunking, auth;
  unsigned long long expect;
  unsigned long long connections, logins, messages, bytes, now_open, peak_open;
  double first, last;
  bool reported;
  Segment *head, *tail; /* in the order of their time */
  int timer; /* when the first of them is due */
} sink;

static double
now_s (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void
report (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"messages\": %llu, \"seconds\": %.6f, \"connections\": %llu, \"logins\": %llu, "
          "\"peak-connections\": %llu, \"bytes\": %llu, \"cpu-seconds\": %.3f}\n",
          sink.messages, sink.last - sink.first, sink.connections, sink.logins, sink.peak_open,
          sink.bytes,
          usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
              + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  fflush (stdout);
}

static void
say (Connection *c, const char *text)
{
  size_t size = strlen (text);

  if (c->out_used + size > OUTPUT_BYTES)
    abort ();
  memcpy (c->out + c->out_used, text, size);
  c->out_used += size;
}

static void
count_message (Connection *c)
{
  sink.messages++;
  sink.last = now_s ();
  say (c, "250 2.0.0 Ok\r\n");
  if (sink.expect > 0 && sink.messages >= sink.expect && !sink.reported)
    {
      sink.reported = true;
      report ();
    }
}

static void
say_features (Connection *c)
{
  say (c, "250-sink.example\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n");
  if (sink.pipelining)
    say (c, "250-PIPELINING\r\n");
  if (sink.chunking)
    say (c, "250-CHUNKING\r\n");
  if (sink.auth)
    say (c, "250-AUTH PLAIN\r\n250-AUTH=PLAIN\r\n");
  say (c, "250 ENHANCEDSTATUSCODES\r\n");
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
    count_message (c);
  else
    say (c, "250 2.0.0 Chunk\r\n");
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
take_command (Connection *c, const char *line)
{
  if (begins (line, "MAIL"))
    say (c, sink.auth && !c->authenticated ? "530 5.7.0 Authentication required\r\n"
                                           : "250 2.1.0 Ok\r\n");
  else if (begins (line, "RCPT"))
    say (c, "250 2.1.5 Ok\r\n");
  else if (begins (line, "DATA"))
    {
      c->in_data = true;
      say (c, "354 Go on\r\n");
    }
  else if (begins (line, "BDAT "))
    take_chunk (c, line + 5);
  else if (begins (line, "EHLO") || begins (line, "HELO"))
    say_features (c);
  else if (begins (line, "AUTH PLAIN"))
    {
      c->authenticated = true;
      sink.logins++;
      say (c, line[10] == '\0' ? "334 \r\n" : "235 2.7.0 Ok\r\n");
    }
  else if (begins (line, "QUIT"))
    {
      say (c, "221 2.0.0 Bye\r\n");
      c->ending = true;
    }
  else if (begins (line, "RSET") || begins (line, "NOOP"))
    say (c, "250 2.0.0 Ok\r\n");
  else if (c->authenticated)
    say (c, "235 2.7.0 Ok\r\n"); /* the answer to a 334 */
  else
    say (c, "502 5.5.1 What?\r\n");
}

/* Returns how many bytes of the content were used up. */
static size_t
take_content (Connection *c, const char *bytes, size_t size)
{
  /* "\r\n.\r\n", or ".\r\n" as the first thing */
  char *end = memmem (bytes, size, "\r\n.\r\n", 5);

  if (end == NULL)
    {
      size_t keep = size < 4 ? size : 4;

      sink.bytes += size - keep;
      return size - keep;
    }

  c->in_data = false;
  sink.bytes += (size_t)(end - bytes);
  count_message (c);
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

static void
take_input (Connection *c)
{
  size_t used = 0;

  while (used < c->in_used)
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

static void
end_connection (Connection *c)
{
  close (c->fd);
  c->fd = -1;
  sink.now_open--;
  if (c->n_delayed == 0)
    free (c);
}

static void
send_bytes (Connection *c, const char *bytes, size_t size)
{
  if (c->fd < 0)
    return;
  if (size > 0 && send (c->fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size)
    end_connection (c);
  else if (c->ending && c->n_delayed == 0)
    end_connection (c);
}

static void
arm_timer (void)
{
  struct itimerspec when = { 0 };

  if (sink.head != NULL)
    {
      when.it_value.tv_sec = (time_t)sink.head->due;
      when.it_value.tv_nsec = (long)((sink.head->due - (double)when.it_value.tv_sec) * 1e9) + 1;
    }
  timerfd_settime (sink.timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
send_delayed (Connection *c, const char *bytes, size_t size)
{
  Segment *segment = malloc (sizeof *segment + size);

  segment->next = NULL;
  segment->connection = c;
  segment->due = now_s () + sink.delay_s;
  segment->size = size;
  memcpy (segment->bytes, bytes, size);
  c->n_delayed++;
  if (sink.tail != NULL)
    sink.tail->next = segment;
  else
    {
      sink.head = segment;
      arm_timer ();
    }
  sink.tail = segment;
}

static void
send_output (Connection *c)
{
  size_t size = c->out_used;

  c->out_used = 0;
  if (size == 0)
    return;
  if (sink.delay_s > 0)
    send_delayed (c, c->out, size);
  else
    send_bytes (c, c->out, size);
}

static void
send_due (void)
{
  double now = now_s ();

  while (sink.head != NULL && sink.head->due <= now)
    {
      Segment *segment = sink.head;
      Connection *c = segment->connection;

      sink.head = segment->next;
      if (sink.head == NULL)
        sink.tail = NULL;
      c->n_delayed--;
      if (c->fd >= 0)
        send_bytes (c, segment->bytes, segment->size);
      else if (c->n_delayed == 0)
        free (c);
      free (segment);
    }
  arm_timer ();
}

static void
read_input (Connection *c)
{
  ssize_t n = recv (c->fd, c->in + c->in_used, INPUT_BYTES - c->in_used, MSG_DONTWAIT);

  if (n == 0 || (n < 0 && errno != EAGAIN))
    {
      end_connection (c);
      return;
    }
  if (n < 0)
    return;
  c->in_used += (size_t)n;
  take_input (c);
  send_output (c);
}

static void
accept_one (int listener)
{
  int fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);
  Connection *c;
  struct epoll_event event = { .events = EPOLLIN };

  if (fd < 0)
    return;
  c = calloc (1, sizeof *c);
  c->fd = fd;
  event.data.ptr = c;
  epoll_ctl (sink.epoll, EPOLL_CTL_ADD, fd, &event);
  if (sink.connections++ == 0)
    sink.first = now_s ();
  sink.now_open++;
  if (sink.now_open > sink.peak_open)
    sink.peak_open = sink.now_open;
  say (c, "220 sink.example ESMTP\r\n");
  send_output (c);
}

static int
listen_on (const char *address, int port)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;
  struct sockaddr_in where = { .sin_family = AF_INET, .sin_port = htons ((uint16_t)port) };
  socklen_t size = sizeof where;

  inet_pton (AF_INET, address, &where.sin_addr);
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, (struct sockaddr *)&where, sizeof where) != 0 || listen (fd, 1024) != 0)
    {
      perror ("sink: listen");
      exit (1);
    }
  getsockname (fd, (struct sockaddr *)&where, &size);
  printf ("{\"port\": %d}\n", ntohs (where.sin_port));
  fflush (stdout);
  return fd;
}

static void
parse_arguments (int argc, char **argv, const char **address, int *port)
{
  static const struct option options[] = {
    { "address", required_argument, NULL, 'a' },  { "port", required_argument, NULL, 'p' },
    { "delay-ms", required_argument, NULL, 'd' }, { "expect", required_argument, NULL, 'e' },
    { "pipelining", no_argument, NULL, 'P' },     { "chunking", no_argument, NULL, 'C' },
    { "no-auth", no_argument, NULL, 'N' },        { 0 },
  };

  sink.auth = true;
  for (int o; (o = getopt_long (argc, argv, "", options, NULL)) != -1;)
    switch (o)
      {
      case 'a':
        *address = optarg;
        break;
      case 'p':
        *port = atoi (optarg);
        break;
      case 'd':
        sink.delay_s = atof (optarg) / 1000;
        break;
      case 'e':
        sink.expect = strtoull (optarg, NULL, 10);
        break;
      case 'P':
        sink.pipelining = true;
        break;
      case 'C':
        sink.chunking = true;
        break;
      case 'N':
        sink.auth = false;
        break;
      default:
        exit (64);
      }
}

static void
serve (int listener)
{
  struct epoll_event events[256];

  for (;;)
    {
      int n = epoll_wait (sink.epoll, events, 256, -1);
      bool is_due = false; /* what it ends must not be among the events still to be looked at */

      for (int i = 0; i < n; i++)
        if (events[i].data.ptr == &sink)
          accept_one (listener);
        else if (events[i].data.ptr == &sink.delay_s)
          return;
        else if (events[i].data.ptr == &sink.timer)
          is_due = true;
        else
          read_input (events[i].data.ptr);
      if (is_due)
        send_due ();
    }
}

int
main (int argc, char **argv)
{
  const char *address = "127.0.0.1";
  int port = 0;
  int listener;
  int signals;
  sigset_t set;
  struct epoll_event event = { .events = EPOLLIN };

  parse_arguments (argc, argv, &address, &port);
  sigemptyset (&set);
  sigaddset (&set, SIGTERM);
  sigaddset (&set, SIGINT);
  sigprocmask (SIG_BLOCK, &set, NULL);
  signals = signalfd (-1, &set, SFD_CLOEXEC);
  sink.epoll = epoll_create1 (EPOLL_CLOEXEC);
  listener = listen_on (address, port);
  event.data.ptr = &sink;
  epoll_ctl (sink.epoll, EPOLL_CTL_ADD, listener, &event);
  event.data.ptr = &sink.delay_s; /* any address that is no connection */
  epoll_ctl (sink.epoll, EPOLL_CTL_ADD, signals, &event);
  sink.timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  event.data.ptr = &sink.timer;
  epoll_ctl (sink.epoll, EPOLL_CTL_ADD, sink.timer, &event);
  serve (listener);
  report ();
  return 0;
}
