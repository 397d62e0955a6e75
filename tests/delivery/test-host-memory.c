#include "delivery/host-memory.h"

#include "base/when.h"
#include "kept-path.h"

#define HOST "relay.example.net"
#define START_S 1800000000

typedef struct
{
  char *path;
  CsHostMemory *memory;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->path = kept_path_new ();
  f->memory = cs_host_memory_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_host_memory_free (f->memory);
  kept_path_remove (f->path);
  cs_when_set_now_s (-1);
}

static void
start_again (Fixture *f)
{
  cs_host_memory_free (f->memory);
  f->memory = cs_host_memory_new (f->path);
}

static void
test_tls (Fixture *f, gconstpointer data)
{
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25, FALSE));
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25, FALSE));
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 587, TRUE));
  g_assert_false (cs_host_memory_expects_tls (f->memory, "other.example.net", 25, TRUE));
}

static void
test_fades (Fixture *f, gconstpointer data)
{
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  cs_when_set_now_s (START_S + CS_HOST_MEMORY_TLS_S - 1);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25, FALSE));
  g_assert_false (cs_host_memory_take_faded (f->memory, HOST, 25));
  cs_when_set_now_s (START_S + CS_HOST_MEMORY_TLS_S);
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25, FALSE));
  g_assert_true (cs_host_memory_take_faded (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_take_faded (f->memory, HOST, 25));
  /* An account waits for a person, also after a restart. */
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25, TRUE));
  start_again (f);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25, TRUE));
  cs_host_memory_accept (f->memory, HOST, 25);
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25, TRUE));
}

#define STRENGTHS(ClearText, ChallengeResponse)                                                    \
  ((CsStrengths){ { [CS_AUTHENTICATION_CLEAR_TEXT] = CS_STRENGTH_##ClearText,                      \
                    [CS_AUTHENTICATION_CHALLENGE_RESPONSE] = CS_STRENGTH_##ChallengeResponse } })

static void
saw_login (Fixture *f, gboolean is_secured, CsAuthentication option, CsStrength strength)
{
  cs_host_memory_saw_login (f->memory, HOST, 25, is_secured, option, strength);
}

static void
assert_strengths (Fixture *f, guint16 port, gboolean is_secured, CsStrengths expected)
{
  CsStrengths strengths = cs_host_memory_strengths (f->memory, HOST, port, is_secured);

  g_assert_false (cs_strengths_are_less (&strengths, &expected));
  g_assert_false (cs_strengths_are_less (&expected, &strengths));
}

/* Each option has its own: what serves one is none of the other's. */
static void
test_strengths (Fixture *f, gconstpointer data)
{
  CsStrengths weaker = STRENGTHS (PASSWORD, NONE);

  saw_login (f, FALSE, CS_AUTHENTICATION_CLEAR_TEXT, CS_STRENGTH_MUTUAL);
  saw_login (f, FALSE, CS_AUTHENTICATION_CLEAR_TEXT, CS_STRENGTH_PASSWORD);
  saw_login (f, TRUE, CS_AUTHENTICATION_CLEAR_TEXT, CS_STRENGTH_PASSWORD);
  saw_login (f, TRUE, CS_AUTHENTICATION_CHALLENGE_RESPONSE, CS_STRENGTH_CHALLENGE);
  start_again (f);
  assert_strengths (f, 25, FALSE, STRENGTHS (MUTUAL, NONE));
  assert_strengths (f, 25, TRUE, STRENGTHS (PASSWORD, CHALLENGE));
  assert_strengths (f, 587, TRUE, STRENGTHS (NONE, NONE));

  /* The server's own word: said once. */
  g_assert_true (cs_host_memory_told_strengths (f->memory, HOST, 25, TRUE, &weaker));
  g_assert_false (cs_host_memory_told_strengths (f->memory, HOST, 25, TRUE, &weaker));
}

/* Lines that tell the strongest word of a list, whosever it was. */
static void
test_old_file (Fixture *f, gconstpointer data)
{
  g_file_set_contents (f->path, HOST ":25 0 1800000000 1 2\n" HOST ":587 0 1800000000 3 1\n", -1,
                       NULL);
  start_again (f);
  assert_strengths (f, 25, FALSE, STRENGTHS (PASSWORD, NONE));
  assert_strengths (f, 25, TRUE, STRENGTHS (NONE, CHALLENGE));
  assert_strengths (f, 587, FALSE, STRENGTHS (NONE, NONE));
  assert_strengths (f, 587, TRUE, STRENGTHS (PASSWORD, NONE));
}

static void
test_accept_all (Fixture *f, gconstpointer data)
{
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  cs_host_memory_saw_tls (f->memory, HOST, 587);
  g_assert_true (cs_host_memory_note_less (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_note_less (f->memory, HOST, 25));
  cs_host_memory_accept_all (f->memory);
  g_assert_false (cs_host_memory_expects_tls (f->memory, HOST, 25, TRUE));
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 587, TRUE));
  /* What is held for it goes out by the next session. */
  g_assert_true (cs_host_memory_note_recovered (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_note_recovered (f->memory, HOST, 25));
  g_assert_false (cs_host_memory_note_recovered (f->memory, HOST, 587));
}

/* The ones seen last are remembered, and fit into the file. */
static void
test_most (Fixture *f, gconstpointer data)
{
  const guint most = 10000;

  for (guint i = 0; i < most + 1; i++)
    {
      g_autofree char *name = g_strdup_printf ("h%u.example.net", i);

      cs_when_set_now_s (START_S + i);
      cs_host_memory_saw_tls (f->memory, name, 25);
    }
  g_assert_false (cs_host_memory_expects_tls (f->memory, "h0.example.net", 25, TRUE));
  start_again (f);
  g_assert_true (cs_host_memory_expects_tls (f->memory, "h1.example.net", 25, TRUE));
  g_assert_true (cs_host_memory_expects_tls (f->memory, "h10000.example.net", 25, TRUE));
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  cs_host_memory_saw_tls (f->memory, HOST, 25);
  cs_host_memory_saw_tls (f->memory, "2001:db8::7", 587);
  start_again (f);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25, FALSE));
  g_assert_true (cs_host_memory_expects_tls (f->memory, "2001:db8::7", 587, FALSE));
}

static void
test_nonsense_in_file (Fixture *f, gconstpointer data)
{
  g_file_set_contents (
      f->path,
      "\n \nx\n 5\n" HOST
      ":25 1800000000\nx:1 0 0 99 -5\ny:1 0 0 9 -9 9\nz:1 0 0 9 -9 9 9 9 9\n\xff\xfe 9999999999",
      -1, NULL);
  start_again (f);
  g_assert_true (cs_host_memory_expects_tls (f->memory, HOST, 25, FALSE));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/delivery/host-memory/tls", test_tls },
    { "/delivery/host-memory/fades", test_fades },
    { "/delivery/host-memory/strengths", test_strengths },
    { "/delivery/host-memory/old-file", test_old_file },
    { "/delivery/host-memory/accept-all", test_accept_all },
    { "/delivery/host-memory/most", test_most },
    { "/delivery/host-memory/restart", test_restart },
    { "/delivery/host-memory/nonsense-in-file", test_nonsense_in_file },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
