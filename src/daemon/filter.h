/* filter.h - the filter of ListRecipients as a selection of the queue
 */
#pragma once

#include <gio/gio.h>

#include "queue/queue.h"

G_BEGIN_DECLS

typedef struct
{
  CsQueueSelection selection; /* its texts are ours */
  GStrv ids;
  char *lane, *domain, *text;
} CsFilter;

/* @filter: a{sv}. Error: G_IO_ERROR_INVALID_ARGUMENT names the key or word that is not known. */
CsFilter *cs_filter_new (GVariant *filter, GError **error);
void cs_filter_free (CsFilter *filter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsFilter, cs_filter_free)

G_END_DECLS
