#include "delivery/report-words.h"

#include <glib/gi18n-lib.h>

#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)

static const char *
subject_of (CsReportKind kind)
{
  switch (kind)
    {
    case CS_REPORT_DELAYED:
      return _ ("Your message is delayed");
    case CS_REPORT_RELAYED:
      return _ ("Your message was handed on");
    case CS_REPORT_EXPIRED:
    case CS_REPORT_FAILED:
    case CS_REPORT_NONE:
      break;
    }
  return _ ("Your message could not be delivered");
}

char *
cs_report_subject (CsReportKind kind, const char *original)
{
  if (original == NULL)
    return g_strdup (subject_of (kind));
  /* Translators: the subject of a delivery report: what has become of a message, then the
   * message's own subject */
  return g_strdup_printf (C_ ("subject of a report", "%1$s: %2$s"), subject_of (kind), original);
}

const char *
cs_report_opening (CsReportKind kind)
{
  switch (kind)
    {
    case CS_REPORT_DELAYED:
      return _ ("Your message has not been delivered to the following recipients yet. You need not "
                "send it again: it is kept and tried again.");
    case CS_REPORT_RELAYED:
      return _ ("Your message was handed to the next server for the following recipients. That "
                "server does not report on delivery, so this is the last you will hear of it.");
    case CS_REPORT_EXPIRED:
      return _ ("Your message could not be delivered to the following recipients in the time that "
                "it may take. It will not be tried again.");
    case CS_REPORT_FAILED:
    case CS_REPORT_NONE:
      break;
    }
  return _ ("Your message could not be delivered to the following recipients. It will not be tried "
            "again.");
}

const char *
cs_report_closing (CsReportKind kind)
{
  switch (kind)
    {
    case CS_REPORT_DELAYED:
      return _ ("If it cannot be delivered in the end, you will be told.");
    case CS_REPORT_RELAYED:
      return "";
    case CS_REPORT_EXPIRED:
      return _ ("If the message still matters, tell the administrator of this machine why it "
                "waited, and send it again when that is mended.");
    case CS_REPORT_FAILED:
    case CS_REPORT_NONE:
      break;
    }
  return _ ("Check the address. If it is right, the answer above says what the receiving server "
            "objects to; its administrator can tell you more.");
}

const char *
cs_report_cause (CsCause cause)
{
  static const char *const causes[] = {
    [CS_CAUSE_NONE] = "",
    [CS_CAUSE_AUTHENTICATION_REFUSED]
    = N_ ("the next server refused the password of the account that this machine sends with"),
    [CS_CAUSE_AUTHENTICATION_REQUIRED]
    = N_ ("the next server wants authentication, and none is set up for this address"),
    [CS_CAUSE_AUTHENTICATION_NOT_OFFERED]
    = N_ ("the next server does not offer the kind of authentication that is set up"),
    [CS_CAUSE_AUTHENTICATION_TOO_WEAK]
    = N_ ("the next server wants another kind of authentication than the one that is set up"),
    [CS_CAUSE_TLS_NOT_OFFERED]
    = N_ ("the next server does not offer encryption, which is required"),
    [CS_CAUSE_TLS_REQUIRED] = N_ ("the connection would need encryption"),
    [CS_CAUSE_TLS_FAILED] = N_ ("an encrypted connection to the next server could not be made"),
    [CS_CAUSE_DOWNGRADE] = N_ ("the next server is less secure than it used to be"),
    [CS_CAUSE_CREDENTIAL_MISSING]
    = N_ ("the password of the account that this machine sends with is not stored"),
    [CS_CAUSE_CREDENTIAL_INVALID]
    = N_ ("the stored password of the account that this machine sends with cannot be used"),
    [CS_CAUSE_CREDENTIAL_LOCKED]
    = N_ ("the keyring with the password of the account that this machine sends with is locked"),
    [CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE]
    = N_ ("the keyring with the password of the account that this machine sends with cannot be "
          "reached"),
    [CS_CAUSE_UNREACHABLE] = N_ ("the next server could not be reached"),
    [CS_CAUSE_DNS] = N_ ("the servers of the domain could not be found"),
    [CS_CAUSE_PROTOCOL] = N_ ("the next server did not keep to the protocol"),
    [CS_CAUSE_REFUSED_FOR_NOW] = N_ ("the next server does not take it for the time being"),
    [CS_CAUSE_LOOP] = N_ ("the message goes round in circles"),
    [CS_CAUSE_FULL] = N_ ("this machine's storage failed"),
    [CS_CAUSE_SETTINGS] = N_ ("this machine's settings do not allow it to be sent"),
    [CS_CAUSE_ADMINISTRATOR] = N_ ("an administrator holds it"),
  };

  g_return_val_if_fail ((guint)cause < G_N_ELEMENTS (causes), "");

  return *causes[cause] != '\0' ? _ (causes[cause]) : "";
}

char *
cs_report_duration (gint64 seconds)
{
  if (seconds >= 2 * DAY_S)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", seconds / DAY_S),
                            (int)(seconds / DAY_S));
  if (seconds >= HOUR_S)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d hour", "%d hours", seconds / HOUR_S),
                            (int)(seconds / HOUR_S));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", seconds / 60),
                          (int)(seconds / 60));
}
