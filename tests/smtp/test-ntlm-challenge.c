#include "smtp/ntlm-challenge.h"

#include <string.h>

#include "ntlm-message.h"

#define FLAGS_AT 20
#define NAME_AT 12
#define INFO_AT 40

static const NtlmServer ordinary = { .domain = "CORP",
                                     .computer = "PEER",
                                     .timestamp = G_GUINT64_CONSTANT (133000000000000000) };

static GByteArray *
challenge (const NtlmServer *server)
{
  static const guint8 nonce[NTLM_CHALLENGE_SIZE] = "01234567";
  g_autoptr (GBytes) message = ntlm_challenge_new (server, 0xffffffff, nonce);
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, g_bytes_get_data (message, NULL), (guint)g_bytes_get_size (message));
  return bytes;
}

static void
assert_check (const GByteArray *message, CsNtlmChallenge expected)
{
  const char *reason;
  CsNtlmChallenge found = cs_ntlm_challenge_check (message->data, message->len, &reason);

  g_assert_cmpint (found, ==, expected);
  g_assert_true ((reason != NULL) == (found == CS_NTLM_CHALLENGE_MALFORMED));
}

static void
write_16 (GByteArray *message, gsize at, guint16 value)
{
  message->data[at] = (guint8)(value & 0xff);
  message->data[at + 1] = (guint8)(value >> 8);
}

static void
test_fit (void)
{
  g_autoptr (GByteArray) message = challenge (&ordinary);

  assert_check (message, CS_NTLM_CHALLENGE_FIT);
}

static void
test_domain (void)
{
  NtlmServer old = ordinary;
  g_autoptr (GByteArray) message = challenge (&ordinary);
  g_autofree char *domain = cs_ntlm_challenge_domain (message->data, message->len);
  g_autoptr (GByteArray) bare = NULL;

  g_assert_cmpstr (domain, ==, "CORP");
  g_assert_null (cs_ntlm_challenge_domain (message->data, message->len - 1));
  old.no_target_info = TRUE;
  bare = challenge (&old);
  g_assert_null (cs_ntlm_challenge_domain (bare->data, bare->len));
}

/* Exim's: 48 bytes, no target information. */
static void
test_version_1 (void)
{
  NtlmServer old = ordinary;
  g_autoptr (GByteArray) message = NULL;

  old.no_target_info = TRUE;
  message = challenge (&old);
  assert_check (message, CS_NTLM_CHALLENGE_VERSION_1);
  g_byte_array_set_size (message, 48);
  assert_check (message, CS_NTLM_CHALLENGE_VERSION_1);
  g_byte_array_set_size (message, 32);
  assert_check (message, CS_NTLM_CHALLENGE_VERSION_1);
  g_byte_array_set_size (message, 31);
  assert_check (message, CS_NTLM_CHALLENGE_MALFORMED);
}

static void
test_every_length (void)
{
  g_autoptr (GByteArray) message = challenge (&ordinary);

  for (guint length = message->len; length-- > 0;)
    {
      g_autoptr (GByteArray) cut = g_byte_array_new ();

      g_byte_array_append (cut, message->data, length);
      assert_check (cut, CS_NTLM_CHALLENGE_MALFORMED);
    }
}

typedef struct
{
  const char *name;
  gsize at;
  guint16 value;
} Change;

static const Change changes[] = {
  { "signature", 0, 0 },
  { "type", 8, 3 },
  { "N1-empty-target-name", NAME_AT, 0 },
  { "odd-target-name", NAME_AT, 7 },
  { "target-name-beyond-the-end", NAME_AT, 0xffff },
  { "target-name-offset-beyond-the-end", NAME_AT + 4, 0xffff },
  { "target-name-offset-far-beyond-the-end", NAME_AT + 6, 0xffff },
  { "target-name-in-the-header", NAME_AT + 4, 8 },
  { "no-unicode", FLAGS_AT, 0x0004 },
  { "no-target-info-though-said", INFO_AT, 0 },
  { "target-info-too-short", INFO_AT, 3 },
  { "target-info-beyond-the-end", INFO_AT, 0xffff },
  { "target-info-offset-beyond-the-end", INFO_AT + 4, 0xfff0 },
  { "target-info-offset-far-beyond-the-end", INFO_AT + 6, 0xffff },
};

static void
test_change (gconstpointer data)
{
  const Change *change = data;
  g_autoptr (GByteArray) message = challenge (&ordinary);

  write_16 (message, change->at, change->value);
  assert_check (message, CS_NTLM_CHALLENGE_MALFORMED);
}

typedef struct
{
  const char *name;
  const char *pairs; /* hexadecimal */
  CsNtlmChallenge expected;
} Pairs;

static const Pairs pairs[] = {
  { "end-alone", "00000000", CS_NTLM_CHALLENGE_FIT },
  { "domain",
    "0200020041000000"
    "0000",
    CS_NTLM_CHALLENGE_FIT },
  { "no-end", "020002004100", CS_NTLM_CHALLENGE_MALFORMED },
  { "end-with-a-value",
    "0000020041000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "after-the-end", "0000000002000200410000000000", CS_NTLM_CHALLENGE_MALFORMED },
  { "repeated", "02000200410002000200410000000000", CS_NTLM_CHALLENGE_MALFORMED },
  { "value-beyond-the-end",
    "0200ffff41000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "odd-name", "020001004100000000", CS_NTLM_CHALLENGE_MALFORMED },
  { "nul-in-a-name",
    "0200020000000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "lone-surrogate",
    "0200020000d80000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "low-surrogate-first",
    "0200020000dc0000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "surrogate-pair", "020004003dd811dd00000000", CS_NTLM_CHALLENGE_FIT },
  { "short-timestamp",
    "07000400000000000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "timestamp",
    "070008000000000000000000"
    "00000000",
    CS_NTLM_CHALLENGE_FIT },
  { "short-flags",
    "0600020000000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "single-host", "08000800000000000000000000000000", CS_NTLM_CHALLENGE_FIT },
  { "short-single-host",
    "08000400000000000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "channel-bindings", "0a0010000000000000000000000000000000000000000000", CS_NTLM_CHALLENGE_FIT },
  { "short-channel-bindings",
    "0a00080000000000000000000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
  { "unknown-pair",
    "0b00020041000000"
    "0000",
    CS_NTLM_CHALLENGE_FIT },
  { "strange-pair",
    "ff00020041000000"
    "0000",
    CS_NTLM_CHALLENGE_MALFORMED },
};

static void
test_pairs (gconstpointer data)
{
  const Pairs *c = data;
  g_autoptr (GByteArray) message = challenge (&ordinary);
  guint start = message->len;

  for (const char *hex = c->pairs; *hex != '\0'; hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) * 16 + g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (message, &byte, 1);
    }
  write_16 (message, INFO_AT, (guint16)(message->len - start));
  write_16 (message, INFO_AT + 4, (guint16)start);
  assert_check (message, c->expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smtp/ntlm-challenge/fit", test_fit);
  g_test_add_func ("/smtp/ntlm-challenge/domain", test_domain);
  g_test_add_func ("/smtp/ntlm-challenge/version-1", test_version_1);
  g_test_add_func ("/smtp/ntlm-challenge/every-length", test_every_length);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/ntlm-challenge/change/", changes[i].name, NULL);

      g_test_add_data_func (path, &changes[i], test_change);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/ntlm-challenge/pairs/", pairs[i].name, NULL);

      g_test_add_data_func (path, &pairs[i], test_pairs);
    }
  return g_test_run ();
}
