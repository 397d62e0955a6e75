/* habits.h - what a server was found to put up with, beside what it says that it offers
 *
 * Learnt by one session (session.h), of use to the next one with the same
 * host: who keeps it in between, and for how long, is not decided here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_HABIT_NO_GROUPS = 1 << 0, /* drops what follows the first command of a group, RFC 2920 */
  CS_HABIT_NO_AHEAD = 1 << 1, /* went out of step while a message stood behind another, or
                               * cannot show that it has not (session-check.c) */
  CS_HABIT_NO_CHUNKS = 1 << 2, /* does not know BDAT, or went out of step over it */
  CS_HABIT_CHUNKS = 1 << 3, /* has answered BDAT as RFC 3030 says */
  CS_HABIT_HELLO_AGAIN = 1 << 4, /* has answered another EHLO in the middle of a session */
} CsHabits;

G_END_DECLS
