#include "base/translations.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER_VARIABLE "COUNTERSIGN_LOCALE_DIR"
#define LANGUAGE_VARIABLE "LANGUAGE"

/* Of libintl: another number says that what was found in a catalogue may not hold any more. */
extern int _nl_msg_cat_cntr;

static char *language_of_environment; /* NULL: not prepared */

/* There gettext translates nothing, whatever LANGUAGE says. */
static gboolean
is_posix (void)
{
  const char *name = setlocale (LC_MESSAGES, NULL);

  return strcmp (name, "C") == 0 || strcmp (name, "POSIX") == 0;
}

static void
allow_translations (void)
{
  if (is_posix ())
    setlocale (LC_MESSAGES, "C.UTF-8"); /* the same but for that */
}

/* A variable that exists is replaced in its place, and glibc keeps its old values: who reads the
 * environment in another thread meanwhile finds one or the other. */
static void
remember_language (void)
{
  const char *language = getenv (LANGUAGE_VARIABLE);

  g_free (language_of_environment);
  language_of_environment = g_strdup (language != NULL && !is_posix () ? language : "");
  setenv (LANGUAGE_VARIABLE, language_of_environment, TRUE);
}

void
cs_translations_init (const char *domain, const char *folder)
{
  const char *other = getenv (FOLDER_VARIABLE);

  setlocale (LC_ALL, "");
  bindtextdomain (domain, other != NULL && *other != '\0' ? other : folder);
  bind_textdomain_codeset (domain, "UTF-8");
}

void
cs_translations_prepare_to_speak (void)
{
  remember_language ();
  allow_translations ();
}

void
cs_translations_speak (const char *language)
{
  if (language_of_environment == NULL)
    return;

  setenv (LANGUAGE_VARIABLE, language != NULL ? language : language_of_environment, TRUE);
  _nl_msg_cat_cntr++;
}
