/* data-reader.h - the content behind DATA, up to its final dot, RFC 5321 section 4.5.2
 *
 * Only <CRLF>.<CRLF> ends it and only <CRLF> ends a line: a bare LF is an
 * error and not a line end, so that nobody can hide a second message in it.
 * Pure; a fuzz target.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_DATA_MORE,
  CS_DATA_END, /* the final dot */
  CS_DATA_BARE_LF, /* nothing that follows can be trusted */
} CsDataProgress;

typedef struct
{
  /*< private >*/
  guint state;
} CsDataReader;
#define CS_DATA_READER_INIT                                                                        \
  {                                                                                                \
    0                                                                                              \
  }

/* Appends content with its doubled dots undone to @out; *@consumed is how much of @bytes belongs to
 * it, with the final dot. Bytes may be cut anywhere. */
CsDataProgress cs_data_reader_feed (CsDataReader *reader, const char *bytes, gsize size_bytes,
                                    GByteArray *out, gsize *consumed);

G_END_DECLS
