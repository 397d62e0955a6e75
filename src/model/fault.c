#include "model/fault.h"

static const char *const names[] = {
  [CS_FAULT_EMPTY] = "empty",
  [CS_FAULT_TOO_LARGE] = "too-large",
  [CS_FAULT_NOT_UTF8] = "not-utf8",
  [CS_FAULT_TOO_DEEP] = "too-deep",
  [CS_FAULT_SYNTAX] = "syntax",
  [CS_FAULT_COMMENT] = "comment",
  [CS_FAULT_TRUNCATED] = "truncated",
  [CS_FAULT_NUMBER] = "number",
  [CS_FAULT_STRING] = "string",
  [CS_FAULT_DUPLICATE_KEY] = "duplicate-key",
  [CS_FAULT_VERSION] = "version",
  [CS_FAULT_UNKNOWN_KEY] = "unknown-key",
  [CS_FAULT_SECRET_KEY] = "secret-key",
  [CS_FAULT_TYPE] = "type",
  [CS_FAULT_RANGE] = "range",
  [CS_FAULT_VALUE] = "value",
  [CS_FAULT_DOMAIN] = "domain",
  [CS_FAULT_WILDCARD] = "wildcard",
  [CS_FAULT_DUPLICATE_DOMAIN] = "duplicate-domain",
  [CS_FAULT_HOST] = "host",
  [CS_FAULT_ADDRESS] = "address",
  [CS_FAULT_MISSING] = "missing",
  [CS_FAULT_ACCOUNT_MISSING] = "account-missing",
  [CS_FAULT_ACCOUNT_TOO_LONG] = "account-too-long",
  [CS_FAULT_NT_DOMAIN_CONFLICT] = "nt-domain-conflict",
  [CS_FAULT_NOT_FOR_OPTION] = "not-for-option",
  [CS_FAULT_CREDENTIAL] = "credential",
  [CS_FAULT_HELO_NEEDS_NONE] = "helo-needs-none",
  [CS_FAULT_UNENCRYPTED] = "unencrypted",
  [CS_FAULT_ROUTE_CONFLICT] = "route-conflict",
  [CS_FAULT_NO_CREDENTIAL] = "no-credential",
  [CS_FAULT_UNDERSCORE] = "underscore",
  [CS_FAULT_NOT_STORED] = "not-stored",
};

const char *
cs_fault_code_name (CsFaultCode code)
{
  g_return_val_if_fail ((guint)code < G_N_ELEMENTS (names), "");

  return names[code];
}

gboolean
cs_fault_code_from_name (const char *name, CsFaultCode *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      {
        *code = i;
        return TRUE;
      }
  return FALSE;
}

void
cs_fault_free (CsFault *fault)
{
  if (fault == NULL)
    return;

  g_free (fault->path);
  g_free (fault->value);
  g_free (fault->expected);
  g_free (fault);
}

gboolean
cs_faults_have_errors (GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      if (!fault->is_warning)
        return TRUE;
    }

  return FALSE;
}
