#include <string.h>

#include "model/reader-private.h"

#define AUTHENTICATION_WORDS "none, clear-text, challenge-response"
#define TLS_WORDS "when-offered, required, from-start, never"

static void
report_word (CsReadObject *object, guint key, const char *word, const char *words)
{
  CsPlace place = cs_members_place (&object->members, key);

  cs_report_error (&object->reader->report, &place, CS_FAULT_VALUE, word, words);
  object->members.bad |= 1u << key;
}

static void
read_words (CsReadObject *object, CsSecurity *security)
{
  const char *authentication = cs_read_text (object, CS_SECURITY_AUTHENTICATION);
  const char *tls = cs_read_text (object, CS_SECURITY_TLS);

  if (authentication != NULL
      && !cs_authentication_from_name (authentication, &security->authentication))
    report_word (object, CS_SECURITY_AUTHENTICATION, authentication, AUTHENTICATION_WORDS);
  if (tls != NULL && !cs_tls_rule_from_name (tls, &security->tls))
    report_word (object, CS_SECURITY_TLS, tls, TLS_WORDS);
}

static void
read_credential (CsReadObject *object, CsSecurity *security)
{
  const char *credential = cs_read_text (object, CS_SECURITY_CREDENTIAL);

  if (credential != NULL)
    security->credential = g_ascii_strdown (credential, -1);
}

CsSecurity *
cs_read_security (CsReader *reader, JsonNode *node, const CsPlace *place, gboolean helo)
{
  CsSecurity *security = cs_security_new ();
  CsReadObject object;

  G_STATIC_ASSERT (sizeof security->key_order > CS_N_SECURITY_KEYS);
  if (!cs_read_object (reader, node, place, CS_OBJECT_SECURITY, security->key_order, &object))
    {
      cs_security_free (security);
      return NULL;
    }

  read_words (&object, security);
  security->account = g_strdup (cs_read_text (&object, CS_SECURITY_ACCOUNT));
  security->nt_domain = g_strdup (cs_read_text (&object, CS_SECURITY_NT_DOMAIN));
  read_credential (&object, security);
  cs_read_boolean (&object, CS_SECURITY_ALLOW_UNENCRYPTED, &security->allow_unencrypted_password);

  cs_rules_check_security (security, helo, &object.members, &reader->report);
  return security;
}

static void
report_pattern (CsReadObject *object, const char *text, const GError *why)
{
  CsPlace place = cs_members_place (&object->members, CS_DOMAIN_DOMAIN);
  gboolean is_wildcard = g_error_matches (why, CS_PATTERN_ERROR, CS_PATTERN_ERROR_WILDCARD);

  cs_report_error (&object->reader->report, &place,
                   is_wildcard ? CS_FAULT_WILDCARD : CS_FAULT_DOMAIN, text, why->message);
}

static CsPattern *
read_pattern (CsReadObject *object)
{
  g_autoptr (GError) why = NULL;
  CsPattern *pattern;
  const char *text;

  if (object->nodes[CS_DOMAIN_DOMAIN] == NULL)
    {
      cs_report_error (&object->reader->report, object->members.place, CS_FAULT_MISSING, NULL,
                       "domain");
      return NULL;
    }

  text = cs_read_text (object, CS_DOMAIN_DOMAIN);
  if (text == NULL)
    return NULL;

  pattern = cs_pattern_parse (text, -1, &why);
  if (pattern == NULL)
    report_pattern (object, text, why);
  return pattern;
}

static void
read_route (CsReadObject *object, CsRemoteDomain *domain)
{
  const char *route = cs_read_text (object, CS_DOMAIN_ROUTE);

  domain->smart_host = cs_read_host (object, CS_DOMAIN_SMART_HOST);
  if (domain->smart_host != NULL)
    domain->route = CS_ROUTE_SMART_HOST;
  if (route == NULL)
    return;

  if (strcmp (route, "dns") == 0)
    domain->route = CS_ROUTE_DNS;
  else
    report_word (object, CS_DOMAIN_ROUTE, route, "dns");
}

static void
read_domain_security (CsReadObject *object, CsRemoteDomain *domain)
{
  CsPlace place = cs_members_place (&object->members, CS_DOMAIN_SECURITY);
  JsonNode *node = object->nodes[CS_DOMAIN_SECURITY];

  if (node == NULL)
    return;

  domain->security = cs_read_security (object->reader, node, &place, domain->helo);
  if (domain->security == NULL)
    object->members.bad |= 1u << CS_DOMAIN_SECURITY;
}

static void
report_duplicate (CsReadObject *object, const char *key, guint first)
{
  CsReader *reader = object->reader;
  CsPlace place = cs_members_place (&object->members, CS_DOMAIN_DOMAIN);
  CsFault *fault = cs_report_error (&reader->report, &place, CS_FAULT_DUPLICATE_DOMAIN, key, NULL);

  if (fault != NULL)
    fault->other_line
        = cs_place_line (&reader->report, g_array_index (reader->domain_nths, guint, first));
}

static void
keep_domain (CsReadObject *object, CsRemoteDomain *domain)
{
  CsReader *reader = object->reader;
  guint first;

  if (domain->pattern == NULL)
    return;

  if (cs_domain_list_find (reader->settings->domains, domain->pattern->key, &first) != NULL)
    {
      report_duplicate (object, domain->pattern->key, first);
      return;
    }

  cs_domain_list_append (reader->settings->domains, domain);
  g_array_append_val (reader->domain_nths, object->nths[CS_DOMAIN_DOMAIN]);
}

void
cs_read_remote_domain (CsReader *reader, JsonNode *node, const CsPlace *place)
{
  g_autoptr (CsRemoteDomain) domain = cs_remote_domain_new (NULL);
  CsReadObject object;

  G_STATIC_ASSERT (sizeof domain->key_order > CS_N_DOMAIN_KEYS);
  if (!cs_read_object (reader, node, place, CS_OBJECT_DOMAIN, domain->key_order, &object))
    return;

  domain->pattern = read_pattern (&object);
  read_route (&object, domain);
  cs_read_boolean (&object, CS_DOMAIN_HELO, &domain->helo);
  read_domain_security (&object, domain);

  cs_rules_check_domain (domain, reader->settings->security, &object.members, &reader->report);
  keep_domain (&object, domain);
}
