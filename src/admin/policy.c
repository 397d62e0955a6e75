#include "admin/policy.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "admin/worker.h"
#include "base/when.h"

static GStrv
texts_of (GVariant *answer, const char *key)
{
  GStrv texts = NULL;

  if (!g_variant_lookup (answer, key, "^as", &texts))
    texts = g_new0 (char *, 1);
  return texts;
}

CsPolicy *
cs_policy_new (GVariant *answer, const char *dnssec)
{
  CsPolicy *policy = g_new0 (CsPolicy, 1);

  policy->dnssec = g_strdup (dnssec != NULL ? dnssec : "unknown");
  policy->dane_hosts = texts_of (answer, "dane-hosts");
  policy->unusable_hosts = texts_of (answer, "unusable-hosts");
  policy->sts_hosts = texts_of (answer, "sts-hosts");
  g_variant_lookup (answer, "dane-seen", "x", &policy->dane_seen_s);
  g_variant_lookup (answer, "sts-mode", "s", &policy->sts_mode);
  g_variant_lookup (answer, "sts-until", "x", &policy->sts_until_s);
  return policy;
}

void
cs_policy_free (CsPolicy *policy)
{
  g_free (policy->dnssec);
  g_strfreev (policy->dane_hosts);
  g_strfreev (policy->unusable_hosts);
  g_free (policy->sts_mode);
  g_strfreev (policy->sts_hosts);
  g_free (policy);
}

/* --- asking ------------------------------------------------------------------------------- */

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;

  if (cs_delivery_call_show_policy_finish (CS_DELIVERY (source), &answer, result, &error))
    {
      g_task_return_pointer (task,
                             cs_policy_new (answer, cs_delivery_get_dnssec (CS_DELIVERY (source))),
                             (GDestroyNotify)cs_policy_free);
      return;
    }
  cs_worker_translate_error (&error);
  g_task_return_error (task, error);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (CsDelivery) worker = cs_worker_connect_finish (result, &error);

  if (worker == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cs_delivery_call_show_policy (worker, g_task_get_task_data (task), g_task_get_cancellable (task),
                                on_shown, g_object_ref (task));
}

void
cs_policy_ask_async (const CsInstance *instance, const char *domain, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (domain), g_free);
  cs_worker_connect_async (instance, FALSE, cancellable, on_connected, task);
}

CsPolicy *
cs_policy_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- in words ----------------------------------------------------------------------------- */

static char *
listed (GStrv hosts)
{
  /* Translators: between the names of hosts */
  return g_strjoinv (C_ ("hosts", ", "), hosts);
}

static const char *
no_dane_words (const CsPolicy *policy)
{
  if (g_str_equal (policy->dnssec, "unavailable"))
    return _ ("none: the name servers of this machine strip DNSSEC");
  if (g_str_equal (policy->dnssec, "unknown"))
    return _ ("not known yet whether the name servers of this machine pass DNSSEC on");
  return _ ("no TLSA records were seen");
}

char *
cs_policy_dane_words (const CsPolicy *policy)
{
  g_autofree char *usable = listed (policy->dane_hosts);
  g_autofree char *unusable = listed (policy->unusable_hosts);

  if (policy->dane_seen_s == 0 || g_str_equal (policy->dnssec, "unavailable"))
    return g_strdup (no_dane_words (policy));
  if (*unusable == '\0')
    /* Translators: %s is a list of hosts */
    return g_strdup_printf (_ ("over TLS only, with a certificate that the TLSA records name: %s"),
                            usable);
  if (*usable == '\0')
    /* Translators: %s is a list of hosts */
    return g_strdup_printf (
        _ ("over TLS only, with any certificate, as the TLSA records cannot be used: %s"),
        unusable);
  /* Translators: two lists of hosts */
  return g_strdup_printf (_ ("over TLS only, with a certificate that the TLSA records name: %1$s; "
                             "with any certificate, as they cannot be used: %2$s"),
                          usable, unusable);
}

char *
cs_policy_sts_words (const CsPolicy *policy)
{
  g_autofree char *hosts = listed (policy->sts_hosts);
  g_autofree char *end = cs_words_when (policy->sts_until_s, cs_when_now_s ());

  if (policy->sts_mode == NULL)
    return g_strdup (_ ("no policy is known"));
  if (g_str_equal (policy->sts_mode, "enforce"))
    /* Translators: of a policy; %1$s is when it ends, "today 17:20"; %2$s is a list of hosts */
    return g_strdup_printf (_ ("enforced (ends %1$s): over TLS only, with a valid certificate, and "
                               "only through %2$s"),
                            end, hosts);
  if (g_str_equal (policy->sts_mode, "testing"))
    /* Translators: of a policy; %1$s is when it ends, %2$s a list of hosts */
    return g_strdup_printf (_ ("being tested (ends %1$s): what it would refuse is only logged; its "
                               "hosts are %2$s"),
                            end, hosts);
  /* Translators: of a policy; %s is when that ends */
  return g_strdup_printf (_ ("the domain says that it has none (ends %s)"), end);
}
