/* figures.h - what the engine has done since the start, counted
 */
#pragma once

#include "smtp/failure.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 delivered, rejected; /* recipients */
  /* Recipients whose message was sent whole, and whether the server took it is not known: it is
   * sent again, and may arrive twice (RFC 1047). */
  guint64 possible_duplicates;
  guint64 connections; /* sessions that got ready for mail */
  guint64 failed_connections; /* that did not */
  guint64 logins, refused_logins;
  guint open_connections; /* now, those that are being opened too */
} CsFigures;

/* One destination, now. */
typedef struct
{
  guint connections; /* as open_connections */
  guint most_connections;
  gint64 rests_until_s; /* 0: it does not rest */
} CsDestinationFigures;

/* @has_session: it got ready for mail; else @failure says why not. @was_connected: it came to
 * that. */
void cs_figures_note_opening (CsFigures *figures, gboolean has_session, gboolean has_login,
                              gboolean was_connected, const CsFailure *failure);
/* What became of one recipient. */
void cs_figures_note_outcome (CsFigures *figures, const CsFailure *failure);

G_END_DECLS
