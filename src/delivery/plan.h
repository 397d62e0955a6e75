/* plan.h - how mail of one lane is sent: where to, and with which outbound security
 *
 * A copy of what the settings say, so that work under way outlives a change of
 * the settings. Nothing is looked up here.
 */
#pragma once

#include "model/route.h"

G_BEGIN_DECLS

typedef struct
{
  char *lane;
  CsSecurity *security;
  CsHost *smart_host; /* or NULL */
  guint16 port; /* the smart host's */
  char *domain; /* whose mail exchangers are used; NULL: none, the smart host takes all */
  gboolean helo;
  gint references;
} CsPlan;

CsPlan *cs_plan_new (const CsSettings *settings, const CsAddress *address);
CsPlan *cs_plan_ref (CsPlan *plan);
void cs_plan_unref (CsPlan *plan);
gboolean cs_plan_authenticates (const CsPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPlan, cs_plan_unref)

G_END_DECLS
