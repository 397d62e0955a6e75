/* header-field.h - the header section of a message as fields, RFC 5322 section 2.2
 *
 * Pure, over bytes with any line ends: where the section ends, and its fields
 * one by one, folded lines and all. Nothing is decoded; what a field says is
 * for others (mailbox-list.h).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Goes on where it stopped when more bytes have come. Begin with zeros. */
typedef struct
{
  gsize next; /* the first line that was not looked at */
  gboolean has_field; /* so that a folded line has something to belong to */
} CsHeaderScan;

/* Looks for the end of the section in the @size_bytes that have come so far. A blank line ends it,
 * and so does a line that can be no field; @is_all: nothing more will come.
 * Returns: FALSE if more is needed; else *@header_bytes is the size of the section without the
 * blank line, and the body begins at *@body_start. */
gboolean cs_header_scan (CsHeaderScan *scan, const char *bytes, gsize size_bytes, gboolean is_all,
                         gsize *header_bytes, gsize *body_start);

typedef struct
{
  const char *start; /* of the field; its name is here */
  gsize size_bytes; /* with all its lines and their ends */
  gsize name_bytes;
  const char *value; /* behind the colon */
  gsize value_bytes; /* without the last line end */
} CsHeaderField;

/* The next field of the section from *@at to @end; *@at moves behind it. A "From " line in front,
 * as mail boxes have it, is passed over. FALSE: there is none. */
gboolean cs_header_next (const char **at, const char *end, CsHeaderField *field);
/* Whether its name is @name, case ignored. */
gboolean cs_header_field_is (const CsHeaderField *field, const char *name);
/* The value on one line, white space at both ends removed. */
char *cs_header_field_unfold (const CsHeaderField *field);

G_END_DECLS
