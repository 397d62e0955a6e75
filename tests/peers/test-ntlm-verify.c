/* The published example of MS-NLMP section 4.2.4 (NTLMv2), and what must be refused. */
#include <gio/gio.h>
#include <string.h>

#include "ntlm-server.h"

#define USER "User"
#define DOMAIN "Domain"
#define PASSWORD "Password"

/* section 4.2.4.3 */
static const char challenge_hex[]
    = "4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef"
      "00000000000000002400240044000000060070170000000f5300650072007600"
      "6500720002000c0044006f006d00610069006e0001000c005300650072007600"
      "6500720000000000";
static const char authenticate_hex[]
    = "4e544c4d5353500003000000180018006c00000054005400840000000c000c00"
      "48000000080008005400000010001000"
      "5c00000010001000d8000000358288e20501280a0000000f44006f006d006100"
      "69006e005500730065007200"
      "43004f004d005000550054004500520086c35097ac9cec102554764a57cccc19"
      "aaaaaaaaaaaaaaaa68cd0ab851e51c96aabc927bebef6a1c0101000000000000"
      "0000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d006100"
      "69006e0001000c005300650072007600650072000000000000000000c5dad254"
      "4fc9799094ce1ce90bc9d03e";
#define PROOF_OFFSET 0x84
#define NT_LENGTH_OFFSET 20

static GBytes *
bytes_of (const char *hex)
{
  GByteArray *out = g_byte_array_new ();

  for (; *hex != '\0'; hex += 2)
    {
      guint8 byte = g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]);

      g_byte_array_append (out, &byte, 1);
    }
  return g_byte_array_free_to_bytes (out);
}

static char *
hex_of (const guint8 *data, gsize size_bytes)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < size_bytes; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static void
assert_key (const guint8 key[NTLM_KEY_SIZE], const char *expected)
{
  g_autofree char *hex = hex_of (key, NTLM_KEY_SIZE);

  g_assert_cmpstr (hex, ==, expected);
}

static char *
published_password (const char *domain, const char *user, gpointer user_data)
{
  const char *password = user_data;

  return g_str_equal (domain, DOMAIN) && g_str_equal (user, USER) ? g_strdup (password) : NULL;
}

static void
test_keys (void)
{
  g_autoptr (GBytes) message = bytes_of (authenticate_hex);
  g_autoptr (NtlmAuthenticate) authenticate = ntlm_authenticate_parse (message, NULL);
  g_autoptr (GBytes) proof = bytes_of ("68cd0ab851e51c96aabc927bebef6a1c");
  g_autoptr (GBytes) nonces = bytes_of ("0123456789abcdefaaaaaaaaaaaaaaaa");
  guint8 key[NTLM_KEY_SIZE], digest[NTLM_KEY_SIZE];

  ntlm_nt_hash (PASSWORD, key);
  assert_key (key, "a4f49c406510bdcab6824ee7c30fd852"); /* section 4.2.2.1.2 */
  ntlm_v2_key (PASSWORD, USER, DOMAIN, key);
  assert_key (key, "0c868a403bfd7a93a3001ef22ef02e3f"); /* section 4.2.4.1.1 */
  ntlm_hmac (key, &nonces, 1, digest);
  assert_key (digest, "86c35097ac9cec102554764a57cccc19"); /* section 4.2.4.2.1 */
  ntlm_hmac (key, &proof, 1, digest);
  assert_key (digest, "8de40ccadbc14a82f15cb0ad0de95ca3"); /* section 4.2.4.1.2 */
  ntlm_exported_key (authenticate, key, digest);
  assert_key (digest, "55555555555555555555555555555555"); /* section 4.2.1 */
}

static void
test_parse (void)
{
  g_autoptr (GBytes) message = bytes_of (authenticate_hex);
  g_autoptr (GError) error = NULL;
  g_autoptr (NtlmAuthenticate) authenticate = ntlm_authenticate_parse (message, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (authenticate->user, ==, USER);
  g_assert_cmpstr (authenticate->domain, ==, DOMAIN);
  g_assert_cmpstr (authenticate->workstation, ==, "COMPUTER");
  g_assert_false (authenticate->has_mic);
  g_assert_null (authenticate->target_name);
  g_assert_cmpuint (authenticate->bindings.size_bytes, ==, 0);
}

/* Every truncation and every changed byte must be survived. */
static void
test_hostile (void)
{
  g_autoptr (GBytes) message = bytes_of (authenticate_hex);
  gsize size_bytes = g_bytes_get_size (message);

  for (gsize i = 0; i < size_bytes; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (message, NULL), i);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (message, NULL), size_bytes);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (NtlmAuthenticate) from_cut = ntlm_authenticate_parse (cut, NULL);
      g_autoptr (NtlmAuthenticate) from_changed = NULL;

      copy[i] ^= 0xff;
      changed = g_bytes_new (copy, size_bytes);
      from_changed = ntlm_authenticate_parse (changed, NULL);
      g_assert_null (from_cut);
    }
}

typedef struct
{
  const char *name;
  const char *password;
  gsize flip_at; /* 0: nothing */
  gboolean version_1;
  NtlmDemands demands;
  NtlmVerdict verdict;
} Case;

static const Case cases[] = {
  { "published", PASSWORD, .verdict = NTLM_ACCEPTED },
  { "other-password", "password", .verdict = NTLM_WRONG_PASSWORD },
  { "changed-proof", PASSWORD, PROOF_OFFSET, .verdict = NTLM_WRONG_PASSWORD },
  { "changed-client-nonce", PASSWORD, PROOF_OFFSET + 32, .verdict = NTLM_WRONG_PASSWORD },
  { "unknown-account", NULL, .verdict = NTLM_UNKNOWN_ACCOUNT },
  { "version-1", PASSWORD, .version_1 = TRUE, .verdict = NTLM_VERSION_1 },
  { "mic-demanded", PASSWORD, .demands = { .require_mic = TRUE }, .verdict = NTLM_NO_MIC },
  { "binding-demanded", PASSWORD, .demands = { .require_binding = TRUE },
    .verdict = NTLM_NO_BINDING },
  { "target-demanded", PASSWORD, .demands = { .target_name = "SMTPSVC/relay" },
    .verdict = NTLM_WRONG_TARGET },
};

static void
test_verify (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GBytes) challenge = bytes_of (challenge_hex);
  g_autoptr (GBytes) original = bytes_of (authenticate_hex);
  guint8 *copy = g_memdup2 (g_bytes_get_data (original, NULL), g_bytes_get_size (original));
  g_autoptr (GBytes) message = g_bytes_new_take (copy, g_bytes_get_size (original));
  g_autoptr (NtlmAuthenticate) authenticate = NULL;
  NtlmExchange exchange = { NULL, challenge, message };

  if (c->flip_at != 0)
    copy[c->flip_at] ^= 1;
  if (c->version_1)
    copy[NT_LENGTH_OFFSET] = 24;
  authenticate = ntlm_authenticate_parse (message, NULL);
  g_assert_nonnull (authenticate);
  g_assert_cmpstr (ntlm_verdict_text (ntlm_verify (&exchange, authenticate, &c->demands,
                                                   published_password, (char *)c->password)),
                   ==, ntlm_verdict_text (c->verdict));
}

/* What a client computes over RFC 5929's data, for a hash of 32 zero bytes. */
static void
test_binding_hash (void)
{
  static const char prefix[] = "tls-server-end-point:";
  guint8 data[sizeof prefix - 1 + 32] = { 0 };
  guint8 packed[20 + sizeof data] = { 0 };
  g_autoptr (GBytes) binding = NULL;
  g_autofree char *expected = NULL;
  guint8 hash[NTLM_KEY_SIZE];

  memcpy (data, prefix, sizeof prefix - 1);
  packed[16] = sizeof data;
  memcpy (packed + 20, data, sizeof data);
  binding = g_bytes_new (data, sizeof data);
  expected = g_compute_checksum_for_data (G_CHECKSUM_MD5, packed, sizeof packed);
  ntlm_binding_hash (binding, hash);
  assert_key (hash, expected);
}

static void
test_policy (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NtlmServerSide) side
      = ntlm_server_side_new ("mic, binding no-time", "CORP", "", &error);
  g_autoptr (NtlmServerSide) odd = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (side);
  odd = ntlm_server_side_new ("mick", "CORP", "", &error);
  g_assert_null (odd);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ntlm-verify/keys", test_keys);
  g_test_add_func ("/ntlm-verify/parse", test_parse);
  g_test_add_func ("/ntlm-verify/hostile", test_hostile);
  g_test_add_func ("/ntlm-verify/binding-hash", test_binding_hash);
  g_test_add_func ("/ntlm-verify/policy", test_policy);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ntlm-verify/verdict/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_verify);
    }
  return g_test_run ();
}
