#include "delivery/offers.h"
#include "kept-path.h"

#include <string.h>

#define HOST "relay.example.net"

/* "PLAIN LOGIN encrypted verified"; NULL: nothing is known */
static char *
text_of (CsOffers *offers, const char *host, guint16 port)
{
  const CsOffer *offer = cs_offers_get (offers, host, port);
  g_autofree char *mechanisms = offer != NULL ? g_strjoinv (" ", offer->mechanisms) : NULL;

  if (offer == NULL)
    return NULL;
  return g_strconcat (mechanisms, offer->is_encrypted ? " encrypted" : "",
                      offer->is_verified ? " verified" : "", NULL);
}

static void
assert_offer (CsOffers *offers, const char *host, guint16 port, const char *expected)
{
  g_autofree char *text = text_of (offers, host, port);

  g_assert_cmpstr (text, ==, expected);
}

static void
note (CsOffers *offers, const char *host, guint16 port, const char *mechanisms)
{
  g_auto (GStrv) list = g_strsplit (mechanisms, " ", -1);

  cs_offers_note (offers, host, port, (const char *const *)list, TRUE, port == 587);
}

static void
test_last_counts (void)
{
  g_autoptr (CsOffers) offers = cs_offers_new (NULL);

  assert_offer (offers, HOST, 25, NULL);
  note (offers, HOST, 25, "PLAIN LOGIN");
  note (offers, HOST, 587, "NTLM");
  assert_offer (offers, HOST, 25, "PLAIN LOGIN encrypted");
  assert_offer (offers, HOST, 587, "NTLM encrypted verified");
  cs_offers_note (offers, HOST, 25, NULL, FALSE, FALSE);
  assert_offer (offers, HOST, 25, "");
}

static void
test_kept (void)
{
  char *path = kept_path_new ();
  CsOffers *first = cs_offers_new (path);
  CsOffers *second;

  note (first, HOST, 25, "PLAIN LOGIN");
  cs_offers_note (first, "[192.0.2.7]", 587, NULL, FALSE, FALSE);
  cs_offers_free (first);
  second = cs_offers_new (path);
  assert_offer (second, HOST, 25, "PLAIN LOGIN encrypted");
  assert_offer (second, "[192.0.2.7]", 587, "");
  cs_offers_free (second);
  kept_path_remove (path);
}

/* What a server says is hostile: it must not write lines of its own. */
static void
test_strange_names (void)
{
  g_autoptr (CsOffers) offers = cs_offers_new (NULL);
  const char *const names[]
      = { "PLAIN", "A,B", "C D", "E\nF", "", "X-0123456789012345678901234567890123456789", NULL };

  cs_offers_note (offers, HOST, 25, names, FALSE, FALSE);
  assert_offer (offers, HOST, 25, "PLAIN");
}

static void
test_strange_file (void)
{
  static const char text[] = "a\n\n :25 1 1 PLAIN\nb:25 1\nc:25 1 0 LOGIN\nd:25 x y -\n";
  char *path = kept_path_new ();
  CsOffers *offers;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  offers = cs_offers_new (path);
  assert_offer (offers, "b", 25, NULL);
  assert_offer (offers, "c", 25, "LOGIN encrypted");
  assert_offer (offers, "d", 25, "");
  cs_offers_free (offers);
  kept_path_remove (path);
}

static void
test_bounded (void)
{
  g_autoptr (CsOffers) offers = cs_offers_new (NULL);

  note (offers, "first", 25, "PLAIN");
  note (offers, "second", 25, "PLAIN");
  note (offers, "first", 25, "PLAIN"); /* seen again */
  for (guint i = 0; i < CS_OFFERS_MOST - 1; i++)
    note (offers, HOST, 1000 + i, "PLAIN");
  assert_offer (offers, "first", 25, "PLAIN encrypted");
  assert_offer (offers, "second", 25, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/offers/last-counts", test_last_counts);
  g_test_add_func ("/delivery/offers/kept", test_kept);
  g_test_add_func ("/delivery/offers/strange-names", test_strange_names);
  g_test_add_func ("/delivery/offers/strange-file", test_strange_file);
  g_test_add_func ("/delivery/offers/bounded", test_bounded);
  return g_test_run ();
}
