/* body.h - the content of a message on its way to a server
 *
 * A source hands the message over in chunks, so that a large one never stands
 * whole in memory. Content is already normalised: every line ends in CRLF, no
 * bare CR, LF or NUL, the last line too. Dots are not doubled yet: the
 * stuffer does that (DATA), or nobody (BDAT).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CS_BODY_CHUNK_BYTES (64 * 1024)

#define CS_TYPE_BODY_SOURCE (cs_body_source_get_type ())
G_DECLARE_INTERFACE (CsBodySource, cs_body_source, CS, BODY_SOURCE, GObject)

struct _CsBodySourceInterface
{
  GTypeInterface parent;
  guint64 (*get_size) (CsBodySource *source); /* bytes, exact */
  gboolean (*is_8bit) (CsBodySource *source); /* has bytes over 127 */
  GBytes *(*peek_whole) (CsBodySource *source); /* (nullable): small ones, at once */
  void (*read_async) (CsBodySource *source, guint64 offset, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*read_finish) (CsBodySource *source, GAsyncResult *result, GError **error);
};

guint64 cs_body_source_get_size (CsBodySource *source);
gboolean cs_body_source_is_8bit (CsBodySource *source);
GBytes *cs_body_source_peek_whole (CsBodySource *source); /* (transfer full) (nullable) */
/* The next up to CS_BODY_CHUNK_BYTES from @offset; an empty GBytes at the end. */
void cs_body_source_read_async (CsBodySource *source, guint64 offset, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GBytes *cs_body_source_read_finish (CsBodySource *source, GAsyncResult *result, GError **error);

/* A whole message in memory (tests, delivery reports). */
CsBodySource *cs_body_source_new_for_bytes (GBytes *content);

/* Dot-stuffing, RFC 5321 section 4.5.2. Pure; a fuzz target (un-stuffing gives the input back). */
typedef struct
{
  gboolean at_line_start; /* start with TRUE */
  gboolean after_cr; /* the last byte so far was CR */
} CsDotStuffer;
#define CS_DOT_STUFFER_INIT                                                                        \
  {                                                                                                \
    TRUE, FALSE                                                                                    \
  }
/* Appends @bytes with dots doubled to @out. Chunks may end anywhere, also between CR and LF. */
void cs_dot_stuffer_feed (CsDotStuffer *stuffer, const char *bytes, gsize size_bytes,
                          GByteArray *out);

/* Normalising what programs hand in (LF, CRLF or mixed; RFC 5321 section 2.3.8): LF alone ends a
 * line and becomes CRLF; a CR that no LF follows and NUL become a space; a last line without end
 * gets one. Used at acceptance. Pure; a fuzz target. */
typedef struct
{
  gboolean after_cr;
  gboolean at_line_start;
  gboolean is_8bit; /* (out) any byte over 127 so far */
  gboolean has_long_line; /* (out) a line over 998 bytes so far */
  guint line_bytes;
} CsNormalizer;
#define CS_NORMALIZER_INIT                                                                         \
  {                                                                                                \
    FALSE, TRUE, FALSE, FALSE, 0                                                                   \
  }
void cs_normalizer_feed (CsNormalizer *normalizer, const char *bytes, gsize size_bytes,
                         GByteArray *out);
void cs_normalizer_end (CsNormalizer *normalizer, GByteArray *out);

G_END_DECLS
