/* story.h - the story of a message, as the worker tells it, taken apart for showing
 *
 * No widget is known here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsStory CsStory;

/* @dictionary: what ShowMessage returns */
CsStory *cs_story_new (GVariant *dictionary);
void cs_story_free (CsStory *story);
gboolean cs_story_equal (const CsStory *a, const CsStory *b); /* NULL equals nothing */

const char *cs_story_header (const CsStory *story);
const char *cs_story_origin (const CsStory *story); /* "" if it is not known */
guint cs_story_n_rows (const CsStory *story);
/* Recipients that the story has no row for. */
guint cs_story_n_more (const CsStory *story);
/* (transfer none): a{sv}, as org.countersign.Delivery describes rows */
GVariant *cs_story_row (const CsStory *story, guint i);
/* The row of "ID/N"; the first one if it is not there. */
guint cs_story_find (const CsStory *story, const char *id);
/* (transfer full) (element-type GVariant): of the recipient of row @i, the last one first */
GPtrArray *cs_story_attempts (const CsStory *story, guint i);
/* The dialogue in which its last attempt was made, which may stand with another recipient; "" if
 * there is none. */
const char *cs_story_transcript (const CsStory *story, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsStory, cs_story_free)

G_END_DECLS
