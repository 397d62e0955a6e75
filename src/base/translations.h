/* translations.h - the language that a program speaks, and where its translations are
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The language of the environment, and the catalogue of @domain in it: in @folder, or where
 * COUNTERSIGN_LOCALE_DIR says (a build tree has its own). Not the default domain: where GLib knows
 * that one, it decides once and for all whether there is anything to be translated. */
void cs_translations_init (const char *domain, const char *folder);

/* For a program that writes in another language than its own now and then: once, after
 * cs_translations_init, and before there are other threads. */
void cs_translations_prepare_to_speak (void);
/* The language of the texts that are asked for from now on, whatever the environment says; NULL:
 * that of the environment again. @language: see language.h. Texts that other threads ask for
 * meanwhile may come in either language. */
void cs_translations_speak (const char *language);

G_END_DECLS
