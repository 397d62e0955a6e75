#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/file.h"

#define NOBODY 65534
#define LIMIT 1000

typedef struct
{
  char *folder;
  char *path; /* folder/file */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("countersign-file-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
  f->path = g_build_filename (f->folder, "file", NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_tree (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
put (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (chmod (path, 0600), ==, 0);
}

static void
assert_content (const char *path, const char *text)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, text);
}

static mode_t
mode_of (const char *path)
{
  struct stat found;

  g_assert_cmpint (stat (path, &found), ==, 0);
  return found.st_mode & 07777;
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
assert_refused (const char *path, gboolean check_trust, CsFileError code, const char *advice)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_file_read (path, LIMIT, check_trust, &error));
  g_assert_error (error, CS_FILE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, advice != NULL ? advice : path));
}

static void
test_read (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, "content");
  bytes = cs_file_read (f->path, LIMIT, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "content", 7);
}

static void
test_read_empty (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, "");
  bytes = cs_file_read (f->path, LIMIT, TRUE, NULL);
  g_assert_nonnull (bytes);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
}

static void
test_read_limit (Fixture *f, gconstpointer data)
{
  g_autofree char *most = g_strnfill (LIMIT, 'x');
  g_autofree char *more = g_strnfill (LIMIT + 1, 'x');
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, most);
  bytes = cs_file_read (f->path, LIMIT, TRUE, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, LIMIT);

  put (f->path, more);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_TOO_LARGE, NULL);
}

/* Files in /proc say that they are empty: the cap holds while reading. */
static void
test_read_size_unknown (Fixture *f, gconstpointer data)
{
  assert_refused ("/proc/self/smaps", FALSE, CS_FILE_ERROR_TOO_LARGE, NULL);
}

static void
test_read_missing (Fixture *f, gconstpointer data)
{
  assert_refused (f->path, TRUE, CS_FILE_ERROR_MISSING, NULL);
}

static void
test_read_folder (Fixture *f, gconstpointer data)
{
  assert_refused (f->folder, FALSE, CS_FILE_ERROR_NOT_REGULAR, NULL);
}

static void
test_read_fifo (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_NOT_REGULAR, NULL);
}

static void
test_read_device (Fixture *f, gconstpointer data)
{
  assert_refused ("/dev/zero", FALSE, CS_FILE_ERROR_NOT_REGULAR, NULL);
}

static void
test_read_socket (Fixture *f, gconstpointer data)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, f->path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_NOT_REGULAR, NULL);
  close (fd);
}

static void
test_read_link (Fixture *f, gconstpointer data)
{
  g_autofree char *link = g_build_filename (f->folder, "link", NULL);
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, "content");
  g_assert_cmpint (symlink ("file", link), ==, 0);
  bytes = cs_file_read (link, LIMIT, TRUE, NULL);
  g_assert_nonnull (bytes);
}

static void
test_trust_mode (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("chmod go-w '%s'", f->path);
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, "content");
  chmod (f->path, 0666);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_UNTRUSTED, command);

  chmod (f->path, 0602);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_UNTRUSTED, command);

  bytes = cs_file_read (f->path, LIMIT, FALSE, NULL);
  g_assert_nonnull (bytes);
}

static void
test_trust_group (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, "content");
  chmod (f->path, 0660);
  if (geteuid () == 0)
    {
      bytes = cs_file_read (f->path, LIMIT, TRUE, NULL); /* root's own group */
      g_assert_nonnull (bytes);
      g_assert_cmpint (chown (f->path, -1, NOBODY), ==, 0);
      chmod (f->path, 0660);
    }
  assert_refused (f->path, TRUE, CS_FILE_ERROR_UNTRUSTED, "chmod go-w");
}

static void
test_trust_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("chmod o-w '%s'", f->folder);
  g_autoptr (GBytes) bytes = NULL;

  put (f->path, "content");
  chmod (f->folder, 0777);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_UNTRUSTED, command);

  chmod (f->folder, 01777);
  bytes = cs_file_read (f->path, LIMIT, TRUE, NULL);
  g_assert_nonnull (bytes);
}

/* Root looks at the file of somebody else; anybody else cannot make one, and looks at root's. */
static void
test_trust_owner (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  if (geteuid () != 0)
    {
      bytes = cs_file_read ("/etc/hostname", LIMIT, TRUE, NULL);
      g_assert_nonnull (bytes);
      return;
    }

  put (f->path, "content");
  g_assert_cmpint (chown (f->path, NOBODY, NOBODY), ==, 0);
  assert_refused (f->path, TRUE, CS_FILE_ERROR_UNTRUSTED, "chown 0 ");
}

static void
test_replace_new (Fixture *f, gconstpointer data)
{
  mode_t mask = umask (0077);
  g_autoptr (GError) error = NULL;

  g_assert_true (cs_file_replace (f->path, "new", 3, 0640, &error));
  g_assert_no_error (error);
  assert_content (f->path, "new");
  g_assert_cmpuint (mode_of (f->path), ==, 0640);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
  umask (mask);
}

static void
test_replace_old (Fixture *f, gconstpointer data)
{
  struct stat before, after;

  put (f->path, "old content");
  chmod (f->path, 0604);
  if (geteuid () == 0)
    g_assert_cmpint (chown (f->path, NOBODY, NOBODY), ==, 0);
  stat (f->path, &before);

  g_assert_true (cs_file_replace (f->path, "new", 3, 0600, NULL));
  assert_content (f->path, "new");
  stat (f->path, &after);
  g_assert_cmpuint (after.st_mode, ==, before.st_mode);
  g_assert_cmpuint (after.st_uid, ==, before.st_uid);
  g_assert_cmpuint (after.st_gid, ==, before.st_gid);
  g_assert_cmpuint (after.st_ino, !=, before.st_ino);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
}

static void
test_replace_empty_and_large (Fixture *f, gconstpointer data)
{
  gsize size = 8 * 1024 * 1024;
  g_autofree char *large = g_strnfill (size, 'x');

  g_assert_true (cs_file_replace (f->path, large, size, 0600, NULL));
  assert_content (f->path, large);
  g_assert_true (cs_file_replace (f->path, NULL, 0, 0600, NULL));
  assert_content (f->path, "");
}

static void
test_replace_link (Fixture *f, gconstpointer data)
{
  g_autofree char *sub = g_build_filename (f->folder, "sub", NULL);
  g_autofree char *target = g_build_filename (sub, "target", NULL);
  g_autofree char *middle = g_build_filename (f->folder, "middle", NULL);
  g_autofree char *seen = NULL;

  g_mkdir (sub, 0700);
  put (target, "old");
  g_assert_cmpint (symlink ("sub/target", middle), ==, 0);
  g_assert_cmpint (symlink (middle, f->path), ==, 0);

  g_assert_true (cs_file_replace (f->path, "new", 3, 0600, NULL));
  assert_content (target, "new");
  seen = g_file_read_link (f->path, NULL);
  g_assert_cmpstr (seen, ==, middle);
  g_assert_cmpuint (count_entries (sub), ==, 1);
}

static void
test_replace_dangling_link (Fixture *f, gconstpointer data)
{
  g_autofree char *target = g_build_filename (f->folder, "target", NULL);

  g_assert_cmpint (symlink ("target", f->path), ==, 0);
  g_assert_true (cs_file_replace (f->path, "new", 3, 0600, NULL));
  assert_content (target, "new");
  g_assert_true (g_file_test (f->path, G_FILE_TEST_IS_SYMLINK));
}

static void
assert_not_replaced (const char *path, gsize size, CsFileError code)
{
  g_autofree char *large = g_strnfill (size, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_false (cs_file_replace (path, large, size, 0600, &error));
  g_assert_error (error, CS_FILE_ERROR, (int)code);
}

static void
test_replace_link_loop (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (symlink ("file", f->path), ==, 0);
  assert_not_replaced (f->path, 3, CS_FILE_ERROR_IO);
}

static void
test_replace_folder_missing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "no", "file", NULL);

  assert_not_replaced (path, 3, CS_FILE_ERROR_MISSING);
}

static void
test_replace_what_is_no_file (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_not_replaced (f->path, 3, CS_FILE_ERROR_NOT_REGULAR);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);

  g_remove (f->path);
  g_mkdir (f->path, 0700);
  assert_not_replaced (f->path, 3, CS_FILE_ERROR_NOT_REGULAR);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
}

/* In a process of its own, since what it takes away from itself does not come back. */
static void
in_child (Fixture *f, void (*run) (Fixture *f))
{
  pid_t child = fork ();
  int status = -1;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      run (f);
      _exit (0);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
become_nobody (void)
{
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
}

static void
replace_denied (Fixture *f)
{
  become_nobody ();
  assert_not_replaced (f->path, 3, CS_FILE_ERROR_DENIED);
}

static void
test_replace_denied (Fixture *f, gconstpointer data)
{
  put (f->path, "old");
  chmod (f->folder, 0555);
  in_child (f, replace_denied);
  chmod (f->folder, 0755);
  assert_content (f->path, "old");
}

static void
read_denied (Fixture *f)
{
  become_nobody ();
  assert_refused (f->path, TRUE, CS_FILE_ERROR_DENIED, NULL);
}

static void
test_read_denied (Fixture *f, gconstpointer data)
{
  put (f->path, "old");
  chmod (f->path, 0);
  chmod (f->folder, 0755);
  in_child (f, read_denied);
}

static void
replace_with_file_limit (Fixture *f)
{
  const struct rlimit limit = { 10000, 10000 };

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_not_replaced (f->path, 20000, CS_FILE_ERROR_IO);
}

static void
test_replace_fails_half_way (Fixture *f, gconstpointer data)
{
  put (f->path, "old");
  in_child (f, replace_with_file_limit);
  assert_content (f->path, "old");
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
}

static void
write_map (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize)strlen (text));
  close (fd);
}

/* Who is not root may mount in a user namespace, where he stays himself. */
static void
enter_namespace (void)
{
  uid_t user = geteuid ();
  g_autofree char *users = g_strdup_printf ("%u %u 1", (guint)user, (guint)user);
  g_autofree char *groups = g_strdup_printf ("%u %u 1", (guint)getegid (), (guint)getegid ());

  g_assert_cmpint (unshare (CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)), ==, 0);
  if (user == 0)
    return;

  write_map ("/proc/self/setgroups", "deny");
  write_map ("/proc/self/uid_map", users);
  write_map ("/proc/self/gid_map", groups);
}

/* A file system of 64 KiB that only this process sees. */
static void
mount_small (const char *folder, unsigned long flags)
{
  enter_namespace ();
  g_assert_cmpint (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), ==, 0);
  g_assert_cmpint (mount ("none", folder, "tmpfs", flags, "size=64k,mode=0777"), ==, 0);
}

static void
replace_on_full_disk (Fixture *f)
{
  mount_small (f->folder, 0);
  put (f->path, "old");
  assert_not_replaced (f->path, 100000, CS_FILE_ERROR_NO_SPACE);
  assert_content (f->path, "old");
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
}

static void
test_replace_on_full_disk (Fixture *f, gconstpointer data)
{
  in_child (f, replace_on_full_disk);
}

static void
replace_on_read_only (Fixture *f)
{
  mount_small (f->folder, MS_RDONLY);
  assert_not_replaced (f->path, 3, CS_FILE_ERROR_READ_ONLY);
}

static void
test_replace_on_read_only (Fixture *f, gconstpointer data)
{
  in_child (f, replace_on_read_only);
}

/* As where O_TMPFILE cannot be used. */
static void
replace_without_proc (Fixture *f)
{
  mount_small ("/proc", 0);
  put (f->path, "old");
  g_assert_true (cs_file_replace (f->path, "new", 3, 0600, NULL));
  assert_content (f->path, "new");
  assert_not_replaced ("/proc/no/file", 3, CS_FILE_ERROR_MISSING);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
}

static void
test_replace_without_proc (Fixture *f, gconstpointer data)
{
  in_child (f, replace_without_proc);
}

/* Of what lies beside the file, what a killed writer left goes, and nothing else. */
static void
test_remove_unfinished (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {
    ".file.1a2b3c4d.unfinished",  ".file.20261124",  ".file.backup",
    ".other.1a2b3c4d.unfinished", "file.unfinished",
  };
  guint n_left = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }
  g_assert_true (cs_file_replace (f->path, "x", 1, 0600, NULL));
  cs_file_remove_unfinished (f->path);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

      n_left += g_file_test (path, G_FILE_TEST_EXISTS);
      g_assert_true (i > 0 || n_left == 0);
    }
  g_assert_cmpuint (n_left, ==, G_N_ELEMENTS (names) - 1);
  g_assert_true (g_file_test (f->path, G_FILE_TEST_EXISTS));
}

static void
test_make_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "a", "b", "c", NULL);
  g_autofree char *middle = g_build_filename (f->folder, "a", NULL);
  mode_t mask = umask (0077);
  g_autoptr (GError) error = NULL;

  g_assert_true (cs_file_make_folder (path, 0750, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (path), ==, 0750);
  g_assert_cmpuint (mode_of (middle), ==, 0750);

  chmod (path, 0700);
  g_assert_true (cs_file_make_folder (path, 0750, NULL)); /* what is there stays as it is */
  g_assert_cmpuint (mode_of (path), ==, 0700);
  umask (mask);
}

static void
test_make_folder_over_a_file (Fixture *f, gconstpointer data)
{
  g_autofree char *below = g_build_filename (f->path, "sub", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) error_below = NULL;

  put (f->path, "");
  g_assert_false (cs_file_make_folder (f->path, 0700, &error));
  g_assert_error (error, CS_FILE_ERROR, CS_FILE_ERROR_NOT_REGULAR);
  g_assert_false (cs_file_make_folder (below, 0700, &error_below));
  g_assert_error (error_below, CS_FILE_ERROR, CS_FILE_ERROR_NOT_REGULAR);
}

static void
test_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CsFileLock *first = cs_file_lock (f->path, FALSE, &error);
  CsFileLock *second;

  g_assert_no_error (error);
  g_assert_nonnull (first);
  g_assert_cmpuint (mode_of (f->path), ==, 0600);

  g_assert_null (cs_file_lock (f->path, FALSE, &error));
  g_assert_error (error, CS_FILE_ERROR, CS_FILE_ERROR_LOCKED);

  cs_file_unlock (first);
  second = cs_file_lock (f->path, FALSE, NULL);
  g_assert_nonnull (second);
  cs_file_unlock (second);
  cs_file_unlock (NULL);
  g_assert_true (g_file_test (f->path, G_FILE_TEST_EXISTS));
}

static gpointer
lock_and_unlock (gpointer data)
{
  Fixture *f = data;
  g_autoptr (CsFileLock) lock = cs_file_lock (f->path, TRUE, NULL);

  g_assert_nonnull (lock);
  return NULL;
}

static void
test_lock_waits (Fixture *f, gconstpointer data)
{
  CsFileLock *lock = cs_file_lock (f->path, TRUE, NULL);
  GThread *thread = g_thread_new ("lock", lock_and_unlock, f);

  cs_file_unlock (lock);
  g_thread_join (thread);
}

static void
hold_lock_and_die (Fixture *f)
{
  g_assert_nonnull (cs_file_lock (f->path, FALSE, NULL));
}

static void
test_lock_ends_with_the_process (Fixture *f, gconstpointer data)
{
  g_autoptr (CsFileLock) lock = NULL;

  in_child (f, hold_lock_and_die);
  lock = cs_file_lock (f->path, FALSE, NULL);
  g_assert_nonnull (lock);
}

static void
test_lock_missing_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "no", "lock", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_file_lock (path, TRUE, &error));
  g_assert_error (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING);
}

static void
test_error_codes (Fixture *f, gconstpointer data)
{
  static const struct
  {
    int errno_value;
    CsFileError code;
  } rows[] = {
    { ENOENT, CS_FILE_ERROR_MISSING },
    { EACCES, CS_FILE_ERROR_DENIED },
    { EPERM, CS_FILE_ERROR_DENIED },
    { EISDIR, CS_FILE_ERROR_NOT_REGULAR },
    { ENOTDIR, CS_FILE_ERROR_NOT_REGULAR },
    { ENOSPC, CS_FILE_ERROR_NO_SPACE },
    { EDQUOT, CS_FILE_ERROR_NO_SPACE },
    { EROFS, CS_FILE_ERROR_READ_ONLY },
    { EIO, CS_FILE_ERROR_IO },
    { EFBIG, CS_FILE_ERROR_IO },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      cs_file_set_error (&error, rows[i].errno_value, "write", "/a file");
      g_assert_error (error, CS_FILE_ERROR, (int)rows[i].code);
      g_assert_true (g_str_has_prefix (error->message, "/a file: cannot write: "));
    }
}

/* clang-format off */
static const struct
{
  const char *name;
  void (*run) (Fixture *f, gconstpointer data);
} tests[] = {
  { "read", test_read },
  { "read-empty", test_read_empty },
  { "read-limit", test_read_limit },
  { "read-size-unknown", test_read_size_unknown },
  { "read-missing", test_read_missing },
  { "read-folder", test_read_folder },
  { "read-fifo", test_read_fifo },
  { "read-device", test_read_device },
  { "read-socket", test_read_socket },
  { "read-link", test_read_link },
  { "read-denied", test_read_denied },
  { "trust-mode", test_trust_mode },
  { "trust-group", test_trust_group },
  { "trust-folder", test_trust_folder },
  { "trust-owner", test_trust_owner },
  { "replace-new", test_replace_new },
  { "replace-old", test_replace_old },
  { "replace-empty-and-large", test_replace_empty_and_large },
  { "replace-link", test_replace_link },
  { "replace-dangling-link", test_replace_dangling_link },
  { "replace-link-loop", test_replace_link_loop },
  { "replace-folder-missing", test_replace_folder_missing },
  { "replace-what-is-no-file", test_replace_what_is_no_file },
  { "replace-denied", test_replace_denied },
  { "replace-fails-half-way", test_replace_fails_half_way },
  { "replace-on-full-disk", test_replace_on_full_disk },
  { "replace-on-read-only", test_replace_on_read_only },
  { "replace-without-proc", test_replace_without_proc },
  { "remove-unfinished", test_remove_unfinished },
  { "make-folder", test_make_folder },
  { "make-folder-over-a-file", test_make_folder_over_a_file },
  { "lock", test_lock },
  { "lock-waits", test_lock_waits },
  { "lock-ends-with-the-process", test_lock_ends_with_the_process },
  { "lock-missing-folder", test_lock_missing_folder },
  { "error-codes", test_error_codes },
};
/* clang-format on */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/base/file/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }

  return g_test_run ();
}
