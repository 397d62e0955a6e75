#include "secrets/prompting-service.h"

#include "secrets/deadline.h"

struct _CsPromptingService
{
  SecretService parent;
};

G_DEFINE_FINAL_TYPE (CsPromptingService, cs_prompting_service, SECRET_TYPE_SERVICE)

/* A prompt that was closed answers with something of another type, or with nothing; what libsecret
 * 0.20 makes of that ends in failed assertions, so it becomes an error here. */
static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const GVariantType *wanted = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) answer
      = secret_prompt_perform_finish (SECRET_PROMPT (source), result, &error);

  cs_deadline_resume (CS_DEADLINE (g_task_get_cancellable (task)));
  if (error != NULL)
    g_task_return_error (task, error);
  else if (answer == NULL || (wanted != NULL && !g_variant_is_of_type (answer, wanted)))
    g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_DISMISSED,
                             "The question of the keyring was closed without an answer");
  else
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify)g_variant_unref);
}

static void
prompt_async (SecretService *service, SecretPrompt *prompt, const GVariantType *return_type,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (service, cancellable, callback, user_data);

  g_task_set_source_tag (task, prompt_async);
  if (!CS_IS_DEADLINE (cancellable)
      || cs_deadline_prompt (CS_DEADLINE (cancellable)) == CS_PROMPT_NEVER)
    {
      g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED,
                               "The keyring wants to ask a person, and nobody may be asked here");
      return;
    }

  if (return_type != NULL)
    g_task_set_task_data (task, g_variant_type_copy (return_type),
                          (GDestroyNotify)g_variant_type_free);
  cs_deadline_pause (CS_DEADLINE (cancellable));
  secret_prompt_perform (prompt, NULL, NULL, cancellable, on_answered, g_steal_pointer (&task));
}

static GVariant *
prompt_finish (SecretService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_prompting_service_class_init (CsPromptingServiceClass *klass)
{
  SecretServiceClass *service_class = SECRET_SERVICE_CLASS (klass);

  service_class->prompt_async = prompt_async;
  service_class->prompt_finish = prompt_finish;
}

static void
cs_prompting_service_init (CsPromptingService *self)
{
}
