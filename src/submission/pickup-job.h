/* pickup-job.h - one pickup file on its way into the queue
 */
#pragma once

#include <sys/stat.h>

#include "submission/acceptor.h"

G_BEGIN_DECLS

typedef enum
{
  CS_PICKUP_ACCEPTED,
  CS_PICKUP_NOT_REMOVED, /* accepted, but the file is still there */
  CS_PICKUP_IN_PART, /* accepted; for the others a copy is in the badmail folder */
  CS_PICKUP_BAD, /* in the badmail folder */
  CS_PICKUP_STUCK, /* it could not be moved there */
  CS_PICKUP_TRY_LATER,
} CsPickupOutcome;

/* @name is what the file is called now; @original is what it was called. */
typedef void (*CsPickupJobFunc) (CsPickupOutcome outcome, const char *name, const char *original,
                                 const GError *error, gpointer user_data);

/* Takes @fd over. @badmail_folder must live until @done. */
void cs_pickup_job_start (CsAcceptor *acceptor, int folder_fd, const char *badmail_folder,
                          const char *name, int fd, const struct stat *status, CsPickupJobFunc done,
                          gpointer user_data);

G_END_DECLS
