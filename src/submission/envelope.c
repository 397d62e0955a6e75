#include "submission/envelope.h"

#include "base/header-field.h"
#include "base/mailbox-list.h"

void
cs_pickup_envelope_free (CsPickupEnvelope *envelope)
{
  if (envelope == NULL)
    return;

  g_free (envelope->sender);
  g_ptr_array_unref (envelope->recipients);
  g_free (envelope);
}

/* --- lines in front --- */

static gboolean
set_sender (CsPickupEnvelope *envelope, const CsHeaderField *field, GError **error)
{
  if (envelope->sender != NULL)
    {
      g_set_error_literal (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_ENVELOPE,
                           "there is more than one X-Sender line");
      return FALSE;
    }

  envelope->sender = cs_header_field_unfold (field);
  envelope->names_sender = TRUE;
  return TRUE;
}

/* The first lines only, as long as they are such ones. */
static gboolean
read_lines_in_front (CsPickupEnvelope *envelope, const char *header, const char *end,
                     GError **error)
{
  const char *at = header;
  CsHeaderField field;

  while (cs_header_next (&at, end, &field))
    {
      gboolean is_sender = cs_header_field_is (&field, "X-Sender");

      if (!is_sender && !cs_header_field_is (&field, "X-Receiver"))
        break;
      if (is_sender && !set_sender (envelope, &field, error))
        return FALSE;
      if (!is_sender)
        g_ptr_array_add (envelope->recipients, cs_header_field_unfold (&field));
      envelope->size_bytes = field.start + field.size_bytes - header;
    }

  return TRUE;
}

/* --- fields --- */

static gboolean
is_one_of (const CsHeaderField *field, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (cs_header_field_is (field, names[i]))
      return TRUE;

  return FALSE;
}

static gboolean
add_recipients (CsPickupEnvelope *envelope, const CsHeaderField *field, GError **error)
{
  guint n_unreadable;
  g_autoptr (GPtrArray) mailboxes
      = cs_mailbox_list_parse (field->value, field->value_bytes, &n_unreadable);

  for (guint i = 0; i < mailboxes->len; i++)
    g_ptr_array_add (envelope->recipients, g_strdup (((CsMailbox *)mailboxes->pdata[i])->address));
  if (n_unreadable == 0)
    return TRUE;

  g_set_error (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_RECIPIENT,
               "%u of the recipients in the field %.*s cannot be read as addresses", n_unreadable,
               (int)field->name_bytes, field->start);
  return FALSE;
}

static gboolean
read_recipients (CsPickupEnvelope *envelope, const char *header, const char *end,
                 const char *const *names, GError **error)
{
  const char *at = header;
  CsHeaderField field;

  while (cs_header_next (&at, end, &field))
    if (is_one_of (&field, names) && !add_recipients (envelope, &field, error))
      return FALSE;

  return TRUE;
}

/* The first mailbox of the first such field. */
static char *
read_sender (const char *header, const char *end, const char *name)
{
  const char *at = header;
  CsHeaderField field;

  while (cs_header_next (&at, end, &field))
    {
      g_autoptr (GPtrArray) mailboxes = NULL;

      if (!cs_header_field_is (&field, name))
        continue;
      mailboxes = cs_mailbox_list_parse (field.value, field.value_bytes, NULL);
      if (mailboxes->len > 0)
        return g_strdup (((CsMailbox *)mailboxes->pdata[0])->address);
    }

  return NULL;
}

static gboolean
read_fields (CsPickupEnvelope *envelope, const char *header, const char *end, GError **error)
{
  static const char *const resent[] = { "Resent-To", "Resent-Cc", "Resent-Bcc", NULL };
  static const char *const original[] = { "To", "Cc", "Bcc", NULL };
  static const char *const senders[] = { "Resent-Sender", "Resent-From", "Sender", "From" };

  if (envelope->recipients->len == 0 && !read_recipients (envelope, header, end, resent, error))
    return FALSE;
  if (envelope->recipients->len == 0 && !read_recipients (envelope, header, end, original, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (senders) && envelope->sender == NULL; i++)
    envelope->sender = read_sender (header, end, senders[i]);
  return TRUE;
}

CsPickupEnvelope *
cs_pickup_envelope_parse (const char *header, gsize size_bytes, GError **error)
{
  g_autoptr (CsPickupEnvelope) envelope = g_new0 (CsPickupEnvelope, 1);
  const char *end = header + size_bytes;

  envelope->recipients = g_ptr_array_new_with_free_func (g_free);
  if (!read_lines_in_front (envelope, header, end, error)
      || !read_fields (envelope, header + envelope->size_bytes, end, error))
    return NULL;

  if (envelope->recipients->len == 0)
    {
      g_set_error_literal (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_NO_RECIPIENTS,
                           "the message has no recipients: neither X-Receiver lines nor To, Cc or "
                           "Bcc fields");
      return NULL;
    }
  return g_steal_pointer (&envelope);
}
