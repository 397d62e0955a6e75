/* Targets are written as host and last number of the address: "a1 a2 b3". */
#include "delivery/candidates.h"

typedef struct
{
  const char *name;
  const char *targets;
  const char *answers; /* of each attempt, the number that answers; 0: none */
  const char *tried; /* what each attempt tries: the one it ends with, and how many took part */
} Case;

static const Case cases[] = {
  { "/delivery/candidates/one", "a1", "1", "a1/1" },
  { "/delivery/candidates/none-answers", "a1 a2 b3", "0 0", "a1/2 b3/1" },
  { "/delivery/candidates/first-answers", "a1 a2 b3", "1 2 3", "a1/2 a2/1 b3/1" },
  { "/delivery/candidates/second-answers", "a1 a2 b3", "2 1 3", "a2/2 a1/1 b3/1" },
  { "/delivery/candidates/last-of-three", "a1 a2 a3", "3 0", "a3/3 a2/2" },
  { "/delivery/candidates/apart", "a1 b2 a3", "0 0 0", "a1/1 b2/1 a3/1" },
};

static CsTarget *
target_of (const char *word)
{
  g_autofree char *text = g_strdup_printf ("192.0.2.%s", word + 1);
  CsTarget *target = g_new0 (CsTarget, 1);

  target->address = g_inet_socket_address_new_from_string (text, 25);
  target->host_name = g_strndup (word, 1);
  target->port = 25;
  return target;
}

static guint
number_of (const CsTarget *target)
{
  GInetAddress *address
      = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (target->address));

  return g_inet_address_to_bytes (address)[3];
}

static const GSocketAddress *
address_of (const CsCandidates *candidates, const char *number)
{
  for (guint i = 0; i < candidates->targets->len; i++)
    {
      const CsTarget *target = candidates->targets->pdata[i];

      if (number_of (target) == g_ascii_strtoull (number, NULL, 10))
        return target->address;
    }
  return NULL;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_auto (GStrv) words = g_strsplit (c->targets, " ", -1);
  g_auto (GStrv) answers = g_strsplit (c->answers, " ", -1);
  g_autoptr (GString) tried = g_string_new (NULL);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_target_free);
  CsCandidates candidates = { targets, 0 };

  for (char **word = words; *word != NULL; word++)
    g_ptr_array_add (targets, target_of (*word));
  for (guint i = 0; cs_candidates_next (&candidates) != NULL; i++)
    {
      g_autoptr (GPtrArray) further = cs_candidates_further (&candidates);
      const CsTarget *target;

      g_assert_nonnull (answers[i]);
      target = cs_candidates_settle (&candidates, address_of (&candidates, answers[i]));
      g_string_append_printf (tried, "%s%s%u/%u", i > 0 ? " " : "", target->host_name,
                              number_of (target), 1 + further->len);
    }
  g_assert_cmpstr (tried->str, ==, c->tried);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  return g_test_run ();
}
