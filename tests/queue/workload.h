/* workload.h - mail that comes and goes, and a ledger of what was promised
 *
 * Every content follows from its size, so that half a message shows. The
 * ledger can be written line by line by a process that is going to die.
 */
#pragma once

#include "queue-helper.h"

G_BEGIN_DECLS

typedef struct
{
  GHashTable *accepted; /* ID to size: acknowledged, must be there */
  GHashTable *leaving; /* IDs whose delivery was being recorded: may be gone */
  GHashTable *gone; /* IDs whose delivery is recorded: must not come back */
  int fd; /* where the lines go; -1: nowhere */
} Ledger;

Ledger *ledger_new (int fd);
void ledger_free (Ledger *ledger);
void ledger_read_line (Ledger *ledger, const char *line);

/* Accepts, claims and settles; whatever fails is left. */
void workload_run (CsQueue *queue, Ledger *ledger, guint rounds);
/* Opens the queue of @folder and compares; nothing promised is missing, nothing is half. */
void ledger_check (Ledger *ledger, const char *folder);

CsQueue *workload_open (const char *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ledger, ledger_free)

G_END_DECLS
