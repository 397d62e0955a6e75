#include "cli/worker-call.h"

#define PAGE 1000

CsDelivery *
cs_worker_call_connect (CsCli *cli, GError **error)
{
  cs_worker_connect_async (cli->instance, FALSE, cli->cancellable, cs_cli_done, cli);
  return cs_worker_connect_finish (cs_cli_wait (cli), error);
}

/* Adds a page to @rows. Returns: its number of rows, -1 on an error */
static int
add_page (CsCli *cli, CsDelivery *worker, GVariant *filter, const char *after, GPtrArray *rows,
          GError **error)
{
  g_autoptr (GVariant) page = NULL;
  gsize n;

  cs_delivery_call_list_recipients (worker, filter, after, PAGE, cli->cancellable, cs_cli_done,
                                    cli);
  if (!cs_delivery_call_list_recipients_finish (worker, &page, cs_cli_wait (cli), error))
    {
      cs_worker_translate_error (error);
      return -1;
    }
  n = g_variant_n_children (page);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (rows, g_variant_get_child_value (page, i));
  return n;
}

GPtrArray *
cs_worker_call_list (CsCli *cli, CsDelivery *worker, GVariant *filter, GError **error)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (filter);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  g_autofree char *after = g_strdup ("");

  for (;;)
    {
      int n = add_page (cli, worker, kept, after, rows, error);
      g_autofree char *last = NULL;

      if (n < 0)
        return NULL;
      if (n < PAGE)
        return g_steal_pointer (&rows);
      /* a worker that repeats itself must not keep us for ever */
      if (!g_variant_lookup (g_ptr_array_index (rows, rows->len - 1), "id", "s", &last)
          || g_str_equal (last, after))
        return g_steal_pointer (&rows);
      g_free (after);
      after = g_steal_pointer (&last);
    }
}
