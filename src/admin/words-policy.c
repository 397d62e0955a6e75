#include "admin/words.h"

#include <glib/gi18n-lib.h>

const char *
cs_words_protection (const char *protection)
{
  if (g_strcmp0 (protection, "dane") == 0)
    return "DANE";
  if (g_strcmp0 (protection, "mta-sts") == 0)
    return "MTA-STS";
  if (g_strcmp0 (protection, "tlsa") == 0)
    /* Translators: stands behind a server, in parentheses; TLSA is a kind of DNS record */
    return _ ("TLSA records that cannot be used");
  return protection != NULL ? protection : "";
}
