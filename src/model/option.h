/* option.h - the site's plain options: one table for file, command line, window and schema test
 *
 * What is here: name, type, default, range and unit of each key that stands
 * directly in "site" and is a number, a yes or no, a list of numbers or a
 * text. Outbound security, smart host and name are not here (settings.h).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_OPTION_RETRY_INTERVALS,
  CS_OPTION_DELAY_NOTICE_AFTER,
  CS_OPTION_EXPIRE_AFTER,
  CS_OPTION_FULLY_QUALIFIED_DOMAIN_NAME,
  CS_OPTION_MASQUERADE_DOMAIN,
  CS_OPTION_MAIL_DOMAIN,
  CS_OPTION_LOCAL_RECIPIENTS,
  CS_OPTION_TRY_DIRECT_DELIVERY_FIRST,
  CS_OPTION_MAXIMUM_HOP_COUNT,
  CS_OPTION_MAXIMUM_MESSAGE_SIZE,
  CS_OPTION_MAXIMUM_RECIPIENTS_PER_TRANSACTION,
  CS_OPTION_MAXIMUM_MESSAGES_PER_CONNECTION,
  CS_OPTION_MAXIMUM_CONNECTIONS,
  CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION,
  CS_OPTION_CONNECTION_TIMEOUT,
  CS_OPTION_REPORT_COPY_TO,
  CS_OPTION_REPORT_LANGUAGE,
  CS_OPTION_SUBMISSION_PORT,
  CS_OPTION_MAXIMUM_QUEUED_MESSAGES,
  CS_OPTION_MAXIMUM_QUEUED_BYTES,
  CS_OPTION_MINIMUM_FREE_DISK_BYTES,
  CS_N_OPTIONS,
} CsOption;

typedef enum
{
  CS_OPTION_TYPE_INTEGER,
  CS_OPTION_TYPE_INTERVALS, /* list of 1 to 32 integers; the last one repeats */
  CS_OPTION_TYPE_BOOLEAN,
  CS_OPTION_TYPE_DOMAIN,
  CS_OPTION_TYPE_ADDRESS,
  CS_OPTION_TYPE_LANGUAGE, /* base/language.h */
} CsOptionType;

typedef enum
{
  CS_UNIT_NONE,
  CS_UNIT_SECONDS,
  CS_UNIT_BYTES,
} CsUnit;

typedef struct
{
  const char *name; /* the key, "maximum-hop-count" */
  CsOptionType type;
  CsUnit unit;
  gint64 minimum, maximum, default_integer; /* integers and each interval */
} CsOptionInfo;

const CsOptionInfo *cs_option_info (CsOption option);
/* Whether the option is a text (NULL by default) and not a number, a yes or no, or a list. */
gboolean cs_option_is_text (CsOption option);
gboolean cs_option_from_name (const char *name, CsOption *option);

G_END_DECLS
