/* MTA-STS: policies, records and patterns, RFC 8461 sections 3 and 4.1. */
#include <string.h>

#include "delivery/sts-policy.h"

#define INVALID NULL

typedef struct
{
  const char *name;
  const char *text;
  const char *policy; /* "MODE MAX-AGE PATTERN…"; NULL: it is none */
} PolicyCase;

/* clang-format off */
static const PolicyCase policies[] = {
  { "example-of-the-rfc", "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n",
    "enforce 604800 mail.example.com *.example.net backupmx.example.com" },
  { "line-feeds-alone", "version: STSv1\nmode: testing\nmx: mail.example.com\nmax_age: 1", "testing 1 mail.example.com" },
  { "none", "version: STSv1\nmode: none\nmax_age: 86400\n", "none 86400" },
  { "any-order", "max_age: 60\nmx: a.example\nmode: enforce\nversion: STSv1\n", "enforce 60 a.example" },
  { "no-spaces", "version:STSv1\nmode:enforce\nmx:a.example\nmax_age:60\n", "enforce 60 a.example" },
  { "many-spaces", "version \t:  STSv1  \nmode :enforce \nmx:\ta.example\nmax_age:  60 \n\n", "enforce 60 a.example" },
  { "unknown-field", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 60\nx-more: a: b\n", "enforce 60 a.example" },
  { "first-counts", "version: STSv1\nmode: enforce\nmode: none\nmx: a.example\nmax_age: 60\nmax_age: 1\n", "enforce 60 a.example" },
  { "names-are-canonical", "version: STSv1\nmode: enforce\nmx: MX.Example.\nmx: *.BÜCHER.example\nmax_age: 60\n", "enforce 60 mx.example *.xn--bcher-kva.example" },
  { "silly-name-is-passed-over", "version: STSv1\nmode: enforce\nmx: a..b\nmx: a.example\nmax_age: 60\n", "enforce 60 a.example" },
  { "longest-age", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 31557600\n", "enforce 31557600 a.example" },
  { "too-long-an-age", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 9999999999\n", "enforce 31557600 a.example" },
  { "no-age-at-all", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 0\n", "enforce 0 a.example" },

  { "empty", "", INVALID },
  { "web-page", "<!DOCTYPE html>\n<html>\n", INVALID },
  { "no-version", "mode: enforce\nmx: a.example\nmax_age: 60\n", INVALID },
  { "other-version", "version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 60\n", INVALID },
  { "no-mode", "version: STSv1\nmx: a.example\nmax_age: 60\n", INVALID },
  { "other-mode", "version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 60\n", INVALID },
  { "no-max-age", "version: STSv1\nmode: enforce\nmx: a.example\n", INVALID },
  { "negative-age", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1\n", INVALID },
  { "age-of-eleven-digits", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 00000000060\n", INVALID },
  { "age-in-words", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: a week\n", INVALID },
  { "no-host", "version: STSv1\nmode: enforce\nmax_age: 60\n", INVALID },
  { "only-silly-hosts", "version: STSv1\nmode: enforce\nmx: *\nmx: a..b\nmx: 192.0.2.1\nmax_age: 60\n", INVALID },
  { "line-without-colon", "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 60\nhello\n", INVALID },
};

typedef struct
{
  const char *name;
  const char *pattern, *host;
  gboolean allows;
} PatternCase;

static const PatternCase patterns[] = {
  { "same", "mx.example.com", "mx.example.com", TRUE },
  { "other", "mx.example.com", "mx2.example.com", FALSE },
  { "below", "example.com", "mx.example.com", FALSE },
  { "wildcard", "*.example.com", "mx.example.com", TRUE },
  { "wildcard-is-one-label", "*.example.com", "a.mx.example.com", FALSE },
  { "wildcard-is-not-none", "*.example.com", "example.com", FALSE },
  { "wildcard-elsewhere", "*.example.com", "mx.badexample.com", FALSE },
  { "wildcard-of-a-top-level", "*.example", "mx.example", TRUE },
  { "case", "MX.Example.COM", "mx.example.com", TRUE },
};

typedef struct
{
  const char *name;
  const char *texts[3];
  const char *id;
} RecordCase;

static const RecordCase records[] = {
  { "example-of-the-rfc", { "v=STSv1; id=20160831085700Z;" }, "20160831085700Z" },
  { "no-semicolon-at-the-end", { "v=STSv1; id=1" }, "1" },
  { "no-spaces", { "v=STSv1;id=1;" }, "1" },
  { "further-field", { "v=STSv1; a=b; id=1; c=d" }, "1" },
  { "first-id-counts", { "v=STSv1; id=1; id=2" }, "1" },
  { "beside-other-records", { "v=spf1 -all", "v=STSv1; id=1" }, "1" },
  { "longest-id", { "v=STSv1; id=12345678901234567890123456789012" }, "12345678901234567890123456789012" },
  { "none", { NULL }, NULL },
  { "other-records-only", { "v=spf1 -all", "v=STSv2; id=1" }, NULL },
  { "two", { "v=STSv1; id=1", "v=STSv1; id=2" }, NULL },
  { "no-id", { "v=STSv1;" }, NULL },
  { "empty-id", { "v=STSv1; id=;" }, NULL },
  { "too-long-an-id", { "v=STSv1; id=123456789012345678901234567890123" }, NULL },
  { "id-with-a-dash", { "v=STSv1; id=a-b" }, NULL },
  { "id-with-a-space", { "v=STSv1; id=a b" }, NULL },
  { "version-without-delimiter", { "v=STSv1 id=1" }, NULL },
  { "version-not-first", { "id=1; v=STSv1;" }, NULL },
  { "no-field", { "v=STSv1; id=1; hello" }, NULL },
  { "empty-field-between", { "v=STSv1;; id=1" }, NULL },
};
/* clang-format on */

static char *
to_string (const CsStsPolicy *policy)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%s %u", cs_sts_mode_name (policy->mode), policy->max_age_s);
  for (guint i = 0; i < policy->patterns->len; i++)
    g_string_append_printf (text, " %s", (const char *)policy->patterns->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
test_policy (gconstpointer data)
{
  const PolicyCase *c = data;
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_parse (c->text, strlen (c->text));
  g_autofree char *text = policy != NULL ? to_string (policy) : NULL;

  g_assert_cmpstr (text, ==, c->policy);
}

static void
test_pattern (gconstpointer data)
{
  const PatternCase *c = data;
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_new (CS_STS_ENFORCE, 1);

  g_assert_true (cs_sts_policy_add (policy, c->pattern));
  g_assert_cmpint (cs_sts_policy_allows (policy, c->host), ==, c->allows);
}

static void
test_record (gconstpointer data)
{
  const RecordCase *c = data;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autofree char *id = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (c->texts) && c->texts[i] != NULL; i++)
    g_ptr_array_add (texts, g_bytes_new_static (c->texts[i], strlen (c->texts[i])));
  id = cs_sts_record_id (texts);
  g_assert_cmpstr (id, ==, c->id);
}

static void
test_nul (void)
{
  static const char policy[] = "version: STSv1\nmode: none\nmax_age: 1\n\0";
  static const char record[] = "v=STSv1; id=1\0";
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  g_assert_null (cs_sts_policy_parse (policy, sizeof policy - 1));
  g_ptr_array_add (texts, g_bytes_new_static (record, sizeof record - 1));
  g_assert_null (cs_sts_record_id (texts));
}

static char *
policy_with_hosts (guint n_hosts)
{
  GString *text = g_string_new ("version: STSv1\nmode: enforce\nmax_age: 1\n");

  for (guint i = 0; i < n_hosts; i++)
    g_string_append_printf (text, "mx: mx%u.example\n", i);
  return g_string_free (text, FALSE);
}

/* A part of its hosts would be worse than no policy. */
static void
test_too_many_hosts (void)
{
  g_autofree char *most = policy_with_hosts (CS_STS_MAX_PATTERNS);
  g_autofree char *too_many = policy_with_hosts (CS_STS_MAX_PATTERNS + 1);
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_parse (most, strlen (most));

  g_assert_nonnull (policy);
  g_assert_null (cs_sts_policy_parse (too_many, strlen (too_many)));
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (CS_STS_MAX_BYTES + 1, '\n');
  static const char head[] = "version: STSv1\nmode: none\nmax_age: 1\n";
  g_autoptr (CsStsPolicy) policy = NULL;

  memcpy (text, head, sizeof head - 1);
  g_assert_null (cs_sts_policy_parse (text, CS_STS_MAX_BYTES + 1));
  policy = cs_sts_policy_parse (text, CS_STS_MAX_BYTES);
  g_assert_nonnull (policy);
}

#define ADD(Path, Cases, Func)                                                                     \
  for (guint i = 0; i < G_N_ELEMENTS (Cases); i++)                                                 \
    {                                                                                              \
      g_autofree char *path = g_strconcat (Path, Cases[i].name, NULL);                             \
                                                                                                   \
      g_test_add_data_func (path, &Cases[i], Func);                                                \
    }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/delivery/sts-policy/policy/", policies, test_policy)
  ADD ("/delivery/sts-policy/pattern/", patterns, test_pattern)
  ADD ("/delivery/sts-policy/record/", records, test_record)
  g_test_add_func ("/delivery/sts-policy/nul", test_nul);
  g_test_add_func ("/delivery/sts-policy/too-many-hosts", test_too_many_hosts);
  g_test_add_func ("/delivery/sts-policy/too-large", test_too_large);
  return g_test_run ();
}
