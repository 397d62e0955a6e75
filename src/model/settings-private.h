/* settings-private.h - the settings' fields, for the reader and the writer
 */
#pragma once

#include "model/domain-list.h"
#include "model/keys.h"
#include "model/settings.h"

G_BEGIN_DECLS

#define CS_DEFAULT_SITE_NAME "Default SMTP Site"

/* One option, if it is set. */
typedef struct
{
  gboolean is_set;
  gint64 integer;
  char *text;
  GArray *intervals; /* of gint64 */
} CsOptionValue;

struct _CsSettings
{
  gint references;
  char *site_name; /* NULL: the default */
  CsHost *smart_host;
  CsSecurity *security;
  CsOptionValue options[CS_N_OPTIONS];
  CsDomainList *domains;
  guint8 root_order[CS_KEY_ORDER_BYTES];
  guint8 site_order[CS_KEY_ORDER_BYTES];
};

/* Whether mail may go with HELO: nothing that only EHLO can bring is needed. */
gboolean cs_security_allows_helo (const CsSecurity *security);
void cs_option_value_clear (CsOptionValue *value);
void cs_option_value_copy (CsOptionValue *copy, const CsOptionValue *value);

G_END_DECLS
