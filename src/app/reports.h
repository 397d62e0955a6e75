/* reports.h - desktop notifications of what mail waits for
 *
 * The worker tells of each trouble once, and when it is over. What is said is
 * what the window's bar says, with the same button. While a notification is
 * there the program stays for a while, since some desktops hand its button to
 * nobody else.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CsReports CsReports;

/* @application: outlives it */
CsReports *cs_reports_new (GApplication *application);
void cs_reports_free (CsReports *reports);

/* @dictionary: of ListTroubles, and "key" (s), by which it is taken back. The button activates
 * app.set-up with it. What cannot be understood is no report. */
void cs_reports_show (CsReports *reports, GVariant *dictionary);
void cs_reports_withdraw (CsReports *reports, const char *key);
/* Nothing holds the program any more; what is shown stays. */
void cs_reports_leave (CsReports *reports);

G_END_DECLS
