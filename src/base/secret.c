#include "base/secret.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/arena.h"

struct _CsSecret
{
  gatomicrefcount references;
  gsize size_bytes;
  guint8 *bytes; /* in the arena, with a NUL behind */
};

CsSecret *
cs_secret_new (const void *bytes, gsize size_bytes)
{
  guint8 *copy;
  CsSecret *secret = cs_secret_new_sized (size_bytes, &copy);

  if (size_bytes > 0)
    memcpy (copy, bytes, size_bytes);
  return secret;
}

CsSecret *
cs_secret_new_sized (gsize size_bytes, guint8 **bytes)
{
  CsSecret *secret = g_new0 (CsSecret, 1);

  g_atomic_ref_count_init (&secret->references);
  secret->size_bytes = size_bytes;
  secret->bytes = cs_arena_alloc (size_bytes + 1);
  if (bytes != NULL)
    *bytes = secret->bytes;
  return secret;
}

CsSecret *
cs_secret_ref (CsSecret *secret)
{
  g_atomic_ref_count_inc (&secret->references);
  return secret;
}

void
cs_secret_unref (CsSecret *secret)
{
  if (secret == NULL || !g_atomic_ref_count_dec (&secret->references))
    return;

  cs_arena_free (secret->bytes, secret->size_bytes + 1);
  g_free (secret);
}

const guint8 *
cs_secret_peek (const CsSecret *secret, gsize *size_bytes)
{
  if (size_bytes != NULL)
    *size_bytes = secret->size_bytes;
  return secret->bytes;
}

gsize
cs_secret_size (const CsSecret *secret)
{
  return secret->size_bytes;
}

CsSecret *
cs_secret_to_base64 (const CsSecret *secret)
{
  guint8 *out;
  CsSecret *encoded = cs_secret_new_sized ((secret->size_bytes + 2) / 3 * 4, &out);
  int state = 0;
  int save = 0; /* up to two bytes of the secret */
  gsize n
      = g_base64_encode_step (secret->bytes, secret->size_bytes, FALSE, (char *)out, &state, &save);

  g_base64_encode_close (FALSE, (char *)out + n, &state, &save);
  explicit_bzero (&save, sizeof save);
  return encoded;
}

gboolean
cs_secret_equal (const CsSecret *a, const CsSecret *b)
{
  volatile guint8 difference = 0;

  if (a->size_bytes != b->size_bytes)
    return FALSE;

  for (gsize i = 0; i < a->size_bytes; i++)
    difference |= a->bytes[i] ^ b->bytes[i];

  return difference == 0;
}

void
cs_secret_protect_process (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}
