/* TLSA records and certificates: RFC 6698, RFC 7671, RFC 7672 section 3. */
#include "certificates.h"
#include "smtp/dane.h"

#define MATCHES NULL
#define NO_MATCH "the server's certificate matches none of the TLSA records"
#define NOT_SIGNED                                                                                 \
  "the server's certificate is not signed by the authority that the TLSA records name"
#define EXPIRED "the server's certificate has expired, or its issuer's certificate has"

typedef struct
{
  const char *name;
  const char *certificate; /* a kind of certificates.h */
  const char *records;
  const char *fault;
  const char *next_hop; /* a further name */
  gboolean is_unusable;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "ee-key-sha256", "good", "good:311", MATCHES },
  { "ee-key-sha512", "good", "good:312", MATCHES },
  { "ee-key-exact", "good", "good:310", MATCHES },
  { "ee-certificate-sha256", "good", "good:301", MATCHES },
  { "ee-certificate-sha512", "good", "good:302", MATCHES },
  { "ee-certificate-exact", "good", "good:300", MATCHES },
  { "ee-expired", "expired", "expired:311", MATCHES }, /* RFC 7672 section 3.1.1 */
  { "ee-other-name", "other-name", "other-name:311", MATCHES },
  { "ee-self-signed", "self-signed", "self-signed:311", MATCHES },
  { "ee-another-key", "good", "stranger:311", NO_MATCH },
  { "ee-one-of-several", "good", "stranger:311 good:301", MATCHES },
  { "ee-of-an-issuer", "chain", "=030101" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", NO_MATCH },

  { "ta-key-sha256", "chain", "chain:211", MATCHES },
  { "ta-key-sha512", "chain", "chain:212", MATCHES },
  { "ta-key-exact", "chain", "chain:210", MATCHES },
  { "ta-certificate-sha256", "chain", "chain:201", MATCHES },
  { "ta-certificate-exact", "chain", "chain:200", MATCHES },
  { "ta-not-sent", "good", "good:211", NO_MATCH },
  { "ta-in-the-record", "good", "good:200", MATCHES },
  { "ta-of-another", "good", "stranger:200", NOT_SIGNED },
  { "ta-is-the-certificate-itself", "self-signed", "self-signed:211", NO_MATCH },
  { "ta-expired", "expired-chain", "expired-chain:211", EXPIRED },
  { "ta-other-name", "chain-other-name", "chain-other-name:211", "the server's certificate is not for relay.example.net" },
  { "ta-name-of-the-domain", "chain-other-name", "chain-other-name:211", MATCHES, "other.example" },
  { "ta-fails-ee-matches", "chain-other-name", "chain-other-name:211 chain-other-name:311", MATCHES },

  { "weaker-digest-does-not-count", "good", "stranger:312 good:311", NO_MATCH }, /* RFC 7671 section 9 */
  { "weaker-digest-of-another-selector-counts", "good", "stranger:312 good:301", MATCHES },
  { "exact-beside-a-digest-counts", "good", "stranger:312 good:310", MATCHES },

  { "usage-0", "good", "good:011", MATCHES, NULL, TRUE },
  { "usage-1", "good", "good:111", MATCHES, NULL, TRUE },
  { "usage-4", "good", "=040101" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", MATCHES, NULL, TRUE },
  { "usage-255", "good", "=ff0101" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", MATCHES, NULL, TRUE },
  { "selector-2", "good", "=030201" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", MATCHES, NULL, TRUE },
  { "matching-3", "good", "=030103" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", MATCHES, NULL, TRUE },
  { "digest-too-short", "good", "=030101" "001122", MATCHES, NULL, TRUE },
  { "digest-too-long", "good", "=030101" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00", MATCHES, NULL, TRUE },
  { "sha256-as-sha512", "good", "=030102" "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", MATCHES, NULL, TRUE },
  { "no-bytes", "good", "=", MATCHES, NULL, TRUE },
  { "two-bytes", "good", "=0301", MATCHES, NULL, TRUE },
  { "three-bytes", "good", "=030100", MATCHES, NULL, TRUE },
  { "not-a-certificate", "good", "=02000030820000", MATCHES, NULL, TRUE },
  { "unusable-beside-usable", "good", "good:111 stranger:311", NO_MATCH },
};
/* clang-format on */

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const char *names[] = { TEST_HOST_NAME, c->next_hop, NULL };
  g_autoptr (GPtrArray) records = test_tlsa_records (c->records);
  g_autoptr (CsDane) dane = cs_dane_new (records, names);
  g_autoptr (GTlsCertificate) certificate = test_chain (c->certificate);
  g_autofree char *fault = cs_dane_fault (dane, certificate);

  g_assert_cmpint (cs_dane_is_usable (dane), ==, !c->is_unusable);
  g_assert_cmpstr (fault, ==, c->fault);
}

static void
test_no_certificate (void)
{
  const char *names[] = { TEST_HOST_NAME, NULL };
  g_autoptr (GPtrArray) records = test_tlsa_records ("good:311");
  g_autoptr (CsDane) dane = cs_dane_new (records, names);
  g_autofree char *fault = cs_dane_fault (dane, NULL);

  g_assert_cmpstr (fault, ==, "the server sent no certificate");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/dane/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/dane/no-certificate", test_no_certificate);
  return g_test_run ();
}
