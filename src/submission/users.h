/* users.h - the names of this machine's users, asked for off the main loop
 *
 * The name service may be a directory somewhere on the network that takes its
 * time (nsswitch.conf(5)). A thread asks it, once for each user however many
 * want to know, and what it said counts for some minutes.
 */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

#define CS_USERS_FRESH_S 600

typedef struct _CsUsers CsUsers;

/* @lookup: called in a thread, (transfer full), NULL: no such user; NULL: getpwuid_r. */
CsUsers *cs_users_new (char *(*lookup) (uid_t uid));
/* Nobody may be waiting. */
void cs_users_free (CsUsers *users);

/* His name, or "uid-N" where he has none. NULL: it is not known now; find it, then ask again. */
const char *cs_users_name (CsUsers *users, uid_t uid);
void cs_users_find_async (CsUsers *users, uid_t uid, GAsyncReadyCallback callback,
                          gpointer user_data);
void cs_users_find_finish (GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsUsers, cs_users_free)

G_END_DECLS
