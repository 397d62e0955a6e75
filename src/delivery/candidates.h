/* candidates.h - which of its targets an attempt tries next, those of one host as one (RFC 8305)
 *
 * The addresses of a host that stand beside each other go into one race. The
 * one that answers is the one that was tried; if it is of no use, the others
 * have their turn. If none answers, all of them have had it. Pure.
 */
#pragma once

#include "delivery/target.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *targets; /* (element-type CsTarget) */
  guint next; /* of these */
} CsCandidates;

/* (transfer none) (nullable): the next one to try; NULL: there is none */
const CsTarget *cs_candidates_next (CsCandidates *candidates);
/* (transfer full) (element-type GSocketAddress): the further ones of its host; may be empty */
GPtrArray *cs_candidates_further (const CsCandidates *candidates);
/* (transfer none): the one that was tried, when all of its host took part. @answered: (nullable):
 * the address that answered, one of theirs; NULL: none */
const CsTarget *cs_candidates_settle (CsCandidates *candidates, const GSocketAddress *answered);

G_END_DECLS
