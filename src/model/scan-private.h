/* scan-private.h - what the parts of the scan share
 *
 * scan.c knows the grammar, scan-token.c strings, numbers and words,
 * scan-key.c finds duplicate keys, scan-position.c lines and columns.
 */
#pragma once

#include "model/scan.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 offset; /* of its first byte */
  guint32 key_offset; /* of the key in front of it; its own where there is none */
  guint32 end; /* offset behind its last byte */
  guint32 after; /* number of the first value behind it and all that it holds */
} CsScanValue;

/* Every line, and every so many bytes of a long one, so that any position is found quickly. */
typedef struct
{
  guint32 offset;
  guint32 line;
  guint32 column;
} CsScanMark;

struct _CsScan
{
  const char *text;
  gsize size_bytes;
  GArray *values; /* of CsScanValue */
  GArray *marks; /* of CsScanMark; NULL until the first position is asked for */
};

typedef struct
{
  const char *text; /* without quotes; escapes undone */
  guint32 size_bytes;
  guint32 hash;
  guint32 offset; /* of its opening quote */
} CsScanKey;

/* A container that is open. */
typedef struct
{
  gboolean is_object;
  guint nth; /* its number among the values */
  guint first_key; /* its keys are the last ones from here on */
  guint n_items; /* complete ones */
} CsScanLevel;

typedef struct
{
  CsScan *scan;
  const char *next;
  const char *end;
  GPtrArray *faults;
  CsScanLevel levels[CS_SCAN_MAX_DEPTH];
  guint depth;
  GArray *keys; /* of CsScanKey, those of all open objects */
  GPtrArray *unescaped; /* what keys with escapes point to */
  gboolean has_duplicates;
} CsScanner;

/* Appends a fault at @at; returns FALSE. @value: cleaned here, cut to a few bytes; may be NULL. */
gboolean cs_scanner_fail (CsScanner *scanner, const char *at, CsFaultCode code, const char *value,
                          gsize value_bytes, const char *expected);

/* Each reads one token at scanner->next and moves behind it. */
gboolean cs_scanner_read_string (CsScanner *scanner, gboolean *has_escapes);
gboolean cs_scanner_read_number (CsScanner *scanner);
gboolean cs_scanner_read_word (CsScanner *scanner);

/* The key between the quotes at @quote. Duplicates are found when the object is closed. */
void cs_scanner_add_key (CsScanner *scanner, const char *quote, gsize size_bytes,
                         gboolean has_escapes);
void cs_scanner_close_object (CsScanner *scanner, const CsScanLevel *level);

void cs_scan_position_of_offset (CsScan *scan, gsize offset, guint *line, guint *column);

G_END_DECLS
