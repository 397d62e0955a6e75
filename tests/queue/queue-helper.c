#include "queue-helper.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define PAGE 1000

/* --- waiting --- */

void
test_wait_for (const gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

void
test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

GAsyncResult *
test_wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* --- folders --- */

char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("countersign-queue-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
test_folder_remove (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

/* --- accepting --- */

CsEnvelope *
test_envelope (const char *sender)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsAddress) address
      = cs_address_parse (sender, -1, CS_ADDRESS_ALLOW_NULL, NULL, &error);
  CsEnvelope *envelope;

  g_assert_no_error (error);
  envelope = cs_envelope_new (address);
  envelope->origin = g_strdup ("test");
  return envelope;
}

void
test_envelope_add (CsEnvelope *envelope, const char *who)
{
  const char *space = strrchr (who, ' ');
  g_autoptr (GError) error = NULL;
  g_autoptr (CsAddress) address
      = cs_address_parse (who, space - who, CS_ADDRESS_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  cs_envelope_add_recipient (envelope, address, space + 1);
}

CsEnvelope *
test_envelope_to (const char *who)
{
  CsEnvelope *envelope = test_envelope ("sender@example.net");

  test_envelope_add (envelope, who);
  return envelope;
}

static void
on_ready (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static gboolean
write_pieces (CsQueueWriter *writer, const char *content, gsize size_bytes, gsize piece,
              GError **error)
{
  for (gsize at = 0; at < size_bytes; at += piece)
    {
      gboolean ready = FALSE;

      if (!cs_queue_writer_append (writer, content + at, MIN (piece, size_bytes - at), error))
        return FALSE;

      cs_queue_writer_on_ready (writer, on_ready, &ready);
      while (cs_queue_writer_is_behind (writer))
        test_wait_for (&ready);
      cs_queue_writer_on_ready (writer, NULL, NULL);
    }

  return TRUE;
}

char *
test_accept_full (CsQueue *queue, const CsEnvelope *envelope, const char *content, gsize size_bytes,
                  gsize piece, GError **error)
{
  CsQueueWriter *writer = cs_queue_writer_new (queue, envelope);
  g_autofree char *expected = g_strdup (cs_queue_writer_get_id (writer));
  g_autoptr (GAsyncResult) result = NULL;
  char *id;

  if (size_bytes > 0
      && !write_pieces (writer, content, size_bytes, piece > 0 ? piece : size_bytes, error))
    {
      cs_queue_writer_abandon (writer);
      return NULL;
    }

  cs_queue_writer_commit_async (writer, NULL, test_keep_result, &result);
  id = cs_queue_writer_commit_finish (queue, test_wait_result (&result), error);
  if (id != NULL)
    g_assert_cmpstr (id, ==, expected);
  return id;
}

char *
test_accept (CsQueue *queue, const char *who)
{
  static const char content[] = "Subject: test\r\n\r\nHello\r\n";
  g_autoptr (CsEnvelope) envelope = test_envelope_to (who);
  g_autoptr (GError) error = NULL;
  char *id = test_accept_full (queue, envelope, content, strlen (content), 0, &error);

  g_assert_no_error (error);
  return id;
}

/* --- claiming --- */

GPtrArray *
test_claim_full (CsQueue *queue, const CsClaimRequest *request)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *claims;

  cs_queue_claim_async (queue, request, NULL, test_keep_result, &result);
  claims = cs_queue_claim_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return claims;
}

GPtrArray *
test_claim (CsQueue *queue, guint most, guint most_per_lane)
{
  CsClaimRequest request = { .most = most, .most_per_lane = most_per_lane, .lease_s = 60 };

  return test_claim_full (queue, &request);
}

guint
test_claimed_recipients (GPtrArray *claims)
{
  guint n = 0;

  for (guint i = 0; i < claims->len; i++)
    n += ((CsClaim *)claims->pdata[i])->recipients->len;

  return n;
}

CsClaim *
test_only (GPtrArray *claims)
{
  g_assert_cmpuint (claims->len, ==, 1);
  return claims->pdata[0];
}

char *
test_read_all (CsClaim *claim, gsize *size_bytes)
{
  GByteArray *all = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) chunk = NULL;

      claim->read_async (claim, all->len, NULL, test_keep_result, &result);
      chunk = claim->read_finish (claim, test_wait_result (&result), &error);
      g_assert_no_error (error);
      if (g_bytes_get_size (chunk) == 0)
        break;
      g_byte_array_append (all, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }

  *size_bytes = all->len;
  return (char *)g_byte_array_free (all, FALSE);
}

gboolean
test_settle_many (CsQueue *queue, GPtrArray *settlements, GPtrArray *reports)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean settled;

  cs_queue_settle_async (queue, settlements, reports, test_keep_result, &result);
  settled = cs_queue_settle_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return settled;
}

gboolean
test_settle (CsQueue *queue, CsSettlement *settlement)
{
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);

  g_ptr_array_add (settlements, settlement);
  return test_settle_many (queue, settlements, NULL);
}

gboolean
test_settle_claims (CsQueue *queue, GPtrArray *claims, CsSettleKind kind)
{
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);

  for (guint i = 0; i < claims->len; i++)
    {
      CsClaim *claim = claims->pdata[i];

      for (guint j = 0; j < claim->recipients->len; j++)
        {
          CsClaimRecipient *recipient = claim->recipients->pdata[j];

          g_ptr_array_add (settlements, cs_settlement_new (claim->id, recipient->number, kind));
        }
    }

  return test_settle_many (queue, settlements, NULL);
}

/* --- the rest --- */

gint64
test_next_due (CsQueue *queue, const char *const *skip)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 due_s;

  cs_queue_next_due_async (queue, skip, NULL, test_keep_result, &result);
  due_s = cs_queue_next_due_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return due_s;
}

gint64
test_change (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
             const char *lane, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_queue_change_async (queue, selection, action, lane, NULL, test_keep_result, &result);
  return cs_queue_change_finish (queue, test_wait_result (&result), error);
}

gint64
test_change_id (CsQueue *queue, const char *id, CsQueueAction action)
{
  const char *ids[] = { id, NULL };
  CsQueueSelection selection = { .ids = ids, .states = 0xf };
  g_autoptr (GError) error = NULL;
  gint64 changed = test_change (queue, &selection, action, NULL, &error);

  g_assert_no_error (error);
  return changed;
}

gint64
test_reroute (CsQueue *queue, const char *address, const char *lane, gboolean due_now)
{
  g_autoptr (GHashTable) lanes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 changed;

  g_hash_table_insert (lanes, (gpointer)address, (gpointer)lane);
  cs_queue_reroute_async (queue, lanes, due_now, NULL, test_keep_result, &result);
  changed = cs_queue_reroute_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return changed;
}

GPtrArray *
test_list (CsQueue *queue, const CsQueueSelection *selection, const char *after, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  cs_queue_list_async (queue, selection, after, limit, NULL, test_keep_result, &result);
  rows = cs_queue_list_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return rows;
}

GPtrArray *
test_addresses (CsQueue *queue, const char *after, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *addresses;

  cs_queue_addresses_async (queue, after, limit, NULL, test_keep_result, &result);
  addresses = cs_queue_addresses_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return addresses;
}

GPtrArray *
test_busiest (CsQueue *queue, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *lanes;

  cs_queue_busiest_async (queue, limit, NULL, test_keep_result, &result);
  lanes = cs_queue_busiest_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return lanes;
}

GPtrArray *
test_troubles (CsQueue *queue, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  cs_queue_troubles_async (queue, limit, NULL, test_keep_result, &result);
  found = cs_queue_troubles_finish (queue, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return found;
}

CsQueueStory *
test_show (CsQueue *queue, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_queue_show_async (queue, id, NULL, test_keep_result, &result);
  return cs_queue_show_finish (queue, test_wait_result (&result), error);
}

void
test_close (CsQueue *queue)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cs_queue_close_async (queue, test_keep_result, &result);
  g_assert_true (cs_queue_close_finish (queue, test_wait_result (&result), &error));
  g_assert_no_error (error);
  g_object_unref (queue);
}

char *
test_counts (CsQueue *queue)
{
  CsQueueCounts counts;

  cs_queue_get_counts (queue, &counts);
  return g_strdup_printf (
      "queued %" G_GUINT64_FORMAT " active %" G_GUINT64_FORMAT " deferred %" G_GUINT64_FORMAT
      " held %" G_GUINT64_FORMAT " messages %" G_GUINT64_FORMAT,
      counts.queued, counts.active, counts.deferred, counts.held, counts.messages);
}
