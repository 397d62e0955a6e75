/* rest.h - a destination that cannot be reached is left alone for a while
 *
 * How long, says schedule.h; why, is remembered for the mail that comes
 * meanwhile, with the dialogue that showed it.
 */
#pragma once

#include "delivery/opening.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_failures; /* in a row */
  gint64 until_s; /* 0: it does not rest */
  CsOpened *trouble; /* why it rests, or rested; NULL */
} CsRest;

void cs_rest_begin (CsRest *rest, const CsOpened *opened);
void cs_rest_end (CsRest *rest); /* also frees what it holds */
gboolean cs_rest_is_on (const CsRest *rest);
/* It is over for as long as it was: that there were failures need not be remembered. */
gboolean cs_rest_is_forgettable (const CsRest *rest);

G_END_DECLS
