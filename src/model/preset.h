/* preset.h - how known providers take mail for submission: host, port, TLS, option, what they ask
 *
 * Read from files of presets, which hold no secret and no translation: what a provider needs is a
 * word (CsPresetNeed) of which admin/preset-words.h makes the sentence. Pure; the files themselves
 * are admin/presets.h's matter. The reading is as strict as that of the settings.
 */
#pragma once

#include "base/host.h"
#include "base/security.h"
#include "model/fault.h"

G_BEGIN_DECLS

#define CS_PRESETS_MAX_BYTES (1024 * 1024)

/* What the account's name is there. */
typedef enum
{
  CS_PRESET_ACCOUNT_ADDRESS, /* the whole mail address */
  CS_PRESET_ACCOUNT_NAME, /* a name that the provider has given */
  CS_PRESET_ACCOUNT_KEY, /* a key or token, made in the provider's pages */
} CsPresetAccount;

/* What is to be done or known before the password works there. */
typedef enum
{
  CS_PRESET_APP_PASSWORD,
  CS_PRESET_API_KEY, /* the password is a key made in the provider's pages */
  CS_PRESET_TOKEN, /* the password is a token for submission */
  CS_PRESET_SWITCH_ON, /* access by SMTP is off until it is switched on */
  CS_PRESET_VERIFIED_SENDER,
  CS_PRESET_PAID_PLAN,
  CS_PRESET_ENDS_2026, /* passwords are off by default from the end of December 2026 */
  CS_PRESET_NO_PASSWORDS, /* it takes OAuth 2 only */
  CS_N_PRESET_NEEDS,
} CsPresetNeed;

typedef struct
{
  char *name;
  GStrv domains; /* mail domains of its mailboxes; never NULL */
  CsHost *host; /* with its port */
  CsTlsRule tls;
  CsAuthentication authentication;
  CsPresetAccount account_is;
  char *account; /* the name that everybody has there; NULL: each another one */
  guint needs; /* bits 1 << CsPresetNeed */
  gint64 maximum_message_size; /* bytes; 0 in this and the next two: not known */
  gint64 maximum_recipients; /* of one message */
  gint64 messages_per_day;
  char *note; /* more in words, in whatever language the file is; NULL: none */
} CsPreset;

/* "app-password"; static */
const char *cs_preset_need_name (CsPresetNeed need);
const char *cs_preset_account_name (CsPresetAccount account);
void cs_preset_free (CsPreset *preset);

/* (transfer full) (element-type CsPreset) (nullable): in the order of the text; NULL if any fault
 * is an error. @faults: (element-type CsFault): appended, in the order of the text. */
GPtrArray *cs_presets_read (const char *text, gsize size_bytes, GPtrArray *faults);
/* Takes all of @more (transfer full): one of a name that is there replaces that one. */
void cs_presets_merge (GPtrArray *presets, GPtrArray *more);
/* All (transfer none) (nullable): by name, without case; by a mail domain; by the host's name. */
const CsPreset *cs_presets_find (GPtrArray *presets, const char *name);
const CsPreset *cs_presets_of_domain (GPtrArray *presets, const char *domain);
const CsPreset *cs_presets_of_host (GPtrArray *presets, const CsHost *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPreset, cs_preset_free)

G_END_DECLS
