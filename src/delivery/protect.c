#include "delivery/protect.h"

#include "base/log.h"

typedef struct
{
  CsShared *shared;
  char *domain;
  GPtrArray *candidates; /* (element-type Candidate) */
  CsStsPolicy *policy; /* NULL: there is none */
  guint n_asked; /* questions not answered yet */
  GPtrArray *usable, *unusable; /* (element-type utf8): hosts by their TLSA records */
} Protecting;

typedef struct
{
  GTask *task; /* while the question is open */
  CsMailHost *host;
  CsTlsaSet *tlsa; /* NULL with failure */
  GError *failure;
} Candidate;

static void
candidate_free (Candidate *candidate)
{
  g_clear_pointer (&candidate->host, cs_mail_host_free);
  g_clear_pointer (&candidate->tlsa, cs_tlsa_set_free);
  g_clear_error (&candidate->failure);
  g_free (candidate);
}

static void
protecting_free (Protecting *protecting)
{
  g_free (protecting->domain);
  g_ptr_array_unref (protecting->candidates);
  g_ptr_array_unref (protecting->usable);
  g_ptr_array_unref (protecting->unusable);
  g_clear_pointer (&protecting->policy, cs_sts_policy_unref);
  g_free (protecting);
}

void
cs_protected_host_free (CsProtectedHost *protected_host)
{
  cs_mail_host_free (protected_host->host);
  g_clear_pointer (&protected_host->protection, cs_protection_unref);
  g_free (protected_host);
}

static GPtrArray *
new_protected_hosts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_protected_host_free);
}

static void
add (GPtrArray *into, CsMailHost *host, CsProtection *protection)
{
  CsProtectedHost *protected_host = g_new0 (CsProtectedHost, 1);

  protected_host->host = host;
  protected_host->protection = protection;
  g_ptr_array_add (into, protected_host);
}

GPtrArray *
cs_protect_not (GPtrArray *hosts)
{
  GPtrArray *all = new_protected_hosts ();

  while (hosts->len > 0)
    add (all, g_ptr_array_steal_index (hosts, 0), NULL);
  return all;
}

/* --- what follows from the answers -------------------------------------------------------- */

/* (transfer full) (nullable): NULL: the host has no records */
static CsDane *
dane_of (const Protecting *protecting, const Candidate *candidate)
{
  const char *names[]
      = { candidate->tlsa->base_name, candidate->host->name, protecting->domain, NULL };

  if (candidate->tlsa->records->len == 0)
    return NULL;
  return cs_dane_new (candidate->tlsa->records, names);
}

static gboolean
is_usable (CsDane *dane)
{
  return dane != NULL && cs_dane_is_usable (dane);
}

/* (transfer full) (nullable): of a host that may be used */
static CsProtection *
protection_of (const Protecting *protecting, CsDane *dane)
{
  const CsStsPolicy *policy = protecting->policy;

  if (is_usable (dane))
    return cs_protection_new (CS_PROTECTION_DANE, dane, NULL);
  if (policy != NULL && policy->mode == CS_STS_ENFORCE)
    return cs_protection_new (CS_PROTECTION_STS, dane, protecting->domain);
  if (dane != NULL)
    return cs_protection_new (CS_PROTECTION_TLS, dane, NULL);
  if (policy != NULL)
    return cs_protection_new (CS_PROTECTION_STS_TESTING, NULL, protecting->domain);
  return NULL;
}

static gboolean
is_refused_by_policy (const Protecting *protecting, CsDane *dane, const char *host)
{
  const CsStsPolicy *policy = protecting->policy;

  if (policy == NULL || is_usable (dane) || cs_sts_policy_allows (policy, host))
    return FALSE;
  cs_log (G_LOG_LEVEL_MESSAGE,
          policy->mode == CS_STS_ENFORCE ? "host refused by MTA-STS"
                                         : "MTA-STS being tested would refuse",
          "domain", protecting->domain, "host", host, "reason", "not in the policy", NULL);
  return policy->mode == CS_STS_ENFORCE;
}

/* Of several reasons the one that ends by itself. */
static void
note_refusal (GError **error, CsProtectionError code, const char *text)
{
  if (*error != NULL && code == CS_PROTECTION_ERROR_NOT_IN_POLICY)
    return;
  g_clear_error (error);
  g_set_error_literal (error, CS_PROTECTION_ERROR, code, text);
}

static void
note_records (Protecting *protecting, CsDane *dane, const char *host)
{
  if (dane != NULL)
    g_ptr_array_add (is_usable (dane) ? protecting->usable : protecting->unusable, g_strdup (host));
}

/* For people; only what was found out of all hosts. */
static void
remember_records (Protecting *protecting)
{
  CsShared *shared = protecting->shared;

  if (cs_resolver_validation (shared->resolver) != CS_VALIDATION_ON)
    return;
  for (guint i = 0; i < protecting->candidates->len; i++)
    if (((const Candidate *)protecting->candidates->pdata[i])->failure != NULL)
      return;
  g_ptr_array_add (protecting->usable, NULL);
  g_ptr_array_add (protecting->unusable, NULL);
  cs_dane_memory_note (shared->dane, protecting->domain,
                       (const char *const *)protecting->usable->pdata,
                       (const char *const *)protecting->unusable->pdata);
}

static void
judge (Protecting *protecting, Candidate *candidate, GPtrArray *usable, GError **error)
{
  g_autoptr (CsDane) dane = NULL;

  if (candidate->failure != NULL)
    {
      cs_log (G_LOG_LEVEL_MESSAGE, "host left out", "host", candidate->host->name, "reason",
              candidate->failure->message, NULL);
      note_refusal (error, CS_PROTECTION_ERROR_NO_TLSA, candidate->failure->message);
      return;
    }

  dane = dane_of (protecting, candidate);
  note_records (protecting, dane, candidate->host->name);
  if (is_refused_by_policy (protecting, dane, candidate->host->name))
    {
      g_autofree char *text
          = g_strdup_printf ("%s is not among the hosts of the MTA-STS policy of %s",
                             candidate->host->name, protecting->domain);

      note_refusal (error, CS_PROTECTION_ERROR_NOT_IN_POLICY, text);
      return;
    }
  add (usable, g_steal_pointer (&candidate->host), protection_of (protecting, dane));
}

static void
finish (GTask *task)
{
  Protecting *protecting = g_task_get_task_data (task);
  g_autoptr (GPtrArray) usable = new_protected_hosts ();
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  for (guint i = 0; i < protecting->candidates->len; i++)
    judge (protecting, protecting->candidates->pdata[i], usable, &error);
  remember_records (protecting);

  if (usable->len == 0)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_pointer (task, g_steal_pointer (&usable), (GDestroyNotify)g_ptr_array_unref);
}

/* --- questions ---------------------------------------------------------------------------- */

static void
note_answer (GTask *task)
{
  Protecting *protecting = g_task_get_task_data (task);

  if (--protecting->n_asked == 0)
    finish (task);
}

static void
on_tlsa (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Candidate *candidate = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&candidate->task);

  candidate->tlsa = cs_resolver_tlsa_finish (CS_RESOLVER (source), result, &candidate->failure);
  note_answer (task);
}

static void
on_policy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Protecting *protecting = g_task_get_task_data (task);

  protecting->policy = cs_sts_find_finish (CS_STS (source), result, NULL);
  note_answer (task);
}

static void
ask_tlsa (GTask *task, Candidate *candidate)
{
  Protecting *protecting = g_task_get_task_data (task);

  candidate->task = g_object_ref (task);
  cs_resolver_tlsa_async (protecting->shared->resolver, candidate->host,
                          protecting->shared->mail_port, g_task_get_cancellable (task), on_tlsa,
                          candidate);
}

void
cs_protect_async (CsShared *shared, const char *domain, GPtrArray *hosts, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Protecting *protecting = g_new0 (Protecting, 1);

  protecting->shared = shared;
  protecting->domain = g_strdup (domain);
  protecting->usable = g_ptr_array_new_with_free_func (g_free);
  protecting->unusable = g_ptr_array_new_with_free_func (g_free);
  protecting->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)candidate_free);
  while (hosts->len > 0)
    {
      Candidate *candidate = g_new0 (Candidate, 1);

      candidate->host = g_ptr_array_steal_index (hosts, 0);
      g_ptr_array_add (protecting->candidates, candidate);
    }
  g_task_set_task_data (task, protecting, (GDestroyNotify)protecting_free);

  protecting->n_asked = protecting->candidates->len + 1;
  for (guint i = 0; i < protecting->candidates->len; i++)
    ask_tlsa (task, protecting->candidates->pdata[i]);
  cs_sts_find_async (shared->sts, domain, cancellable, on_policy, g_object_ref (task));
}

GPtrArray *
cs_protect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
