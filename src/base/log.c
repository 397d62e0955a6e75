#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/when.h"

#define VALUE_MAX_BYTES 1024
#define LINE_MAX_BYTES 8192
#define MAX_PAIRS 32

typedef struct
{
  const char *program;
  gboolean is_journal;
  GLogLevelFlags fatal; /* what G_DEBUG says; GLib leaves this to the writer */
  GLogLevelFlags least; /* 0: everything */
} Writer;

static Writer writer;

static const char *
level_name (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "error";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "critical";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "notice";
  if (level & G_LOG_LEVEL_INFO)
    return "info";
  return "debug";
}

static const char *
level_priority (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "3";
  if (level & G_LOG_LEVEL_WARNING)
    return "4";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "5";
  if (level & G_LOG_LEVEL_INFO)
    return "6";
  return "7";
}

static void
write_whole (int fd, const char *bytes, gsize size_bytes)
{
  while (size_bytes > 0)
    {
      gssize written = write (fd, bytes, size_bytes);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return;
      bytes += written;
      size_bytes -= written;
    }
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, key) == 0 && fields[i].length == -1)
      return fields[i].value;

  return NULL;
}

static void
write_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  const char *message = find_field (fields, n_fields, "MESSAGE");
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  g_autofree char *now = cs_when_to_rfc3339 (cs_when_now_s ());
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%s %s ", now, level_name (level));
  if (domain != NULL && strcmp (domain, G_LOG_DOMAIN) != 0)
    g_string_append_printf (line, "%s: ", domain);
  if (message != NULL)
    {
      g_autofree char *clean = cs_text_clean (message, strlen (message), LINE_MAX_BYTES);

      g_string_append (line, clean);
    }
  g_string_append_c (line, '\n');

  /* one write: lines of several processes on one descriptor stay whole */
  write_whole (STDERR_FILENO, line->str, line->len);
}

/* Levels that matter less are larger numbers. */
static gboolean
is_left_out (GLogLevelFlags level)
{
  return writer.least != 0 && (level & G_LOG_LEVEL_MASK) > writer.least
         && g_getenv ("G_MESSAGES_DEBUG") == NULL;
}

static GLogWriterOutput
write_fields (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (!is_left_out (level)
      && !g_log_writer_default_would_drop (level, find_field (fields, n_fields, "GLIB_DOMAIN"))
      && (!writer.is_journal
          || g_log_writer_journald (level, fields, n_fields, NULL) != G_LOG_WRITER_HANDLED))
    write_line (level, fields, n_fields);

  if (level & writer.fatal)
    G_BREAKPOINT ();

  return G_LOG_WRITER_HANDLED;
}

/**
 * cs_log_init:
 * @program: a static name, SYSLOG_IDENTIFIER in the journal
 *
 * From here on everything that is logged in this process, also by libraries,
 * takes one form.
 */
void
cs_log_init (const char *program)
{
  writer.program = program;
  writer.is_journal = g_log_writer_is_journald (fileno (stderr));
  writer.fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_always_fatal (writer.fatal);

  g_log_set_writer_func (write_fields, NULL, NULL);
}

/**
 * cs_log_leave_out_below:
 * @least: such as %G_LOG_LEVEL_WARNING
 *
 * What matters less is not written, unless G_MESSAGES_DEBUG asks for it: a command's standard error
 * is for the person who has called it.
 */
void
cs_log_leave_out_below (GLogLevelFlags least)
{
  writer.least = least;
}

static gboolean
needs_quotes (const char *value)
{
  return *value == '\0' || strpbrk (value, " \"\\=") != NULL;
}

static void
append_pair (GString *message, const char *key, const char *value)
{
  g_string_append_printf (message, " %s=", key);
  if (!needs_quotes (value))
    {
      g_string_append (message, value);
      return;
    }

  g_string_append_c (message, '"');
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (message, '\\');
      g_string_append_c (message, *c);
    }
  g_string_append_c (message, '"');
}

/* "reply-code" becomes COUNTERSIGN_REPLY_CODE */
static char *
field_name (const char *key)
{
  g_autofree char *upper = g_ascii_strup (key, -1);

  g_strdelimit (upper, "-", '_');
  return g_strconcat ("COUNTERSIGN_", upper, NULL);
}

static void
add_field (GArray *fields, const char *key, const char *value)
{
  GLogField field = { key, value, -1 };

  g_array_append_val (fields, field);
}

static void
add_pairs (GArray *fields, GString *message, GPtrArray *owned, va_list pairs)
{
  const char *key;

  for (guint n = 0; n < MAX_PAIRS && (key = va_arg (pairs, const char *)) != NULL; n++)
    {
      const char *value = va_arg (pairs, const char *);
      char *clean, *name;

      if (value == NULL)
        continue;

      clean = cs_text_clean (value, strlen (value), VALUE_MAX_BYTES);
      name = field_name (key);
      g_ptr_array_add (owned, clean);
      g_ptr_array_add (owned, name);
      append_pair (message, key, clean);
      add_field (fields, name, clean);
    }
}

/**
 * cs_log:
 * @level: how much it matters
 * @event: a short fixed phrase
 * @...: pairs of key and value, then %NULL
 *
 * Logs one thing that happened. Safe from any thread.
 */
void
cs_log (GLogLevelFlags level, const char *event, ...)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (GLogField));
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) message = g_string_new (event);
  va_list pairs;

  add_field (fields, "PRIORITY", level_priority (level));
  add_field (fields, "GLIB_DOMAIN", G_LOG_DOMAIN);
  if (writer.program != NULL)
    add_field (fields, "SYSLOG_IDENTIFIER", writer.program);
  add_field (fields, "COUNTERSIGN_EVENT", event);

  va_start (pairs, event);
  add_pairs (fields, message, owned, pairs);
  va_end (pairs);
  add_field (fields, "MESSAGE", message->str);

  g_log_structured_array (level, (gpointer)fields->data, fields->len);
}
