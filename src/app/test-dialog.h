/* test-dialog.h - Test: connects and authenticates with what stands in Outbound Security now
 *
 * Shows each step as it happens, with its time; sends no message, and can be stopped. Without an
 * account it only finds out what the server offers.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/security-form.h"
#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_TEST_DIALOG (cs_test_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsTestDialog, cs_test_dialog, CS, TEST_DIALOG, GtkDialog)

/* What is to be tested. Copied. */
typedef struct
{
  const CsSecurityForm *form;
  const CsPattern *pattern; /* NULL: the site's */
  const CsHost *smart_host; /* NULL: the DNS, for a domain that is asked for where unclear */
  gboolean helo;
  gboolean is_probe; /* find out what the server wants, without an account */
} CsTestSubject;

/* Signal "committed": somebody wants what the server offers. */
CsTestDialog *cs_test_dialog_new (GtkWindow *parent, CsSheet *sheet, const CsTestSubject *subject);
/* In a handler of "committed". */
CsAuthentication cs_test_dialog_get_suggestion (CsTestDialog *dialog);
CsTlsRule cs_test_dialog_get_suggested_tls (CsTestDialog *dialog);

/* In a handler of "answered", which comes with each result; (nullable): the Windows NT domain that
 * the server named. */
const char *cs_test_dialog_get_server_domain (CsTestDialog *dialog);

G_END_DECLS
