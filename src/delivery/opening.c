#include "delivery/opening.h"

#include "base/log.h"
#include "delivery/candidates.h"
#include "delivery/sighting.h"

/* One opening being worked on. */
typedef struct
{
  CsShared *shared;
  CsPlan *plan;
  CsCandidates candidates;
  CsSecret *secret;
  CsOpened *opened; /* the answer so far: the mildest failure */
  gint64 started_us;

  /* the address being tried */
  const CsTarget *target;
  CsSession *session;
  gboolean in_clear, with_helo;
  gboolean is_login;
  guint login;
} Opening;

static void try_target (GTask *task);
static void try_next (GTask *task);

void
cs_opened_free (CsOpened *opened)
{
  g_clear_object (&opened->session);
  g_clear_pointer (&opened->target, cs_target_free);
  g_clear_pointer (&opened->failure, cs_failure_free);
  g_free (opened->transcript);
  g_free (opened->tls);
  g_free (opened);
}

CsVerdict
cs_opened_judge (const CsOpened *opened, const CsClaimRecipient *recipient)
{
  CsVerdictContext context = opened->context;

  if (opened->is_certain)
    return opened->verdict;
  context.last_cause = recipient->cause;
  context.cause_in_row = recipient->last_cause_count;
  return cs_verdict_for_failure (opened->failure, &context);
}

static void
opening_free (Opening *opening)
{
  cs_plan_unref (opening->plan);
  g_clear_pointer (&opening->candidates.targets, g_ptr_array_unref);
  g_clear_pointer (&opening->secret, cs_secret_unref);
  g_clear_pointer (&opening->opened, cs_opened_free);
  g_clear_object (&opening->session);
  g_free (opening);
}

static void
finish (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  opening->opened->duration_ms = (g_get_monotonic_time () - opening->started_us) / 1000;
  g_task_return_pointer (task, g_steal_pointer (&opening->opened), (GDestroyNotify)cs_opened_free);
  g_object_unref (task);
}

static void
finish_certain (GTask *task, CsStage stage, CsVerdict verdict, const char *text)
{
  Opening *opening = g_task_get_task_data (task);
  CsOpened *opened = opening->opened;

  g_clear_pointer (&opened->failure, cs_failure_free);
  opened->failure = cs_failure_new (stage, CS_FAILURE_NONE, text);
  opened->is_certain = TRUE;
  opened->verdict = verdict;
  finish (task);
}

static void
finish_cancelled (GTask *task)
{
  CsVerdict untried = { CS_VERDICT_UNTRIED, CS_CAUSE_NONE, CS_THEN_NOTHING, "4.0.0" };

  finish_certain (task, CS_STAGE_CONNECT, untried, NULL);
}

/* --- permission to log in ----------------------------------------------------------------- */

/* TRUE: go on. Else the task is finished. */
static gboolean
may_log_in (GTask *task, const char *host, guint16 port)
{
  static const CsVerdict suspended
      = { CS_VERDICT_HELD, CS_CAUSE_AUTHENTICATION_REFUSED, CS_THEN_NOTHING, "5.7.8" };
  static const CsVerdict paused
      = { CS_VERDICT_DEFERRED, CS_CAUSE_AUTHENTICATION_REFUSED, CS_THEN_NOTHING, "4.7.8" };
  Opening *opening = g_task_get_task_data (task);

  switch (cs_suspensions_ask (opening->shared->suspensions, opening->plan->security->credential,
                              host, port, &opening->opened->not_before_s))
    {
    case CS_LOGIN_GO:
      return TRUE;
    case CS_LOGIN_WAIT:
      opening->opened->must_wait = TRUE;
      finish_cancelled (task);
      return FALSE;
    case CS_LOGIN_LATER:
      finish_certain (task, CS_STAGE_AUTHENTICATE, paused,
                      "the server refused the password, which it took before");
      return FALSE;
    case CS_LOGIN_SUSPENDED:
      finish_certain (task, CS_STAGE_AUTHENTICATE, suspended, "the server refused the password");
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static void
end_login (Opening *opening, CsLoginResult result)
{
  gboolean is_suspended;

  if (!opening->is_login)
    return;
  opening->is_login = FALSE;
  is_suspended = cs_suspensions_end (
      opening->shared->suspensions, opening->plan->security->credential, opening->target->host_name,
      opening->target->port, opening->login, result, opening->secret);
  if (result != CS_LOGIN_UNDECIDED)
    cs_logins_note (opening->shared->logins, opening->plan->security->credential,
                    opening->target->host_name, opening->target->port, result == CS_LOGIN_WORKED);
  opening->opened->context.credential_has_worked = !is_suspended;
  if (result == CS_LOGIN_REFUSED && is_suspended)
    cs_log (G_LOG_LEVEL_WARNING, "credential suspended", "credential",
            opening->plan->security->credential, "host", opening->target->host_name, NULL);
}

/* --- what a session's failure means ------------------------------------------------------- */

static CsTlsRule
tls_of (const Opening *opening)
{
  CsTlsRule tls = opening->plan->security->tls;

  if (opening->in_clear)
    return CS_TLS_NEVER;
  if (opening->target->is_smart_host || opening->plan->smart_host == NULL)
    return cs_protection_rule (opening->target->protection, tls);
  /* A host that is tried before the smart host: no less secure, in the way of mail exchangers. */
  tls = tls == CS_TLS_REQUIRED || tls == CS_TLS_FROM_START ? CS_TLS_REQUIRED : CS_TLS_WHEN_OFFERED;
  return cs_protection_rule (opening->target->protection, tls);
}

/* Nobody but the entry wants TLS, and the entry does not insist. */
static gboolean
is_opportunistic (const Opening *opening)
{
  return tls_of (opening) == CS_TLS_WHEN_OFFERED
         && cs_protection_dane (opening->target->protection) == NULL;
}

/* The account belongs to the smart host: hosts that are tried before it never see it. */
static gboolean
authenticates (const Opening *opening)
{
  return cs_plan_authenticates (opening->plan)
         && (opening->target->is_smart_host || opening->plan->smart_host == NULL);
}

static CsSighting
sighting_of (const Opening *opening)
{
  const CsSecurity *security = opening->plan->security;

  return (CsSighting){ .shared = opening->shared,
                       .target = opening->target,
                       .authentication = authenticates (opening) ? security->authentication
                                                                 : CS_AUTHENTICATION_NONE,
                       .says_helo = opening->with_helo || opening->plan->helo,
                       .is_opportunistic = is_opportunistic (opening) };
}

/* Rule 5 of the design. */
static gboolean
would_log_in_without_tls (const Opening *opening)
{
  const CsSecurity *security = opening->plan->security;

  return authenticates (opening)
         && (security->authentication != CS_AUTHENTICATION_CLEAR_TEXT
             || security->allow_unencrypted_password);
}

static void
note_context (Opening *opening)
{
  const CsFeatures *features = cs_session_features (opening->session);
  CsVerdictContext *context = &opening->opened->context;
  gboolean may_go_clear = is_opportunistic (opening) && !authenticates (opening);
  CsSighting sighting = sighting_of (opening);

  context->authenticates = authenticates (opening);
  context->has_smart_host = opening->target->is_smart_host;
  context->server_offers_auth = features != NULL && (features->flags & CS_FEATURE_AUTH) != 0;
  context->may_go_clear = may_go_clear;
  context->used_to_offer_tls = cs_sighting_expects_tls (&sighting);
  context->would_log_in_without_tls = would_log_in_without_tls (opening);
  context->may_say_helo = (may_go_clear || tls_of (opening) == CS_TLS_NEVER)
                          && !authenticates (opening) && !opening->with_helo;
}

/* Keeps of all failures the one that says most: one that no other host can mend; else the mildest,
 * and of these the one that got farthest. */
static void
keep_failure (Opening *opening, const CsFailure *failure, const CsVerdict *verdict)
{
  CsOpened *opened = opening->opened;
  gboolean is_final = (verdict->then & CS_THEN_NEXT_HOST) == 0;
  gboolean is_better
      = opened->failure == NULL || is_final || cs_verdict_is_milder (verdict, &opened->verdict)
        || (verdict->kind == opened->verdict.kind && failure->stage >= opened->failure->stage);

  if (!is_better)
    return;
  g_clear_pointer (&opened->failure, cs_failure_free);
  g_clear_pointer (&opened->target, cs_target_free);
  g_free (opened->transcript);
  g_free (opened->tls);
  opened->tls = g_strdup (cs_session_tls_version (opening->session));
  opened->is_tls_verified = cs_session_tls_verified (opening->session);
  opened->mechanism = failure->stage == CS_STAGE_AUTHENTICATE
                          ? cs_session_tried_mechanism (opening->session)
                          : NULL;
  opened->failure = cs_failure_copy (failure);
  opened->target = cs_target_copy (opening->target);
  opened->protection = cs_protection_name (opening->target->protection);
  opened->transcript = cs_transcript_text (cs_session_transcript (opening->session));
  opened->verdict = *verdict;
}

static void
go_on_after (GTask *task, const CsFailure *failure)
{
  Opening *opening = g_task_get_task_data (task);
  CsVerdict verdict = cs_verdict_for_failure (failure, &opening->opened->context);
  CsThen then;

  end_login (opening, verdict.then & CS_THEN_SUSPEND ? CS_LOGIN_REFUSED : CS_LOGIN_UNDECIDED);
  if (verdict.then & CS_THEN_SUSPEND)
    cs_suspensions_ask (opening->shared->suspensions, opening->plan->security->credential,
                        opening->target->host_name, opening->target->port,
                        &opening->opened->not_before_s);
  verdict = cs_verdict_for_failure (failure, &opening->opened->context);
  then = verdict.then;
  keep_failure (opening, failure, &verdict);

  if (then & CS_THEN_IN_CLEAR && !opening->in_clear)
    {
      opening->in_clear = TRUE;
      try_target (task);
    }
  else if (then & CS_THEN_HELO && !opening->with_helo)
    {
      opening->with_helo = TRUE;
      try_target (task);
    }
  else if (then & CS_THEN_NEXT_HOST)
    try_next (task);
  else
    finish (task);
}

/* --- one host ----------------------------------------------------------------------------- */

/* Once more, at the same address. */
static gboolean
is_second_try (const Opening *opening)
{
  return opening->in_clear || opening->with_helo;
}

static void
settle_race (Opening *opening, const CsFailure *failure)
{
  gboolean is_unanswered = failure != NULL && failure->stage == CS_STAGE_CONNECT;

  if (is_second_try (opening))
    return;
  opening->target = cs_candidates_settle (
      &opening->candidates, is_unanswered ? NULL : cs_session_address (opening->session));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_open = cs_session_open_finish (CS_SESSION (source), result, &error);
  CsSighting sighting;

  settle_race (opening, cs_failure_from_error (error));
  sighting = sighting_of (opening);
  note_context (opening);
  cs_sighting_note (&sighting, opening->session, is_open);
  if (!is_open)
    {
      go_on_after (task, cs_failure_from_error (error));
      return;
    }

  end_login (opening, CS_LOGIN_WORKED);
  cs_protection_test (opening->target->protection, opening->session, opening->target->host_name);
  opening->opened->session = g_steal_pointer (&opening->session);
  g_clear_pointer (&opening->opened->target, cs_target_free);
  opening->opened->target = cs_target_copy (opening->target);
  finish (task);
}

static CsSession *
new_session (Opening *opening)
{
  const CsSecurity *security = opening->plan->security;
  gboolean has_login = authenticates (opening);
  CsSighting sighting = sighting_of (opening);
  g_autoptr (GPtrArray) further
      = is_second_try (opening) ? NULL : cs_candidates_further (&opening->candidates);
  CsSessionConfig config = {
    .address = opening->target->address,
    .further_addresses = further,
    .host_name = opening->target->host_name,
    .tls = tls_of (opening),
    .helo = opening->with_helo || opening->plan->helo,
    .habits = cs_host_habits_get (opening->shared->habits, opening->target->host_name,
                                  opening->target->port),
    .client_name = cs_shared_own_name (opening->shared),
    .authentication = has_login ? security->authentication : CS_AUTHENTICATION_NONE,
    .account = has_login ? security->account : NULL,
    .nt_domain = has_login ? security->nt_domain : NULL,
    .secret = has_login ? opening->secret : NULL,
    .allow_unencrypted_password = security->allow_unencrypted_password,
    .connect_timeout_s
    = cs_settings_integer (opening->shared->settings, CS_OPTION_CONNECTION_TIMEOUT),
    .tls_database = opening->shared->tls_database,
    .dane = cs_protection_dane (opening->target->protection),
  };

  cs_sighting_expect (&sighting, &config);
  return cs_session_new (&config);
}

static void
try_target (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  const CsTarget *target = opening->target;

  if (authenticates (opening))
    {
      if (!may_log_in (task, target->host_name, target->port))
        return;
      opening->is_login = TRUE;
      opening->login
          = cs_suspensions_begin (opening->shared->suspensions, opening->plan->security->credential,
                                  target->host_name, target->port);
    }

  g_clear_object (&opening->session);
  opening->session = new_session (opening);
  cs_protection_note (target->protection, opening->session);
  cs_session_open_async (opening->session, g_task_get_cancellable (task), on_opened, task);
}

static void
try_next (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  opening->target = cs_candidates_next (&opening->candidates);
  if (opening->target == NULL)
    {
      finish (task);
      return;
    }
  opening->in_clear = FALSE;
  opening->with_helo = FALSE;
  try_target (task);
}

/* --- before the first address ------------------------------------------------------------- */

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  opening->secret = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);
  if (opening->secret != NULL)
    try_next (task);
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    finish_cancelled (task);
  else
    finish_certain (task, CS_STAGE_CREDENTIAL,
                    cs_verdict_for_secret (
                        error->domain == CS_SECRETS_ERROR ? error->code : CS_SECRETS_ERROR_FAILED),
                    error->message);
}

static void
fetch_secret (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  cs_secret_store_lookup_async (opening->shared->secrets, opening->plan->security->credential,
                                CS_PROMPT_NEVER, g_task_get_cancellable (task), on_secret, task);
}

static void
on_targets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  opening->candidates.targets = cs_targets_find_finish (result, &error);
  if (opening->candidates.targets == NULL && error->domain == CS_DNS_ERROR)
    finish_certain (task, CS_STAGE_RESOLVE,
                    cs_verdict_for_dns (error->code, opening->plan->smart_host != NULL),
                    error->message);
  else if (opening->candidates.targets == NULL && error->domain == CS_PROTECTION_ERROR)
    {
      opening->opened->protection = cs_protection_error_name (error->code);
      finish_certain (task, CS_STAGE_RESOLVE, cs_verdict_for_protection (error->code),
                      error->message);
    }
  else if (opening->candidates.targets == NULL)
    finish_cancelled (task);
  else if (cs_plan_authenticates (opening->plan))
    fetch_secret (task);
  else
    try_next (task);
}

void
cs_opening_async (CsShared *shared, CsPlan *plan, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->shared = shared;
  opening->plan = cs_plan_ref (plan);
  opening->opened = g_new0 (CsOpened, 1);
  opening->started_us = g_get_monotonic_time ();
  g_task_set_task_data (task, opening, (GDestroyNotify)opening_free);
  g_task_set_check_cancellable (task, FALSE);

  if (cs_plan_authenticates (plan) && plan->security->credential == NULL)
    {
      finish_certain (task, CS_STAGE_CREDENTIAL, cs_verdict_for_secret (CS_SECRETS_ERROR_MISSING),
                      "no password is stored for this account");
      return;
    }
  /* Where the host is known already, a suspended credential asks nobody anything. */
  if (cs_plan_authenticates (plan) && plan->domain == NULL
      && !may_log_in (task, plan->smart_host->name, plan->port))
    return;

  cs_targets_find_async (shared, plan, cancellable, on_targets, task);
}

CsOpened *
cs_opening_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
