#include "sendmail/dsn.h"

char *
cs_dsn_xtext (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text > ' ' && *text < 127 && *text != '+' && *text != '=')
      g_string_append_c (out, *text);
    else
      g_string_append_printf (out, "+%02X", (guchar)*text);
  return g_string_free (out, FALSE);
}

void
cs_dsn_append_mail (GString *out, const CsSendmailOptions *options)
{
  if (options->dsn_return != NULL)
    g_string_append_printf (out, " RET=%s", options->dsn_return);
  if (options->envelope_id != NULL)
    {
      g_autofree char *xtext = cs_dsn_xtext (options->envelope_id);

      g_string_append_printf (out, " ENVID=%s", xtext);
    }
}

void
cs_dsn_append_rcpt (GString *out, const CsSendmailOptions *options)
{
  if (options->notify != NULL)
    g_string_append_printf (out, " NOTIFY=%s", options->notify);
}
