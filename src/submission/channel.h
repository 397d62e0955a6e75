/* channel.h - a connected socket on the main loop, with as little as can be behind it
 *
 * Bytes go straight from a buffer that all channels share to whoever takes
 * them; only what he leaves is kept. Answers gather while he works and go out
 * in one write. It knows nothing of SMTP.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  /* Bytes have come: returns how many it has taken. The rest comes again with more of them, or by
   * cs_channel_resume. Not called while the channel is held. */
  gsize (*take) (const char *bytes, gsize size_bytes, gpointer user_data);
  /* The last call, from the main loop: nothing comes any more, or nothing can be sent. */
  void (*gone) (gpointer user_data);
} CsChannelEvents;

typedef struct _CsChannel CsChannel;

/* Takes @fd over. */
CsChannel *cs_channel_new (int fd, const CsChannelEvents *events, gpointer user_data);
/* No event comes any more. */
void cs_channel_free (CsChannel *channel);

/* Goes out when the present event is over, or at once outside of one. */
void cs_channel_write (CsChannel *channel, const char *text);
/* While held nothing is read and nothing handed over. */
void cs_channel_hold (CsChannel *channel);
void cs_channel_resume (CsChannel *channel);
/* Sends what is to be sent, then closes, and says gone. */
void cs_channel_finish (CsChannel *channel);

gboolean cs_channel_is_over (CsChannel *channel); /* finishing or gone: nothing more is taken */
gint64 cs_channel_last_read_us (CsChannel *channel); /* monotonic */

G_END_DECLS
