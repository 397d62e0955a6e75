/* demo-config.h - what the demo server was told on its command line */
#pragma once

#include <gio/gio.h>

#include "demo-fault.h"

G_BEGIN_DECLS

typedef struct
{
  char *address;
  int port; /* 0: any free one */
  char *host_name;
  char *certificate_path;
  char *key_path;
  char *users_path;
  char *nt_domain;
  char *ntlm_policy;
  char *ntlm_text; /* of the 334 that answers a bare AUTH NTLM; not base64 */
  char *mechanisms; /* in this order; empty: no AUTH at all */
  char *extensions;
  char *maildir;
  char **fault_specifications;
  gboolean implicit_tls;
  gboolean no_starttls;
  gboolean require_tls;
  gboolean no_authentication_needed;
  gboolean clear_text_without_tls;
  int delay_ms; /* before each reply */

  GTlsCertificate *certificate; /* NULL: no TLS */
  DemoFaults *faults;
} DemoConfig;

DemoConfig *demo_config_new (int *argc, char ***argv, GError **error);
void demo_config_free (DemoConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoConfig, demo_config_free)

G_END_DECLS
