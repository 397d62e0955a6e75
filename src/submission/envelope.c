#include "submission/envelope.h"

#include <string.h>

#include "base/header-field.h"
#include "base/mailbox-list.h"
#include "submission/command-line.h"

static void
recipient_free (gpointer data)
{
  CsPickupRecipient *recipient = data;

  g_free (recipient->address);
  g_free (recipient->original_recipient);
  g_free (recipient);
}

static void
refusal_free (gpointer data)
{
  CsPickupRefusal *refusal = data;

  g_free (refusal->place);
  g_error_free (refusal->error);
  g_free (refusal);
}

void
cs_pickup_envelope_free (CsPickupEnvelope *envelope)
{
  if (envelope == NULL)
    return;

  g_free (envelope->sender);
  g_free (envelope->envelope_id);
  g_free (envelope->dsn_return);
  g_ptr_array_unref (envelope->recipients);
  g_ptr_array_unref (envelope->refused);
  g_free (envelope);
}

static CsPickupRecipient *
add_recipient (CsPickupEnvelope *envelope, const char *address)
{
  CsPickupRecipient *recipient = g_new0 (CsPickupRecipient, 1);

  recipient->address = g_strdup (address);
  g_ptr_array_add (envelope->recipients, recipient);
  return recipient;
}

static void
refuse (CsPickupEnvelope *envelope, const char *place, const char *why)
{
  CsPickupRefusal *refusal = g_new0 (CsPickupRefusal, 1);

  refusal->place = g_strdup (place);
  refusal->error = g_error_new_literal (CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_RECIPIENT, why);
  g_ptr_array_add (envelope->refused, refusal);
}

/* --- lines in front --- */

/* "<path> parameters", as what a mail program says behind @command. The answer to a bad one begins
 * with two codes, which are not for here. Returns: what is wrong, or NULL. */
static const char *
read_path (const char *command, const char *value, CsCommandLine *line)
{
  const char *utf8 = g_str_is_ascii (value) ? "" : " SMTPUTF8";
  g_autofree char *text
      = g_strconcat (command, value, g_str_has_prefix (command, "MAIL") ? utf8 : "", NULL);

  cs_command_line_parse (text, strlen (text), line);
  return line->problem != NULL ? line->problem + strlen ("501 5.5.4 ") : NULL;
}

static gboolean
read_sender_path (CsPickupEnvelope *envelope, const char *value, GError **error)
{
  g_auto (CsCommandLine) line = { 0 };
  const char *problem = read_path ("MAIL FROM:", value, &line);

  if (problem != NULL)
    {
      g_set_error (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_ENVELOPE, "X-Sender: %s",
                   problem);
      return FALSE;
    }

  envelope->sender = g_steal_pointer (&line.text);
  envelope->envelope_id = g_steal_pointer (&line.envelope_id);
  envelope->dsn_return = g_steal_pointer (&line.dsn_return);
  return TRUE;
}

static gboolean
set_sender (CsPickupEnvelope *envelope, const CsHeaderField *field, GError **error)
{
  g_autofree char *value = cs_header_field_unfold (field);

  if (envelope->names_sender)
    {
      g_set_error_literal (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_ENVELOPE,
                           "there is more than one X-Sender line");
      return FALSE;
    }

  envelope->names_sender = TRUE;
  if (value[0] == '<')
    return read_sender_path (envelope, value, error);
  envelope->sender = g_steal_pointer (&value);
  return TRUE;
}

static void
add_receiver (CsPickupEnvelope *envelope, const CsHeaderField *field)
{
  g_autofree char *value = cs_header_field_unfold (field);
  g_auto (CsCommandLine) line = { 0 };
  const char *problem = NULL;
  CsPickupRecipient *recipient;

  if (value[0] == '<')
    problem = read_path ("RCPT TO:", value, &line);
  if (problem != NULL)
    {
      refuse (envelope, value, problem);
      return;
    }

  recipient = add_recipient (envelope, line.text != NULL ? line.text : value);
  recipient->notify = line.notify;
  recipient->original_recipient = g_steal_pointer (&line.original_recipient);
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
        add_receiver (envelope, &field);
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

static void
add_recipients (CsPickupEnvelope *envelope, const CsHeaderField *field)
{
  guint n_unreadable;
  g_autoptr (GPtrArray) mailboxes
      = cs_mailbox_list_parse (field->value, field->value_bytes, &n_unreadable);
  g_autofree char *name = g_strndup (field->start, field->name_bytes);
  g_autofree char *why = g_strdup_printf (
      "%u of the recipients in this field cannot be read as addresses", n_unreadable);

  for (guint i = 0; i < mailboxes->len; i++)
    add_recipient (envelope, ((CsMailbox *)mailboxes->pdata[i])->address);
  if (n_unreadable > 0)
    refuse (envelope, name, why);
}

/* Not when somebody is named already, though he cannot be read: those of the next kind of field are
 * others than were meant. */
static void
read_recipients (CsPickupEnvelope *envelope, const char *header, const char *end,
                 const char *const *names)
{
  const char *at = header;
  CsHeaderField field;

  if (envelope->recipients->len > 0 || envelope->refused->len > 0)
    return;
  while (cs_header_next (&at, end, &field))
    if (is_one_of (&field, names))
      add_recipients (envelope, &field);
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

static void
read_fields (CsPickupEnvelope *envelope, const char *header, const char *end)
{
  static const char *const resent[] = { "Resent-To", "Resent-Cc", "Resent-Bcc", NULL };
  static const char *const original[] = { "To", "Cc", "Bcc", NULL };
  static const char *const senders[] = { "Resent-Sender", "Resent-From", "Sender", "From" };

  read_recipients (envelope, header, end, resent);
  read_recipients (envelope, header, end, original);
  for (guint i = 0; i < G_N_ELEMENTS (senders) && envelope->sender == NULL; i++)
    envelope->sender = read_sender (header, end, senders[i]);
}

static gboolean
check_recipients (const CsPickupEnvelope *envelope, GError **error)
{
  const CsPickupRefusal *first;

  if (envelope->recipients->len > 0)
    return TRUE;
  if (envelope->refused->len == 0)
    {
      g_set_error_literal (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_NO_RECIPIENTS,
                           "the message has no recipients: neither X-Receiver lines nor To, Cc or "
                           "Bcc fields");
      return FALSE;
    }

  first = envelope->refused->pdata[0];
  g_set_error (error, first->error->domain, first->error->code, "%s: %s", first->place,
               first->error->message);
  return FALSE;
}

CsPickupEnvelope *
cs_pickup_envelope_parse (const char *header, gsize size_bytes, GError **error)
{
  g_autoptr (CsPickupEnvelope) envelope = g_new0 (CsPickupEnvelope, 1);
  const char *end = header + size_bytes;

  envelope->recipients = g_ptr_array_new_with_free_func (recipient_free);
  envelope->refused = g_ptr_array_new_with_free_func (refusal_free);
  if (!read_lines_in_front (envelope, header, end, error))
    return NULL;

  read_fields (envelope, header + envelope->size_bytes, end);
  return check_recipients (envelope, error) ? g_steal_pointer (&envelope) : NULL;
}
