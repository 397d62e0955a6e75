#include "smtp/race.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

typedef struct
{
  CsRace *race;
  GSocketAddress *address;
  GSocket *socket;
  GSource *source;
} Runner;

struct _CsRace
{
  GPtrArray *addresses; /* (element-type GSocketAddress) */
  guint next; /* of these */
  GPtrArray *runners; /* (element-type Runner) */
  GMainContext *context;
  GSource *timer; /* the next one starts, or all is told to be over */
  CsRaceFunc func;
  gpointer user_data;
  char *text; /* why the last one failed */
};

static gboolean start_next (CsRace *race);

static void
runner_free (Runner *runner)
{
  if (runner->source != NULL)
    {
      g_source_destroy (runner->source);
      g_source_unref (runner->source);
    }
  if (runner->socket != NULL)
    {
      g_socket_close (runner->socket, NULL);
      g_object_unref (runner->socket);
    }
  g_object_unref (runner->address);
  g_free (runner);
}

static void
stop_timer (CsRace *race)
{
  if (race->timer == NULL)
    return;

  g_source_destroy (race->timer);
  g_clear_pointer (&race->timer, g_source_unref);
}

void
cs_race_free (CsRace *race)
{
  if (race == NULL)
    return;

  stop_timer (race);
  g_ptr_array_unref (race->runners);
  g_ptr_array_unref (race->addresses);
  g_main_context_unref (race->context);
  g_free (race->text);
  g_free (race);
}

/* --- one of them -------------------------------------------------------------------------- */

static void
keep_text (CsRace *race, const GError *error)
{
  g_free (race->text);
  race->text = g_strdup (error->message);
}

static void
win (CsRace *race, Runner *runner)
{
  g_autoptr (GSocketAddress) address = g_object_ref (runner->address);
  GSocket *socket = g_steal_pointer (&runner->socket);

  stop_timer (race);
  g_ptr_array_set_size (race->runners, 0);
  race->func (race->user_data, socket, address, NULL);
}

static void
lose (CsRace *race)
{
  g_autofree char *text = g_strdup (race->text);

  stop_timer (race);
  race->func (race->user_data, NULL, NULL, text);
}

static gboolean
on_ready (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Runner *runner = user_data;
  CsRace *race = runner->race;
  g_autoptr (GError) error = NULL;

  if (g_socket_check_connect_result (socket, &error))
    {
      win (race, runner);
      return G_SOURCE_REMOVE;
    }

  keep_text (race, error);
  g_ptr_array_remove (race->runners, runner);
  if (!start_next (race) && race->runners->len == 0)
    lose (race);
  return G_SOURCE_REMOVE;
}

static GSocket *
open_socket (GSocketFamily family, GError **error)
{
  gboolean is_tcp = family == G_SOCKET_FAMILY_IPV4 || family == G_SOCKET_FAMILY_IPV6;
  g_autoptr (GSocket) socket
      = g_socket_new (family, G_SOCKET_TYPE_STREAM,
                      is_tcp ? G_SOCKET_PROTOCOL_TCP : G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_keepalive (socket, TRUE);
  /* Each write here is a whole step; Nagle's algorithm would wait 40 ms for the acknowledgement. */
  if (is_tcp && !g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static gboolean
start (CsRace *race, GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket = open_socket (g_socket_address_get_family (address), error);
  g_autoptr (GError) connecting = NULL;
  Runner *runner;

  if (socket == NULL)
    return FALSE;
  if (!g_socket_connect (socket, address, NULL, &connecting)
      && !g_error_matches (connecting, G_IO_ERROR, G_IO_ERROR_PENDING))
    {
      g_propagate_error (error, g_steal_pointer (&connecting));
      return FALSE;
    }

  runner = g_new0 (Runner, 1);
  runner->race = race;
  runner->address = g_object_ref (address);
  runner->socket = g_object_ref (socket);
  runner->source = g_socket_create_source (socket, G_IO_OUT, NULL);
  g_source_set_callback (runner->source, G_SOURCE_FUNC (on_ready), runner, NULL);
  g_source_attach (runner->source, race->context);
  g_ptr_array_add (race->runners, runner);
  return TRUE;
}

/* --- whose turn it is --------------------------------------------------------------------- */

static gboolean
on_timer (gpointer user_data)
{
  CsRace *race = user_data;

  stop_timer (race);
  start_next (race);
  if (race->runners->len == 0)
    lose (race);
  return G_SOURCE_REMOVE;
}

static void
start_timer (CsRace *race, guint wait_ms)
{
  stop_timer (race);
  race->timer = g_timeout_source_new (wait_ms);
  g_source_set_callback (race->timer, on_timer, race, NULL);
  g_source_attach (race->timer, race->context);
}

/* Returns: whether another one runs now. */
static gboolean
start_next (CsRace *race)
{
  while (race->next < race->addresses->len)
    {
      g_autoptr (GError) error = NULL;

      if (start (race, race->addresses->pdata[race->next++], &error))
        {
          if (race->next < race->addresses->len)
            start_timer (race, CS_RACE_HEAD_START_MS);
          return TRUE;
        }
      keep_text (race, error);
    }
  return FALSE;
}

CsRace *
cs_race_new (GPtrArray *addresses, CsRaceFunc func, gpointer user_data)
{
  CsRace *race = g_new0 (CsRace, 1);

  race->addresses = g_ptr_array_ref (addresses);
  race->runners = g_ptr_array_new_with_free_func ((GDestroyNotify)runner_free);
  race->context = g_main_context_ref_thread_default ();
  race->func = func;
  race->user_data = user_data;
  if (!start_next (race))
    start_timer (race, 0); /* it is told from the main loop */
  return race;
}
