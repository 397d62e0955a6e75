#include <string.h>

#include "smtp/echo.h"

typedef struct
{
  const char *name;
  const char *secret; /* guarded as a line when it has an end of line */
  const char *line, *covered;
} Case;

static const Case cases[] = {
  { "/smtp/echo/password", "hunter2", "535 5.7.8 hunter2 is wrong", "535 5.7.8 ******* is wrong" },
  { "/smtp/echo/twice", "hunter2", "535 hunter2, hunter2", "535 *******, *******" },
  { "/smtp/echo/at-the-end", "hunter2", "535 it was hunter2", "535 it was *******" },
  { "/smtp/echo/not-there", "hunter2", "535 no", "535 no" },
  { "/smtp/echo/other-case", "hunter2", "535 Hunter2", "535 Hunter2" },
  { "/smtp/echo/code-stays", "535 ", "535 535 no", "535 ****no" },
  { "/smtp/echo/too-short", "abc", "535 abc", "535 abc" },
  { "/smtp/echo/command", "AUTH PLAIN AG9mZmljZQBodW50ZXIy\r\n",
    "502 not recognized: AG9mZmljZQBodW50ZXIy", "502 not recognized: ********************" },
  { "/smtp/echo/command-with-verb", "AUTH PLAIN AG9mZmljZQBodW50ZXIy\r\n",
    "502 \"AUTH PLAIN AG9mZmljZQBodW50ZXIy\"", "502 \"AUTH PLAIN ********************\"" },
  { "/smtp/echo/response", "aHVudGVyMg==\r\n", "502 aHVudGVyMg== what?", "502 ************ what?" },
  { "/smtp/echo/cut-off", "AUTH PLAIN AG9mZmljZQBodW50ZXIy\r\n", "500 line: AG9mZmljZQBod...",
    "500 line: *************..." },
  { "/smtp/echo/cut-off-by-the-line", "aHVudGVyMgAAAAAA\r\n", "500 aHVudGVyM", "500 *********" },
  { "/smtp/echo/challenge", "TlRMTVNTUAABAAAA\r\n", "334 TlRMTVNTUAACAAAA",
    "334 TlRMTVNTUAACAAAA" },
  { "/smtp/echo/whole-in-a-challenge", "aHVudGVyMg==\r\n", "334 aHVudGVyMg==", "334 ************" },
  { "/smtp/echo/only-a-code", "hunter2", "535", "535" },
  { "/smtp/echo/empty-response", "\r\n", "535 no", "535 no" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CsEcho *echo = cs_echo_new ();
  g_autoptr (CsSecret) secret = cs_secret_new (c->secret, strlen (c->secret));
  g_autofree char *line = g_strdup (c->line);

  if (g_str_has_suffix (c->secret, "\r\n"))
    cs_echo_guard_line (echo, secret);
  else
    cs_echo_guard (echo, secret, 0);
  cs_echo_cover (echo, line, strlen (line));
  g_assert_cmpstr (line, ==, c->covered);
  cs_echo_free (echo);
}

/* NUL in the line, and several secrets. */
static void
test_bytes (void)
{
  CsEcho *echo = cs_echo_new ();
  g_autoptr (CsSecret) first = cs_secret_new ("first", 5);
  g_autoptr (CsSecret) second = cs_secret_new ("zweites", 7);
  char line[] = "535 \0first\0zweites";

  cs_echo_cover (echo, line, sizeof line - 1);
  g_assert_cmpmem (line, sizeof line - 1, "535 \0first\0zweites", sizeof line - 1);
  cs_echo_guard (echo, first, 0);
  cs_echo_guard (echo, second, 0);
  cs_echo_cover (echo, line, sizeof line - 1);
  g_assert_cmpmem (line, sizeof line - 1, "535 \0*****\0*******", sizeof line - 1);
  cs_echo_free (echo);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  g_test_add_func ("/smtp/echo/bytes", test_bytes);

  return g_test_run ();
}
