/* output-locale.h - words on terminals that cannot show all of Unicode
 *
 * In the POSIX locale, as in cron and in containers, GLib would print "?" for
 * each quotation mark, dash and tick. Here they become the nearest that the
 * locale has. Names never do, since other letters are another name: a domain
 * shows as its A-labels, and whatever else does not fit as "\u{fc}". JSON does
 * not pass through here: it is UTF-8 always.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Call once, after setlocale (). */
void cs_output_use_locale (void);

G_END_DECLS
