#include "submission/users.h"

#include <pwd.h>

#define BUFFER_BYTES (64 * 1024) /* what getpwuid_r writes a user's line into */

typedef struct
{
  char *name; /* NULL: never found */
  gint64 found_us;
  GPtrArray *waiting; /* (element-type GTask) */
} User;

struct _CsUsers
{
  char *(*lookup) (uid_t);
  GHashTable *users; /* (element-type guint User): by number */
};

typedef struct
{
  CsUsers *users;
  uid_t uid;
} Question;

static void
user_free (User *user)
{
  g_free (user->name);
  g_ptr_array_unref (user->waiting);
  g_free (user);
}

static char *
ask_system (uid_t uid)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  struct passwd entry;
  struct passwd *found = NULL;

  return getpwuid_r (uid, &entry, buffer, BUFFER_BYTES, &found) == 0 && found != NULL
             ? g_strdup (found->pw_name)
             : NULL;
}

CsUsers *
cs_users_new (char *(*lookup) (uid_t))
{
  CsUsers *users = g_new0 (CsUsers, 1);

  users->lookup = lookup != NULL ? lookup : ask_system;
  users->users = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)user_free);
  return users;
}

void
cs_users_free (CsUsers *users)
{
  g_hash_table_unref (users->users);
  g_free (users);
}

const char *
cs_users_name (CsUsers *users, uid_t uid)
{
  const User *user = g_hash_table_lookup (users->users, GUINT_TO_POINTER (uid));
  gint64 oldest_us = g_get_monotonic_time () - CS_USERS_FRESH_S * G_USEC_PER_SEC;

  return user != NULL && user->name != NULL && user->found_us > oldest_us ? user->name : NULL;
}

static User *
user_for (CsUsers *users, uid_t uid)
{
  User *user = g_hash_table_lookup (users->users, GUINT_TO_POINTER (uid));

  if (user == NULL)
    {
      user = g_new0 (User, 1);
      user->waiting = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (users->users, GUINT_TO_POINTER (uid), user);
    }
  return user;
}

static void
ask (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  char *name = question->users->lookup (question->uid);

  g_task_return_pointer (
      task, name != NULL ? name : g_strdup_printf ("uid-%u", (guint)question->uid), g_free);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Question *question = g_task_get_task_data (G_TASK (result));
  User *user = user_for (question->users, question->uid);
  g_autoptr (GPtrArray) waiting = user->waiting;

  g_free (user->name);
  user->name = g_task_propagate_pointer (G_TASK (result), NULL);
  user->found_us = g_get_monotonic_time ();
  user->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (waiting->pdata[i], TRUE);
}

void
cs_users_find_async (CsUsers *users, uid_t uid, GAsyncReadyCallback callback, gpointer user_data)
{
  User *user = user_for (users, uid);
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_ptr_array_add (user->waiting, g_task_new (NULL, NULL, callback, user_data));
  if (user->waiting->len > 1)
    return;

  task = g_task_new (NULL, NULL, on_answered, NULL);
  question = g_new0 (Question, 1);
  question->users = users;
  question->uid = uid;
  g_task_set_task_data (task, question, g_free);
  g_task_run_in_thread (task, ask);
}

void
cs_users_find_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
