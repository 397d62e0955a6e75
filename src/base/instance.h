/* instance.h - which Countersign this is: the user's own, or the system's (--system)
 *
 * All paths and bus names in one place. XDG variables that are not absolute
 * are ignored, as the base directory specification demands. No file is
 * created here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_DELIVERY_BUS_NAME "org.countersign.Delivery"
#define CS_DELIVERY_OBJECT_PATH "/org/countersign/Delivery"
#define CS_SETTINGS_APPLICATION_ID "org.countersign.Settings"

typedef struct
{
  gboolean is_system;
  char *settings_file; /* …/countersign/delivery.json */
  char *settings_lock; /* beside it: held for the length of an apply */
  char *settings_journal; /* beside it: UUIDs about to be stored or deleted */
  char *state_dir;
  char *pickup_dir;
  char *badmail_dir;
  char *queue_file; /* …/queue.sqlite */
  char *runtime_dir;
  char *submission_socket; /* …/submission */
} CsInstance;

CsInstance *cs_instance_new (gboolean is_system);
void cs_instance_free (CsInstance *instance);
/* The machine's fully qualified name, canonical (getaddrinfo with AI_CANONNAME, then gethostname,
 * then "localhost.localdomain"). Blocking: call at the start. */
char *cs_instance_machine_name (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsInstance, cs_instance_free)

G_END_DECLS
