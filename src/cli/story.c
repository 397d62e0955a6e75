#include "cli/story.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "base/when.h"
#include "cli/output-table.h"
#include "cli/queue-rows.h"

/* --- reading ------------------------------------------------------------------------------- */

static const char *
text_of (GVariant *dictionary, const char *key)
{
  const char *text = NULL;

  g_variant_lookup (dictionary, key, "&s", &text);
  return text;
}

static guint32
number_of (GVariant *dictionary, const char *key)
{
  guint32 number = 0;

  g_variant_lookup (dictionary, key, "u", &number);
  return number;
}

static gint64
time_of (GVariant *dictionary, const char *key)
{
  gint64 when_s = 0;

  g_variant_lookup (dictionary, key, "x", &when_s);
  return when_s;
}

/* (element-type GVariant) */
static GPtrArray *
list_of (GVariant *story, const char *key)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  g_autoptr (GVariant) value = g_variant_lookup_value (story, key, G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; value != NULL && i < g_variant_n_children (value); i++)
    g_ptr_array_add (list, g_variant_get_child_value (value, i));
  return list;
}

static GStrv
transcripts_of (GVariant *story)
{
  GStrv transcripts = NULL;

  if (!g_variant_lookup (story, "transcripts", "^as", &transcripts))
    transcripts = g_new0 (char *, 1);
  return transcripts;
}

/* N of "ID/N". */
static guint
row_number (GVariant *row)
{
  const char *id = text_of (row, "id");
  const char *slash = id != NULL ? strchr (id, '/') : NULL;

  return slash != NULL ? g_ascii_strtoull (slash + 1, NULL, 10) : 0;
}

static CsCause
cause_of (GVariant *dictionary)
{
  const char *name = text_of (dictionary, "cause");
  CsCause cause = CS_CAUSE_NONE;

  if (name != NULL)
    cs_cause_from_name (name, &cause);
  return cause;
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void
add_attempt_json (JsonBuilder *builder, const char *id, GVariant *attempt)
{
  g_autofree char *recipient = g_strdup_printf ("%s/%u", id, number_of (attempt, "recipient"));

  json_builder_begin_object (builder);
  cs_json_add_string (builder, "recipient", recipient);
  cs_json_add_integer (builder, "number", number_of (attempt, "number"));
  cs_json_add_time (builder, "time", time_of (attempt, "when"));
  cs_json_add_optional (builder, "verdict", text_of (attempt, "state"));
  cs_json_add_optional (builder, "cause", text_of (attempt, "cause"));
  cs_json_add_optional (builder, "text", text_of (attempt, "text"));
  cs_json_add_optional (builder, "host", text_of (attempt, "host"));
  cs_json_add_optional (builder, "protection", text_of (attempt, "protection"));
  json_builder_end_object (builder);
}

static void
add_attempts_json (JsonBuilder *builder, const char *id, GPtrArray *attempts)
{
  json_builder_set_member_name (builder, "attempts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < attempts->len; i++)
    add_attempt_json (builder, id, attempts->pdata[i]);
  json_builder_end_array (builder);
}

void
cs_story_print_json (GVariant *story)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) rows = list_of (story, "rows");
  g_autoptr (GPtrArray) attempts = list_of (story, "attempts");
  g_auto (GStrv) transcripts = transcripts_of (story);
  const char *id = text_of (story, "id");

  id = id != NULL ? id : "";
  json_builder_begin_object (builder);
  cs_json_add_string (builder, "id", id);
  cs_json_add_optional (builder, "origin", text_of (story, "origin"));
  if (rows->len > 0)
    cs_json_add_time (builder, "arrived", time_of (rows->pdata[0], "arrived"));
  cs_json_add_optional (builder, "header", text_of (story, "header"));
  cs_json_add_integer (builder, "recipient-count",
                       MAX (number_of (story, "recipients"), rows->len));
  json_builder_set_member_name (builder, "recipients");
  cs_queue_rows_add_json (builder, rows, TRUE);
  add_attempts_json (builder, id, attempts);
  cs_json_add_strings (builder, "transcripts", (const char *const *)transcripts);
  json_builder_end_object (builder);
  cs_json_print_builder (builder);
}

/* --- text ---------------------------------------------------------------------------------- */

static void
print_head (GVariant *story, GVariant *row)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  g_autofree char *when = cs_words_when (time_of (row, "arrived"), cs_when_now_s ());
  g_autofree char *origin = cs_words_origin (text_of (story, "origin"));
  g_autofree char *size = NULL;
  const char *sender = text_of (row, "sender");
  guint64 size_bytes = 0;

  g_variant_lookup (row, "size-bytes", "t", &size_bytes);
  size = cs_words_size (size_bytes);
  cs_table_add (table, _ ("Message"), text_of (story, "id"));
  cs_table_add (table, _ ("Arrived"), when);
  if (*origin != '\0')
    cs_table_add (table, _ ("By way of"), origin);
  cs_table_add (table, _ ("Sender"), sender != NULL && *sender != '\0' ? sender : "<>");
  if (text_of (row, "subject") != NULL)
    cs_table_add (table, _ ("Subject"), text_of (row, "subject"));
  cs_table_add (table, _ ("Size"), size);
  cs_table_print (table);
}

/* (transfer full): who was spoken to, and what its domain asked of TLS */
static char *
host_of (GVariant *attempt)
{
  const char *host = text_of (attempt, "host");
  const char *policy = cs_words_protection (text_of (attempt, "protection"));

  if (host == NULL || *policy == '\0')
    return g_strdup (host != NULL ? host : *policy != '\0' ? policy : "–");
  /* Translators: %1$s is a server that was spoken to, %2$s is "DANE" or "MTA-STS", which asked for
   * TLS with it */
  return g_strdup_printf (C_ ("host", "%1$s (%2$s)"), host, policy);
}

static void
print_attempts (GPtrArray *attempts, guint number)
{
  const char *titles[] = { _ ("Try"), _ ("When"), _ ("Host"), _ ("Verdict"), _ ("Why"), NULL };
  g_autoptr (CsTable) table = cs_table_new (titles, 0);
  gint64 now_s = cs_when_now_s ();
  guint n = 0;

  for (guint i = 0; i < attempts->len; i++)
    {
      GVariant *attempt = attempts->pdata[i];
      g_autofree char *nth = g_strdup_printf ("%u", number_of (attempt, "number"));
      g_autofree char *when = cs_words_when (time_of (attempt, "when"), now_s);
      g_autofree char *why = cs_queue_row_why (attempt);
      g_autofree char *host = host_of (attempt);

      if (number_of (attempt, "recipient") != number)
        continue;
      n++;
      cs_table_add (table, nth, when, host, cs_queue_row_state (text_of (attempt, "state")), why);
    }
  if (n > 0)
    cs_table_print (table);
}

static void
print_recipient (GVariant *row, GPtrArray *attempts)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  g_autofree char *why = cs_queue_row_why (row);
  g_autofree char *tries = g_strdup_printf ("%u", number_of (row, "attempts"));
  const char *advice = cs_words_advice (cause_of (row));
  gint64 next_s = time_of (row, "next-attempt");

  g_print ("\n");
  cs_table_add (table, _ ("Recipient"), text_of (row, "recipient"));
  cs_table_add (table, _ ("ID"), text_of (row, "id"));
  cs_table_add (table, _ ("State"), cs_queue_row_state (text_of (row, "state")));
  if (*why != '\0')
    cs_table_add (table, _ ("Why"), why);
  if (*advice != '\0')
    cs_table_add (table, _ ("What to do"), advice);
  if (next_s != 0)
    {
      g_autofree char *when = cs_words_when (next_s, cs_when_now_s ());

      cs_table_add (table, _ ("Next try"), when);
    }
  if (text_of (row, "entry") != NULL)
    cs_table_add (table, _ ("Entry"), text_of (row, "entry"));
  cs_table_add (table, _ ("Tries so far"), tries);
  cs_table_print (table);
  print_attempts (attempts, row_number (row));
}

static void
print_transcripts (char **transcripts)
{
  for (guint i = 0; transcripts[i] != NULL; i++)
    if (*transcripts[i] != '\0' && (i == 0 || strcmp (transcripts[i], transcripts[i - 1]) != 0))
      {
        g_print ("\n%s\n", _ ("Last dialogue:"));
        cs_table_print_lines (transcripts[i]);
      }
}

void
cs_story_print (GVariant *story)
{
  g_autoptr (GPtrArray) rows = list_of (story, "rows");
  g_autoptr (GPtrArray) attempts = list_of (story, "attempts");
  g_auto (GStrv) transcripts = transcripts_of (story);
  const char *header = text_of (story, "header");
  guint n = number_of (story, "recipients");

  if (rows->len > 0)
    print_head (story, rows->pdata[0]);
  for (guint i = 0; i < rows->len; i++)
    print_recipient (rows->pdata[i], attempts);
  if (n > rows->len)
    {
      g_print ("\n");
      g_print (
          g_dngettext (GETTEXT_PACKAGE, "%u more recipient", "%u more recipients", n - rows->len),
          n - rows->len);
      g_print ("\n");
    }
  if (header != NULL && *header != '\0')
    {
      g_print ("\n%s\n", _ ("Header:"));
      cs_table_print_lines (header);
    }
  print_transcripts (transcripts);
}
