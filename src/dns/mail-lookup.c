#include "dns/mail-lookup.h"

#include "dns/addresses.h"
#include "dns/exchanges.h"

typedef struct
{
  char *domain;
  char *own_name;
  gboolean takes_any_address;
  gboolean is_implicit; /* no MX: the domain itself is the host */
  GPtrArray *hosts; /* (element-type CsMailHost) */
  guint n_asked; /* address questions not answered yet */
  guint n_addresses;
  GError *failure; /* the worst so far: forged before temporary */
} MailLookup;

typedef struct
{
  GTask *task;
  CsMailHost *host; /* of the task's hosts */
  guint type;
} AddressQuestion;

static void
mail_lookup_free (MailLookup *state)
{
  g_free (state->domain);
  g_free (state->own_name);
  g_clear_pointer (&state->hosts, g_ptr_array_unref);
  g_clear_error (&state->failure);
  g_free (state);
}

static GPtrArray *
new_hosts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_mail_host_free);
}

static void
note_failure (MailLookup *state, const CsDnsAnswer *answer, const char *name)
{
  if (state->failure != NULL && answer->kind != CS_DNS_ANSWER_BOGUS)
    return;
  g_clear_error (&state->failure);
  state->failure = cs_dns_answer_to_error (answer, name);
}

/* The host's addresses count as secure when all that were found are: those that are not there
 * cannot be connected to. */
static void
note_security (CsMailHost *host, const CsDnsAnswer *answer)
{
  if (answer->kind != CS_DNS_ANSWER_DATA)
    return;
  host->has_secure_addresses
      = answer->is_secure && (host->addresses == NULL || host->has_secure_addresses);
  if (host->final_name == NULL)
    host->final_name = g_strdup (answer->final_name);
}

static void
add_addresses (MailLookup *state, CsMailHost *host, guint type, const CsDnsAnswer *answer)
{
  for (guint i = 0; i < answer->records->len && state->n_addresses < CS_DNS_MAX_ADDRESSES; i++)
    {
      gsize size_bytes;
      const guint8 *data = g_bytes_get_data (answer->records->pdata[i], &size_bytes);
      g_autoptr (GInetAddress) address = cs_dns_parse_address (type, data, size_bytes);

      if (address == NULL)
        continue;
      if (!state->takes_any_address && !cs_inet_address_is_public_enough (address))
        continue;
      host->addresses = g_list_append (host->addresses, g_steal_pointer (&address));
      state->n_addresses++;
    }
}

static GError *
no_address_error (const MailLookup *state)
{
  if (state->is_implicit)
    return g_error_new (CS_DNS_ERROR, CS_DNS_ERROR_NO_DOMAIN,
                        "%s has neither a mail exchanger nor a usable address", state->domain);
  return g_error_new (CS_DNS_ERROR, CS_DNS_ERROR_NO_HOST,
                      "no mail exchanger of %s has a usable address", state->domain);
}

static void
finish (GTask *task)
{
  MailLookup *state = g_task_get_task_data (task);

  for (guint i = state->hosts->len; i > 0; i--)
    {
      CsMailHost *host = state->hosts->pdata[i - 1];

      if (host->addresses == NULL)
        g_ptr_array_remove_index (state->hosts, i - 1);
      else
        host->addresses = cs_addresses_interleave (host->addresses);
    }

  if (state->hosts->len > 0)
    g_task_return_pointer (task, g_steal_pointer (&state->hosts),
                           (GDestroyNotify)g_ptr_array_unref);
  else if (state->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&state->failure));
  else
    g_task_return_error (task, no_address_error (state));
}

static void
on_address (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AddressQuestion *question = user_data;
  g_autoptr (GTask) task = question->task;
  MailLookup *state = g_task_get_task_data (task);
  g_autoptr (CsDnsAnswer) answer = cs_lookup_query_finish (CS_LOOKUP (source), result, NULL);

  if (answer != NULL)
    {
      note_security (question->host, answer);
      add_addresses (state, question->host, question->type, answer);
      if (cs_dns_answer_is_failure (answer))
        note_failure (state, answer, question->host->name);
    }
  g_free (question);

  if (--state->n_asked > 0 || g_task_return_error_if_cancelled (task))
    return;
  finish (task);
}

static void
ask_address (GTask *task, CsMailHost *host, guint type)
{
  MailLookup *state = g_task_get_task_data (task);
  AddressQuestion *question = g_new0 (AddressQuestion, 1);

  question->task = g_object_ref (task);
  question->host = host;
  question->type = type;
  state->n_asked++;
  cs_lookup_query_async (g_task_get_source_object (task), host->name, type,
                         g_task_get_cancellable (task), on_address, question);
}

static void
ask_addresses (GTask *task)
{
  MailLookup *state = g_task_get_task_data (task);

  for (guint i = 0; i < state->hosts->len; i++)
    {
      ask_address (task, state->hosts->pdata[i], CS_DNS_TYPE_AAAA);
      ask_address (task, state->hosts->pdata[i], CS_DNS_TYPE_A);
    }
}

static gboolean
use_domain_as_host (MailLookup *state, gboolean is_secure, GError **error)
{
  if (g_str_equal (state->domain, state->own_name))
    {
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_LOOP,
                   "%s is this machine, which does not deliver its mail", state->domain);
      return FALSE;
    }
  state->is_implicit = TRUE;
  state->hosts = new_hosts ();
  g_ptr_array_add (state->hosts, cs_mail_host_new (state->domain, 0, is_secure));
  return TRUE;
}

static gboolean
read_exchanges (MailLookup *state, const CsDnsAnswer *answer, GError **error)
{
  switch (answer->kind)
    {
    case CS_DNS_ANSWER_DATA:
      state->hosts = cs_exchanges_from_answer (answer, state->own_name, error);
      g_prefix_error (error, "%s: ", state->domain);
      return state->hosts != NULL;
    case CS_DNS_ANSWER_NO_DATA:
      return use_domain_as_host (state, answer->is_secure, error);
    case CS_DNS_ANSWER_NO_NAME:
      g_set_error (error, CS_DNS_ERROR, CS_DNS_ERROR_NO_DOMAIN, "the domain %s does not exist",
                   state->domain);
      return FALSE;
    case CS_DNS_ANSWER_TEMPORARY:
    case CS_DNS_ANSWER_BOGUS:
      break;
    }
  g_propagate_error (error, cs_dns_answer_to_error (answer, state->domain));
  return FALSE;
}

static void
on_exchanges (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MailLookup *state = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CsDnsAnswer) answer = cs_lookup_query_finish (CS_LOOKUP (source), result, &error);

  if (answer == NULL || !read_exchanges (state, answer, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ask_addresses (task);
}

void
cs_mail_lookup_async (CsLookup *lookup, const char *domain, const char *own_name,
                      gboolean takes_any_address, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (lookup, cancellable, callback, user_data);
  MailLookup *state = g_new0 (MailLookup, 1);

  state->domain = g_strdup (domain);
  state->own_name = g_strdup (own_name);
  state->takes_any_address = takes_any_address;
  g_task_set_task_data (task, state, (GDestroyNotify)mail_lookup_free);

  cs_lookup_query_async (lookup, domain, CS_DNS_TYPE_MX, cancellable, on_exchanges, task);
}

GPtrArray *
cs_mail_lookup_finish (CsLookup *lookup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
