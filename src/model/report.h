/* report.h - where a fault is and how it gets into the list
 *
 * While the reader walks down the file it keeps a chain of places on the
 * stack; the path and the position are worked out only for a fault.
 */
#pragma once

#include "model/fault.h"
#include "model/keys.h"
#include "model/scan.h"

G_BEGIN_DECLS

#define CS_NOWHERE G_MAXUINT /* a draft has no text */
#define CS_FAULTS_MAX 10000 /* behind these only the first error is still added */

typedef struct _CsPlace CsPlace;
struct _CsPlace
{
  const CsPlace *parent;
  const char *key; /* NULL: element number index of an array */
  guint index;
  guint nth; /* number of the value in the scan; CS_NOWHERE: that of the parent */
};

typedef struct
{
  GPtrArray *faults;
  CsScan *scan; /* NULL for a draft */
  GHashTable *stored; /* credentials (char *) that have a secret; NULL: not known */
  gboolean has_errors;
} CsReport;

/* An object whose keys were looked at: rules speak about it and its keys. */
typedef struct
{
  const CsPlace *place;
  CsObjectKind kind;
  const guint *nths; /* for each key the number of its value, CS_NOWHERE if it is not there; NULL */
  guint32 bad; /* keys (bits) that have been reported already */
} CsMembers;

/* @value, @expected: may be NULL; @value is cleaned here.
 * Returns: (transfer none) (nullable): the fault, unless the list is full. */
CsFault *cs_report_error (CsReport *report, const CsPlace *place, CsFaultCode code,
                          const char *value, const char *expected);
CsFault *cs_report_warning (CsReport *report, const CsPlace *place, CsFaultCode code,
                            const char *value, const char *expected);
/* At the key and not at the value of @place. */
CsFault *cs_report_key (CsReport *report, const CsPlace *place, CsFaultCode code, const char *value,
                        const char *expected);

/* The place of one key of an object; of the object itself in the text if the key is not there. */
CsPlace cs_members_place (const CsMembers *members, guint key);
guint cs_place_line (const CsReport *report, guint nth);

G_END_DECLS
