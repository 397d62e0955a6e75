#include "model/option.h"

#include <string.h>

#include "model/option-private.h"

#define DAY_S 86400
#define MIB_BYTES (1024 * 1024)
#define PIB_BYTES (G_GINT64_CONSTANT (1) << 50)

/* The RFC behind a figure: retry and expiry, RFC 5321 section 4.5.4.1; hops, section 6.3;
 * recipients, section 4.5.3.1.8. Lower bounds are what still works, not what is wise. */
/* clang-format off */
static const CsOptionInfo options[CS_N_OPTIONS] = {
  [CS_OPTION_RETRY_INTERVALS]
    = { "retry-intervals", CS_OPTION_TYPE_INTERVALS, CS_UNIT_SECONDS, 1, 7 * DAY_S, 0 },
  [CS_OPTION_DELAY_NOTICE_AFTER] /* 0: no notice */
    = { "delay-notice-after", CS_OPTION_TYPE_INTEGER, CS_UNIT_SECONDS, 0, 30 * DAY_S, 43200 },
  [CS_OPTION_EXPIRE_AFTER]
    = { "expire-after", CS_OPTION_TYPE_INTEGER, CS_UNIT_SECONDS, 1, 365 * DAY_S, 432000 },
  [CS_OPTION_FULLY_QUALIFIED_DOMAIN_NAME]
    = { "fully-qualified-domain-name", CS_OPTION_TYPE_DOMAIN, CS_UNIT_NONE, 0, 0, 0 },
  [CS_OPTION_MASQUERADE_DOMAIN]
    = { "masquerade-domain", CS_OPTION_TYPE_DOMAIN, CS_UNIT_NONE, 0, 0, 0 },
  [CS_OPTION_MAIL_DOMAIN]
    = { "mail-domain", CS_OPTION_TYPE_DOMAIN, CS_UNIT_NONE, 0, 0, 0 },
  [CS_OPTION_LOCAL_RECIPIENTS]
    = { "local-recipients", CS_OPTION_TYPE_ADDRESS, CS_UNIT_NONE, 0, 0, 0 },
  [CS_OPTION_TRY_DIRECT_DELIVERY_FIRST]
    = { "try-direct-delivery-first", CS_OPTION_TYPE_BOOLEAN, CS_UNIT_NONE, 0, 1, 0 },
  [CS_OPTION_MAXIMUM_HOP_COUNT]
    = { "maximum-hop-count", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 1, 1000, 15 },
  [CS_OPTION_MAXIMUM_MESSAGE_SIZE]
    = { "maximum-message-size", CS_OPTION_TYPE_INTEGER, CS_UNIT_BYTES, 1024, G_MAXINT32, 32 * MIB_BYTES },
  [CS_OPTION_MAXIMUM_RECIPIENTS_PER_TRANSACTION]
    = { "maximum-recipients-per-transaction", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 1, 10000, 100 },
  [CS_OPTION_MAXIMUM_MESSAGES_PER_CONNECTION]
    = { "maximum-messages-per-connection", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 1, 100000, 100 },
  [CS_OPTION_MAXIMUM_CONNECTIONS]
    = { "maximum-connections", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 1, 10000, 200 },
  [CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION]
    = { "maximum-connections-per-destination", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 1, 10000, 20 },
  [CS_OPTION_CONNECTION_TIMEOUT]
    = { "connection-timeout", CS_OPTION_TYPE_INTEGER, CS_UNIT_SECONDS, 1, 3600, 30 },
  [CS_OPTION_REPORT_COPY_TO]
    = { "report-copy-to", CS_OPTION_TYPE_ADDRESS, CS_UNIT_NONE, 0, 0, 0 },
  [CS_OPTION_REPORT_LANGUAGE] /* none: the worker's own */
    = { "report-language", CS_OPTION_TYPE_LANGUAGE, CS_UNIT_NONE, 0, 0, 0 },
  [CS_OPTION_SUBMISSION_PORT] /* 0: none */
    = { "submission-port", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 0, G_MAXUINT16, 0 },
  [CS_OPTION_MAXIMUM_QUEUED_MESSAGES] /* 0: as many as the disk takes */
    = { "maximum-queued-messages", CS_OPTION_TYPE_INTEGER, CS_UNIT_NONE, 0, G_MAXINT32, 0 },
  [CS_OPTION_MAXIMUM_QUEUED_BYTES] /* 0: as many as the disk takes */
    = { "maximum-queued-bytes", CS_OPTION_TYPE_INTEGER, CS_UNIT_BYTES, 0, PIB_BYTES, 0 },
  [CS_OPTION_MINIMUM_FREE_DISK_BYTES]
    = { "minimum-free-disk-bytes", CS_OPTION_TYPE_INTEGER, CS_UNIT_BYTES, 0, PIB_BYTES, 64 * MIB_BYTES },
};
/* clang-format on */

static const gint64 default_intervals[] = { 900, 1800, 3600, 14400 };

const CsOptionInfo *
cs_option_info (CsOption option)
{
  g_return_val_if_fail ((guint)option < CS_N_OPTIONS, NULL);

  return &options[option];
}

gboolean
cs_option_is_text (CsOption option)
{
  CsOptionType type = cs_option_info (option)->type;

  return type == CS_OPTION_TYPE_DOMAIN || type == CS_OPTION_TYPE_ADDRESS
         || type == CS_OPTION_TYPE_LANGUAGE;
}

gboolean
cs_option_from_name (const char *name, CsOption *option)
{
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    if (strcmp (options[i].name, name) == 0)
      {
        *option = i;
        return TRUE;
      }

  return FALSE;
}

const gint64 *
cs_option_default_intervals (guint *n)
{
  *n = G_N_ELEMENTS (default_intervals);
  return default_intervals;
}
