#include "submission/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES 65536
#define LINGER_S 3 /* after finish, for a peer to take its last answers */
#define UNSENT_MOST_BYTES 65536 /* a peer that does not read its answers gets no more of them */

typedef struct
{
  GSource source; /* first */
  CsChannel *channel;
} ChannelSource;

struct _CsChannel
{
  grefcount references; /* the owner's, and one for each event under way */
  int fd;
  ChannelSource *source;
  gpointer tag;
  GIOCondition watched;
  CsChannelEvents events;
  gpointer user_data;

  GByteArray *left; /* taken from the socket, not by the owner */
  GByteArray *unsent;
  gint64 last_read_us;
  guint depth; /* of events */
  GSource *parting; /* that says gone */
  GSource *lingering; /* that ends the wait for a peer that does not read */
  gboolean is_held, is_finishing, is_at_end, is_gone;
  gboolean is_deaf; /* something came while held: it stays in the socket */
};

/* All channels live on one thread, and none reads while another does. */
static char read_buffer[READ_BYTES];

static void
channel_unref (CsChannel *channel)
{
  if (!g_ref_count_dec (&channel->references))
    return;

  g_byte_array_unref (channel->left);
  g_byte_array_unref (channel->unsent);
  g_free (channel);
}

static void
close_socket (CsChannel *channel)
{
  if (channel->fd < 0)
    return;

  if (channel->lingering != NULL)
    g_source_destroy (channel->lingering);
  g_clear_pointer (&channel->lingering, g_source_unref);
  g_source_destroy (&channel->source->source);
  g_source_unref (&channel->source->source);
  channel->source = NULL;
  close (channel->fd);
  channel->fd = -1;
}

static gboolean
say_gone (gpointer data)
{
  CsChannel *channel = data;

  channel->events.gone (channel->user_data);
  return G_SOURCE_REMOVE;
}

/* Said later, so that the owner can be in the middle of anything when it happens. */
static void
part (CsChannel *channel)
{
  if (channel->is_gone)
    return;

  channel->is_gone = TRUE;
  close_socket (channel);
  channel->parting = g_idle_source_new ();
  g_source_set_callback (channel->parting, say_gone, channel, NULL);
  g_source_attach (channel->parting, g_main_context_get_thread_default ());
}

static gboolean
stop_lingering (gpointer data)
{
  part (data);
  return G_SOURCE_REMOVE;
}

static void
linger (CsChannel *channel)
{
  if (channel->lingering != NULL || channel->fd < 0)
    return;

  channel->lingering = g_timeout_source_new_seconds (LINGER_S);
  g_source_set_callback (channel->lingering, stop_lingering, channel, NULL);
  g_source_attach (channel->lingering, g_main_context_get_thread_default ());
}

/* --- sending --- */

/* Returns FALSE when nothing can be sent any more. */
static gboolean
flush (CsChannel *channel)
{
  while (channel->unsent->len > 0 && channel->fd >= 0)
    {
      gssize sent = send (channel->fd, channel->unsent->data, channel->unsent->len,
                          MSG_NOSIGNAL | MSG_DONTWAIT);

      if (sent < 0 && errno == EINTR)
        continue;
      if (sent < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK;
      g_byte_array_remove_range (channel->unsent, 0, sent);
    }

  return TRUE;
}

/* Changing what is polled for costs two system calls: a peer that is held is deaf only when it goes
 * on talking, and most wait for their answer. */
static void
watch (CsChannel *channel)
{
  GIOCondition wanted = 0;

  if (channel->fd < 0 || channel->tag == NULL)
    return;

  if (!channel->is_deaf && !channel->is_finishing && !channel->is_at_end
      && channel->unsent->len < UNSENT_MOST_BYTES)
    wanted |= G_IO_IN;
  if (channel->unsent->len > 0)
    wanted |= G_IO_OUT;
  if (wanted != channel->watched)
    g_source_modify_unix_fd (&channel->source->source, channel->tag, wanted);
  channel->watched = wanted;
}

/* --- events --- */

static void
begin_event (CsChannel *channel)
{
  g_ref_count_inc (&channel->references);
  channel->depth++;
}

static void
end_event (CsChannel *channel)
{
  channel->depth--;
  if (channel->depth == 0 && !channel->is_gone && channel->fd >= 0)
    {
      gboolean can_send = flush (channel);
      gboolean is_over = channel->is_finishing
                             ? channel->unsent->len == 0
                             : channel->is_at_end && !channel->is_held && channel->left->len == 0
                                   && channel->unsent->len == 0;

      if (!can_send || is_over)
        part (channel);
      else
        watch (channel);
    }
  channel_unref (channel);
}

static gboolean
may_take (const CsChannel *channel)
{
  return !channel->is_held && !channel->is_finishing && !channel->is_gone;
}

/* Hands over @bytes, or what was left together with them; keeps what is not taken. */
static void
hand_over (CsChannel *channel, const char *bytes, gsize size_bytes)
{
  gboolean is_direct = channel->left->len == 0 && may_take (channel);
  gsize taken;

  if (is_direct)
    {
      taken = channel->events.take (bytes, size_bytes, channel->user_data);
      g_byte_array_append (channel->left, (const guint8 *)bytes + taken, size_bytes - taken);
      return;
    }

  g_byte_array_append (channel->left, (const guint8 *)bytes, size_bytes);
  if (!may_take (channel) || channel->left->len == 0)
    return;
  taken = channel->events.take ((const char *)channel->left->data, channel->left->len,
                                channel->user_data);
  g_byte_array_remove_range (channel->left, 0, taken);
}

static void
at_end (CsChannel *channel)
{
  channel->is_at_end = TRUE;
  /* Half a line that will never be finished. */
  if (may_take (channel))
    g_byte_array_set_size (channel->left, 0);
}

/* Returns FALSE when there is nothing to read now. */
static gboolean
read_some (CsChannel *channel)
{
  gssize size = recv (channel->fd, read_buffer, sizeof read_buffer, MSG_DONTWAIT);

  if (size < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
    return FALSE;
  if (size <= 0)
    {
      at_end (channel);
      return FALSE;
    }

  channel->last_read_us = g_get_monotonic_time ();
  hand_over (channel, read_buffer, size);
  return TRUE;
}

/* The other side has closed: what it sent before is in the socket, and polling would only spin. */
static void
read_rest (CsChannel *channel)
{
  while (channel->fd >= 0 && !channel->is_at_end && read_some (channel))
    ;

  if (channel->fd >= 0)
    {
      at_end (channel);
      g_source_remove_unix_fd (&channel->source->source, channel->tag);
      channel->tag = NULL;
    }
}

static gboolean
dispatch (GSource *base, GSourceFunc callback, gpointer user_data)
{
  CsChannel *channel = ((ChannelSource *)base)->channel;
  GIOCondition condition = g_source_query_unix_fd (base, channel->tag);

  begin_event (channel);
  if (condition & (G_IO_HUP | G_IO_ERR))
    read_rest (channel);
  else if (channel->is_held)
    channel->is_deaf = TRUE;
  else if (condition & G_IO_IN)
    read_some (channel);
  end_event (channel);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/* --- for the owner --- */

CsChannel *
cs_channel_new (int fd, const CsChannelEvents *events, gpointer user_data)
{
  CsChannel *channel = g_new0 (CsChannel, 1);

  g_ref_count_init (&channel->references);
  channel->fd = fd;
  channel->events = *events;
  channel->user_data = user_data;
  channel->left = g_byte_array_new ();
  channel->unsent = g_byte_array_new ();
  channel->last_read_us = g_get_monotonic_time ();

  channel->source = (ChannelSource *)g_source_new (&source_funcs, sizeof (ChannelSource));
  channel->source->channel = channel;
  /* Nothing here runs a main loop within a main loop; GLib would guard against it by taking the
   * socket out of what is polled at every event, and putting it back. */
  g_source_set_can_recurse (&channel->source->source, TRUE);
  channel->watched = G_IO_IN;
  channel->tag = g_source_add_unix_fd (&channel->source->source, fd, channel->watched);
  g_source_attach (&channel->source->source, g_main_context_get_thread_default ());
  return channel;
}

void
cs_channel_free (CsChannel *channel)
{
  if (channel == NULL)
    return;

  channel->is_gone = TRUE;
  close_socket (channel);
  if (channel->parting != NULL)
    g_source_destroy (channel->parting);
  g_clear_pointer (&channel->parting, g_source_unref);
  channel_unref (channel);
}

void
cs_channel_write (CsChannel *channel, const char *text)
{
  begin_event (channel);
  g_byte_array_append (channel->unsent, (const guint8 *)text, strlen (text));
  end_event (channel);
}

void
cs_channel_hold (CsChannel *channel)
{
  channel->is_held = TRUE;
}

void
cs_channel_resume (CsChannel *channel)
{
  begin_event (channel);
  channel->is_held = channel->is_deaf = FALSE;
  hand_over (channel, "", 0);
  if (channel->is_at_end)
    at_end (channel);
  end_event (channel);
}

void
cs_channel_finish (CsChannel *channel)
{
  begin_event (channel);
  channel->is_finishing = TRUE;
  linger (channel);
  end_event (channel);
}

gboolean
cs_channel_is_over (CsChannel *channel)
{
  return channel->is_finishing || channel->is_gone;
}

gint64
cs_channel_last_read_us (CsChannel *channel)
{
  return channel->last_read_us;
}
