/* session-config.h - what a session is told: where to, who it is, and what was learnt before
 */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"
#include "base/security.h"
#include "smtp/dane.h"
#include "smtp/habits.h"
#include "smtp/strength.h"

G_BEGIN_DECLS

typedef struct
{
  /* where */
  GSocketAddress *address; /* address and port */
  GPtrArray *further_addresses; /* (nullable) (element-type GSocketAddress): of that host, race.h */
  const char *host_name; /* as the administrator wrote it: what the certificate is checked
                          * against, the SPN of the NTLM target, SNI (not for an address) */
  CsTlsRule tls;
  gboolean helo; /* HELO instead of EHLO: no extensions, no AUTH */
  /* who */
  const char *client_name; /* fully qualified name for EHLO, canonical */
  CsAuthentication authentication;
  const char *account; /* UTF-8; NULL with none */
  const char *nt_domain; /* NULL or UTF-8 */
  CsSecret *secret; /* the password, UTF-8; NULL with none */
  gboolean allow_unencrypted_password;
  /* limits, seconds; 0: the default of RFC 5321 section 4.5.3.2 (connect: 30) */
  guint connect_timeout_s;
  guint step_timeout_s; /* for tests: every later step */
  /* whether to stop after EHLO (and STARTTLS) without authenticating: what does it offer? */
  gboolean probe_only;
  GTlsDatabase *tls_database; /* (nullable): the system's trust store */
  gboolean expects_tls; /* with when-offered: the server offered it before, so that its absence
                         * ends the session as if it were required (a certificate is not) */
  CsStrengths least_strengths[2]; /* what it offered before in clear, and within TLS: when it offers
                                   * less without a verified certificate there is no login */
  CsDane
      *dane; /* (nullable): unless the rule is never, TLS is required then, and a certificate that
              * these records speak of; with a rule that wants a valid one it must be both */
  guint lowest_bytes_per_s; /* at which content must be taken; 0: pace.h's */
  CsHabits habits; /* what was learnt of this host before */
} CsSessionConfig; /* copied, secret referenced */

G_END_DECLS
