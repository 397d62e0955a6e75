/* recipient-list.h - the part of a worker's list that has been fetched, kept up to date by slices
 *
 * The worker lists recipients by ID, at most so many after a given one. Here is the beginning of
 * that list, as far as somebody has scrolled. A slice, fetched anew from any place, replaces what
 * was there: who is gone goes, who is new comes in between, the others stay where they are. Nothing
 * is fetched here, and no widget is known.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsRecipientList CsRecipientList;

/* Told as it happens, one place at a time: so the list is as it says at each call. */
typedef struct
{
  void (*inserted) (guint place, gpointer user_data);
  void (*changed) (guint place, gpointer user_data);
  void (*removed) (guint place, gpointer user_data);
} CsRecipientListEvents;

/* @events: (nullable): must live as long */
CsRecipientList *cs_recipient_list_new (const CsRecipientListEvents *events, gpointer user_data);
void cs_recipient_list_free (CsRecipientList *list);

guint cs_recipient_list_n (const CsRecipientList *list);
/* (transfer none): a{sv}, as org.countersign.Delivery describes rows. */
GVariant *cs_recipient_list_get (const CsRecipientList *list, guint place);
const char *cs_recipient_list_id (const CsRecipientList *list, guint place);
/* What a slice that is to begin at @place comes after; "" for the first. */
const char *cs_recipient_list_before (const CsRecipientList *list, guint place);
/* Whether nothing came after the last one when that was asked last. */
gboolean cs_recipient_list_is_complete (const CsRecipientList *list);
/* Something may have come since. */
void cs_recipient_list_doubt (CsRecipientList *list);
/* Empties the list without telling anybody. */
void cs_recipient_list_clear (CsRecipientList *list);

/**
 * cs_recipient_list_take:
 * @after: what the slice was asked to come after; at most the last one's ID
 * @slice: aa{sv}: the rows, by ID
 * @limit: how many were asked for: fewer rows are the last there are
 */
void cs_recipient_list_take (CsRecipientList *list, const char *after, GVariant *slice,
                             guint limit);

/* Of "ID/N": by ID, then by number. */
int cs_recipient_id_compare (const char *a, const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsRecipientList, cs_recipient_list_free)

G_END_DECLS
