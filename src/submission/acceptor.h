/* acceptor.h - what every way in has in common: whose mail it is, and where it goes
 *
 * Turns what programs write ("root", "ann", "Ann@Example.COM") into addresses,
 * finds the lane of each recipient, and holds the settings that acceptance
 * needs. A message in the making is a CsSubmission (submission.h).
 */
#pragma once

#include "queue/queue.h"
#include "submission/submission-error.h"
#include "submission/users.h"

G_BEGIN_DECLS

/* The lane of a recipient, (transfer full). Called for every recipient: keep it light. */
typedef char *(*CsLaneFunc) (const CsAddress *address, gpointer user_data);

typedef struct
{
  const char *machine_name; /* canonical; in Received, Message-ID and the greeting */
  const char *mail_domain; /* canonical: completes bare names; NULL: the machine's name */
  const char *local_recipients; /* address for root and local users; NULL: /etc/aliases */
  const char *masquerade_domain; /* canonical: instead of the machine's in senders; NULL */
  const char *aliases_file; /* NULL: CS_ACCEPTOR_ALIASES_FILE */
  guint64 maximum_message_size; /* bytes */
  guint maximum_hop_count; /* Received fields */
  guint maximum_recipients; /* of a message; 0: CS_ACCEPTOR_MAXIMUM_RECIPIENTS */
  CsLaneFunc lane;
  gpointer lane_data;
  char *(*user_name) (uid_t uid); /* as cs_users_new; of the first configuration */
} CsAcceptorConfig;

#define CS_ACCEPTOR_ALIASES_FILE "/etc/aliases"
#define CS_ACCEPTOR_MAXIMUM_RECIPIENTS 10000
#define CS_ACCEPTOR_HEADER_MAX_BYTES (1024 * 1024)

typedef struct _CsAcceptor CsAcceptor;

/* @config is copied; lane_data must outlive the acceptor. Another aliases_file than before is read
 * at once. */
CsAcceptor *cs_acceptor_new (CsQueue *queue, const CsAcceptorConfig *config);
CsAcceptor *cs_acceptor_ref (CsAcceptor *acceptor);
void cs_acceptor_unref (CsAcceptor *acceptor);
/* New settings, for messages that begin from now on. */
void cs_acceptor_set_config (CsAcceptor *acceptor, const CsAcceptorConfig *config);
const CsAcceptorConfig *cs_acceptor_config (CsAcceptor *acceptor);
CsQueue *cs_acceptor_queue (CsAcceptor *acceptor);
/* How an attempt to accept ended. @error: (nullable): it did not fail. That there is no room is
 * logged once, and that there is some again. */
void cs_acceptor_note (CsAcceptor *acceptor, const GError *error);
CsUsers *cs_acceptor_users (CsAcceptor *acceptor);
/* The aliases file has changed: it is read in a thread, and counts for what comes afterwards. */
void cs_acceptor_read_aliases_async (CsAcceptor *acceptor, GAsyncReadyCallback callback,
                                     gpointer user_data);
void cs_acceptor_read_aliases_finish (GAsyncResult *result);

/* "", "<>", a bare name or an address; masqueraded. */
CsAddress *cs_acceptor_sender (CsAcceptor *acceptor, const char *text, GError **error);
/* One recipient as written: one address, or several where /etc/aliases says so. A name of this
 * machine without a redirection is CS_SUBMISSION_ERROR_LOCAL, with advice.
 * Returns: (element-type CsAddress) (transfer full). */
GPtrArray *cs_acceptor_recipients (CsAcceptor *acceptor, const char *text, GError **error);
/* Whether mail for @domain would be for a user of this machine. */
gboolean cs_acceptor_is_local (CsAcceptor *acceptor, const char *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsAcceptor, cs_acceptor_unref)

G_END_DECLS
