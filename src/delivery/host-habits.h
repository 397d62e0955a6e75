/* host-habits.h - what servers were found to put up with (smtp/habits.h), for host and port
 *
 * What one session has learnt is not asked of the next ones for a while. In
 * memory only: after a restart a server gets another chance.
 */
#pragma once

#include "smtp/habits.h"

G_BEGIN_DECLS

#define CS_HOST_HABITS_DAY_S (24 * 3600) /* no groups, and that it knows BDAT */
#define CS_HOST_HABITS_HOUR_S 3600 /* no messages ahead, no BDAT: it may have been the network */

typedef struct _CsHostHabits CsHostHabits;

CsHostHabits *cs_host_habits_new (void);
void cs_host_habits_free (CsHostHabits *hosts);

/* @learnt: in one session; what is not among it is left as it was. */
void cs_host_habits_note (CsHostHabits *hosts, const char *host, guint16 port, CsHabits learnt);
CsHabits cs_host_habits_get (CsHostHabits *hosts, const char *host, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsHostHabits, cs_host_habits_free)

G_END_DECLS
