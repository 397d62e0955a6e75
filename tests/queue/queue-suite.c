#include "queue-suite.h"

#include "base/when.h"

typedef struct
{
  const QueueCase *queue_case;
  QueueOpen open;
} Row;

static CsQueue *
open_queue (QueueFixture *fixture)
{
  CsQueueLimits limits = { .maximum_message_bytes = QUEUE_MAXIMUM_BYTES };
  g_autoptr (GError) error = NULL;
  CsQueue *queue = fixture->open (fixture->folder, &limits, &error);

  g_assert_no_error (error);
  return queue;
}

void
queue_reopen (QueueFixture *fixture)
{
  if (fixture->queue != NULL)
    test_close (fixture->queue);
  fixture->queue = open_queue (fixture);
}

static void
run_case (gconstpointer data)
{
  const Row *row = data;
  QueueFixture fixture = { .folder = test_folder_new (), .open = row->open };

  cs_when_set_now_s (QUEUE_NOW_S);
  fixture.queue = open_queue (&fixture);
  row->queue_case->run (&fixture);
  if (fixture.queue != NULL)
    test_close (fixture.queue);

  cs_when_set_now_s (-1);
  test_folder_remove (fixture.folder);
}

static void
add_cases (const char *store, QueueOpen open, const QueueCase *cases)
{
  for (guint i = 0; cases[i].name != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/queue/%s/%s", store, cases[i].name);
      Row *row = g_new (Row, 1);

      row->queue_case = &cases[i];
      row->open = open;
      g_test_add_data_func_full (path, row, run_case, g_free);
    }
}

void
queue_suite_add (const char *store, QueueOpen open)
{
  add_cases (store, open, queue_accept_cases);
  add_cases (store, open, queue_claim_cases);
  add_cases (store, open, queue_settle_cases);
  add_cases (store, open, queue_change_cases);
  add_cases (store, open, queue_look_cases);
  add_cases (store, open, queue_beside_cases);
  add_cases (store, open, queue_lanes_cases);
  add_cases (store, open, queue_troubles_cases);
  add_cases (store, open, queue_limits_cases);
}
