/* sink.c - the receiving server of benchmarks and soak tests, as light as can be
 *
 * One epoll loop that understands just enough SMTP: EHLO, AUTH PLAIN (any password), MAIL, RCPT,
 * DATA, BDAT, RSET, NOOP, QUIT. Messages are counted and thrown away. Delayed acknowledgement is
 * left on, as Linux does it, so that a client with Nagle's algorithm shows. It is never a judge of
 * right or wrong: tests/peers is. With --fail every tenth session and transaction goes wrong, in
 * all ways in turn (sink-fault.h); what came of numbered recipients is counted (sink-ledger.h).
 *
 * Prints {"port": N} when ready, {"messages": …} when --expect messages have come, at SIGUSR1, and
 * at SIGTERM.
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

#include "sink-session.h"

#define SLOW_S 1.0 /* how late SINK_FAULT_SLOW is */

struct Sink sink;

/* Replies on their way: what a client sent ahead does not make earlier replies come earlier. */
struct Segment
{
  Segment *next;
  Connection *connection;
  double due;
  size_t size;
  char bytes[];
};

double
sink_now_s (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

void
sink_report (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"messages\": %llu, \"seconds\": %.6f, \"connections\": %llu, \"logins\": %llu, "
          "\"peak-connections\": %llu, \"bytes\": %llu, \"cpu-seconds\": %.3f",
          sink.messages, sink.last - sink.first, sink.connections, sink.logins, sink.peak_open,
          sink.bytes,
          usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
              + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  sink_ledger_print ();
  sink_fault_print ();
  printf ("}\n");
  fflush (stdout);
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
  segment->due = sink_now_s () + (sink.delay_s > 0 ? sink.delay_s : SLOW_S);
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
  if (size == 0 && !c->ending)
    return;
  if (sink.delay_s > 0 || c->n_delayed > 0
      || (c->fault == SINK_FAULT_SLOW && c->envelope.has_recipient && !c->in_data))
    send_delayed (c, c->out, size);
  else
    send_bytes (c, c->out, size);
}

static void
send_due (void)
{
  double now = sink_now_s ();

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
  sink_take_input (c);
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
    sink.first = sink_now_s ();
  sink.now_open++;
  if (sink.now_open > sink.peak_open)
    sink.peak_open = sink.now_open;
  if (sink.fails)
    c->fault = sink_fault_of_session ();
  if (c->fault == SINK_FAULT_BUSY)
    sink_close (c, "421 4.3.2 Too busy\r\n");
  else if (c->fault == SINK_FAULT_GONE)
    sink_close (c, "");
  else
    sink_say (c, "220 sink.example ESMTP\r\n");
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
    { "no-auth", no_argument, NULL, 'N' },        { "fail", no_argument, NULL, 'F' },
    { "break-tls", no_argument, NULL, 'T' },      { 0 },
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
      case 'F':
        sink.fails = true;
        break;
      case 'T':
        sink.breaks_tls = true;
        break;
      default:
        exit (64);
      }
}

static bool
is_over (int signals)
{
  struct signalfd_siginfo info;

  return read (signals, &info, sizeof info) != sizeof info || info.ssi_signo != SIGUSR1;
}

static void
serve (int listener, int signals)
{
  struct epoll_event events[256];

  for (;;)
    {
      int n = epoll_wait (sink.epoll, events, 256, -1);
      bool is_due = false; /* what it ends must not be among the events still to be looked at */

      for (int i = 0; i < n; i++)
        if (events[i].data.ptr == &sink)
          accept_one (listener);
        else if (events[i].data.ptr == &sink.delay_s && is_over (signals))
          return;
        else if (events[i].data.ptr == &sink.delay_s)
          sink_report ();
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
  sigaddset (&set, SIGUSR1);
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
  serve (listener, signals);
  sink_report ();
  return 0;
}
