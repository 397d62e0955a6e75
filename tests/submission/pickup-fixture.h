/* pickup-fixture.h - a pickup folder with all that is behind it
 */
#pragma once

#include "submission-helper.h"
#include "submission/pickup.h"

G_BEGIN_DECLS

#define PICKUP_MESSAGE "X-Sender: s@s.example\nX-Receiver: r@r.example\nSubject: x\n\nHello\n"

typedef struct
{
  TestAcceptance acceptance;
  char *folder, *badmail;
  CsPickup *pickup;
  guint n_idle;
  gboolean stopped;
} PickupFixture;

void pickup_set_up (PickupFixture *fixture, gconstpointer data);
void pickup_tear_down (PickupFixture *fixture, gconstpointer data);
/* Begins to take files. start: and waits until nothing is to be taken. */
void pickup_begin (PickupFixture *fixture);
void pickup_start (PickupFixture *fixture);
void pickup_stop (PickupFixture *fixture);
void pickup_scan (PickupFixture *fixture);

char *pickup_path (PickupFixture *fixture, const char *name);
/* In place and in one go, as a program does that knows no better. */
void pickup_drop (PickupFixture *fixture, const char *name, const char *text);
/* What is in badmail under that name, which must be there. */
char *pickup_badmail (PickupFixture *fixture, const char *name);
guint pickup_n_files (const char *folder);
guint pickup_n_messages (PickupFixture *fixture);
void pickup_wait_for_files (PickupFixture *fixture, guint n);
void pickup_wait_for_messages (PickupFixture *fixture, guint n);

G_END_DECLS
