/* listener.h - local SMTP: the socket of this user (or of the system), and a loopback port
 *
 * Never anything but a UNIX socket and 127.0.0.1 and ::1, whatever the
 * settings say. Everything happens on the main loop; a connection is a peer
 * (peer.h).
 */
#pragma once

#include "submission/acceptor.h"

G_BEGIN_DECLS

typedef struct
{
  guint maximum_peers; /* 0: 500 */
  guint maximum_peers_per_user; /* of one user on the socket, or one address; 0: 100 */
  guint idle_timeout_s; /* without a byte from the peer; 0: 300 (RFC 5321 section 4.5.3.2.7) */
} CsListenerLimits;

typedef struct _CsListener CsListener;

CsListener *cs_listener_new (CsAcceptor *acceptor, const CsListenerLimits *limits /* (nullable) */);
void cs_listener_free (CsListener *listener);

/* Creates the socket with @mode; one that nobody listens on is replaced. A G_IO_ERROR;
 * G_IO_ERROR_ADDRESS_IN_USE when another worker answers there. */
gboolean cs_listener_add_socket (CsListener *listener, const char *path, mode_t mode,
                                 GError **error);
/* 0: no port any more. May be called again when the settings change; on error the old one stays. */
gboolean cs_listener_set_port (CsListener *listener, guint16 port, GError **error);
/* Nobody new; whoever is just being answered is, then all are closed and the socket's file is
 * removed. @stopped is called then, once (at once when nobody is there). */
void cs_listener_stop (CsListener *listener, void (*stopped) (gpointer), gpointer user_data);

guint cs_listener_n_peers (CsListener *listener);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsListener, cs_listener_free)

G_END_DECLS
