/* inject.c - a bare client that hands many equal messages to an SMTP listener, for the benchmarks
 *
 * One thread for each connection, one message after the other, the next only
 * after the 250 of the last: what a program that cares about its mail does.
 * Prints {"messages", "seconds"}.
 *
 * inject --socket PATH | --port N  --connections C --messages M --size BYTES --to ADDRESS
 *   [--domains D]: recipients are spread over D domains: user@dN.TO-DOMAIN
 *   [--from ADDRESS]
 *   [--numbered]: the Nth message goes to mN@… instead of user@…
 *   [--blast]: MAIL, RCPT and DATA in one write (to find the sink's own limit)
 *   [--login]: AUTH PLAIN first
 */
#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static struct
{
  const char *socket, *from, *to;
  int port, connections, size, domains;
  long messages;
  bool blast, login, numbered;
  char *content;
  size_t content_size;
} job = { .from = "bench@client.example",
          .to = "user@example.com",
          .connections = 1,
          .messages = 1,
          .size = 4096 };

static atomic_long next_message;

typedef struct
{
  int fd;
  size_t used;
  char in[65536];
} Client;

static void
fail (const char *what)
{
  perror (what);
  exit (1);
}

static int
open_connection (void)
{
  struct sockaddr_un local = { .sun_family = AF_UNIX };
  struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_port = htons ((uint16_t)job.port) };
  int on = 1;
  int fd = socket (job.socket != NULL ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (job.socket != NULL)
    {
      strncpy (local.sun_path, job.socket, sizeof local.sun_path - 1);
      if (connect (fd, (struct sockaddr *)&local, sizeof local) != 0)
        fail (job.socket);
      return fd;
    }

  inet_pton (AF_INET, "127.0.0.1", &loopback.sin_addr);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect (fd, (struct sockaddr *)&loopback, sizeof loopback) != 0)
    fail ("connect");
  return fd;
}

static void
send_all (Client *client, const char *bytes, size_t size)
{
  while (size > 0)
    {
      ssize_t n = send (client->fd, bytes, size, MSG_NOSIGNAL);

      if (n <= 0)
        fail ("send");
      bytes += n;
      size -= (size_t)n;
    }
}

/* Reads one reply, which must begin with @digit. */
static void
expect (Client *client, char digit)
{
  for (;;)
    {
      char *end = memchr (client->in, '\n', client->used);
      bool last;

      if (end == NULL)
        {
          ssize_t n
              = recv (client->fd, client->in + client->used, sizeof client->in - client->used, 0);

          if (n <= 0)
            fail ("connection lost");
          client->used += (size_t)n;
          continue;
        }
      last = end - client->in < 4 || client->in[3] != '-';
      if (last && client->in[0] != digit)
        {
          fprintf (stderr, "inject: %.*s\n", (int)(end - client->in), client->in);
          exit (1);
        }
      client->used -= (size_t)(end + 1 - client->in);
      memmove (client->in, end + 1, client->used);
      if (last)
        return;
    }
}

static void
command (Client *client, const char *line, char digit)
{
  send_all (client, line, strlen (line));
  expect (client, digit);
}

static void
make_recipient (char *line, size_t size, long nth)
{
  const char *at = strchr (job.to, '@');
  char user[256];
  char domain[256];

  if (job.numbered)
    snprintf (user, sizeof user, "m%ld", nth);
  else
    snprintf (user, sizeof user, "%.*s", (int)(at - job.to), job.to);
  if (job.domains > 0)
    snprintf (domain, sizeof domain, "d%ld.%s", nth % job.domains, at + 1);
  else
    snprintf (domain, sizeof domain, "%s", at + 1);
  snprintf (line, size, "RCPT TO:<%s@%s>\r\n", user, domain);
}

static void
send_message (Client *client, long nth)
{
  char recipient[1024];
  char envelope[2048];

  make_recipient (recipient, sizeof recipient, nth);
  if (job.blast)
    {
      snprintf (envelope, sizeof envelope, "MAIL FROM:<%s>\r\n%sDATA\r\n", job.from, recipient);
      send_all (client, envelope, strlen (envelope));
      expect (client, '2');
      expect (client, '2');
      expect (client, '3');
    }
  else
    {
      snprintf (envelope, sizeof envelope, "MAIL FROM:<%s>\r\n", job.from);
      command (client, envelope, '2');
      command (client, recipient, '2');
      command (client, "DATA\r\n", '3');
    }
  send_all (client, job.content, job.content_size);
  expect (client, '2');
}

static void *
run_client (void *data)
{
  Client *client = calloc (1, sizeof *client);

  client->fd = open_connection ();
  expect (client, '2');
  command (client, "EHLO bench.client.example\r\n", '2');
  if (job.login)
    command (client, "AUTH PLAIN AGJlbmNoAGJlbmNo\r\n", '2');
  for (long nth; (nth = atomic_fetch_add (&next_message, 1)) < job.messages;)
    send_message (client, nth);
  command (client, "QUIT\r\n", '2');
  close (client->fd);
  free (client);
  return data;
}

static void
make_content (void)
{
  static const char header[] = "From: bench@client.example\r\nTo: user@example.com\r\n"
                               "Subject: bench\r\nDate: Tue, 24 Nov 2026 06:50:06 +0000\r\n"
                               "Message-ID: <bench@client.example>\r\n\r\n";
  static const char line[] = "The quick brown fox jumps over the lazy dog, again and again.\r\n";
  size_t room = (size_t)job.size + sizeof header + sizeof line + 8;

  job.content = malloc (room);
  strcpy (job.content, header);
  job.content_size = strlen (header);
  while (job.content_size + strlen (line) <= (size_t)job.size)
    {
      strcpy (job.content + job.content_size, line);
      job.content_size += strlen (line);
    }
  strcpy (job.content + job.content_size, ".\r\n");
  job.content_size += 3;
}

static void
parse_arguments (int argc, char **argv)
{
  static const struct option options[] = {
    { "socket", required_argument, NULL, 's' },   { "port", required_argument, NULL, 'p' },
    { "messages", required_argument, NULL, 'm' }, { "connections", required_argument, NULL, 'c' },
    { "size", required_argument, NULL, 'z' },     { "to", required_argument, NULL, 't' },
    { "domains", required_argument, NULL, 'd' },  { "blast", no_argument, NULL, 'b' },
    { "login", no_argument, NULL, 'l' },          { "numbered", no_argument, NULL, 'n' },
    { "from", required_argument, NULL, 'f' },     { 0 },
  };

  for (int o; (o = getopt_long (argc, argv, "", options, NULL)) != -1;)
    switch (o)
      {
      case 's':
        job.socket = optarg;
        break;
      case 'p':
        job.port = atoi (optarg);
        break;
      case 'm':
        job.messages = atol (optarg);
        break;
      case 'c':
        job.connections = atoi (optarg);
        break;
      case 'z':
        job.size = atoi (optarg);
        break;
      case 't':
        job.to = optarg;
        break;
      case 'd':
        job.domains = atoi (optarg);
        break;
      case 'b':
        job.blast = true;
        break;
      case 'l':
        job.login = true;
        break;
      case 'f':
        job.from = optarg;
        break;
      case 'n':
        job.numbered = true;
        break;
      default:
        exit (64);
      }
}

static double
now_s (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int
main (int argc, char **argv)
{
  pthread_t threads[256];
  double start;

  parse_arguments (argc, argv);
  if (job.connections < 1 || job.connections > 256 || strchr (job.to, '@') == NULL)
    return 64;
  make_content ();
  start = now_s ();
  for (int i = 0; i < job.connections; i++)
    if (pthread_create (&threads[i], NULL, run_client, NULL) != 0)
      fail ("pthread_create");
  for (int i = 0; i < job.connections; i++)
    pthread_join (threads[i], NULL);
  printf ("{\"messages\": %ld, \"seconds\": %.6f}\n", job.messages, now_s () - start);
  return 0;
}
