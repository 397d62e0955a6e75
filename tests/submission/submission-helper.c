#include "submission-helper.h"

#include "queue/sqlite-queue.h"

static char *
lane_of (const CsAddress *address, gpointer user_data)
{
  return g_strdup (cs_address_domain (address));
}

CsAcceptorConfig
test_acceptance_config (void)
{
  CsAcceptorConfig config = { .machine_name = "host.example",
                              .aliases_file = "/nonexistent",
                              .maximum_message_size = 1024 * 1024,
                              .maximum_hop_count = 5,
                              .lane = lane_of };

  return config;
}

void
test_acceptance_set_up (TestAcceptance *acceptance, const CsAcceptorConfig *config)
{
  CsAcceptorConfig standard = test_acceptance_config ();
  CsQueueLimits limits = { .maximum_message_bytes = 2 * 1024 * 1024 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  acceptance->folder = test_folder_new ();
  path = g_build_filename (acceptance->folder, "queue.sqlite", NULL);
  acceptance->queue = cs_sqlite_queue_open (path, &limits, &error);
  g_assert_no_error (error);
  acceptance->acceptor = cs_acceptor_new (acceptance->queue, config != NULL ? config : &standard);
}

void
test_acceptance_tear_down (TestAcceptance *acceptance)
{
  cs_acceptor_unref (acceptance->acceptor);
  test_close (acceptance->queue);
  test_folder_remove (acceptance->folder);
}

CsClaim *
test_acceptance_only (TestAcceptance *acceptance, GPtrArray **claims, char **content)
{
  CsClaim *claim;
  gsize size_bytes;

  *claims = test_claim (acceptance->queue, 100, 100);
  claim = test_only (*claims);
  *content = test_read_all (claim, &size_bytes);
  *content = g_realloc (*content, size_bytes + 1);
  (*content)[size_bytes] = '\0';
  return claim;
}

guint
test_acceptance_n_messages (TestAcceptance *acceptance)
{
  CsQueueCounts counts;

  cs_queue_get_counts (acceptance->queue, &counts);
  return counts.messages;
}
