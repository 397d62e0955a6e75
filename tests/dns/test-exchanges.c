#include "dns/exchanges.h"

typedef struct
{
  const char *name;
  const char *records[4]; /* hexadecimal record data */
  const char *own_name;
  gint error; /* of CS_DNS_ERROR; -1: none */
  const char *hosts; /* "name/preference …" */
} Case;

/* clang-format off */
#define MX_A "0161036e657400"     /* a.net */
#define MX_B "0162036e657400"     /* b.net */
#define MX_ME "026d65036e657400"  /* me.net */

static const Case cases[] = {
  { "/dns/exchanges/one", { "000a" MX_A }, "me.net", -1, "a.net/10" },
  { "/dns/exchanges/sorted", { "0014" MX_A, "000a" MX_B }, "me.net", -1, "b.net/10 a.net/20" },
  { "/dns/exchanges/upper-case", { "000a" "0141034e455400" }, "me.net", -1, "a.net/10" },
  { "/dns/exchanges/named-twice", { "0014" MX_A, "000a" MX_A }, "me.net", -1, "a.net/10" },
  { "/dns/exchanges/null-mx", { "0000" "00" }, "me.net", CS_DNS_ERROR_NULL_MX, NULL },
  { "/dns/exchanges/root-with-preference", { "000a" "00" }, "me.net", CS_DNS_ERROR_NO_HOST, NULL },
  { "/dns/exchanges/root-beside-host", { "0000" "00", "000a" MX_A }, "me.net", -1, "a.net/10" },
  { "/dns/exchanges/we-are-best", { "000a" MX_ME, "0014" MX_A }, "me.net", CS_DNS_ERROR_LOOP, NULL },
  { "/dns/exchanges/we-are-second", { "0014" MX_ME, "000a" MX_A, "0014" MX_B, "001e" MX_B }, "me.net", -1, "a.net/10" },
  { "/dns/exchanges/our-name-in-capitals", { "000a" MX_ME }, "ME.net", CS_DNS_ERROR_LOOP, NULL },
  { "/dns/exchanges/no-bytes", { "" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/one-byte", { "00" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/no-name", { "000a" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/name-cut-off", { "000a" "0161036e65" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/name-without-end", { "000a" "0161036e6574" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/label-too-long", { "000a" "40" "61616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161" "00" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/compressed", { "000a" "c00c" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/bytes-after-the-name", { "000a" MX_A "ff" }, "me.net", CS_DNS_ERROR_TEMPORARY, NULL },
  { "/dns/exchanges/not-a-host-name", { "000a" "0320202003" "6e657400", "0014" MX_A }, "me.net", -1, "a.net/20" },
  { "/dns/exchanges/address-as-name", { "000a" "03313932013001320137" "00" }, "me.net", CS_DNS_ERROR_NO_HOST, NULL },
  { "/dns/exchanges/newline-in-name", { "000a" "03610d0a" "036e657400" }, "me.net", CS_DNS_ERROR_NO_HOST, NULL },
};
/* clang-format on */

static GBytes *
bytes_of (const char *hexadecimal)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (const char *p = hexadecimal; p[0] != '\0'; p += 2)
    {
      guint8 byte = g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]);

      g_byte_array_append (out, &byte, 1);
    }
  /* An allocation of exactly this size, so that the sanitizer sees a read beyond it. */
  return g_bytes_new (out->data, out->len);
}

static CsDnsAnswer *
answer_of (const char *const *records, guint n_records)
{
  CsDnsAnswer *answer = cs_dns_answer_new (CS_DNS_ANSWER_DATA, NULL);

  for (guint i = 0; i < n_records && records[i] != NULL; i++)
    g_ptr_array_add (answer->records, bytes_of (records[i]));
  return answer;
}

static char *
hosts_to_string (GPtrArray *hosts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hosts->len; i++)
    {
      const CsMailHost *host = hosts->pdata[i];

      g_string_append_printf (text, "%s%s/%u", i > 0 ? " " : "", host->name, host->preference);
    }
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsDnsAnswer) answer = answer_of (c->records, G_N_ELEMENTS (c->records));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = cs_exchanges_from_answer (answer, c->own_name, &error);
  g_autofree char *text = NULL;

  if (c->error >= 0)
    {
      g_assert_error (error, CS_DNS_ERROR, c->error);
      return;
    }
  g_assert_no_error (error);
  text = hosts_to_string (hosts);
  g_assert_cmpstr (text, ==, c->hosts);
}

static void
test_equal_ones_take_turns (void)
{
  static const char *const records[] = { "000a" MX_A, "000a" MX_B, "0014" MX_ME };
  g_autoptr (CsDnsAnswer) answer = answer_of (records, G_N_ELEMENTS (records));
  guint n_first = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GPtrArray) hosts = cs_exchanges_from_answer (answer, "other.net", NULL);
      const CsMailHost *first = hosts->pdata[0];
      const CsMailHost *last = hosts->pdata[2];

      n_first += g_str_equal (first->name, "a.net");
      g_assert_cmpstr (last->name, ==, "me.net");
    }
  /* 1000 fair coins: 300 to 700 is twelve standard deviations. */
  g_assert_cmpuint (n_first, >, 300);
  g_assert_cmpuint (n_first, <, 700);
}

static void
test_at_most_so_many (void)
{
  g_autoptr (CsDnsAnswer) answer = cs_dns_answer_new (CS_DNS_ANSWER_DATA, NULL);
  g_autoptr (GPtrArray) hosts = NULL;

  for (guint i = 0; i < 200; i++)
    {
      guint8 record[] = { 0, 10, 4, 'm', 'x', 'a' + i / 26, 'a' + i % 26, 1, 'x', 0 };

      g_ptr_array_add (answer->records, g_bytes_new (record, sizeof record));
    }
  hosts = cs_exchanges_from_answer (answer, "other.net", NULL);
  g_assert_cmpuint (hosts->len, ==, CS_DNS_MAX_HOSTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  g_test_add_func ("/dns/exchanges/equal-ones-take-turns", test_equal_ones_take_turns);
  g_test_add_func ("/dns/exchanges/at-most-so-many", test_at_most_so_many);

  return g_test_run ();
}
