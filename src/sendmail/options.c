#include "sendmail/options.h"

#include <string.h>

#include "base/mailbox-list.h"
#include "sendmail/dsn.h"

#define WITH_VALUE                                                                                 \
  "BCFLNORVXfhopr" /* the value stands behind the letter or is the next argument                   \
                    */
#define ENVELOPE_ID_MAX_BYTES 100 /* RFC 3461 section 4.4 */
#define FLAGS "AGUeimnstvx" /* Ac, Am, em, … may follow */

static gboolean
has_control_characters (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;

  return FALSE;
}

static char *
without_brackets (const char *text)
{
  gsize size = strlen (text);

  if (size >= 2 && text[0] == '<' && text[size - 1] == '>')
    return g_strndup (text + 1, size - 2);
  return g_strdup (text);
}

static gboolean
is_notify (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  if (g_ascii_strcasecmp (text, "never") == 0)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], "success") != 0
        && g_ascii_strcasecmp (words[i], "failure") != 0
        && g_ascii_strcasecmp (words[i], "delay") != 0)
      return FALSE;

  return words[0] != NULL;
}

static char *
set_return (CsSendmailOptions *options, const char *value)
{
  if (g_ascii_strcasecmp (value, "full") != 0 && g_ascii_strcasecmp (value, "hdrs") != 0)
    return g_strdup_printf ("-R %s: it must be full or hdrs", value);

  g_free (options->dsn_return);
  options->dsn_return = g_ascii_strup (value, -1);
  return NULL;
}

static char *
set_notify (CsSendmailOptions *options, const char *value)
{
  if (!is_notify (value))
    return g_strdup_printf ("-N %s: it must be never, or of success, failure and delay", value);

  g_free (options->notify);
  options->notify = g_ascii_strup (value, -1);
  return NULL;
}

static void
replace (char **place, char *value)
{
  g_free (*place);
  *place = value;
}

static char *
set_envelope_id (CsSendmailOptions *options, const char *value)
{
  g_autofree char *xtext = cs_dsn_xtext (value);

  if (strlen (xtext) > ENVELOPE_ID_MAX_BYTES)
    return g_strdup_printf ("-V: more than %d bytes as xtext", ENVELOPE_ID_MAX_BYTES);
  replace (&options->envelope_id, *value != '\0' ? g_strdup (value) : NULL);
  return NULL;
}

/* Returns a sentence when the value is wrong. */
static char *
take_value (CsSendmailOptions *options, char letter, const char *value)
{
  if (strchr ("fFV", letter) != NULL && has_control_characters (value))
    return g_strdup_printf ("-%c: the value has control characters", letter);

  if (letter == 'f' || letter == 'r')
    replace (&options->sender, without_brackets (value));
  else if (letter == 'F')
    replace (&options->full_name, g_strdup (value));
  else if (letter == 'V')
    return set_envelope_id (options, value);
  else if (letter == 'N')
    return set_notify (options, value);
  else if (letter == 'R')
    return set_return (options, value);
  else if (letter == 'o' && value[0] == 'i')
    options->ignore_dots = TRUE;
  else if (letter == 'O' && g_ascii_strcasecmp (value, "IgnoreDots=true") == 0)
    options->ignore_dots = TRUE;
  return NULL;
}

static char *
take_mode (CsSendmailOptions *options, char letter)
{
  switch (letter)
    {
    case 'm':
      options->mode = CS_SENDMAIL_SUBMIT;
      return NULL;
    case 's':
      options->mode = CS_SENDMAIL_SMTP;
      return NULL;
    case 'p':
      options->mode = CS_SENDMAIL_LIST;
      return NULL;
    case 'i':
      options->mode = CS_SENDMAIL_ALIASES;
      return NULL;
    case 'd':
    case 'D':
      return g_strdup ("-bd: the worker is a program of its own: countersign-delivery");
    default:
      return g_strdup_printf ("-b%c is not known here", letter);
    }
}

static void
take_flag (CsSendmailOptions *options, char letter)
{
  if (letter == 't')
    options->from_header = TRUE;
  else if (letter == 'i')
    options->ignore_dots = TRUE;
  else if (letter == 'v')
    options->is_verbose = TRUE;
}

static char *
take_long (CsSendmailOptions *options, const char *argument)
{
  if (strcmp (argument, "--version") == 0)
    options->mode = CS_SENDMAIL_VERSION;
  else if (strcmp (argument, "--help") == 0)
    options->mode = CS_SENDMAIL_HELP;
  else if (strcmp (argument, "--system") == 0)
    options->is_system = TRUE;
  else
    return g_strdup_printf ("%s is not known here", argument);
  return NULL;
}

/* Takes argv[*i], and its value behind it. */
static char *
take_option (CsSendmailOptions *options, char **argv, int argc, int *i)
{
  const char *argument = argv[*i];
  char letter = argument[1];

  if (letter == '-')
    return take_long (options, argument);
  if (letter == 'b')
    return take_mode (options, argument[2]);
  if (letter == 'q')
    options->mode = CS_SENDMAIL_RETRY;
  else if (letter == 'I')
    options->mode = CS_SENDMAIL_ALIASES;
  else if (letter == 'd')
    ; /* debugging of another program */
  else if (strchr (WITH_VALUE, letter) != NULL)
    {
      if (argument[2] != '\0')
        return take_value (options, letter, argument + 2);
      if (*i + 1 >= argc)
        return g_strdup_printf ("-%c needs a value", letter);
      return take_value (options, letter, argv[++*i]);
    }
  else if (strchr (FLAGS, letter) != NULL)
    for (const char *flag = argument + 1; *flag != '\0'; flag++)
      take_flag (options, *flag);
  else
    return g_strdup_printf ("-%c is not known here", letter);
  return NULL;
}

static char *
take_recipients (CsSendmailOptions *options, const char *text)
{
  g_autoptr (GPtrArray) mailboxes = NULL;
  guint n_unreadable = 0;

  if (has_control_characters (text))
    return g_strdup ("a recipient has control characters");

  mailboxes = cs_mailbox_list_parse (text, strlen (text), &n_unreadable);
  if (mailboxes->len == 0 || n_unreadable > 0)
    return g_strdup_printf ("\"%s\" is no address", text);
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const CsMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      g_ptr_array_add (options->recipients, g_strdup (mailbox->address));
    }
  return NULL;
}

static CsSendmailMode
mode_of_name (const char *program)
{
  g_autofree char *name = g_path_get_basename (program);

  if (strcmp (name, "mailq") == 0)
    return CS_SENDMAIL_LIST;
  if (strcmp (name, "newaliases") == 0)
    return CS_SENDMAIL_ALIASES;
  return CS_SENDMAIL_SUBMIT;
}

CsSendmailOptions *
cs_sendmail_options_parse (int argc, char **argv, char **message)
{
  g_autoptr (CsSendmailOptions) options = g_new0 (CsSendmailOptions, 1);
  gboolean may_be_option = TRUE;

  options->mode = mode_of_name (argv[0] != NULL ? argv[0] : "");
  options->recipients = g_ptr_array_new_with_free_func (g_free);
  for (int i = 1; i < argc; i++)
    {
      if (may_be_option && strcmp (argv[i], "--") == 0)
        may_be_option = FALSE;
      else if (may_be_option && argv[i][0] == '-' && argv[i][1] != '\0')
        *message = take_option (options, argv, argc, &i);
      else
        *message = take_recipients (options, argv[i]);
      if (*message != NULL)
        return NULL;
    }
  return g_steal_pointer (&options);
}

void
cs_sendmail_options_free (CsSendmailOptions *options)
{
  g_free (options->sender);
  g_free (options->full_name);
  g_free (options->notify);
  g_free (options->dsn_return);
  g_free (options->envelope_id);
  g_ptr_array_unref (options->recipients);
  g_free (options);
}
