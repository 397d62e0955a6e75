#include "model/report.h"

#include <string.h>

#include "base/text.h"

#define VALUE_MAX_BYTES 80
#define NAME_MAX_BYTES 64

static void
append_path (GString *path, const CsPlace *place)
{
  g_autofree char *name = NULL;

  if (place == NULL)
    return;

  append_path (path, place->parent);
  if (place->key == NULL)
    {
      if (place->parent != NULL)
        g_string_append_printf (path, "[%u]", place->index);
      return;
    }

  name = cs_text_clean (place->key, strlen (place->key), NAME_MAX_BYTES);
  g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", name);
}

static guint
find_nth (const CsPlace *place)
{
  while (place != NULL && place->nth == CS_NOWHERE)
    place = place->parent;

  return place != NULL ? place->nth : CS_NOWHERE;
}

static CsFault *
add (CsReport *report, const CsPlace *place, CsFaultCode code, gboolean is_warning,
     const char *value, const char *expected)
{
  gboolean is_first_error = !is_warning && !report->has_errors;
  g_autoptr (GString) path = g_string_new (NULL);
  CsFault *fault;

  report->has_errors |= !is_warning;
  if (report->faults->len >= CS_FAULTS_MAX && !is_first_error)
    return NULL;

  append_path (path, place);
  fault = g_new0 (CsFault, 1);
  fault->code = code;
  fault->is_warning = is_warning;
  fault->path = g_strdup (path->str);
  fault->value = value != NULL ? cs_text_clean (value, strlen (value), VALUE_MAX_BYTES) : NULL;
  fault->expected = g_strdup (expected);
  g_ptr_array_add (report->faults, fault);
  return fault;
}

static CsFault *
add_at_value (CsReport *report, const CsPlace *place, CsFaultCode code, gboolean is_warning,
              const char *value, const char *expected)
{
  CsFault *fault = add (report, place, code, is_warning, value, expected);
  guint nth = find_nth (place);

  if (fault != NULL && report->scan != NULL && nth != CS_NOWHERE)
    cs_scan_position (report->scan, nth, &fault->line, &fault->column);
  return fault;
}

CsFault *
cs_report_error (CsReport *report, const CsPlace *place, CsFaultCode code, const char *value,
                 const char *expected)
{
  return add_at_value (report, place, code, FALSE, value, expected);
}

CsFault *
cs_report_warning (CsReport *report, const CsPlace *place, CsFaultCode code, const char *value,
                   const char *expected)
{
  return add_at_value (report, place, code, TRUE, value, expected);
}

CsFault *
cs_report_key (CsReport *report, const CsPlace *place, CsFaultCode code, const char *value,
               const char *expected)
{
  CsFault *fault = add (report, place, code, FALSE, value, expected);

  if (fault != NULL && report->scan != NULL)
    cs_scan_key_position (report->scan, place->nth, &fault->line, &fault->column);
  return fault;
}

CsPlace
cs_members_place (const CsMembers *members, guint key)
{
  CsPlace place = { members->place, cs_keys_name (members->kind, key), 0, CS_NOWHERE };

  if (members->nths != NULL)
    place.nth = members->nths[key];
  return place;
}

guint
cs_place_line (const CsReport *report, guint nth)
{
  guint line = 0, column;

  if (report->scan != NULL && nth != CS_NOWHERE)
    cs_scan_position (report->scan, nth, &line, &column);
  return line;
}
