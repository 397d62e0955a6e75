#include "app/domain-rows.h"

#include "model/pattern.h"

static void
add (CsSettings *settings, const char *name, CsAuthentication authentication, const char *account)
{
  CsPattern *pattern = cs_pattern_parse (name, -1, NULL);
  g_autoptr (CsRemoteDomain) domain = NULL;

  g_assert_nonnull (pattern);
  domain = cs_remote_domain_new (pattern);
  if (account != NULL)
    {
      domain->security = cs_security_new ();
      domain->security->authentication = authentication;
      domain->security->account = g_strdup (account);
    }
  cs_settings_put_remote_domain (settings, domain);
}

static CsSettings *
some_settings (void)
{
  CsSettings *settings = cs_settings_new ();

  add (settings, "zeta.example", CS_AUTHENTICATION_NONE, NULL);
  add (settings, "*.corp.example", CS_AUTHENTICATION_CHALLENGE_RESPONSE, "Mailer");
  add (settings, "corp.example", CS_AUTHENTICATION_CLEAR_TEXT, "office");
  add (settings, "bücher.example", CS_AUTHENTICATION_NONE, NULL);
  add (settings, "ann@corp.example", CS_AUTHENTICATION_CLEAR_TEXT, "ann");
  return settings;
}

static char *
shown (CsDomainRows *rows, int column)
{
  GtkTreeModel *model = GTK_TREE_MODEL (rows);
  GString *text = g_string_new (NULL);
  GtkTreeIter iter;
  gboolean more = gtk_tree_model_get_iter_first (model, &iter);

  for (; more; more = gtk_tree_model_iter_next (model, &iter))
    {
      g_autofree char *cell = NULL;

      gtk_tree_model_get (model, &iter, column, &cell, -1);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "|" : "", cell);
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *search;
  const char *shown;
} FilterCase;

static const FilterCase filter_cases[] = {
  { "all", "", "bücher.example|*.corp.example|ann@corp.example|corp.example|zeta.example" },
  { "part", "corp", "*.corp.example|ann@corp.example|corp.example" },
  { "without-case", " CORP.Ex ", "*.corp.example|ann@corp.example|corp.example" },
  { "account", "mailer", "*.corp.example" },
  { "unicode", "BÜCH", "bücher.example" },
  { "ascii-form", "xn--", "bücher.example" },
  { "wildcard", "*.", "*.corp.example" },
  { "nothing", "nowhere", "" },
};

static void
test_filter (gconstpointer data)
{
  const FilterCase *c = data;
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (CsDomainRows) rows = cs_domain_rows_new ();
  g_autofree char *text = NULL;

  cs_domain_rows_set (rows, settings);
  cs_domain_rows_filter (rows, c->search);
  text = shown (rows, CS_DOMAIN_COLUMN_DOMAIN);
  g_assert_cmpstr (text, ==, c->shown);
  g_assert_cmpuint (cs_domain_rows_n (rows), ==, 5);
}

static void
test_sort (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (CsDomainRows) rows = cs_domain_rows_new ();
  g_autofree char *descending = NULL;
  g_autofree char *by_account = NULL;

  cs_domain_rows_set (rows, settings);
  gtk_tree_sortable_set_sort_column_id (GTK_TREE_SORTABLE (rows), CS_DOMAIN_COLUMN_DOMAIN,
                                        GTK_SORT_DESCENDING);
  descending = shown (rows, CS_DOMAIN_COLUMN_DOMAIN);
  g_assert_cmpstr (descending, ==,
                   "zeta.example|corp.example|ann@corp.example|*.corp.example|bücher.example");

  gtk_tree_sortable_set_sort_column_id (GTK_TREE_SORTABLE (rows), CS_DOMAIN_COLUMN_ACCOUNT,
                                        GTK_SORT_ASCENDING);
  by_account = shown (rows, CS_DOMAIN_COLUMN_ACCOUNT);
  g_assert_cmpstr (by_account, ==, "–|–|ann|Mailer|office");
}

static void
test_find (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (CsDomainRows) rows = cs_domain_rows_new ();
  GtkTreeIter iter;

  cs_domain_rows_set (rows, settings);
  g_assert_true (cs_domain_rows_find (rows, "corp.example", &iter));
  g_assert_cmpstr (cs_domain_rows_get (rows, &iter)->pattern->key, ==, "corp.example");
  g_assert_false (cs_domain_rows_find (rows, "nowhere.example", &iter));

  cs_domain_rows_filter (rows, "zeta");
  g_assert_false (cs_domain_rows_find (rows, "corp.example", &iter));
}

/* What is shown is a snapshot: the view asks for rows after the settings have changed already. */
static void
test_snapshot (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (CsDomainRows) rows = cs_domain_rows_new ();
  g_autofree char *text = NULL;

  cs_domain_rows_set (rows, settings);
  cs_settings_remove_remote_domain (settings, "corp.example");
  text = shown (rows, CS_DOMAIN_COLUMN_DOMAIN);
  g_assert_nonnull (strstr (text, "|corp.example|"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (filter_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app/domain-rows/filter/", filter_cases[i].name, NULL);

      g_test_add_data_func (path, &filter_cases[i], test_filter);
    }
  g_test_add_func ("/app/domain-rows/sort", test_sort);
  g_test_add_func ("/app/domain-rows/find", test_find);
  g_test_add_func ("/app/domain-rows/snapshot", test_snapshot);

  return g_test_run ();
}
