/* submission-helper.h - a queue and an acceptor for tests, and what came in
 */
#pragma once

#include "queue-helper.h"
#include "submission/acceptor.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  CsQueue *queue;
  CsAcceptor *acceptor;
} TestAcceptance;

/* Machine host.example, messages up to 1 MiB, at most 5 hops; @config (nullable): other values. */
void test_acceptance_set_up (TestAcceptance *acceptance, const CsAcceptorConfig *config);
void test_acceptance_tear_down (TestAcceptance *acceptance);
/* What the default is. */
CsAcceptorConfig test_acceptance_config (void);

/* The only message that waits, claimed; its content as text. */
CsClaim *test_acceptance_only (TestAcceptance *acceptance, GPtrArray **claims, char **content);
guint test_acceptance_n_messages (TestAcceptance *acceptance);

G_END_DECLS
