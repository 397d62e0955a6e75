/* sts-policy.h - what a mail domain says about TLS: MTA-STS policies and records, RFC 8461
 *
 * Section 3.1: the text record that says that there is a policy, and which.
 * Section 3.2: the policy. Pure: bytes in, value or nothing out. How they come
 * here and for how long they hold is sts.h's business.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_STS_MAX_BYTES (64 * 1024) /* of a policy, section 3.3 */
#define CS_STS_MAX_AGE_S 31557600 /* section 3.2 */
#define CS_STS_MAX_PATTERNS 64

typedef enum
{
  CS_STS_NONE,
  CS_STS_TESTING, /* what would fail is only noted */
  CS_STS_ENFORCE,
} CsStsMode;

typedef struct
{
  CsStsMode mode;
  guint max_age_s;
  GPtrArray *patterns; /* (element-type utf8): canonical host names, the first label may be "*" */
  grefcount references;
} CsStsPolicy;

/* (transfer full) (nullable): NULL: it is no policy */
CsStsPolicy *cs_sts_policy_parse (const char *text, gsize size_bytes);
CsStsPolicy *cs_sts_policy_new (CsStsMode mode, guint max_age_s);
/* Returns: FALSE if @pattern is none, or is one too many. */
gboolean cs_sts_policy_add (CsStsPolicy *policy, const char *pattern);
CsStsPolicy *cs_sts_policy_ref (CsStsPolicy *policy);
void cs_sts_policy_unref (CsStsPolicy *policy);
/* @host: canonical. Section 4.1: "*" stands for one label. */
gboolean cs_sts_policy_allows (const CsStsPolicy *policy, const char *host);

const char *cs_sts_mode_name (CsStsMode mode); /* "enforce" … */
gboolean cs_sts_mode_parse (const char *text, CsStsMode *mode);

/* @texts: (element-type GBytes): the text records of "_mta-sts.DOMAIN".
 * Returns: (transfer full) (nullable): the policy's id; NULL: the domain has no policy */
char *cs_sts_record_id (GPtrArray *texts);
gboolean cs_sts_is_id (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsStsPolicy, cs_sts_policy_unref)

G_END_DECLS
