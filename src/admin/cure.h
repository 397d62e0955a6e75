/* cure.h - what to set up so that mail which waits goes out: from a trouble to a proposal
 *
 * Pure: a trouble and the settings in, a proposal out. Which entry is to be
 * made or changed, with which authentication option and TLS rule as the server
 * was seen to offer; account and password are what a person has to type.
 * Nothing is ever proposed that is less safe than what the entry says now.
 */
#pragma once

#include "admin/trouble.h"
#include "model/settings.h"

G_BEGIN_DECLS

typedef enum
{
  CS_CURE_SET_UP, /* another authentication: Outbound Security, and Change… there */
  CS_CURE_CHANGE_ACCOUNT, /* another account or password: Change… */
} CsCureKind;

typedef struct
{
  CsCureKind kind;
  CsPattern *pattern; /* the remote domain; NULL: the site */
  gboolean is_new; /* there is no such remote domain yet */
  gboolean needs_dns; /* the new one's mail shall not go to the site's smart host */
  CsAuthentication authentication;
  CsTlsRule tls;
} CsCure;

/* (nullable): NULL when the recipient is no address. By @settings, which may know more than the
 * worker: what is not applied yet. */
CsCure *cs_cure_new (const CsTrouble *trouble, const CsSettings *settings);
void cs_cure_free (CsCure *cure);
/* The entry as commands name it: "site" or the remote domain. (transfer full) */
char *cs_cure_entry (const CsCure *cure);
/* The command that does the same: "countersign domain add example.com …", with NAME where an
 * account is to be typed. Not translated. */
char *cs_cure_command (const CsCure *cure, gboolean is_system);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsCure, cs_cure_free)

G_END_DECLS
