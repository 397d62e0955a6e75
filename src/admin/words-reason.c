/* words-reason.c - what is wrong with a name, an address or a place in the settings file
 */
#include "admin/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#define DETAIL "%s"

/* What base/ and model/ say, which know no other language; at most one DETAIL in each. */
static const char *const reasons[] = {
  /* Translators: from here on, what is wrong with the name of a domain, a host or a mail address.
   */
  N_ ("nothing stands between two dots"),
  N_ ("a part between two dots is longer than 63 bytes"),
  N_ ("a part cannot begin or end with a hyphen"),
  N_ ("the domain is empty"),
  N_ ("the domain is longer than 253 bytes"),
  N_ ("the domain is not UTF-8 text"),
  N_ ("this is an address and not a domain"),
  /* Translators: %s is a character */
  N_ ("“%s” cannot be in a domain name"),
  /* Translators: %s is the number of a character in Unicode, such as U+0020 */
  N_ ("the character %s cannot be in a domain name"),
  /* Translators: %s is a detail in English */
  N_ ("this is not an internationalised domain name: %s"),
  N_ ("“*” stands only in front: *.example.com is everything below example.com"),
  N_ ("the port must be a number from 1 to 65535"),
  N_ ("the closing bracket is missing: [192.0.2.7] or [2001:db8::7]:587"),
  N_ ("what stands in the brackets is not an address; a name has none"),
  N_ ("only “:” and a port can follow the closing bracket"),
  /* Translators: "[2001:db8::7] or [2001:db8::7]:587" follows, where "or" stays as it is */
  N_ ("an IPv6 address stands in brackets: %s"),
  N_ ("a host has at most one “:”, in front of the port"),
  N_ ("the host name is missing"),
  N_ ("this is not a whole address"),
  N_ ("the host is empty"),
  N_ ("a host has no white space or control characters"),
  N_ ("only the host belongs here, and a port: relay.example.net:587"),
  N_ ("@ and a domain are missing"),
  N_ ("a control character cannot be in an address"),
  N_ ("something follows the address"),
  N_ ("the address is empty"),
  N_ ("the address is longer than 254 bytes"),
  N_ ("the closing > is missing"),
  N_ ("the closing quote is missing"),
  N_ ("the local part is missing"),
  N_ ("this byte is not UTF-8 text"),
  N_ ("this character cannot stand before the @"),
  N_ ("this is not a source route"),
  N_ ("this is not an address literal"),
  N_ ("what stands before the @ is longer than 64 bytes"),
  N_ ("only the address belongs here"),
  /* Translators: from here on, what could stand at a place of the settings file (JSON). */
  N_ ("a whole number, in decimal digits"),
  N_ ("a number, true, false, or text in double quotes"),
  N_ ("a number of at most 64 bits"),
  N_ ("a key in double quotes"),
  N_ ("a value"),
  N_ ("the end of the file"),
  N_ ("the closing quote before the end of the line"),
};

/* (transfer full) (nullable): what stands in @english for DETAIL; NULL: it is not @pattern. */
static char *
detail_of (const char *pattern, const char *english)
{
  const char *detail = strstr (pattern, DETAIL);
  gsize before = detail != NULL ? (gsize)(detail - pattern) : strlen (pattern);
  const char *after = detail != NULL ? detail + strlen (DETAIL) : "";

  if (strncmp (english, pattern, before) != 0)
    return NULL;
  if (detail == NULL)
    return english[before] == '\0' ? g_strdup ("") : NULL;
  if (strlen (english) < before + strlen (after) || !g_str_has_suffix (english, after))
    return NULL;
  return g_strndup (english + before, strlen (english) - before - strlen (after));
}

static char *
fixed_words (const char *english)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *detail = detail_of (reasons[i], english);
      GString *words;

      if (detail == NULL)
        continue;
      words = g_string_new (_ (reasons[i]));
      g_string_replace (words, DETAIL, detail, 1);
      return g_string_free (words, FALSE);
    }
  return g_strdup (english);
}

char *
cs_words_reason (const char *english)
{
  const char *byte = g_strrstr (english, " (at byte ");
  guint64 number;
  gint64 minimum;
  gint64 maximum;
  int end = 0;

  if (sscanf (english, "%" SCNd64 " to %" SCNd64 "%n", &minimum, &maximum, &end) == 2
      && english[end] == '\0')
    return g_strdup_printf (_ ("%" PRId64 " to %" PRId64), minimum, maximum);
  if (byte != NULL && sscanf (byte, " (at byte %" SCNu64 ")", &number) == 1)
    {
      g_autofree char *bare = g_strndup (english, byte - english);
      g_autofree char *words = fixed_words (bare);

      /* Translators: what is wrong with an address, and at which of its bytes */
      return g_strdup_printf (_ ("%1$s (at byte %2$u)"), words, (guint)number);
    }
  return fixed_words (english);
}
