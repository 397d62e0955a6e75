/* help-topics.h - the advice that the program can give by itself
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_HELP_MAX_PARAGRAPHS 6

typedef struct
{
  const char *name;
  const char *title; /* untranslated: use _() */
  const char *paragraphs[CS_HELP_MAX_PARAGRAPHS]; /* the same; NULL ends them */
} CsHelpTopic;

/* The topic called @name, or the first one. */
const CsHelpTopic *cs_help_topic_find (const char *name);

G_END_DECLS
