#include "base/mailbox-list.h"

#include <string.h>

/* The list, and the entry that is being read. */
typedef struct
{
  const char *text;
  gsize size_bytes;
  gsize at;
  GPtrArray *mailboxes;
  guint n_unreadable;

  GString *words; /* outside angle brackets, without comments */
  gsize start, end; /* of what is in words */
  gboolean has_space; /* white space between two words */
  gboolean is_broken; /* a quote or bracket was not closed */
  GString *angle; /* inside the brackets; only if has_angle */
  gsize angle_start, angle_end;
  gboolean has_angle;
} List;

static void
mailbox_free (gpointer data)
{
  CsMailbox *mailbox = data;

  g_free (mailbox->address);
  g_free (mailbox);
}

static gboolean
is_white (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* --- entries --- */

static void
reset_entry (List *list)
{
  g_string_truncate (list->words, 0);
  g_string_truncate (list->angle, 0);
  list->has_space = list->is_broken = list->has_angle = FALSE;
}

/* RFC 2047: a name in an encoded word is no address, though all its characters could be in one. */
static gboolean
is_encoded_word (const GString *words)
{
  return words->len > 4 && g_str_has_prefix (words->str, "=?")
         && g_str_has_suffix (words->str, "?=");
}

static void
add_mailbox (List *list, const GString *address, gsize start, gsize end)
{
  CsMailbox *mailbox = g_new0 (CsMailbox, 1);

  mailbox->address = g_strndup (address->str, address->len);
  mailbox->start = start;
  mailbox->end = end;
  mailbox->is_plain
      = end - start == address->len && memcmp (list->text + start, address->str, address->len) == 0;
  g_ptr_array_add (list->mailboxes, mailbox);
}

static void
finish_entry (List *list)
{
  if (list->has_angle && !list->is_broken && list->angle->len > 0)
    add_mailbox (list, list->angle, list->angle_start, list->angle_end);
  else if (!list->has_angle && list->words->len > 0 && !list->has_space && !list->is_broken
           && !is_encoded_word (list->words))
    add_mailbox (list, list->words, list->start, list->end);
  else if (list->words->len > 0 || list->has_angle)
    list->n_unreadable++;

  reset_entry (list);
}

/* --- tokens --- */

/* Comments nest; one that is not closed goes to the end. */
static void
skip_comment (List *list)
{
  guint depth = 0;

  do
    {
      char c = list->text[list->at++];

      if (c == '\\' && list->at < list->size_bytes)
        list->at++;
      else if (c == '(')
        depth++;
      else if (c == ')')
        depth--;
    }
  while (depth > 0 && list->at < list->size_bytes);
}

/* Takes a quoted string or a domain literal whole, with what delimits it. */
static void
take_delimited (List *list, GString *into, char close)
{
  g_string_append_c (into, list->text[list->at++]);

  while (list->at < list->size_bytes)
    {
      char c = list->text[list->at++];

      if (c == '\r' || c == '\n' || c == '\0')
        continue;
      g_string_append_c (into, c);
      if (c == close)
        return;
      if (c == '\\' && list->at < list->size_bytes && !is_white (list->text[list->at]))
        g_string_append_c (into, list->text[list->at++]);
    }

  list->is_broken = TRUE;
}

/* One token into @into, with the place where it stands; FALSE: it was white space or a comment. */
static gboolean
take_token (List *list, GString *into, gsize *start, gsize *end)
{
  char c = list->text[list->at];
  gsize before = list->at;

  if (c == '(')
    {
      skip_comment (list);
      return FALSE;
    }
  if (is_white (c))
    {
      list->at++;
      return FALSE;
    }

  if (into->len == 0)
    *start = before;
  if (c == '"')
    take_delimited (list, into, '"');
  else if (c == '[')
    take_delimited (list, into, ']');
  else
    g_string_append_c (into, list->text[list->at++]);
  *end = list->at;
  return TRUE;
}

/* White space counts only between two words; around a dot or an @ it is obsolete, and nothing.
 * Returns whether it counts in front of this token. */
static gboolean
take_word (List *list, GString *into, gsize *start, gsize *end)
{
  gsize before = list->at;
  gsize last_end = *end;
  char last = into->len > 0 ? into->str[into->len - 1] : '.';
  char next = list->text[before];

  return take_token (list, into, start, end) && before > last_end && last != '.' && last != '@'
         && next != '.' && next != '@';
}

static void
take_angle (List *list)
{
  list->at++;
  if (list->has_angle) /* a second one without a comma: two entries */
    finish_entry (list);
  list->has_angle = TRUE;

  while (list->at < list->size_bytes && list->text[list->at] != '>')
    if (take_word (list, list->angle, &list->angle_start, &list->angle_end))
      list->is_broken = TRUE;

  if (list->at < list->size_bytes)
    list->at++;
  else
    list->is_broken = TRUE;
}

static void
take_next (List *list)
{
  switch (list->text[list->at])
    {
    case ',':
    case ';':
      finish_entry (list);
      list->at++;
      break;
    case ':': /* the name of a group ends */
      reset_entry (list);
      list->at++;
      break;
    case '<':
      take_angle (list);
      break;
    default:
      list->has_space |= take_word (list, list->words, &list->start, &list->end);
    }
}

GPtrArray *
cs_mailbox_list_parse (const char *text, gsize size_bytes, guint *n_unreadable)
{
  List list = { .text = text, .size_bytes = size_bytes };

  list.mailboxes = g_ptr_array_new_with_free_func (mailbox_free);
  list.words = g_string_new (NULL);
  list.angle = g_string_new (NULL);

  while (list.at < size_bytes)
    take_next (&list);
  finish_entry (&list);

  g_string_free (list.words, TRUE);
  g_string_free (list.angle, TRUE);
  if (n_unreadable != NULL)
    *n_unreadable = list.n_unreadable;
  return list.mailboxes;
}
