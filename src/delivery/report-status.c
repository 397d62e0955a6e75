#include "delivery/report-status.h"

#include <string.h>

#include "base/when.h"

#define FOLD_AT 76
#define EXPIRED_STATUS "4.4.7"

char *
cs_report_decode_xtext (const char *text)
{
  g_autoptr (GString) decoded = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text != '+')
        {
          g_string_append_c (decoded, *text);
          continue;
        }
      if (!g_ascii_isxdigit (text[1]) || !g_ascii_isxdigit (text[2]))
        return NULL;
      g_string_append_c (decoded,
                         g_ascii_xdigit_value (text[1]) << 4 | g_ascii_xdigit_value (text[2]));
      text += 2;
    }
  return g_string_free (g_steal_pointer (&decoded), FALSE);
}

/* Fields are ASCII: another machine reads them. Long ones are folded at spaces. */
static void
append_field (GString *out, const char *name, const char *type, const char *value)
{
  gsize column;

  if (value == NULL)
    return;
  column = out->len;
  g_string_append_printf (out, "%s: %s%s", name, type != NULL ? type : "",
                          type != NULL ? "; " : "");
  column = out->len - column;

  for (; *value != '\0'; value++)
    {
      guchar character = *value;

      if (character == ' ' && column >= FOLD_AT)
        {
          g_string_append (out, "\n ");
          column = 1;
          continue;
        }
      g_string_append_c (out, character >= ' ' && character < 127 ? character : '?');
      column++;
    }
  g_string_append_c (out, '\n');
}

static const char *
action_of (CsReportKind kind)
{
  switch (kind)
    {
    case CS_REPORT_DELAYED:
      return "delayed";
    case CS_REPORT_RELAYED:
      return "relayed";
    case CS_REPORT_FAILED:
    case CS_REPORT_EXPIRED:
    case CS_REPORT_NONE:
      break;
    }
  return "failed";
}

static guint
class_of (CsReportKind kind)
{
  switch (kind)
    {
    case CS_REPORT_RELAYED:
      return 2;
    case CS_REPORT_DELAYED:
      return 4;
    case CS_REPORT_FAILED:
    case CS_REPORT_EXPIRED:
    case CS_REPORT_NONE:
      break;
    }
  return 5;
}

char *
cs_report_status_code (CsReportKind kind, const CsWorkItem *item)
{
  const CsFailure *failure = item->failure;
  const char *status = item->verdict.status;
  guint class = class_of (kind);

  if (kind == CS_REPORT_EXPIRED)
    return g_strdup (EXPIRED_STATUS);
  if (failure != NULL && failure->enhanced[0] == class)
    return g_strdup_printf ("%u.%u.%u", class, failure->enhanced[1], failure->enhanced[2]);
  /* The first digit goes with the action; what stands behind it says what it is about. */
  return g_strdup_printf ("%u%s", class, status + 1);
}

static void
append_original_recipient (GString *out, const CsClaimRecipient *recipient)
{
  const char *address;
  g_autofree char *type = NULL;
  g_autofree char *decoded = NULL;

  if (recipient->original_recipient == NULL)
    return;
  address = strchr (recipient->original_recipient, ';');
  if (address == NULL)
    return;
  type = g_strndup (recipient->original_recipient, address - recipient->original_recipient);
  decoded = cs_report_decode_xtext (address + 1);
  append_field (out, "Original-Recipient", type, decoded);
}

/* Without address and port; an address literal stays one. */
static char *
host_of (const char *remote)
{
  gsize size_bytes;

  if (remote == NULL)
    return NULL;
  size_bytes = *remote == '[' ? strcspn (remote, "]") + 1 : strcspn (remote, "[");
  return g_strndup (remote, size_bytes);
}

static void
append_recipient (GString *out, const CsReportFacts *facts, const CsWorkItem *item)
{
  g_autofree char *status = cs_report_status_code (facts->kind, item);
  g_autofree char *now = cs_when_to_rfc5322 (facts->now_s);
  g_autofree char *until = cs_when_to_rfc5322 (facts->expires_s);
  g_autofree char *host = host_of (facts->remote);
  g_autofree char *text = NULL;
  gboolean is_reply = item->failure != NULL && item->failure->code != 0;

  g_string_append_c (out, '\n');
  append_original_recipient (out, item->recipient);
  append_field (out, "Final-Recipient", "rfc822", cs_address_text (item->recipient->address));
  append_field (out, "Action", NULL, action_of (facts->kind));
  append_field (out, "Status", NULL, status);
  append_field (out, "Remote-MTA", "dns", host);
  if (is_reply)
    {
      text = cs_failure_to_text (item->failure);
      append_field (out, "Diagnostic-Code", "smtp", text);
    }
  append_field (out, "Last-Attempt-Date", NULL, now);
  if (facts->kind == CS_REPORT_DELAYED)
    append_field (out, "Will-Retry-Until", NULL, until);
}

char *
cs_report_status (const CsReportFacts *facts)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *arrived = cs_when_to_rfc5322 (facts->claim->arrived_s);
  g_autofree char *envelope_id = NULL;

  if (facts->claim->envelope->envelope_id != NULL)
    envelope_id = cs_report_decode_xtext (facts->claim->envelope->envelope_id);
  append_field (out, "Original-Envelope-Id", NULL, envelope_id);
  append_field (out, "Reporting-MTA", "dns", facts->own_name);
  append_field (out, "Arrival-Date", NULL, arrived);
  for (guint i = 0; i < facts->items->len; i++)
    append_recipient (out, facts, facts->items->pdata[i]);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
