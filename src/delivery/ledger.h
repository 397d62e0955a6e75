/* ledger.h - verdicts on their way to the queue, in groups
 *
 * Whatever is entered while a group is being written waits for the next, so
 * one fsync serves many verdicts and none waits longer than one group. A group
 * that cannot be written (full disk) is tried again each second until it can
 * be. If it is not the store that is in the way, but something in the group,
 * what fits is written one by one. Only what the store never takes is put aside,
 * and logged: its recipient stays active until the next start.
 */
#pragma once

#include "queue/queue.h"

G_BEGIN_DECLS

typedef struct _CsLedger CsLedger;

/* @on_change: called after each group and when writing begins or ceases to fail. */
CsLedger *cs_ledger_new (CsQueue *queue, void (*on_change) (gpointer), gpointer user_data);
/* Only when it is empty. */
void cs_ledger_free (CsLedger *ledger);

/* @settlements: (element-type CsSettlement); @reports: (nullable) (element-type CsNewMessage):
 * accepted in the same transaction. Both are emptied. */
void cs_ledger_enter (CsLedger *ledger, GPtrArray *settlements, GPtrArray *reports);
void cs_ledger_enter_one (CsLedger *ledger, CsSettlement *settlement /* (transfer full) */);
gboolean cs_ledger_is_empty (CsLedger *ledger); /* everything entered is durable */
/* The store cannot be written: nothing new should be begun. */
gboolean cs_ledger_is_stuck (CsLedger *ledger);

G_END_DECLS
