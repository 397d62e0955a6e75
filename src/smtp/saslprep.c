#include "smtp/saslprep.h"

#include <gsasl.h>
#include <string.h>

#include "base/late-library.h"

typedef struct
{
  __typeof__ (gsasl_saslprep) *prepare;
  __typeof__ (gsasl_free) *free;
} Library;

/* Few passwords need it. */
static const Library *
load_library (void)
{
  static const CsLateSymbol symbols[] = {
    CS_LATE_SYMBOL ("gsasl_saslprep", Library, prepare),
    CS_LATE_SYMBOL ("gsasl_free", Library, free),
  };
  static Library library;
  static gsize is_loaded;

  cs_late_library_load (&is_loaded, "libgsasl.so.18", symbols, G_N_ELEMENTS (symbols), &library);
  return &library;
}

static gboolean
is_printable_ascii (const guint8 *bytes, gsize size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    if (bytes[i] < 0x20 || bytes[i] > 0x7e)
      return FALSE;

  return TRUE;
}

/* (transfer full) (nullable). libgsasl 2.2 has the sense of its one flag the wrong way round; both
 * ways refuse what is prohibited, and the one that allows unassigned code points succeeds. */
static char *
prepare (const char *text)
{
  static const Gsasl_saslprep_flags flags[] = { GSASL_ALLOW_UNASSIGNED, 0 };
  char *out = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (load_library ()->prepare (text, flags[i], &out, NULL) == GSASL_OK)
      return out;

  return NULL;
}

CsSecret *
cs_saslprep (const CsSecret *text)
{
  gsize size_bytes;
  const guint8 *bytes = cs_secret_peek (text, &size_bytes);
  CsSecret *prepared;
  char *out;

  if (size_bytes == 0)
    return NULL;
  if (is_printable_ascii (bytes, size_bytes))
    return cs_secret_new (bytes, size_bytes);
  if (!g_utf8_validate_len ((const char *)bytes, size_bytes, NULL)) /* also a NUL inside */
    return NULL;
  out = prepare ((const char *)bytes);
  if (out == NULL)
    return NULL;

  prepared = *out != '\0' ? cs_secret_new (out, strlen (out)) : NULL;
  explicit_bzero (out, strlen (out));
  load_library ()->free (out);
  return prepared;
}
