/* reader-private.h - what the parts of the reader share
 *
 * reader.c reads the whole, reader-object.c looks at the keys and types of one
 * object, reader-site.c and reader-domain.c know what the keys mean.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "model/rules.h"
#include "model/settings-private.h"

G_BEGIN_DECLS

typedef struct
{
  CsReport report;
  JsonParser *parser;
  CsSettings *settings;
  GArray *domain_nths; /* of guint: where the name of each entry in settings stands */
} CsReader;

/* An object of the file, its known keys found. */
typedef struct
{
  CsReader *reader;
  CsMembers members;
  guint nths[CS_KEYS_MAX];
  JsonNode *nodes[CS_KEYS_MAX]; /* NULL: not there */
} CsReadObject;

/* Reports unknown keys, and a value that is no object (FALSE). The known keys go to @order. */
gboolean cs_read_object (CsReader *reader, JsonNode *node, const CsPlace *place, CsObjectKind kind,
                         guint8 *order, CsReadObject *object);

/* The value of @key, if it is there and of that type; another type is reported. */
const char *cs_read_text (CsReadObject *object, guint key);
gboolean cs_read_boolean (CsReadObject *object, guint key, gboolean *value);
gboolean cs_read_integer (CsReadObject *object, guint key, gint64 *value);
JsonArray *cs_read_array (CsReadObject *object, guint key);
/* The same for a value that has no key. */
gboolean cs_read_node_is (CsReader *reader, JsonNode *node, const CsPlace *place, GType type);
CsHost *cs_read_host (CsReadObject *object, guint key);

CsSecurity *cs_read_security (CsReader *reader, JsonNode *node, const CsPlace *place,
                              gboolean helo);
void cs_read_site (CsReader *reader, JsonNode *node, const CsPlace *place);
void cs_read_remote_domain (CsReader *reader, JsonNode *node, const CsPlace *place);

G_END_DECLS
