/* mock-keyring.h - a Secret Service that can be told how to behave
 *
 * One collection, items in memory, the "plain" session only. Everything that a
 * test wants to see or to break is a function here; mock-secret-service.c
 * makes a program of it, for tests in other languages.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MockKeyring MockKeyring;

typedef enum
{
  MOCK_ANSWER_ACCEPT,
  MOCK_ANSWER_DISMISS,
  MOCK_ANSWER_NONE, /* the prompt stays open */
} MockAnswer;

/* Owns org.freedesktop.secrets on @bus until freed. */
MockKeyring *mock_keyring_new (GDBusConnection *bus);
void mock_keyring_free (MockKeyring *mock);

void mock_keyring_add (MockKeyring *mock, const char *uuid, const char *bytes, gsize size_bytes,
                       const char *content_type, guint64 modified);
void mock_keyring_remove (MockKeyring *mock, const char *uuid);
/* The secret of the item; NULL if there is none. */
GBytes *mock_keyring_secret (MockKeyring *mock, const char *uuid);
const char *mock_keyring_label (MockKeyring *mock, const char *uuid);
guint mock_keyring_count (MockKeyring *mock);

void mock_keyring_set_locked (MockKeyring *mock, gboolean locked);
void mock_keyring_set_default (MockKeyring *mock, gboolean has_default);
void mock_keyring_set_answer (MockKeyring *mock, MockAnswer answer);
guint mock_keyring_prompts (MockKeyring *mock); /* shown so far */

/* A method of any interface that answers with the D-Bus error @name; "" : it never answers; NULL:
 * it works again. */
void mock_keyring_break (MockKeyring *mock, const char *method, const char *name);
/* Sessions opened so far are forgotten, as after a restart. */
void mock_keyring_forget_sessions (MockKeyring *mock);
/* What is stored from now on comes out changed. */
void mock_keyring_set_corrupting (MockKeyring *mock, gboolean corrupting);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MockKeyring, mock_keyring_free)

G_END_DECLS
