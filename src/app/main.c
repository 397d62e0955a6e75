/* countersign-settings - the window
 */
#include <glib/gi18n.h>

#include "app/application.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/translations.h"
#include "smtp/process.h"

int
main (int argc, char **argv)
{
  g_autoptr (CsApplication) application = NULL;

  cs_secret_protect_process ();
  cs_smtp_prepare_process ();
  cs_log_init ("countersign-settings");
  cs_translations_init (GETTEXT_PACKAGE, CS_LOCALE_DIR);
  textdomain (GETTEXT_PACKAGE);

  application = cs_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
