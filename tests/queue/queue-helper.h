/* queue-helper.h - the queue's calls, waited for, and messages to put in
 */
#pragma once

#include "queue/queue.h"

G_BEGIN_DECLS

/* A new folder for a test, removed with all that is in it. */
char *test_folder_new (void);
void test_folder_remove (char *folder);

CsEnvelope *test_envelope (const char *sender);
/* @who: "ann@example.org lane" */
void test_envelope_add (CsEnvelope *envelope, const char *who);
CsEnvelope *test_envelope_to (const char *who);

/* The ID, or NULL with @error. Given to the writer in pieces of @piece bytes; 0: at once. */
char *test_accept_full (CsQueue *queue, const CsEnvelope *envelope, const char *content,
                        gsize size_bytes, gsize piece, GError **error);
/* A small message to one recipient; must succeed. */
char *test_accept (CsQueue *queue, const char *who);

GPtrArray *test_claim (CsQueue *queue, guint most, guint most_per_lane);
GPtrArray *test_claim_full (CsQueue *queue, const CsClaimRequest *request);
guint test_claimed_recipients (GPtrArray *claims);
/* The only claim of @claims. */
CsClaim *test_only (GPtrArray *claims);
char *test_read_all (CsClaim *claim, gsize *size_bytes);

gboolean test_settle (CsQueue *queue, CsSettlement *settlement /* (transfer full) */);
gboolean test_settle_many (CsQueue *queue, GPtrArray *settlements, GPtrArray *reports);
/* All recipients of all claims. */
gboolean test_settle_claims (CsQueue *queue, GPtrArray *claims, CsSettleKind kind);

gint64 test_next_due (CsQueue *queue, const char *const *skip);
gint64 test_change (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                    const char *lane, GError **error);
gint64 test_change_id (CsQueue *queue, const char *id, CsQueueAction action);
gint64 test_reroute (CsQueue *queue, const char *address, const char *lane, gboolean due_now);
GPtrArray *test_list (CsQueue *queue, const CsQueueSelection *selection, const char *after,
                      guint limit);
GPtrArray *test_addresses (CsQueue *queue, const char *after, guint limit);
GPtrArray *test_busiest (CsQueue *queue, guint limit);
GPtrArray *test_troubles (CsQueue *queue, guint limit);
CsQueueStory *test_show (CsQueue *queue, const char *id, GError **error);
void test_close (CsQueue *queue /* (transfer full) */);

/* "queued 1 active 0 deferred 0 held 0 messages 1" */
char *test_counts (CsQueue *queue);

/* Lets the main context run until *@done. */
void test_wait_for (const gboolean *done);
/* A callback that keeps its result: GAsyncResult ** as user data. */
void test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *test_wait_result (GAsyncResult **result);

G_END_DECLS
