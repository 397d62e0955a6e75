#include "sendmail/drop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/header-field.h"
#include "base/when.h"
#include "sendmail/dsn.h"

/* Fields of the message that would be taken for more lines of its envelope. */
static gboolean
begins_like_envelope (const GString *head)
{
  const char *at = head->str;
  CsHeaderField field;

  return cs_header_next (&at, head->str + head->len, &field)
         && (cs_header_field_is (&field, "X-Sender") || cs_header_field_is (&field, "X-Receiver"));
}

/* As in pickup: X-Sender, X-Receiver for each recipient, then the message. */
static void
write_envelope (FILE *file, const CsOutgoing *message)
{
  g_autoptr (GString) mail = g_string_new (NULL);
  g_autoptr (GString) rcpt = g_string_new (NULL);

  cs_dsn_append_mail (mail, message->options);
  cs_dsn_append_rcpt (rcpt, message->options);
  fprintf (file, "X-Sender: <%s>%s\n", message->sender, mail->str);
  for (guint i = 0; i < message->recipients->len; i++)
    fprintf (file, "X-Receiver: <%s>%s\n", (char *)g_ptr_array_index (message->recipients, i),
             rcpt->str);
}

static gboolean
write_message (FILE *file, const CsOutgoing *message)
{
  write_envelope (file, message);
  if (begins_like_envelope (message->head))
    fputs ("X-Submitted-By: countersign-sendmail\n", file);
  fwrite (message->head->str, 1, message->head->len, file);
  if (message->head->len > 0 && message->head->str[message->head->len - 1] != '\n')
    fputc ('\n', file);
  fputc ('\n', file);
  fwrite (message->body, 1, message->body_size_bytes, file);
  /* what could not be written on the way is not tried again, and only ferror tells of it */
  return fflush (file) == 0 && !ferror (file) && fsync (fileno (file)) == 0;
}

static char *
say (const char *folder, int error_number)
{
  return g_strdup_printf ("%s: cannot write: %s", folder, g_strerror (error_number));
}

/* Root's mail is handed to whose folder it is: the machine's worker has no right to read others'.
 */
static gboolean
set_access (int fd, const char *folder)
{
  struct stat status;

  if (fchmod (fd, 0600) != 0 || geteuid () != 0)
    return TRUE;
  return stat (folder, &status) == 0 && fchown (fd, status.st_uid, status.st_gid) == 0;
}

/* Whole before it has its name: a file that begins with a dot is left alone by the worker. */
static gboolean
write_file (const char *folder, const CsOutgoing *message, GError **error)
{
  g_autofree char *id = cs_when_new_id ();
  g_autofree char *hidden = g_strdup_printf ("%s/.%s.part", folder, id);
  g_autofree char *final = g_strdup_printf ("%s/%s.eml", folder, id);
  FILE *file = fopen (hidden, "wxe");
  gboolean whole;

  if (file == NULL)
    {
      cs_file_set_error (error, errno, "write", hidden);
      return FALSE;
    }
  whole = set_access (fileno (file), folder) && write_message (file, message);
  whole = fclose (file) == 0 && whole;
  if (!whole || rename (hidden, final) != 0)
    {
      cs_file_set_error (error, errno, "write", final);
      unlink (hidden);
      return FALSE;
    }
  return cs_file_sync_folder (folder, error);
}

CsOutcome
cs_drop_write (const char *folder, gboolean makes_folder, const CsOutgoing *message, char **reply)
{
  g_autoptr (GError) error = NULL;

  if (access (folder, W_OK) != 0 && errno != ENOENT)
    {
      *reply = say (folder, errno);
      return CS_OUTCOME_LATER;
    }
  if (!makes_folder && access (folder, F_OK) != 0)
    {
      *reply = g_strdup_printf ("%s: there is no such folder; it is made when the machine's worker "
                                "starts: systemctl start countersign-delivery",
                                folder);
      return CS_OUTCOME_LATER;
    }
  if (cs_file_make_folder (folder, 0700, &error) && write_file (folder, message, &error))
    return CS_OUTCOME_DONE;

  *reply = g_strdup (error->message);
  return CS_OUTCOME_LATER;
}
