#include "smtp/failure.h"

#include <gio/gio.h>

static void
test_names (void)
{
  for (int stage = CS_STAGE_RESOLVE; stage <= CS_STAGE_QUIT; stage++)
    g_assert_cmpstr (cs_stage_name ((CsStage)stage), !=, NULL);
  for (int kind = CS_FAILURE_NONE; kind <= CS_FAILURE_CANCELLED; kind++)
    g_assert_cmpstr (cs_failure_kind_name ((CsFailureKind)kind), !=, NULL);

  g_assert_cmpstr (cs_stage_name (CS_STAGE_GREETING), ==, "greeting");
  g_assert_cmpstr (cs_failure_kind_name (CS_FAILURE_TIMED_OUT), ==, "timed-out");
}

static void
test_through_an_error (void)
{
  CsFailure *failure = cs_failure_new (CS_STAGE_MAIL, CS_FAILURE_REPLY, "no");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  failure->code = 550;
  failure->enhanced[0] = 5;
  error = cs_failure_to_error (failure);
  copy = g_error_copy (error);
  g_clear_error (&error);

  g_assert_error (copy, CS_SMTP_ERROR, CS_FAILURE_REPLY);
  g_assert_cmpstr (copy->message, ==, "mail: reply 550 no");
  g_assert_cmpuint (cs_failure_from_error (copy)->code, ==, 550);
  g_assert_cmpuint (cs_failure_from_error (copy)->enhanced[0], ==, 5);
  g_assert_cmpstr (cs_failure_from_error (copy)->text, ==, "no");
}

static void
test_other_errors (void)
{
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  g_assert_null (cs_failure_from_error (other));
  g_assert_null (cs_failure_from_error (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/failure/names", test_names);
  g_test_add_func ("/smtp/failure/through-an-error", test_through_an_error);
  g_test_add_func ("/smtp/failure/other-errors", test_other_errors);
  return g_test_run ();
}
