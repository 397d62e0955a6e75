/* listening.h - one place where mail programs connect: a socket file, or a loopback port
 *
 * There is no way to make it listen on anything else.
 */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* @fd is a new connection, non-blocking: the function takes it over. */
typedef void (*CsListeningFunc) (int fd, gboolean is_port, gpointer user_data);

typedef struct _CsListening CsListening;

/* Errors as cs_listener_add_socket (). */
CsListening *cs_listening_new_socket (const char *path, mode_t mode, CsListeningFunc func,
                                      gpointer user_data, GError **error);
/* @family: AF_INET or AF_INET6. */
CsListening *cs_listening_new_port (int family, guint16 port, CsListeningFunc func,
                                    gpointer user_data, GError **error);
/* Also removes the socket file, if it is still ours. */
void cs_listening_free (CsListening *listening);

gboolean cs_listening_is_port (const CsListening *listening);
guint16 cs_listening_port (const CsListening *listening); /* 0: a socket file */
/* The address at the other end of a port's connection; NULL: it is gone, or not on loopback. */
char *cs_listening_peer_address (int fd);

G_END_DECLS
