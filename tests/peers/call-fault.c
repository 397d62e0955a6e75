/* call-fault.c - runs a program and strikes at its Nth call that changes the disk or answers
 * somebody
 *
 * call-fault --below FOLDER… [--answers] [--at N [--call NAME] [--target PATTERN]
 *            [--error NAME [--for-ever]]] --log FILE -- PROGRAM ARGUMENT…
 *
 * Counted in one sequence over all threads: calls that write, sync, make, rename or remove
 * something below a FOLDER and, with --answers, those that write to a socket. The Nth is not made:
 * there the program ends by SIGKILL or, with --error, that call (--for-ever: and every later one)
 * fails. Each is a line of the log, "N NAME TARGET", written before the call is made.
 *
 * It works by seccomp's user notification (seccomp_unotify(2)): nothing is traced, so the program
 * runs nearly as fast as alone, and may use a sanitizer. Wake-ups between threads, terminals and
 * what lies elsewhere do not count: what strace's --inject cannot tell apart.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <getopt.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FOLDERS 8
#define NO_FOLDER (-1) /* the path stands alone, without the descriptor of a folder */

typedef enum
{
  BY_DESCRIPTOR, /* the first argument */
  BY_PATH,
  BY_OPENING, /* BY_PATH, if the flags say that it changes something */
} Kind;

typedef struct
{
  int number;
  const char *name;
  Kind kind;
  bool may_answer; /* BY_DESCRIPTOR */
  int folder, path; /* BY_PATH: which arguments */
  int flags; /* BY_OPENING */
} Call;

#define DESCRIPTOR(name)                                                                           \
  {                                                                                                \
    SYS_##name, #name, BY_DESCRIPTOR, false, 0, 0, 0                                               \
  }
#define ANSWER(name)                                                                               \
  {                                                                                                \
    SYS_##name, #name, BY_DESCRIPTOR, true, 0, 0, 0                                                \
  }
#define PATH(name, folder, path)                                                                   \
  {                                                                                                \
    SYS_##name, #name, BY_PATH, false, folder, path, 0                                             \
  }
#define OPENING(name, folder, path)                                                                \
  {                                                                                                \
    SYS_##name, #name, BY_OPENING, false, folder, path, path + 1                                   \
  }

static const Call calls[] = {
  ANSWER (write),
  ANSWER (writev),
  ANSWER (sendto),
  ANSWER (sendmsg),
  ANSWER (sendmmsg),
  DESCRIPTOR (pwrite64),
  DESCRIPTOR (pwritev),
  DESCRIPTOR (pwritev2),
  DESCRIPTOR (ftruncate),
  DESCRIPTOR (fallocate),
  DESCRIPTOR (fsync),
  DESCRIPTOR (fdatasync),
  DESCRIPTOR (fchmod),
  DESCRIPTOR (fchown),
  OPENING (openat, 0, 1),
  PATH (mkdirat, 0, 1),
  PATH (unlinkat, 0, 1),
  PATH (renameat2, 2, 3),
  PATH (linkat, 2, 3),
#ifdef SYS_open /* newer machines have only those with a descriptor */
  OPENING (open, NO_FOLDER, 0),
  PATH (mkdir, NO_FOLDER, 0),
  PATH (unlink, NO_FOLDER, 0),
  PATH (rmdir, NO_FOLDER, 0),
  PATH (rename, NO_FOLDER, 1),
  PATH (link, NO_FOLDER, 1),
#endif
#ifdef SYS_renameat
  PATH (renameat, 2, 3),
#endif
};
#define N_CALLS (sizeof calls / sizeof *calls)

static struct
{
  const char *folders[MAX_FOLDERS];
  int n_folders;
  bool answers, for_ever;
  unsigned long at;
  int error; /* 0: killed */
  const char *call, *target; /* NULL: any */
  int log;
  char **program;
} job;

static unsigned long n_counted; /* all */
static unsigned long n_matching; /* those that --call and --target mean */

static void
fail (const char *what)
{
  fprintf (stderr, "call-fault: %s: %s\n", what, strerror (errno));
  exit (70);
}

/* --- the program -------------------------------------------------------------------------- */

static int
install_filter (void)
{
  struct sock_filter filter[N_CALLS + 3];
  struct sock_fprog program = { .len = 0, .filter = filter };

  filter[program.len++]
      = (struct sock_filter)BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr));
  for (size_t i = 0; i < N_CALLS; i++)
    filter[program.len++] = (struct sock_filter)BPF_JUMP (
        BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number, (unsigned char)(N_CALLS - i), 0);
  filter[program.len++] = (struct sock_filter)BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  filter[program.len++] = (struct sock_filter)BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return -1;
  return (int)syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                       &program);
}

/* Stops when its calls are watched: until the listener is fetched each of them would wait. */
static void
become_program (int *listener)
{
  sigset_t none;

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  *listener = install_filter ();
  if (*listener < 0)
    _exit (70);
  raise (SIGSTOP);
  execv (job.program[0], job.program);
  _exit (71);
}

static pid_t
start (int *listener)
{
  int *shared
      = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t pid;
  int status;

  if (shared == MAP_FAILED || (pid = fork ()) < 0)
    fail ("fork");
  if (pid == 0)
    become_program (shared);

  if (waitpid (pid, &status, WUNTRACED) != pid || !WIFSTOPPED (status))
    fail ("seccomp");
  *listener = pidfd_getfd (pidfd_open (pid, 0), *shared, 0);
  if (*listener < 0)
    fail ("pidfd_getfd");
  kill (pid, SIGCONT);
  return pid;
}

/* --- what a call is about ----------------------------------------------------------------- */

static bool
read_link (char *target, pid_t pid, const char *name)
{
  char path[64];
  ssize_t size;

  snprintf (path, sizeof path, "/proc/%d/%s", (int)pid, name);
  size = readlink (path, target, PATH_MAX - 1);
  target[size > 0 ? size : 0] = '\0';
  return size > 0;
}

static bool
read_descriptor (char *target, pid_t pid, int descriptor)
{
  char name[32];

  snprintf (name, sizeof name, "fd/%d", descriptor);
  return read_link (target, pid, name);
}

static bool
read_path (pid_t pid, unsigned long long address, char *path)
{
  struct iovec here = { path, PATH_MAX };
  struct iovec there = { (void *)(uintptr_t)address, PATH_MAX };
  size_t page = (size_t)sysconf (_SC_PAGESIZE);

  /* what lies behind the end of the page need not be there */
  if (process_vm_readv (pid, &here, 1, &there, 1, 0) < 0)
    {
      there.iov_len = page - (size_t)(address % page);
      if (process_vm_readv (pid, &here, 1, &there, 1, 0) < 0)
        return false;
    }
  path[PATH_MAX - 1] = '\0';
  return true;
}

static bool
resolve (const Call *call, const struct seccomp_notif *notice, char *target)
{
  char path[PATH_MAX];
  pid_t pid = (pid_t)notice->pid;
  int folder = call->folder == NO_FOLDER ? AT_FDCWD : (int)notice->data.args[call->folder];
  size_t used;

  if (!read_path (pid, notice->data.args[call->path], path))
    fail ("process_vm_readv");
  target[0] = '\0';
  if (path[0] != '/'
      && !(folder == AT_FDCWD ? read_link (target, pid, "cwd")
                              : read_descriptor (target, pid, folder)))
    return false;

  used = strlen (target);
  return snprintf (target + used, PATH_MAX - used, "%s%s", used > 0 ? "/" : "", path)
         < (int)(PATH_MAX - used);
}

static bool
is_below (const char *target)
{
  for (int i = 0; i < job.n_folders; i++)
    {
      size_t size = strlen (job.folders[i]);

      if (strncmp (target, job.folders[i], size) == 0
          && (target[size] == '/' || target[size] == '\0'))
        return true;
    }
  return false;
}

static bool
changes_something (const Call *call, const struct seccomp_notif *notice)
{
  unsigned long long flags;

  if (call->kind != BY_OPENING)
    return true;
  flags = notice->data.args[call->flags];
  return (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

static const Call *
find_call (int number)
{
  for (size_t i = 0; i < N_CALLS; i++)
    if (calls[i].number == number)
      return &calls[i];
  return NULL;
}

static bool
counts (const Call *call, const struct seccomp_notif *notice, char *target)
{
  if (call == NULL || !changes_something (call, notice))
    return false;
  if (call->kind != BY_DESCRIPTOR)
    return resolve (call, notice, target) && is_below (target);
  if (!read_descriptor (target, (pid_t)notice->pid, (int)notice->data.args[0]))
    return false;

  return is_below (target)
         || (call->may_answer && job.answers && strncmp (target, "socket:", 7) == 0);
}

/* --- striking ----------------------------------------------------------------------------- */

static bool
matches (const Call *call, const char *target)
{
  const char *slash = strrchr (target, '/');

  return (job.call == NULL || strcmp (job.call, call->name) == 0)
         && (job.target == NULL
             || fnmatch (job.target, slash != NULL ? slash + 1 : target, 0) == 0);
}

static bool
is_struck (const Call *call, const char *target)
{
  if (!matches (call, target))
    return false;

  n_matching++;
  return job.at > 0 && (job.for_ever ? n_matching >= job.at : n_matching == job.at);
}

static void
write_log (const Call *call, const char *target)
{
  char line[PATH_MAX + 64];
  int size = snprintf (line, sizeof line, "%lu %s %s\n", n_counted, call->name, target);

  if (write (job.log, line, (size_t)size) != size)
    fail ("log");
}

/* Returns whether the call may be made (or fails) now: a program that is killed gets no answer. */
static bool
judge (pid_t program, const struct seccomp_notif *notice, struct seccomp_notif_resp *response)
{
  const Call *call = find_call (notice->data.nr);
  char target[PATH_MAX];

  response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  if (!counts (call, notice, target))
    return true;

  n_counted++;
  write_log (call, target);
  if (!is_struck (call, target))
    return true;
  if (job.error == 0)
    {
      kill (program, SIGKILL);
      return false;
    }
  response->flags = 0;
  response->error = -job.error;
  return true;
}

static void
take_notice (int listener, pid_t program)
{
  struct seccomp_notif notice;
  struct seccomp_notif_resp response;

  memset (&notice, 0, sizeof notice);
  if (ioctl (listener, SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0)
    return; /* it was killed, or a signal came between */
  memset (&response, 0, sizeof response);
  response.id = notice.id;
  if (judge (program, &notice, &response))
    ioctl (listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

/* --- around it ---------------------------------------------------------------------------- */

/* Returns whether the program has ended. */
static bool
take_signal (int signals, pid_t program, int *status)
{
  struct signalfd_siginfo info;

  if (read (signals, &info, sizeof info) != sizeof info)
    return false;
  if (info.ssi_signo != SIGCHLD)
    kill (program, (int)info.ssi_signo);
  return waitpid (program, status, WNOHANG) == program && !WIFSTOPPED (*status)
         && !WIFCONTINUED (*status);
}

static int
watch (int listener, int signals, pid_t program)
{
  struct pollfd ends[] = { { listener, POLLIN, 0 }, { signals, POLLIN, 0 } };
  int status = 0;

  for (;;)
    {
      if (poll (ends, 2, -1) < 0 && errno != EINTR)
        fail ("poll");
      if (ends[0].revents & POLLIN)
        take_notice (listener, program);
      else if (ends[0].revents != 0)
        ends[0].fd = -1; /* nobody is left whose calls are watched */
      if ((ends[1].revents & POLLIN) && take_signal (signals, program, &status))
        return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
    }
}

static void
parse_arguments (int argc, char **argv)
{
  static const struct option options[] = {
    { "below", required_argument, NULL, 'b' },
    { "answers", no_argument, NULL, 'a' },
    { "at", required_argument, NULL, 'n' },
    { "error", required_argument, NULL, 'e' },
    { "for-ever", no_argument, NULL, 'f' },
    { "log", required_argument, NULL, 'l' },
    { "call", required_argument, NULL, 'c' },
    { "target", required_argument, NULL, 't' },
    { 0 },
  };

  job.log = -1;
  for (int o; (o = getopt_long (argc, argv, "+", options, NULL)) != -1;)
    if (o == 'b' && job.n_folders < MAX_FOLDERS)
      job.folders[job.n_folders++] = optarg;
    else if (o == 'a')
      job.answers = true;
    else if (o == 'n')
      job.at = strtoul (optarg, NULL, 10);
    else if (o == 'e')
      job.error = strcmp (optarg, "ENOSPC") == 0 ? ENOSPC : strcmp (optarg, "EIO") == 0 ? EIO : 0;
    else if (o == 'f')
      job.for_ever = true;
    else if (o == 'c')
      job.call = optarg;
    else if (o == 't')
      job.target = optarg;
    else if (o == 'l')
      job.log = open (optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    else
      exit (64);
  job.program = argv + optind;
  if (job.log < 0 || job.program[0] == NULL)
    exit (64);
}

int
main (int argc, char **argv)
{
  sigset_t set;
  int listener;
  pid_t program;

  parse_arguments (argc, argv);
  sigemptyset (&set);
  sigaddset (&set, SIGCHLD);
  sigaddset (&set, SIGTERM);
  sigaddset (&set, SIGINT);
  sigprocmask (SIG_BLOCK, &set, NULL);
  program = start (&listener);
  return watch (listener, signalfd (-1, &set, SFD_CLOEXEC), program);
}
